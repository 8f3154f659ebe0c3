//! A policy as JSON, for programs.
//!
//! The form, with `null` for what the configuration does not set:
//!
//! ```text
//! {"version": 1,
//!  "scopes": [{
//!    "path": "",                       the site's root first, then deeper paths before shallower ones
//!    "source": "web.config:1:1",
//!    "verbs": {"source": "…", "allow_unlisted": true,
//!              "listed": [{"source": "…", "verb": "TRACE", "allowed": false}]},
//!    "cors": {"source": "…", "fail_unlisted_origins": false,
//!             "rules": [{"source": "…", "origin": "https://*.example", "kind": "exact" | "wildcard" | "any",
//!                        "allowed": true, "allow_credentials": false, "max_age": 600,
//!                        "allow_methods": "GET,PUT", "allow_headers": "X-A,X-B",
//!                        "allow_requested_headers": false, "expose_headers": null}]},
//!    "options": [{"source": "…", "name": "OPTIONSVerbHandler", "path": "*",
//!                 "answer": "application" | "options-verb-handler" | "static-file"}],
//!    "custom_headers": [{"source": "…", "name": "X-A", "value": "1", "joined": false}],
//!    "redirect_headers": [],
//!    "rewrite": {"inbound": [{"source": "…", "name": "…", "url": CONDITION,
//!                             "conditions": {"any": false, "list": [CONDITION]},
//!                             "variables": [{"name": "…", "value": "{HTTP_ORIGIN}", "replace": true}],
//!                             "action": "none" | "answer" | "abort", "status": 200, "body": "", "stop": false}],
//!                "outbound": [{"source": "…", "name": "…", "header": "Access-Control-Allow-Origin",
//!                              "pre_condition": {"any": false, "list": []}, "before": CONDITION,
//!                              "conditions": {"any": false, "list": [CONDITION]}, "value": "{C0:1}",
//!                              "replace": true, "stop": false}]}}]}
//! CONDITION: {"source": "…", "input": "{HTTP_ORIGIN}", "test": "pattern" | "one-of" | "always" | "never",
//!             "pattern": "^https", "texts": ["…"], "ignore_case": true, "negate": false}
//! ```
//!
//! Texts have their references in braces, as [`show`](super::rewrite::show) says.
//!
//! `version` changes when a key changes its meaning or goes; keys may come.

mod rewrite;

use serde::Serialize;

use self::rewrite::JsonRewrite;
use super::{AllowHeaders, Header, Joining, OptionsAnswer, OptionsHandler, Pattern, Policy};
use super::{Cors, Rule, Scope, Verbs};
use crate::source::{SourceMap, Span, Spanned};

/// A policy in its JSON form.
#[derive(Debug, Clone, Serialize)]
pub struct JsonPolicy<'a> {
    version: u32,
    scopes: Vec<JsonScope<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonScope<'a> {
    path: &'a str,
    source: String,
    verbs: Option<JsonVerbs<'a>>,
    cors: Option<JsonCors<'a>>,
    options: Vec<JsonHandler<'a>>,
    custom_headers: Vec<JsonHeader<'a>>,
    redirect_headers: Vec<JsonHeader<'a>>,
    rewrite: Option<JsonRewrite<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonVerbs<'a> {
    source: String,
    allow_unlisted: bool,
    listed: Vec<JsonVerb<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonVerb<'a> {
    source: String,
    verb: &'a str,
    allowed: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonCors<'a> {
    source: String,
    fail_unlisted_origins: bool,
    rules: Vec<JsonRule<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonRule<'a> {
    source: String,
    origin: String,
    kind: &'static str,
    allowed: bool,
    allow_credentials: bool,
    max_age: Option<u32>,
    allow_methods: Option<&'a str>,
    allow_headers: Option<&'a str>,
    allow_requested_headers: bool,
    expose_headers: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonHandler<'a> {
    source: String,
    name: &'a str,
    path: &'a str,
    answer: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct JsonHeader<'a> {
    source: String,
    name: &'a str,
    value: &'a str,
    joined: bool,
}

impl<'a> JsonPolicy<'a> {
    /// The JSON form of `policy`, which was made from `sources`.
    #[must_use]
    pub fn new(policy: &'a Policy, sources: &'a SourceMap) -> Self {
        let places = Places(sources);
        Self { version: 1, scopes: policy.scopes().map(|scope| places.scope(scope)).collect() }
    }
}

/// Converts with the names of places at hand.
struct Places<'a>(&'a SourceMap);

impl Places<'_> {
    fn name(&self, span: Span) -> String {
        self.0.locate(span).to_string()
    }

    fn scope<'a>(&self, scope: &'a Scope) -> JsonScope<'a> {
        JsonScope {
            path: &scope.path.value,
            source: self.name(scope.span()),
            verbs: scope.verbs.as_ref().map(|verbs| self.verbs(verbs)),
            cors: scope.cors.as_ref().map(|cors| self.cors(cors)),
            options: scope.options.iter().map(|handler| self.handler(handler)).collect(),
            custom_headers: scope.custom_headers.iter().map(|h| self.header(h)).collect(),
            redirect_headers: scope.redirect_headers.iter().map(|h| self.header(h)).collect(),
            rewrite: scope.rewrite.as_ref().map(|rules| self.rewrite(rules)),
        }
    }

    fn verbs<'a>(&self, verbs: &'a Verbs) -> JsonVerbs<'a> {
        let listed = verbs.listed.iter().map(|Spanned { value: (verb, allowed), span }| JsonVerb {
            source: self.name(*span),
            verb,
            allowed: *allowed,
        });
        JsonVerbs {
            source: self.name(verbs.allow_unlisted.span),
            allow_unlisted: verbs.allow_unlisted.value,
            listed: listed.collect(),
        }
    }

    fn cors<'a>(&self, cors: &'a Cors) -> JsonCors<'a> {
        JsonCors {
            source: self.name(cors.section.span),
            fail_unlisted_origins: cors.fail_unlisted.value,
            rules: cors.rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn rule<'a>(&self, rule: &'a Rule) -> JsonRule<'a> {
        let (kind, origin) = match &rule.pattern.value {
            Pattern::Exact(origin) => ("exact", origin.clone()),
            Pattern::Wildcard { scheme, suffix } => ("wildcard", format!("{scheme}*{suffix}")),
            Pattern::Any => ("any", "*".to_owned()),
        };
        let allow_headers = rule.allow_headers.as_ref().map(|headers| &headers.value);
        JsonRule {
            source: self.name(rule.pattern.span),
            origin,
            kind,
            allowed: rule.allowed,
            allow_credentials: rule.credentials.is_some(),
            max_age: rule.max_age.as_ref().map(|seconds| seconds.value),
            allow_methods: text(rule.allow_methods.as_ref()),
            allow_headers: match allow_headers {
                Some(AllowHeaders::Listed(names)) => Some(names),
                Some(AllowHeaders::Requested) | None => None,
            },
            allow_requested_headers: allow_headers == Some(&AllowHeaders::Requested),
            expose_headers: text(rule.expose_headers.as_ref()),
        }
    }

    fn handler<'a>(&self, handler: &'a Spanned<OptionsHandler>) -> JsonHandler<'a> {
        let Spanned { value: OptionsHandler { name, path, answer }, span } = handler;
        let answer = match answer {
            OptionsAnswer::Application => "application",
            OptionsAnswer::VerbHandler => "options-verb-handler",
            OptionsAnswer::MethodNotAllowed => "static-file",
        };
        JsonHandler { source: self.name(*span), name, path, answer }
    }

    fn header<'a>(&self, header: &'a Spanned<Header>) -> JsonHeader<'a> {
        let Spanned { value: Header { name, value, joining }, span } = header;
        let joined = *joining == Joining::Comma;
        JsonHeader { source: self.name(*span), name, value, joined }
    }
}

fn text(value: Option<&Spanned<String>>) -> Option<&str> {
    value.map(|value| value.value.as_str())
}
