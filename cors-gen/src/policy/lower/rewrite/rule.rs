//! What inbound and outbound rules have in common: a pattern, conditions, and texts that refer to both.

use std::collections::BTreeSet;

use super::patterns::{Patterns, Tested};
use super::resolve::{Groups, Resolver, Shared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::effective::{self, Grouping, MatchType, PatternSyntax};
use crate::policy::rewrite::{Condition, Conditions, Part, Test, Text};
use crate::source::{Span, Spanned};

/// A rule, or a precondition, as written.
pub(super) struct Written<'w> {
    pub(super) syntax: PatternSyntax,
    /// The rule's own pattern, the attribute that it stands in, and where; `None` for a precondition.
    pub(super) matched: Option<(&'w effective::Test, &'static str, Span)>,
    /// What that pattern is for.
    pub(super) input: Text,
    pub(super) grouping: Grouping,
    pub(super) track_all: bool,
    pub(super) conditions: &'w [effective::Condition],
    /// The texts that the rule puts somewhere.
    pub(super) values: Vec<&'w Spanned<String>>,
    /// Whether it is about responses.
    pub(super) response: bool,
}

/// The same, lowered.
pub(super) struct Lowered {
    pub(super) matched: Condition,
    pub(super) conditions: Conditions,
    pub(super) values: Vec<Text>,
}

/// Lowers a rule; what keeps it from being carried goes into `problems`, and then there is none.
pub(super) fn lower(
    written: &Written<'_>,
    place: Span,
    shared: &Shared,
    patterns: &mut Patterns,
    problems: &mut Vec<Diagnostic>,
) -> Option<Lowered> {
    let before = problems.len();
    let mut keep = |tested: Result<Tested, Diagnostic>| match tested {
        Ok(tested) => tested,
        Err(problem) => {
            problems.push(problem);
            Tested::always()
        }
    };
    let matched = match written.matched {
        Some((test, attribute, _)) => keep(Tested::read(test, attribute, written.syntax)),
        None => Tested::always(),
    };
    let list: Vec<Tested> = written
        .conditions
        .iter()
        .map(|condition| match condition.match_type.map(|kind| kind.value) {
            None | Some(MatchType::Pattern) => {
                keep(Tested::read(&condition.test, "pattern", written.syntax))
            }
            Some(MatchType::IsFile | MatchType::IsDirectory) => {
                Tested::never(condition.test.is_negated())
            }
        })
        .collect();
    problems.extend(written.conditions.iter().filter_map(file_condition));

    let groups: Vec<_> = list.iter().map(Tested::groups).collect();
    let any = written.grouping == Grouping::MatchAny && list.len() > 1;
    let resolver = Resolver {
        shared,
        groups: Groups {
            rule: written.matched.and_then(|_| matched.groups()),
            conditions: &groups,
            any,
            track_all: written.track_all,
        },
        response: written.response,
    };
    let mut resolve = |written: &Spanned<String>, before| match resolver.text(written, before) {
        Ok(parts) => parts,
        Err(problem) => {
            problems.push(problem);
            Text::new()
        }
    };
    let mut inputs: Vec<Text> = Vec::new();
    for (at, condition) in written.conditions.iter().enumerate() {
        let is_pattern = condition.match_type.is_none_or(|kind| kind.value == MatchType::Pattern);
        let input = condition.input.as_ref().filter(|_| is_pattern);
        inputs.push(input.map_or_else(Text::new, |input| resolve(input, at)));
    }
    let mut values: Vec<Text> =
        written.values.iter().map(|value| resolve(value, list.len())).collect();
    if problems[before..].iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }

    let mut groups_found = Splice::new(list.len());
    groups_found.rule = whole(&matched, &written.input);
    for (at, input) in inputs.iter_mut().enumerate() {
        groups_found.splice(input);
        groups_found.conditions[at] = whole(&list[at], input);
    }
    for value in &mut values {
        groups_found.splice(value);
    }

    let mut wanted =
        Wanted { rule: BTreeSet::new(), conditions: vec![BTreeSet::new(); list.len()] };
    inputs.iter().chain(&values).for_each(|text| wanted.see(text));
    let mut compile = |tested: &Tested, wanted: &BTreeSet<u8>| {
        patterns.compile(tested, wanted).unwrap_or_else(|problem| {
            problems.push(problem);
            Test::Never
        })
    };
    let span = written.matched.map_or(place, |(_, _, span)| span);
    let condition = |tested: &Tested, test, input, span| {
        // Where the test does not look, nothing need be put together.
        let input = if matches!(test, Test::Always | Test::Never) { Text::new() } else { input };
        Condition { span, input, test, negate: tested.negate }
    };
    let test = compile(&matched, &wanted.rule);
    let matched = condition(&matched, test, written.input.clone(), span);
    let tags = written.conditions.iter().map(|condition| condition.tag);
    let list: Vec<Condition> = list
        .iter()
        .zip(&wanted.conditions)
        .zip(inputs.into_iter().zip(tags))
        .map(|((tested, wanted), (input, span))| {
            let test = compile(tested, wanted);
            condition(tested, test, input, span)
        })
        .collect();
    let failed = problems[before..].iter().any(|problem| problem.severity == Severity::Error);
    (!failed).then_some(Lowered { matched, conditions: Conditions { any, list }, values })
}

/// The finding that a rule's references multiply.
pub(super) fn too_costly(place: Span) -> Diagnostic {
    let message = "the references of this rule would have it read the request too many times";
    Diagnostic::new(Code::RewriteLimit, place, message)
        .help("refer to `{HTTP_ORIGIN}` and the like rather than to groups of groups")
}

/// What group 0 of a pattern is, where that is all of a field: then the field itself is named in its place.
fn whole(tested: &Tested, input: &Text) -> Option<Part> {
    match input.as_slice() {
        [part @ (Part::Variable(_) | Part::Response(_))] if tested.is_whole() => Some(part.clone()),
        _ => None,
    }
}

/// What groups 0 are known to be.
struct Splice {
    rule: Option<Part>,
    conditions: Vec<Option<Part>>,
}

impl Splice {
    fn new(conditions: usize) -> Self {
        Self { rule: None, conditions: vec![None; conditions] }
    }

    fn splice(&self, text: &mut Text) {
        for part in text {
            let known = match part {
                Part::RuleGroup(0) => self.rule.as_ref(),
                Part::ConditionGroup { condition, group: 0 } => {
                    self.conditions[usize::from(*condition)].as_ref()
                }
                Part::Lower(text)
                | Part::Encoded(text)
                | Part::Decoded(text)
                | Part::Lookup(_, text) => {
                    self.splice(text);
                    None
                }
                _ => None,
            };
            if let Some(known) = known {
                *part = known.clone();
            }
        }
    }
}

/// The groups that texts refer to.
struct Wanted {
    rule: BTreeSet<u8>,
    conditions: Vec<BTreeSet<u8>>,
}

impl Wanted {
    fn see(&mut self, text: &Text) {
        for part in text {
            match *part {
                Part::RuleGroup(group) => {
                    self.rule.insert(group);
                }
                Part::ConditionGroup { condition, group } => {
                    self.conditions[usize::from(condition)].insert(group);
                }
                Part::AnyConditionGroup(group) => self.conditions.iter_mut().for_each(|wanted| {
                    wanted.insert(group);
                }),
                _ => part.inner().into_iter().for_each(|text| self.see(text)),
            }
        }
    }
}

/// IIS looks at its disk; a service has no such files (assumption).
fn file_condition(condition: &effective::Condition) -> Option<Diagnostic> {
    let kind = condition.match_type.filter(|kind| kind.value != MatchType::Pattern)?;
    let what = if kind.value == MatchType::IsFile { "file" } else { "directory" };
    let message = format!("whether there is such a {what} on the server is not known");
    Some(
        Diagnostic::new(Code::FileCondition, kind.span, message)
            .label("taken as if there were none")
            .help("if the rule has to know, write it as code of the service"),
    )
}
