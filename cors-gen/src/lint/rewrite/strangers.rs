//! Conditions on the origin that let others' origins pass, each shown one (CG100).

use std::borrow::Cow;

use cors_runtime::__private::{Condition, Conditions, Part, Test, Variable};
use cors_runtime::Field;

use super::{is_origin, lets_anyone_pass};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::host;
use crate::lint::Looked;
use crate::lint::asking::Asked;
use crate::pattern::{self, Guard, Stranger, Why, example};
use crate::source::Span;

/// A list of conditions with their places.
pub(super) type List<'a, 'p> = (&'a Conditions<'p>, &'a [Span]);

/// The conditions of a rule that keep origins out, with their places.
pub(super) struct Guards<'a, 'p> {
    all: Vec<(&'a Condition<'p>, Span)>,
    /// Of these, one is enough.
    any: Vec<(&'a Condition<'p>, Span)>,
    /// Lists of origins; where there is one, nothing is left to find.
    pub(super) lists: Vec<(&'a Condition<'p>, Span)>,
}

impl<'a, 'p> Guards<'a, 'p> {
    pub(super) fn of(lists: &[List<'a, 'p>]) -> Self {
        let mut guards = Self { all: Vec::new(), any: Vec::new(), lists: Vec::new() };
        for (conditions, places) in lists {
            let conditions = conditions.parts();
            let about_origin = conditions.list.iter().zip(places.iter().copied());
            let about_origin = about_origin.filter(|(it, _)| is_origin(it.parts().input));
            for (condition, place) in about_origin {
                match condition.parts().test {
                    Test::Pattern(_) if conditions.any => guards.any.push((condition, place)),
                    Test::Pattern(_) => guards.all.push((condition, place)),
                    Test::OneOf(_) if !conditions.any && !condition.parts().negate => {
                        guards.lists.push((condition, place));
                    }
                    Test::OneOf(_) | Test::Always | Test::Never => {}
                }
            }
        }
        guards
    }

    /// The sets of patterns that have to be passed together.
    pub(super) fn sets(&self) -> Vec<Vec<(&'a Condition<'p>, Span)>> {
        if !self.lists.is_empty() {
            return Vec::new();
        }
        let with = |one: &(&'a Condition<'p>, Span)| {
            self.all.iter().copied().chain([*one]).collect::<Vec<_>>()
        };
        if self.any.is_empty() {
            vec![self.all.clone()]
        } else {
            self.any.iter().map(with).collect()
        }
    }
}

/// Reports conditions that let others' origins pass, as far as a request for one of the paths shows it.
pub(super) fn lint(
    guards: &Guards<'_, '_>,
    paths: &[String],
    looked: &Looked<'_, '_>,
    bag: &mut Bag,
) {
    for set in guards.sets() {
        let patterns: Vec<Guard<'_>> = set
            .iter()
            .filter_map(|(condition, _)| match condition.parts().test {
                Test::Pattern(pattern) => Some((pattern, condition.parts().negate)),
                _ => None,
            })
            .collect();
        let is_positive = |condition: &Condition<'_>| !condition.parts().negate;
        let at = set.iter().find(|(it, _)| is_positive(it) && !lets_anyone_pass(it));
        let at = at.or_else(|| set.iter().find(|(it, _)| is_positive(it)));
        let Some((condition, place)) = at else { continue };
        let Test::Pattern(pattern) = condition.parts().test else { continue };
        let strangers = pattern::strangers(&patterns, &host::is_public_suffix, looked.budget);
        let is_let_in = |stranger: &Stranger| is_let_in(looked, paths, &stranger.origin);
        let Some(stranger) = strangers.into_iter().find(is_let_in) else { continue };
        let message =
            format!("the origin `{}` passes the pattern `{}`", stranger.origin, pattern.text());
        bag.push(
            Diagnostic::new(Code::LaxOriginPattern, *place, message)
                .label(label(stranger.why))
                .help(help(stranger.why)),
        );
    }
}

const fn label(why: Why) -> &'static str {
    match why {
        Why::Behind => "the host may go on behind what is meant: it has no `$` at its end",
        Why::Before => "what stands before the name of the host is not limited",
        Why::OneCharacter => "a `.` that is not escaped stands for any character",
        Why::AnyName => "anybody can have a name there",
        Why::TopLevel => "anybody can have the name under another top-level domain",
    }
}

const fn help(why: Why) -> &'static str {
    match why {
        Why::AnyName => "spell the name out: `^https://myapp\\.azurewebsites\\.net$`",
        Why::TopLevel => "spell the top-level domains out: `\\.(com|net)$`",
        Why::Behind | Why::Before | Why::OneCharacter => {
            "begin the pattern with `^https://`, end it with `$`, and write `\\.` for a dot"
        }
    }
}

/// Paths that may pass the other conditions of a rule.
pub(super) fn paths(looked: &Looked<'_, '_>, read: &[&Condition<'_>]) -> Vec<String> {
    let mut paths: Vec<String> = looked.paths().collect();
    for condition in read {
        let Test::Pattern(pattern) = condition.parts().test else { continue };
        let [Part::Variable(variable)] = condition.parts().input else { continue };
        let is_path = matches!(
            variable,
            Variable::Path { .. } | Variable::Url | Variable::RequestUri | Variable::UnencodedUrl
        );
        if is_path && !condition.parts().negate {
            let text = example(pattern, looked.budget).unwrap_or_default();
            paths.push(format!("/{}", text.trim_start_matches('/')));
        }
    }
    paths
}

/// A host that may pass the other conditions of a rule; `None` where they do not look at it.
pub(super) fn host(looked: &Looked<'_, '_>, read: &[&Condition<'_>]) -> Option<String> {
    read.iter().find_map(|condition| {
        let parts = condition.parts();
        let [Part::Variable(Variable::Header("host") | Variable::ServerName)] = parts.input else {
            return None;
        };
        match parts.test {
            Test::Pattern(pattern) if !parts.negate => example(pattern, looked.budget),
            Test::OneOf(list) if !parts.negate => {
                list.parts().entries.first().map(|(host, _)| (*host).to_owned())
            }
            _ => None,
        }
    })
}

/// Whether the policy lets a page of this origin read anything.
pub(super) fn is_let_in(looked: &Looked<'_, '_>, paths: &[String], origin: &str) -> bool {
    paths.iter().any(|path| {
        ["GET", "POST", "PUT"].into_iter().any(|method| {
            let asked = Asked { origin, method, headers: "" };
            let answers = [looked.actual(path, asked), looked.preflight(path, asked)];
            let is_echo = |allowed: Cow<'_, str>| allowed == origin;
            answers
                .iter()
                .flatten()
                .any(|it| it.judged().field(Field::AllowOrigin.name()).is_some_and(is_echo))
        })
    })
}
