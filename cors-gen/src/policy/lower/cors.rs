//! The CORS module's rules (CM-1…17).

use cors_runtime::policy::{Cors, OriginRule, Vary};

use crate::assume::{Assumptions, KnownHeaders, NoMethods};
use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::effective::{self, AllowHeaders, NameList};
use crate::policy::arena::Arena;
use crate::policy::assumed::{allows_some, is_lone_star, lets_unlisted_go_on};
use crate::policy::origin::{self, BadOrigin, OriginForm};
use crate::policy::places::{CorsPlaces, RulePlaces};
use crate::policy::token::{is_token, not_a_name};
use crate::sorting::sort_by;
use crate::source::{Span, Spanned};

/// The CORS module of a path with its places.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) cors: Cors<'p>,
    pub(super) places: CorsPlaces<'p>,
}

/// `None` where the module does nothing.
pub(super) fn lower<'p>(
    section: &effective::Cors,
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Option<Lowered<'p>> {
    let tag = section.tag?;
    if !section.enabled.is_some_and(|enabled| enabled.value) {
        report_disabled(section, tag, bag);
        return None;
    }
    let written = section.rules.iter();
    let mut rules: Vec<_> =
        written.filter_map(|rule| lower_rule(rule, assume, arena, bag)).collect();
    sort_by(&mut rules, |(a, ..), (b, ..)| a.cmp(b));
    let (rules, places): (Vec<_>, Vec<_>) =
        rules.into_iter().map(|(_, rule, places)| (rule, places)).unzip();
    let cors = Cors::new(origin::table(arena.list(&rules), arena));
    let fail_unlisted = section.fail_unlisted_origins.unwrap_or(Spanned::new(false, tag));
    let cors = if fail_unlisted.value { cors.fail_unlisted_origins() } else { cors };
    Some(Lowered {
        cors: as_assumed(cors, assume),
        places: CorsPlaces {
            section: tag,
            fail_unlisted: fail_unlisted.span,
            rules: arena.list(&places),
        },
    })
}

/// The module with the answers that were chosen, each where it makes a difference.
fn as_assumed<'p>(mut cors: Cors<'p>, assume: &Assumptions) -> Cors<'p> {
    let parts = *cors.parts();
    if !is_lone_star(&parts) {
        cors = cors.vary(assume.vary());
        if assume.known_headers() == KnownHeaders::Doubled && assume.vary() != Vary::Never {
            cors = cors.vary_line();
        }
    }
    if lets_unlisted_go_on(&parts) {
        cors = cors.unlisted_preflight(assume.unlisted_preflight());
    }
    if allows_some(&parts) {
        cors = cors.both_set(assume.both_set());
    }
    if allows_some(&parts) || !is_lone_star(&parts) {
        cors = cors.on_errors(assume.on_errors());
    }
    cors
}

/// A section that was switched off is as its author wants it; one that nobody switched on hardly is.
fn report_disabled(section: &effective::Cors, tag: Span, bag: &mut Bag) {
    if !section.rules.is_empty() && section.enabled.is_none() {
        let message = "this `<cors>` has rules but does nothing: it is not enabled";
        bag.push(
            Diagnostic::new(Code::DisabledCors, tag, message)
                .help("add `enabled=\"true\"` if the rules are meant to count"),
        );
    }
}

type Rule<'p> = (OriginForm, OriginRule<'p>, RulePlaces);

fn lower_rule<'p>(
    written: &effective::OriginRule,
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Option<Rule<'p>> {
    let form = match OriginForm::parse(&written.origin.value) {
        Ok(form) => form,
        Err(error) => {
            bag.push(bad_origin(&written.origin, error));
            return None;
        }
    };
    let mut rule = match &form {
        OriginForm::Exact(origin) => OriginRule::exact(arena.text(origin)),
        OriginForm::Wildcard { scheme, suffix } => {
            OriginRule::wildcard(arena.text(scheme), arena.text(suffix))
        }
        OriginForm::Any => OriginRule::any(),
    };
    let is_allowed = written.allowed.is_none_or(|allowed| allowed.value);
    if !is_allowed {
        rule = rule.denied();
    }
    let credentials = credentials(written, &form, bag);
    if credentials.is_some() {
        rule = rule.allow_credentials();
    }
    let max_age = max_age(written, bag);
    if let Some(seconds) = max_age {
        rule = rule.max_age(arena.text(&seconds.value.to_string()));
    }
    let methods = written.allow_methods.as_ref().and_then(|list| joined(list, "method", bag));
    if let Some(methods) = &methods {
        rule = rule.allow_methods(arena.text(&methods.value));
    } else if is_allowed && assume.no_methods() == NoMethods::Empty {
        rule = rule.empty_methods();
    }
    let allow_headers = written.allow_headers.as_ref();
    let allow_headers = allow_headers.and_then(|headers| lower_allow_headers(headers, bag));
    match allow_headers.as_ref().map(|headers| headers.value.as_deref()) {
        Some(Some(names)) => rule = rule.allow_headers(arena.text(names)),
        Some(None) => rule = rule.allow_requested_headers(),
        None => {}
    }
    let exposed = written.expose_headers.as_ref().and_then(|list| joined(list, "header", bag));
    if let Some(names) = &exposed {
        rule = rule.expose_headers(arena.text(&names.value));
    }
    let places = RulePlaces {
        tag: written.tag,
        credentials,
        max_age: max_age.map(|seconds| seconds.span),
        allow_methods: methods.map(|methods| methods.span),
        allow_headers: allow_headers.map(|headers| headers.span),
        expose_headers: exposed.map(|names| names.span),
    };
    Some((form, rule, places))
}

/// Where credentials are allowed; `None` where they are not, as with `*` (CM-13).
fn credentials(written: &effective::OriginRule, form: &OriginForm, bag: &mut Bag) -> Option<Span> {
    let allowed = written.allow_credentials.filter(|allowed| allowed.value)?;
    if *form != OriginForm::Any {
        return Some(allowed.span);
    }
    let message = "the origin `*` cannot have credentials";
    bag.push(
        Diagnostic::new(Code::WildcardWithCredentials, allowed.span, message)
            .label("the CORS module refuses this, and so does every browser (CM-13)")
            .related(written.origin.span, "every origin")
            .help("list the origins that need credentials, or remove `allowCredentials`"),
    );
    None
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
fn max_age(written: &effective::OriginRule, bag: &mut Bag) -> Option<Spanned<u32>> {
    let seconds = written.max_age?;
    if seconds.value < -1 {
        let message = format!("`maxAge` is {}: no `Access-Control-Max-Age` is sent", seconds.value);
        bag.push(
            Diagnostic::new(Code::NegativeMaxAge, seconds.span, message)
                .help("write -1 to leave the header out, or a number of seconds")
                .fix(Fix::safe("write `-1`").value(
                    seconds.span,
                    "maxAge",
                    &seconds.value.to_string(),
                    "-1",
                )),
        );
    }
    u32::try_from(seconds.value).ok().map(|value| seconds.map(|_| value))
}

/// The names that are allowed, joined; `None` in their place where all that are asked for are, so that the list does not
/// count (CM-7).
fn lower_allow_headers(written: &AllowHeaders, bag: &mut Bag) -> Option<Spanned<Option<String>>> {
    let listed = joined(&written.list, "header", bag);
    match written.allow_all_requested {
        Some(all) if all.value => {
            if let Some(listed) = listed {
                let message = format!(
                    "`{}` counts for nothing: whatever is asked for is allowed",
                    listed.value
                );
                bag.push(
                    Diagnostic::new(Code::IgnoredNames, listed.span, message)
                        .label("the list is not looked at (CM-7)")
                        .related(all.span, "because of this")
                        .help("remove the names, or `allowAllRequestedHeaders` if they are all that is meant"),
                );
            }
            Some(Spanned::new(None, written.list.tag))
        }
        _ => listed.map(|listed| listed.map(Some)),
    }
}

/// The names of a list joined by commas, as the module sends them (CM-6); `None` when there are none.
fn joined(list: &NameList, what: &str, bag: &mut Bag) -> Option<Spanned<String>> {
    let mut names = Vec::new();
    for name in &list.names {
        if is_token(&name.value) {
            names.push(name.value.as_str());
            continue;
        }
        let message = not_a_name(&name.value, what);
        bag.push(Diagnostic::new(Code::BadToken, name.span, message).help(
            "names are letters, digits and !#$%&'*+-.^_`|~, without spaces; one name in each `<add>`",
        ));
    }
    (!names.is_empty()).then(|| Spanned::new(names.join(","), list.tag))
}
