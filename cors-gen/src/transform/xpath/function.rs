//! The functions of XPath that are supported.

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Function {
    Boolean,
    Concat,
    Contains,
    Count,
    False,
    Last,
    LocalName,
    Name,
    NormalizeSpace,
    Not,
    Number,
    Position,
    StartsWith,
    String,
    StringLength,
    Translate,
    True,
}

/// Names with how many arguments they take.
const ALL: &[(&str, Function, std::ops::RangeInclusive<usize>)] = &[
    ("boolean", Function::Boolean, 1..=1),
    ("concat", Function::Concat, 2..=usize::MAX),
    ("contains", Function::Contains, 2..=2),
    ("count", Function::Count, 1..=1),
    ("false", Function::False, 0..=0),
    ("last", Function::Last, 0..=0),
    ("local-name", Function::LocalName, 0..=1),
    ("name", Function::Name, 0..=1),
    ("normalize-space", Function::NormalizeSpace, 0..=1),
    ("not", Function::Not, 1..=1),
    ("number", Function::Number, 0..=1),
    ("position", Function::Position, 0..=0),
    ("starts-with", Function::StartsWith, 2..=2),
    ("string", Function::String, 0..=1),
    ("string-length", Function::StringLength, 0..=1),
    ("translate", Function::Translate, 3..=3),
    ("true", Function::True, 0..=0),
];

impl Function {
    /// The function of this name, with the counts of arguments it takes.
    pub(super) fn named(name: &str) -> Option<(Self, std::ops::RangeInclusive<usize>)> {
        let found = ALL.iter().find(|(known, ..)| *known == name)?;
        Some((found.1, found.2.clone()))
    }

    /// The names of all, for people.
    pub(super) fn names() -> String {
        ALL.iter().map(|(name, ..)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}
