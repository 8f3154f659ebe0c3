//! What browsers make of the policy's answers: asked of the policy, judged as Fetch says.

use std::collections::HashSet;

use cors_runtime::__private::{AllowHeaders, InboundAction, OriginPattern, Part, Test};
use cors_runtime::{Field, Refusal};

use super::asking::{Asked, Response};
use super::origins::problem;
use super::stated::{Methods, Stated};
use super::{Looked, Seen};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::host;
use crate::pattern;
use crate::policy::RulePlaces;
use crate::policy::certain::fires_for_method;
use crate::source::Span;

/// What was looked at.
#[derive(Default)]
pub(super) struct Answers<'p> {
    rules: Seen,
    verbs: HashSet<(usize, [usize; 3])>,
    methods: Methods<'p>,
    headers: HashSet<([Option<Span>; 4], usize, usize)>,
}

/// Requests that need a preflight for their method, their body, or who asks.
const PREFLIGHTED: [(&str, &str); 3] =
    [("PUT", ""), ("POST", "content-type"), ("GET", "authorization")];

impl<'p> Answers<'p> {
    pub(super) fn lint(&mut self, looked: &Looked<'_, 'p>, bag: &mut Bag) {
        if looked.places.cors.is_some_and(|cors| self.rules.is_new(cors.rules)) {
            of_rules(looked, bag);
        }
        let parts = looked.scope.parts();
        let fields = [Field::AllowOrigin, Field::AllowMethods, Field::AllowHeaders, Field::MaxAge];
        let custom = fields.map(|field| Some(looked.custom_header(field.name())?.1));
        let rules = parts.rewrite.map_or(0, |rules| std::ptr::from_ref(rules).addr());
        if looked.allowing_rule().is_none()
            && self.headers.insert((custom, rules, parts.options.as_ptr().addr()))
        {
            of_headers(looked, bag);
        }
        let key = looked.places.verbs.map(|verbs| verbs.listed.as_ptr().addr());
        if key.is_some_and(|key| self.verbs.insert((key, Methods::key(looked)))) {
            denied(looked, &self.methods.of(looked), bag);
        }
    }
}

/// An origin that a rule is about, as a browser would send it.
fn origin_of(pattern: OriginPattern<'_>) -> String {
    match pattern {
        OriginPattern::Any => "https://app.example".to_owned(),
        OriginPattern::Exact(origin) => origin.to_owned(),
        OriginPattern::Wildcard { scheme, suffix } => {
            let joint =
                if suffix.starts_with(['.', '-']) || suffix.is_empty() { "app" } else { "app." };
            format!("{scheme}{joint}{suffix}")
        }
    }
}

/// Rules of the CORS module by which every preflight fails, or every one with a body of JSON.
fn of_rules(looked: &Looked<'_, '_>, bag: &mut Bag) {
    /// How many other places a finding points to.
    const MOST_PLACES: usize = 3;
    let mut lacking: [Vec<&RulePlaces>; 3] = Default::default();
    for (rule, places) in looked.rules().filter(|(rule, _)| rule.parts().allowed) {
        let parts = rule.parts();
        // POST of a form needs no list: who has it in one means JSON.
        let needs_body = |names: &str| names.split(',').any(|it| matches!(it, "POST" | "PATCH"));
        let kind = match (parts.allow_methods.filter(|it| !it.is_empty()), parts.allow_headers) {
            (None, AllowHeaders::None) if parts.max_age.is_some_and(|age| age != "0") => 0,
            (None, AllowHeaders::None) => 1,
            (Some(names), AllowHeaders::None) if needs_body(names) => 2,
            _ => continue,
        };
        let origin = origin_of(parts.pattern);
        if lacking[kind].len() > MOST_PLACES || problem(&origin).is_some() {
            continue;
        }
        let asked = match kind {
            2 => &[("POST", "content-type"), ("PATCH", "content-type")][..],
            _ => &PREFLIGHTED,
        };
        if refuses(looked, &origin, asked) {
            lacking[kind].push(places);
        }
    }
    let of_none = "preflights of this origin always fail: neither methods nor headers are allowed";
    let of_json =
        "preflights of this origin for JSON fail: `Content-Type` is not among the allowed headers";
    for (kind, places) in lacking.iter().enumerate() {
        let Some(first) = places.first() else { continue };
        let (message, help) = if kind == 2 {
            (
                of_json,
                "add `<allowHeaders><add header=\"Content-Type\" /></allowHeaders>`, with what else scripts send",
            )
        } else {
            (
                of_none,
                "where scripts send more than simple requests, add `<allowMethods>` and `<allowHeaders>` with what they use",
            )
        };
        let severity = if kind == 0 { Severity::Warning } else { Severity::Note };
        let finding = Diagnostic::new(Code::PreflightLacks, first.tag, message)
            .severity(severity)
            .label(if kind == 2 {
                "no header names are allowed here (CM-7)"
            } else {
                "simple GET and POST work, nothing else (CM-6, CM-7)"
            })
            .help(help);
        let finding = match first.max_age.filter(|_| kind == 0) {
            Some(age) => finding.related(age, "kept this long, a refusal never"),
            None => finding,
        };
        let others = places[1..].iter();
        bag.push(others.fold(finding, |it, places| it.related(places.tag, "and here")));
    }
}

/// Whether a browser refuses each of these requests after its preflight.
fn refuses(looked: &Looked<'_, '_>, origin: &str, asked: &[(&str, &str)]) -> bool {
    let mut answered = false;
    let all = looked.paths().all(|path| {
        asked.iter().all(|(method, headers)| {
            let asked = Asked { origin, method, headers };
            let Some(answer) = looked.preflight(&path, asked) else { return true };
            answered |= answer.answer.is_some_and(|it| (200..300).contains(&it.status));
            answer.answer.is_some() && !answer.lets_go(asked)
        })
    });
    all && answered
}

/// CORS by custom headers and rules of URL Rewrite.
fn of_headers(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let Some(origin) = let_in(looked) else { return };
    let readable = |response: &Response<'_>| response.is_readable_by(&origin);
    let Some(path) = looked.paths().find(|path| {
        let asked = Asked { origin: &origin, method: "PUT", headers: "content-type" };
        looked.preflight(path, asked).is_some_and(|it| it.answer.is_some() && readable(&it))
    }) else {
        return;
    };
    let asked = Asked { origin: &origin, method: "PUT", headers: "" };
    let Some(preflight) = looked.preflight(&path, asked) else { return };
    let Some(place) = looked.allowed_by(&preflight) else { return };
    let is_good = preflight.answer.is_some_and(|it| (200..300).contains(&it.status));
    if !is_good {
        return;
    }
    // Headers for files need no more, but who answers preflights or says how long they are kept wants them to pass.
    let answers = looked.inbound().find(|(rule, _)| {
        fires_for_method(rule, "OPTIONS") == Some(true)
            && matches!(rule.parts().action, InboundAction::Answer { .. })
    });
    let wanted = answers.map(|(_, places)| (places.tag, "this answers them"));
    let age = looked.custom_header(Field::MaxAge.name());
    let wanted = wanted.or(age.map(|(_, place)| (place, "kept this long, a refusal never")));
    let lists = [Field::AllowMethods, Field::AllowHeaders];
    let has_none = lists.into_iter().all(|field| preflight.judged().field(field.name()).is_none());
    let wanted = wanted.filter(|_| has_none && refuses(looked, &origin, &PREFLIGHTED));
    if let Some((wanted, why)) = wanted {
        let message = "preflights always fail: neither methods nor headers are allowed";
        bag.push(
            Diagnostic::new(Code::PreflightLacks, place, message)
                .label("simple GET and POST work, nothing else")
                .related(wanted, why)
                .help("send `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers` too, with what scripts use"),
        );
    }
    let is_unreadable = ["GET", "POST", "PUT"].into_iter().all(|method| {
        let actual = looked.actual(&path, Asked { method, ..asked });
        actual.is_some_and(|it| it.answer.is_none() && !readable(&it))
    });
    if is_unreadable {
        let message = "`Access-Control-Allow-Origin` is sent with the answers to OPTIONS alone";
        bag.push(
            Diagnostic::new(Code::PreflightsOnly, place, message)
                .label("preflights pass, and then no page can read the response")
                .help("send it with every response, unless the application does so itself with all others"),
        );
    }
}

/// An origin that headers and rules let in.
fn let_in(looked: &Looked<'_, '_>) -> Option<String> {
    let stated = looked.custom_header(Field::AllowOrigin.name());
    if let Some((header, _)) = stated {
        let origin = if header.value == "*" { "https://app.example" } else { header.value };
        return host::split(origin).map(|_| origin.to_owned());
    }
    let rules = looked.outbound().filter(|(rule, _)| super::rewrite::sets_allow_origin(rule));
    rules.take(MOST_RULES).find_map(|(rule, _)| {
        let conditions = rule.parts().conditions.parts().list;
        let origins = conditions.iter().filter(|it| super::rewrite::is_origin(it.parts().input));
        let tests = origins.filter(|it| !it.parts().negate).map(|it| it.parts().test);
        let mut candidates: Vec<String> = tests.filter_map(|test| example(looked, test)).collect();
        if let Some([Part::Literal(origin)]) = rule.parts().value {
            candidates.push((*origin).to_owned());
        }
        candidates.push("https://app.example".to_owned());
        candidates.into_iter().find(|origin| {
            let asked = Asked { origin, method: "PUT", headers: "" };
            looked.paths().any(|path| {
                let answer = looked.preflight(&path, asked);
                answer.is_some_and(|it| it.is_readable_by(origin))
            })
        })
    })
}

/// How many rules are asked for an origin that they let in.
const MOST_RULES: usize = 8;

/// An origin that passes a test.
fn example(looked: &Looked<'_, '_>, test: Test<'_>) -> Option<String> {
    match test {
        Test::Pattern(pattern) => ["https://", "http://"].into_iter().find_map(|scheme| {
            pattern::origin(&[(pattern, false)], scheme, &|_| true, looked.budget)
        }),
        Test::OneOf(map) => map.parts().entries.first().map(|(origin, _)| (*origin).to_owned()),
        Test::Always | Test::Never => None,
    }
}

/// Methods that other origins may use, and that request filtering refuses (OP-5).
fn denied(looked: &Looked<'_, '_>, stated: &[Stated<'_>], bag: &mut Bag) {
    let Some(verbs) = looked.places.verbs else { return };
    let mut told: Vec<&str> = Vec::new();
    for (list, method) in stated.iter().flat_map(|list| list.names().map(move |name| (list, name)))
    {
        if matches!(method, "OPTIONS" | "*") || told.contains(&method) || told.len() >= MOST_RULES {
            continue;
        }
        let asked = Asked { origin: "https://app.example", method, headers: "" };
        let answers = looked.paths().filter_map(|path| looked.actual(&path, asked));
        let refusals: Vec<_> = answers.map(|it| it.decision.refusal()).collect();
        let Some(Some(Refusal::Verb(entry))) = refusals.first() else { continue };
        let place = entry.and_then(|at| verbs.listed.get(at).copied());
        told.push(method);
        let message = format!(
            "`{method}` is allowed to other origins, and request filtering refuses it with 404"
        );
        bag.push(
            Diagnostic::new(Code::MethodDenied, list.place, message)
                .label("preflights pass, and then the request fails")
                .related(place.unwrap_or(verbs.allow_unlisted), "it does not pass here (OP-5)")
                .help(format!("remove `{method}` from the list, or let it pass: `<add verb=\"{method}\" allowed=\"true\" />`")),
        );
    }
}
