//! The CORS module's rules (CM-1…17).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{
    AllowHeaders as WrittenHeaders, Cors as EffectiveCors, NameList, OriginRule,
};
use crate::policy::model::{AllowHeaders, Cors, Rule};
use crate::policy::origin::{BadOrigin, Pattern};
use crate::policy::token::is_token;
use crate::source::{Span, Spanned};

pub(super) fn lower(section: &EffectiveCors, bag: &mut Bag) -> Option<Cors> {
    let tag = section.tag?;
    let enabled = section.enabled.is_some_and(|enabled| enabled.value);
    if !enabled {
        report_disabled(section, tag, bag);
        return None;
    }
    let mut rules: Vec<Rule> =
        section.rules.iter().filter_map(|written| rule(written, bag)).collect();
    rules.sort_by(|a, b| a.pattern.value.cmp(&b.pattern.value));
    Some(Cors {
        section: Spanned::new((), tag),
        fail_unlisted: section.fail_unlisted_origins.unwrap_or(Spanned::new(false, tag)),
        rules,
    })
}

/// A section that was switched off is as its author wants it; one that nobody switched on hardly is.
fn report_disabled(section: &EffectiveCors, tag: Span, bag: &mut Bag) {
    if !section.rules.is_empty() && section.enabled.is_none() {
        let message = "this `<cors>` has rules but does nothing: it is not enabled";
        bag.push(
            Diagnostic::new(Code::DisabledCors, tag, message)
                .help("add `enabled=\"true\"` if the rules are meant to count"),
        );
    }
}

fn rule(written: &OriginRule, bag: &mut Bag) -> Option<Rule> {
    let pattern = match Pattern::parse(&written.origin.value) {
        Ok(pattern) => pattern,
        Err(error) => {
            bag.push(bad_origin(&written.origin, error));
            return None;
        }
    };
    let credentials = written.allow_credentials.filter(|allowed| allowed.value);
    let credentials = match credentials {
        Some(allowed) if pattern == Pattern::Any => {
            let message = "the origin `*` cannot have credentials";
            bag.push(
                Diagnostic::new(Code::WildcardWithCredentials, allowed.span, message)
                    .label("the CORS module refuses this, and so does every browser (CM-13)")
                    .related(written.origin.span, "every origin")
                    .help("list the origins that need credentials, or remove `allowCredentials`"),
            );
            None
        }
        credentials => credentials.map(|allowed| allowed.map(|_| ())),
    };
    Some(Rule {
        pattern: Spanned::new(pattern, written.tag),
        allowed: written.allowed.is_none_or(|allowed| allowed.value),
        credentials,
        max_age: max_age(written, bag),
        allow_methods: written.allow_methods.as_ref().and_then(|list| joined(list, "method", bag)),
        allow_headers: written
            .allow_headers
            .as_ref()
            .and_then(|headers| allow_headers(headers, bag)),
        expose_headers: written
            .expose_headers
            .as_ref()
            .and_then(|list| joined(list, "header", bag)),
    })
}

fn bad_origin(origin: &Spanned<String>, error: BadOrigin) -> Diagnostic {
    let (message, help) = match error {
        BadOrigin::Empty => (
            "a rule has an empty origin".to_owned(),
            "write the origin that the rule is for: `https://app.example.com`",
        ),
        BadOrigin::SeveralWildcards => (
            format!("`{}` has more than one `*`", origin.value),
            "write `*`, `https://*`, or `https://*.example.com`",
        ),
    };
    Diagnostic::new(Code::BadOrigin, origin.span, message)
        .label("the CORS module fails every request (CM-13)")
        .help(help)
}

/// -1 leaves the header out (CM-8).
fn max_age(written: &OriginRule, bag: &mut Bag) -> Option<Spanned<u32>> {
    let seconds = written.max_age?;
    if seconds.value < -1 {
        let message = format!("`maxAge` is {}: no `Access-Control-Max-Age` is sent", seconds.value);
        bag.push(
            Diagnostic::new(Code::NegativeMaxAge, seconds.span, message)
                .help("write -1 to leave the header out, or a number of seconds"),
        );
    }
    u32::try_from(seconds.value).ok().map(|value| seconds.map(|_| value))
}

/// With `allowAllRequestedHeaders` the list does not count (CM-7).
fn allow_headers(written: &WrittenHeaders, bag: &mut Bag) -> Option<Spanned<AllowHeaders>> {
    let listed = joined(&written.list, "header", bag);
    match written.allow_all_requested {
        Some(all) if all.value => Some(Spanned::new(AllowHeaders::Requested, written.list.tag)),
        _ => listed.map(|listed| listed.map(AllowHeaders::Listed)),
    }
}

/// The names of a list joined by commas, as the module sends them (CM-6); `None` when there are none.
fn joined(list: &NameList, what: &str, bag: &mut Bag) -> Option<Spanned<String>> {
    for name in &list.names {
        if !is_token(&name.value) {
            let message = format!("`{}` is no {what} name", name.value);
            bag.push(
                Diagnostic::new(Code::BadToken, name.span, message)
                    .help("names are letters, digits and !#$%&'*+-.^_`|~, without spaces; one name an `<add>`"),
            );
        }
    }
    let names: Vec<_> = list.names.iter().map(|name| name.value.as_str()).collect();
    (!names.is_empty()).then(|| Spanned::new(names.join(","), list.tag))
}
