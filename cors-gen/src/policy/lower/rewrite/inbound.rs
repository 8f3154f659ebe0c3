//! Rules for requests: those that answer, redirect, abort or set variables, those after which somebody else gets OPTIONS, and
//! what of the others has a say in whether these run.

use std::rc::Rc;

use cors_runtime::__private::{InboundRule, Part, Set, Variable};

use super::cost::Before;
use super::handled::Handled;
use super::patterns::Patterns;
use super::resolve::Shared;
use super::rule::{self, Written, too_costly};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::{self, LeveledRule, RuleLevel, SetVariable};
use crate::policy::arena::Arena;
use crate::policy::assumed;
use crate::policy::places::RewriteRulePlaces;
use crate::policy::token::forbidden_in_value;
use crate::source::Spanned;

/// A rule with its places.
pub(super) type Lowered<'p> = (InboundRule<'p>, RewriteRulePlaces<'p>);

/// Lowers the rules in the order in which they run; also says what they cost.
pub(super) fn lower<'p>(
    rules: &[&Rc<LeveledRule>],
    shared: &Shared<'_, 'p>,
    patterns: &mut Patterns<'p, '_>,
    bag: &mut Bag,
) -> (Vec<Lowered<'p>>, Before) {
    let enabled = rules.iter().filter(|rule| rule.rule.enabled.is_none_or(|enabled| enabled.value));
    let enabled: Vec<Rule<'_>> = enabled.map(|rule| Rule::new(rule, shared)).collect();
    for rule in &enabled {
        report(rule.written, shared, bag);
    }
    // What comes after the last rule that does something is routing, of no account here.
    let end = enabled.iter().rposition(Rule::has_a_say).map_or(0, |last| last + 1);
    let guarded = enabled.iter().rposition(|rule| rule.does_something).unwrap_or(0);
    let mut lowered = Vec::new();
    let mut before = Before::default();
    for (at, rule) in enabled.iter().enumerate().take(end) {
        if !rule.has_a_say() && !ends_run(rule.written) {
            continue;
        }
        let guards = at < guarded;
        if let Some(rule) = lower_rule(rule, guards, shared, patterns, &mut before, bag) {
            lowered.push(rule);
        }
    }
    (lowered, before)
}

/// A rule with what it is about.
struct Rule<'e> {
    written: &'e effective::InboundRule,
    level: &'e RuleLevel,
    /// Whether it answers, or sets what another reads.
    does_something: bool,
    /// Who gets OPTIONS after it; `None` where that makes no difference.
    handled: Option<Handled>,
}

impl<'e> Rule<'e> {
    fn new(rule: &'e LeveledRule, shared: &Shared<'_, '_>) -> Self {
        let LeveledRule { rule, level } = rule;
        let does_something = does_something(rule, shared);
        Self { written: rule, level, does_something, handled: shared.handling.of_rule(rule, level) }
    }

    const fn has_a_say(&self) -> bool {
        self.does_something || self.handled.is_some()
    }
}

/// The variables that rules set and that later rules may read.
pub(super) fn variables(rule: &effective::InboundRule) -> impl Iterator<Item = &SetVariable> {
    rule.variables.iter().filter(|set| !is_response(&set.name.value))
}

fn is_response(variable: &str) -> bool {
    variable.get(..9).is_some_and(|prefix| prefix.eq_ignore_ascii_case("RESPONSE_"))
}

/// Whether a rule answers, or sets what another reads.
fn does_something(rule: &effective::InboundRule, shared: &Shared<'_, '_>) -> bool {
    use effective::InboundAction as A;
    let answers = |action: &Spanned<A>| {
        matches!(action.value, A::CustomResponse { .. } | A::Redirect { .. } | A::AbortRequest)
    };
    rule.action.as_ref().is_some_and(answers)
        || variables(rule).any(|set| shared.sets(&set.name.value))
}

fn ends_run(rule: &effective::InboundRule) -> bool {
    rule.stop_processing.is_some_and(|stop| stop.value)
}

fn lower_rule<'p>(
    rule: &Rule<'_>,
    guards: bool,
    shared: &Shared<'_, 'p>,
    patterns: &mut Patterns<'p, '_>,
    before: &mut Before,
    bag: &mut Bag,
) -> Option<Lowered<'p>> {
    let &Rule { written: rule, level, does_something, ref handled } = rule;
    let arena = shared.arena;
    let set: Vec<&SetVariable> =
        variables(rule).filter(|set| shared.sets(&set.name.value)).collect();
    let conditions = &rule.conditions;
    let written = Written {
        syntax: rule.syntax.map(|syntax| syntax.value).unwrap_or_default(),
        matched: Some((&rule.matched.test, "url", rule.matched.tag)),
        input: url(level, arena),
        grouping: conditions.grouping.map(|grouping| grouping.value).unwrap_or_default(),
        track_all: conditions.track_all_captures.is_some_and(|track| track.value),
        conditions: &conditions.list,
        values: set.iter().map(|set| &set.value).chain(redirect_url(rule)).collect(),
        response: false,
    };
    let mut problems = Vec::new();
    let lowered = rule::lower(&written, rule.tag, shared, patterns, &mut problems);
    let lowered = lowered.filter(|lowered| {
        let is_too_much = before.is_too_much(lowered);
        problems.extend(is_too_much.then(|| too_costly(rule.tag)));
        !is_too_much
    });
    for problem in problems {
        bag.push(match problem.severity {
            Severity::Error if !does_something && guards && ends_run(rule) => {
                uncertain(problem, rule)
            }
            Severity::Error if !does_something => options_uncertain(problem, rule),
            _ => problem,
        });
    }
    let lowered = lowered?;
    before.and(&lowered, set.iter().map(|set| set.name.value.as_str()));
    let sets = set.iter().zip(&lowered.values).map(|(set, value)| {
        let built = Set::new(arena.text(&set.name.value), value);
        if set.replace.is_none_or(|replace| replace.value) { built } else { built.keep() }
    });
    let sets: Vec<Set<'p>> = sets.collect();
    let mut inbound = InboundRule::new(arena.text(&rule.name.value), lowered.matched)
        .conditions(lowered.conditions)
        .sets(arena.list(&sets));
    inbound = action(inbound, rule, arena, bag)?;
    if let Some(location) = redirect(rule, level, &lowered.values[sets.len()..], arena) {
        let (status, location) = location;
        inbound = inbound.redirect(status, location);
    }
    match handled {
        None => {}
        Some(Handled::Path(path)) => inbound = inbound.to_path(arena.text(path)),
        Some(Handled::Application) => inbound = inbound.to_application(),
        Some(Handled::Assumed(what)) => {
            inbound = inbound.to_application();
            bag.push(assumed::note(rule.tag, *what));
        }
    }
    if ends_run(rule) {
        inbound = inbound.stop();
    }
    let places = RewriteRulePlaces {
        tag: rule.tag,
        matched: lowered.matched_at,
        conditions: lowered.conditions_at,
        pre_condition: &[],
    };
    Some((inbound, places))
}

/// Of a rule that only routes it is enough to know when it ends the run. Where that cannot be known, neither can what later rules
/// do (RW-10).
fn uncertain(problem: Diagnostic, rule: &effective::InboundRule) -> Diagnostic {
    let name = &rule.name.value;
    let message = format!("when the rule `{name}` ends the run is not known: {}", problem.message);
    let mut uncertain = Diagnostic::new(Code::RunUncertain, problem.span, message)
        .label(problem.label)
        .related(rule.tag, "this rule keeps later ones from running");
    uncertain.help = problem.help;
    uncertain
}

/// Of a rule that rewrites URLs and does nothing else it is enough to know who gets OPTIONS after it.
fn options_uncertain(problem: Diagnostic, rule: &effective::InboundRule) -> Diagnostic {
    let name = &rule.name.value;
    let message = format!(
        "when the rule `{name}` has a say in who gets OPTIONS is not known: {}",
        problem.message
    );
    let mut uncertain = Diagnostic::new(Code::OptionsUncertain, problem.span, message)
        .label(problem.label)
        .related(rule.tag, "taken as if it never fired (OP-11)");
    uncertain.help = problem.help;
    uncertain
}

/// The address that a rule redirects to, as written.
fn redirect_url(rule: &effective::InboundRule) -> Option<&Spanned<String>> {
    match rule.action.as_ref().map(|action| &action.value) {
        Some(effective::InboundAction::Redirect { url, .. }) => url.as_ref(),
        _ => None,
    }
}

/// The status and the `Location` of a rule that redirects to what `text` comes to (RD-8).
fn redirect<'p>(
    rule: &effective::InboundRule,
    level: &RuleLevel,
    text: &[&'p [Part<'p>]],
    arena: &'p Arena,
) -> Option<(u16, &'p [Part<'p>])> {
    let action = rule.action.as_ref().map(|action| &action.value);
    let Some(effective::InboundAction::Redirect { append_query, status, .. }) = action else {
        return None;
    };
    let location = Part::Location {
        base: arena.text(&level.folder),
        query: append_query.is_none_or(|append| append.value),
        text: text.first()?,
    };
    Some((*status, arena.list(&[location])))
}

/// What `<match url>` is tested against: the path as seen from where the rule stands.
fn url<'p>(level: &RuleLevel, arena: &'p Arena) -> &'p [Part<'p>] {
    let skipped = u8::try_from(level.skipped).unwrap_or(u8::MAX);
    let path = Part::Variable(Variable::Path { skipped });
    if level.prefix.is_empty() {
        return arena.list(&[path]);
    }
    arena.list(&[Part::Literal(arena.text(&level.prefix)), path])
}

/// The rule with what it does besides setting variables; `None` where that makes no sense, which was reported when reading.
fn action<'p>(
    inbound: InboundRule<'p>,
    rule: &effective::InboundRule,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Option<InboundRule<'p>> {
    Some(match rule.action.as_ref().map(|action| &action.value) {
        Some(effective::InboundAction::CustomResponse { status, description }) => {
            let status = status.as_ref()?.value;
            let body = description.as_ref().filter(|_| (200..300).contains(&status));
            // A 204 ends with its header fields; a client would take more for the next response.
            let body = body.filter(|_| !matches!(status, 204 | 205));
            inbound.answer(status, body.map_or("", |body| arena.text(&body.value)))
        }
        Some(effective::InboundAction::AbortRequest) => {
            let message = format!("the rule `{}` has IIS drop the connection", rule.name.value);
            let span = rule.action.as_ref().map_or(rule.tag, |action| action.span);
            bag.push(
                Diagnostic::new(Code::AbortedRequest, span, message)
                    .label("a service cannot: the answer is 400 with `Connection: close` and nothing that is configured")
                    .help("if nothing at all may be sent, let what stands before the service refuse such requests"),
            );
            inbound.abort()
        }
        _ => inbound,
    })
}

/// Reports what of a rule is not carried.
fn report(rule: &effective::InboundRule, shared: &Shared<'_, '_>, bag: &mut Bag) {
    let name = &rule.name.value;
    let action = rule.action.as_ref().map(|action| &action.value);
    if let Some(effective::InboundAction::Rewrite { .. }) = action {
        let message = format!("the URL Rewrite rule `{name}` is routing and is not carried");
        let help = "write it as a route of the service; rules after it see the URL as it was sent";
        bag.push(Diagnostic::new(Code::NotCarried, rule.tag, message).help(help));
    }
    for set in &rule.variables {
        let variable = &set.name.value;
        if is_response(variable) {
            let message = format!("the rule `{name}` sets `{variable}` before there is a response");
            bag.push(
                Diagnostic::new(Code::RewriteNotCarried, set.tag, message)
                    .help("write it as an outbound rule: `<match serverVariable=\"RESPONSE_…\" pattern=\".*\" />`"),
            );
        } else if variable.get(..5).is_some_and(|p| p.eq_ignore_ascii_case("HTTP_"))
            || !shared.sets(variable)
        {
            let message =
                format!("what the rule `{name}` sets `{variable}` to does not reach the service");
            let label = if shared.sets(variable) { "only other rules see it" } else { "" };
            bag.push(
                Diagnostic::new(Code::NotCarried, set.tag, message)
                    .label(label)
                    .help("if the application reads it, set it in the service"),
            );
        }
        if let Some(c) = forbidden_in_value(&set.value.value) {
            let message = format!("the value has the control character U+{:04X}", c as u32);
            bag.push(Diagnostic::new(Code::BadFieldValue, set.value.span, message));
        }
    }
}
