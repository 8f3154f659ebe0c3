//! The runtime's policy, built in memory from the same value that the emitter prints.

mod rewrite;

use cors_runtime::{Request, policy as rt};

use super::model::{
    AllowHeaders, Cors, Header, Joining, OptionsAnswer, Policy, Rule, Scope, Verbs,
};
use super::origin::{Pattern, index_size, schemes};

/// Builds the runtime's policy.
///
/// Rules, handlers and headers keep their positions, so that what a decision points to can be found in `policy` again.
/// The runtime's policies live for ever, so each call leaks the policy's memory: call it once a policy, not once a request.
#[must_use]
pub fn to_runtime(policy: &Policy) -> &'static rt::Policy {
    let deeper = policy.deeper.iter().map(scope);
    leak(rt::Policy::new(scope(&policy.root), leak_all(deeper)))
}

/// The position of the deepest of `scopes` that holds `path`, as the runtime finds it; the first, if no other does.
///
/// Leaks the paths: see [`to_runtime`].
#[must_use]
pub fn deepest(scopes: &[&str], path: &str) -> usize {
    let mut deeper: Vec<_> = scopes.iter().enumerate().skip(1).collect();
    deeper.sort_by_key(|(_, scope)| std::cmp::Reverse(scope.split('/').count()));
    let built = leak_all(deeper.iter().map(|(_, scope)| rt::Scope::new(text(scope))));
    let policy = leak(rt::Policy::new(rt::Scope::new(""), built));
    let held_by = policy.decide(&Request::new(b"GET", path.as_bytes())).scope();
    let at = built.iter().position(|scope| std::ptr::eq(scope, held_by));
    at.map_or(0, |at| deeper[at].0)
}

fn scope(scope: &Scope) -> rt::Scope {
    let mut built = rt::Scope::new(text(&scope.path.value))
        .options(leak_all(scope.options.iter().map(|handler| {
            let answer = match handler.value.answer {
                OptionsAnswer::Application => rt::OptionsAnswer::Application,
                OptionsAnswer::VerbHandler => rt::OptionsAnswer::VerbHandler,
                OptionsAnswer::MethodNotAllowed => rt::OptionsAnswer::MethodNotAllowed,
            };
            rt::OptionsHandler::new(text(&handler.value.path), answer)
        })))
        .custom_headers(leak_all(scope.custom_headers.iter().map(|h| header(&h.value))))
        .redirect_headers(leak_all(scope.redirect_headers.iter().map(|h| header(&h.value))));
    if let Some(setting) = &scope.verbs {
        built = built.verbs(verbs(setting));
    }
    if let Some(setting) = &scope.cors {
        built = built.cors(cors(setting));
    }
    if let Some(rules) = &scope.rewrite {
        built = built.rewrite(rewrite::rewrite(rules));
    }
    built
}

fn verbs(verbs: &Verbs) -> rt::Verbs {
    let listed = verbs.listed.iter().map(|v| (text(&v.value.0), v.value.1));
    rt::Verbs::new(leak_all(listed), verbs.allow_unlisted.value)
}

fn cors(cors: &Cors) -> rt::Cors {
    let rules = leak_all(cors.rules.iter().map(rule));
    let schemes = schemes(&cors.rules);
    let schemes = leak_all(
        schemes
            .into_iter()
            .map(|(prefix, lengths)| rt::Scheme::new(text(prefix), leak_all(lengths))),
    );
    let mut slots = vec![0; index_size(&cors.rules)];
    if !slots.is_empty() {
        rt::fill_index(rules, schemes, &mut slots);
    }
    let built = rt::Cors::new(rules, slots.leak(), schemes);
    if cors.fail_unlisted.value { built.fail_unlisted_origins() } else { built }
}

fn rule(rule: &Rule) -> rt::Rule {
    let mut built = match &rule.pattern.value {
        Pattern::Exact(origin) => rt::Rule::exact(text(origin)),
        Pattern::Wildcard { scheme, suffix } => rt::Rule::wildcard(text(scheme), text(suffix)),
        Pattern::Any => rt::Rule::any(),
    };
    if !rule.allowed {
        built = built.denied();
    }
    if rule.credentials.is_some() {
        built = built.allow_credentials();
    }
    if let Some(seconds) = &rule.max_age {
        built = built.max_age(text(&seconds.value.to_string()));
    }
    if let Some(methods) = &rule.allow_methods {
        built = built.allow_methods(text(&methods.value));
    }
    match rule.allow_headers.as_ref().map(|headers| &headers.value) {
        Some(AllowHeaders::Listed(names)) => built = built.allow_headers(text(names)),
        Some(AllowHeaders::Requested) => built = built.allow_requested_headers(),
        None => {}
    }
    if let Some(names) = &rule.expose_headers {
        built = built.expose_headers(text(&names.value));
    }
    built
}

fn header(header: &Header) -> rt::Header {
    let (name, value) = (text(&header.name), text(&header.value));
    let lower = text(&header.name.to_ascii_lowercase());
    match header.joining {
        Joining::Line => rt::Header::line(name, lower, value),
        Joining::Comma => rt::Header::joined(name, lower, value),
    }
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_all<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    items.into_iter().collect::<Vec<_>>().leak()
}
