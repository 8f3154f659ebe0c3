//! What inbound and outbound rules have in common: a pattern, conditions, and texts that refer to both.

use cors_runtime::__private::{Condition, Conditions, Part, Test};

use super::patterns::{Patterns, Tested};
use super::resolve::{Groups, Resolver, Shared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::effective::{self, Grouping, MatchType, PatternSyntax};
use crate::policy::arena::Arena;
use crate::source::{Span, Spanned};

/// A rule, or a precondition, as written.
pub(super) struct Written<'w, 'p> {
    pub(super) syntax: PatternSyntax,
    /// The rule's own pattern, the attribute that it stands in, and where; `None` for a precondition.
    pub(super) matched: Option<(&'w effective::Test, &'static str, Span)>,
    /// What that pattern is for.
    pub(super) input: &'p [Part<'p>],
    pub(super) grouping: Grouping,
    pub(super) track_all: bool,
    pub(super) conditions: &'w [effective::Condition],
    /// The texts that the rule puts somewhere.
    pub(super) values: Vec<&'w Spanned<String>>,
    /// Whether it is about responses.
    pub(super) response: bool,
}

/// The same, lowered.
pub(in crate::policy) struct Lowered<'p> {
    pub(in crate::policy) matched: Condition<'p>,
    /// Where the rule's own pattern stands; where it has none, the rule.
    pub(in crate::policy) matched_at: Span,
    pub(in crate::policy) conditions: Conditions<'p>,
    /// The tags of the conditions.
    pub(in crate::policy) conditions_at: &'p [Span],
    pub(in crate::policy) values: Vec<&'p [Part<'p>]>,
}

/// Lowers a rule; what keeps it from being carried goes into `problems`, and then there is none.
pub(super) fn lower<'p>(
    written: &Written<'_, 'p>,
    place: Span,
    shared: &Shared<'_, 'p>,
    patterns: &mut Patterns<'p, '_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Lowered<'p>> {
    let arena = shared.arena;
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
            &[][..]
        }
    };
    let mut inputs: Vec<&'p [Part<'p>]> = Vec::new();
    for (at, condition) in written.conditions.iter().enumerate() {
        let is_pattern = condition.match_type.is_none_or(|kind| kind.value == MatchType::Pattern);
        let input = condition.input.as_ref().filter(|_| is_pattern);
        inputs.push(input.map_or(&[][..], |input| resolve(input, at)));
    }
    let mut values: Vec<&'p [Part<'p>]> =
        written.values.iter().map(|value| resolve(value, list.len())).collect();
    if problems[before..].iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }

    let mut groups_found = Splice::new(list.len(), arena);
    groups_found.rule = whole(&matched, written.input);
    for (at, input) in inputs.iter_mut().enumerate() {
        *input = groups_found.splice(input);
        groups_found.conditions[at] = whole(&list[at], input);
    }
    for value in &mut values {
        *value = groups_found.splice(value);
    }

    let mut wanted = Wanted::none(list.len());
    inputs.iter().chain(&values).for_each(|text| wanted.see(text));
    let mut compile = |tested: &Tested, wanted: &[u8]| {
        patterns.compile(tested, wanted).unwrap_or_else(|problem| {
            problems.push(problem);
            Test::Never
        })
    };
    let condition = |tested: &Tested, test, input| {
        // Where the test does not look, nothing need be put together.
        let input = if matches!(test, Test::Always | Test::Never) { &[][..] } else { input };
        let condition = Condition::new(input, test);
        if tested.negate { condition.negate() } else { condition }
    };
    let test = compile(&matched, &wanted.rule);
    let matched = condition(&matched, test, written.input);
    let tags: Vec<Span> = written.conditions.iter().map(|condition| condition.tag).collect();
    let list: Vec<Condition<'p>> = list
        .iter()
        .zip(&wanted.conditions)
        .zip(inputs)
        .map(|((tested, wanted), input)| condition(tested, compile(tested, wanted), input))
        .collect();
    let list = arena.list(&list);
    let failed = problems[before..].iter().any(|problem| problem.severity == Severity::Error);
    (!failed).then(|| Lowered {
        matched,
        matched_at: written.matched.map_or(place, |(_, _, span)| span),
        conditions: if any { Conditions::any(list) } else { Conditions::all(list) },
        conditions_at: arena.list(&tags),
        values,
    })
}

/// The finding that a rule's references multiply.
pub(super) fn too_costly(place: Span) -> Diagnostic {
    let message = "the references of this rule would have it read the request too many times";
    Diagnostic::new(Code::RewriteLimit, place, message)
        .help("refer to `{HTTP_ORIGIN}` and the like rather than to groups of groups")
}

/// What group 0 of a pattern is, where that is all of a field: then the field itself is named in its place.
fn whole<'p>(tested: &Tested, input: &[Part<'p>]) -> Option<Part<'p>> {
    match input {
        [part @ (Part::Variable(_) | Part::Response(_))] if tested.is_whole() => Some(*part),
        _ => None,
    }
}

/// What groups 0 are known to be.
struct Splice<'p> {
    arena: &'p Arena,
    rule: Option<Part<'p>>,
    conditions: Vec<Option<Part<'p>>>,
}

impl<'p> Splice<'p> {
    fn new(conditions: usize, arena: &'p Arena) -> Self {
        Self { arena, rule: None, conditions: vec![None; conditions] }
    }

    /// The text with what is known in place of references to it.
    fn splice(&self, text: &'p [Part<'p>]) -> &'p [Part<'p>] {
        let spliced: Vec<Part<'p>> = text.iter().map(|part| self.part(*part)).collect();
        if spliced == text { text } else { self.arena.list(&spliced) }
    }

    fn part(&self, part: Part<'p>) -> Part<'p> {
        let known = match part {
            Part::RuleGroup(0) => self.rule,
            Part::ConditionGroup { condition, group: 0 } => self.conditions[usize::from(condition)],
            Part::Lower(text) => Some(Part::Lower(self.splice(text))),
            Part::Encoded(text) => Some(Part::Encoded(self.splice(text))),
            Part::Html(text) => Some(Part::Html(self.splice(text))),
            Part::Decoded(text) => Some(Part::Decoded(self.splice(text))),
            Part::Lookup(map, key) => Some(Part::Lookup(map, self.splice(key))),
            _ => None,
        };
        known.unwrap_or(part)
    }
}

/// The groups that texts refer to, in their order and each once.
pub(in crate::policy) struct Wanted {
    pub(in crate::policy) rule: Vec<u8>,
    pub(in crate::policy) conditions: Vec<Vec<u8>>,
}

impl Wanted {
    /// None yet, of a rule with so many conditions.
    pub(in crate::policy) fn none(conditions: usize) -> Self {
        Self { rule: Vec::new(), conditions: vec![Vec::new(); conditions] }
    }

    pub(in crate::policy) fn see(&mut self, text: &[Part<'_>]) {
        for part in text {
            match *part {
                Part::RuleGroup(group) => want(&mut self.rule, group),
                Part::ConditionGroup { condition, group } => {
                    want(&mut self.conditions[usize::from(condition)], group);
                }
                Part::AnyConditionGroup(group) => {
                    self.conditions.iter_mut().for_each(|wanted| want(wanted, group));
                }
                _ => part.inner().into_iter().for_each(|text| self.see(text)),
            }
        }
    }
}

fn want(groups: &mut Vec<u8>, group: u8) {
    if let Err(place) = groups.binary_search(&group) {
        groups.insert(place, group);
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
