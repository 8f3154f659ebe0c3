//! Patterns: parsed to see what they are, compiled once for all rules and scopes that have them.

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::Test;
use cors_runtime::pattern::Pattern;

use super::maps;
use crate::budget::Budget;
use crate::diagnostic::{Code, Diagnostic};
use crate::effective::{self, PatternSyntax};
use crate::pattern::{self, Parsed, PatternError, PatternErrorKind, Syntax, analysis};
use crate::policy::arena::Arena;
use crate::source::{Span, Spanned};

/// What a text is to be tested for, not compiled yet.
pub(super) struct Tested {
    kind: Kind,
    pub(super) negate: bool,
}

enum Kind {
    Always,
    Never,
    Pattern { text: Spanned<String>, attribute: &'static str, syntax: Syntax, parsed: Box<Parsed> },
}

impl Tested {
    pub(super) const fn always() -> Self {
        Self { kind: Kind::Always, negate: false }
    }

    pub(super) const fn never(negate: bool) -> Self {
        Self { kind: Kind::Never, negate }
    }

    /// Reads the pattern in `attribute`; without one every text passes.
    pub(super) fn read(
        written: &effective::Test,
        attribute: &'static str,
        syntax: PatternSyntax,
    ) -> Result<Self, Diagnostic> {
        let negate = written.is_negated();
        let Some(text) = &written.pattern else { return Ok(Self { kind: Kind::Always, negate }) };
        let syntax = match syntax {
            PatternSyntax::EcmaScript => Syntax::EcmaScript,
            PatternSyntax::Wildcard => Syntax::Wildcard,
            PatternSyntax::ExactMatch => Syntax::ExactMatch,
        };
        let parsed = pattern::parse(&text.value, syntax, written.ignores_case())
            .map_err(|error| refused(text, attribute, &error))?;
        let (text, parsed) = (text.clone(), Box::new(parsed));
        Ok(Self { kind: Kind::Pattern { text, attribute, syntax, parsed }, negate })
    }

    /// How many groups a match leaves, besides group 0; `None` where it leaves none at all.
    pub(super) fn groups(&self) -> Option<u32> {
        match &self.kind {
            Kind::Pattern { parsed, .. } if !self.negate => Some(parsed.groups()),
            Kind::Always if !self.negate => Some(0),
            _ => None,
        }
    }

    /// Whether group 0, where there is one, is the whole text.
    pub(super) fn is_whole(&self) -> bool {
        match &self.kind {
            Kind::Pattern { parsed, .. } => {
                !self.negate
                    && analysis::is_anchored_start(parsed)
                    && analysis::is_anchored_end(parsed)
            }
            Kind::Always => !self.negate,
            Kind::Never => false,
        }
    }
}

/// The patterns compiled so far, so that what many rules and paths have is compiled once.
pub(super) struct Patterns<'p, 'e> {
    arena: &'p Arena,
    budget: &'e Budget,
    known: HashMap<Key, Result<Test<'p>, PatternError>>,
    /// What was said when the budget was used up; nothing more is compiled then, and nothing else said.
    exhausted: Option<Diagnostic>,
}

/// The work that an entry of a list of texts counts for: it is printed, and put into a hash table.
const ENTRY: usize = 1000;

/// The text, the syntax, whether case is ignored, and the groups that are wanted.
type Key = (String, u8, bool, Vec<u8>);

impl<'p, 'e> Patterns<'p, 'e> {
    pub(super) fn new(arena: &'p Arena, budget: &'e Budget) -> Self {
        Self { arena, budget, known: HashMap::new(), exhausted: None }
    }

    /// The test; a pattern records the groups that are `wanted`, in their order and each once.
    pub(super) fn compile(
        &mut self,
        tested: &Tested,
        wanted: &[u8],
    ) -> Result<Test<'p>, Diagnostic> {
        let (text, attribute, syntax, parsed) = match &tested.kind {
            Kind::Always => return Ok(Test::Always),
            Kind::Never => return Ok(Test::Never),
            Kind::Pattern { text, attribute, syntax, parsed } => (text, attribute, *syntax, parsed),
        };
        if let Some(exhausted) = &self.exhausted {
            return Err(exhausted.clone());
        }
        let (arena, budget) = (self.arena, self.budget);
        let key = (text.value.clone(), syntax as u8, parsed.ignores_case(), wanted.to_vec());
        let known = self.known.entry(key).or_insert_with(|| {
            // What reading it took.
            parsed.spend(text.value.len(), budget)?;
            if let Some(list) = literal_list(&text.value, parsed, wanted, arena) {
                if let Test::OneOf(list) = list {
                    parsed.spend(ENTRY * list.parts().entries.len(), budget)?;
                }
                return Ok(list);
            }
            let compiled = parsed.compile(wanted, budget)?;
            Ok(if compiled.is_never_found() {
                Test::Never
            } else if compiled.is_universal() && wanted.is_empty() {
                Test::Always
            } else {
                let table = arena.list(&compiled.table());
                let text = arena.text(&text.value);
                let pattern = Pattern::new(text, syntax, parsed.ignores_case(), table);
                Test::Pattern(arena.one(pattern))
            })
        });
        known.clone().map_err(|error| {
            let refused = refused(text, attribute, &error);
            if let PatternErrorKind::Exhausted(_) = error.kind {
                self.exhausted = Some(refused.clone());
            }
            refused
        })
    }
}

/// A pattern that lists whole texts is a list of texts, with the same meaning: all of them ASCII, as letters without case
/// are for the runtime.
fn literal_list<'p>(
    text: &str,
    parsed: &Parsed,
    wanted: &[u8],
    arena: &'p Arena,
) -> Option<Test<'p>> {
    let whole_only = wanted.iter().all(|group| *group == 0);
    let texts = analysis::literal_alternatives(parsed).filter(|_| whole_only)?;
    let ignore_case = parsed.ignores_case();
    if texts.iter().any(|text| !text.is_ascii()) {
        return None;
    }
    let mut seen = HashSet::new();
    let fold = |text: &str| if ignore_case { text.to_ascii_lowercase() } else { text.to_owned() };
    let texts = texts.iter().filter(|text| seen.insert(fold(text)));
    let entries: Vec<(&str, &str)> = texts.map(|text| (arena.text(text), "")).collect();
    Some(Test::OneOf(arena.one(maps::table(text, &entries, ignore_case, arena))))
}

fn refused(text: &Spanned<String>, attribute: &str, error: &PatternError) -> Diagnostic {
    let (message, label) = match error.kind {
        PatternErrorKind::Exhausted(_) => {
            (error.to_string(), "neither this one nor those after it are compiled")
        }
        _ => (format!("the pattern `{}` cannot be carried: {error}", text.value), "here"),
    };
    Diagnostic::new(Code::BadPattern, place(text, attribute, error), message)
        .label(label)
        .help(error.help())
}

/// The place in the pattern, where the attribute is written as plainly as it is read; else the whole attribute.
fn place(text: &Spanned<String>, attribute: &str, error: &PatternError) -> Span {
    let Span { file, start, .. } = text.span;
    let opening = attribute.len() + "=\"".len();
    if text.span.range().len() != opening + text.value.len() + 1 || error.at.is_empty() {
        return text.span;
    }
    let start = start as usize + opening;
    Span::new(file, start + error.at.start, start + error.at.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of texts stands for the pattern that it was recognised in: the two pass the same texts.
    #[test]
    fn lists_pass_what_their_patterns_pass() {
        let (arena, budget) = (Arena::new(), Budget::new());
        for (text, syntax) in [
            (r"^https?://(www\.)?(one|two)\.example$", Syntax::EcmaScript),
            (r"^(?:null|https://k\.example:8443)$", Syntax::EcmaScript),
            ("^$", Syntax::EcmaScript),
            ("OPTIONS", Syntax::ExactMatch),
            ("https://s.example", Syntax::Wildcard),
        ] {
            for ignore_case in [true, false] {
                let parsed = pattern::parse(text, syntax, ignore_case).expect(text);
                let listed = literal_list(text, &parsed, &[], &arena);
                let Some(listed @ Test::OneOf(list)) = listed else { panic!("{text} lists texts") };
                let table = parsed.compile(&[], &budget).expect(text).table();
                let automaton = Pattern::new(text, syntax, ignore_case, &table);
                for (entry, _) in list.parts().entries {
                    let spelt = [
                        (*entry).to_owned(),
                        entry.to_ascii_uppercase(),
                        entry.replace('k', "\u{212a}").replace('s', "\u{17f}"),
                        format!("{entry}."),
                        format!(" {entry}"),
                        format!("{entry}\n"),
                        entry.replace('.', "x"),
                        entry.chars().skip(1).collect(),
                    ];
                    for given in spelt {
                        let passes = (
                            listed.accepts(given.as_bytes()),
                            automaton.is_match(given.as_bytes()),
                        );
                        assert_eq!(passes.0, passes.1, "{text} {ignore_case} {given:?}");
                    }
                }
            }
        }
    }
}
