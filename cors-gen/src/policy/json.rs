//! A policy as JSON, for programs. The form is in [`report::json`](crate::report::json).

mod filtering;
mod rewrite;
mod static_files;

use cors_runtime::__private::{
    AllowHeaders, HeaderParts, HstsParts, OptionsAnswer, OptionsHandlerParts, OriginPattern,
    OriginRuleParts, ScopeParts, VerbsParts,
};
use cors_runtime::policy::{Cors, Header, Hsts, OptionsHandler, OriginRule, Scope, Verbs};
use serde::Serialize;

use self::filtering::JsonFiltering;
use self::rewrite::{JsonInbound, JsonMap, JsonRewrite};
use self::static_files::JsonStaticFiles;
use super::places::{AllowListPlaces, CorsPlaces, HandlerPlace, Lowered, RulePlaces, ScopePlaces};
use crate::source::{SourceMap, Span};

/// A policy in its JSON form.
#[derive(Debug, Clone, Serialize)]
pub struct JsonPolicy<'a> {
    version: u32,
    scopes: Vec<JsonScope<'a>>,
    maps: Vec<JsonMap<'a>>,
    hsts: Option<JsonHsts<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonHsts<'a> {
    source: Option<String>,
    value: &'a str,
    redirect_http_to_https: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonScope<'a> {
    path: &'a str,
    source: String,
    verbs: Option<JsonVerbs<'a>>,
    filtering: Option<JsonFiltering<'a>>,
    cors: Option<JsonCors<'a>>,
    options: Vec<JsonHandler<'a>>,
    custom_headers: Vec<JsonHeader<'a>>,
    redirect_headers: Vec<JsonHeader<'a>>,
    rewrite: Option<JsonRewrite<'a>>,
    static_files: Option<JsonStaticFiles<'a>>,
    http_redirect: Vec<JsonInbound<'a>>,
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
    pub fn new(policy: &'a Lowered<'a>, sources: &'a SourceMap) -> Self {
        let names = Names(sources);
        let scopes = policy.scopes();
        let maps = rewrite::maps(policy);
        Self {
            version: 1,
            scopes: scopes.map(|(scope, at)| names.scope(scope, at)).collect(),
            maps,
            hsts: policy.policy.parts().hsts.map(|hsts| names.hsts(hsts, policy.hsts)),
        }
    }
}

/// Converts with the names of places at hand.
#[derive(Clone, Copy)]
struct Names<'a>(&'a SourceMap);

impl Names<'_> {
    fn of(self, span: Span) -> String {
        self.0.locate(span).to_string()
    }

    fn scope<'a>(self, scope: &'a Scope<'a>, at: &ScopePlaces<'a>) -> JsonScope<'a> {
        let &ScopeParts {
            path,
            verbs,
            filtering,
            cors,
            options,
            custom_headers,
            redirect_headers,
            rewrite,
            static_files,
            http_redirect,
        } = scope.parts();
        let headers = |headers: &'a [Header<'a>], places: &[Span]| {
            headers.iter().zip(places).map(|(header, at)| self.header(header, *at)).collect()
        };
        let options = options.iter().zip(at.options);
        JsonScope {
            path,
            source: self.of(at.opened),
            verbs: verbs.zip(at.verbs).map(|(verbs, at)| self.verbs(verbs, at)),
            filtering: filtering.zip(at.filtering).map(|(it, at)| self.filtering(it, &at)),
            cors: cors.zip(at.cors).map(|(cors, at)| self.cors(cors, at)),
            options: options.map(|(handler, place)| self.handler(handler, *place, at)).collect(),
            custom_headers: headers(custom_headers, at.custom_headers),
            redirect_headers: headers(redirect_headers, at.redirect_headers),
            rewrite: rewrite.zip(at.rewrite).map(|(rules, at)| self.rewrite(rules, &at)),
            static_files: static_files
                .zip(at.static_files)
                .map(|(files, at)| self.static_files(files, &at)),
            http_redirect: http_redirect
                .zip(at.http_redirect)
                .map_or_else(Vec::new, |(rules, at)| self.requests(rules, &at)),
        }
    }

    fn hsts(self, hsts: Hsts<'_>, at: Option<Span>) -> JsonHsts<'_> {
        let &HstsParts { value, redirects } = hsts.parts();
        let source = at.map(|at| self.of(at));
        JsonHsts { source, value, redirect_http_to_https: redirects }
    }

    fn verbs<'a>(self, verbs: Verbs<'a>, at: AllowListPlaces<'a>) -> JsonVerbs<'a> {
        let &VerbsParts { listed, allow_unlisted } = verbs.parts();
        let listed = listed.iter().zip(at.listed).map(|((verb, allowed), at)| JsonVerb {
            source: self.of(*at),
            verb,
            allowed: *allowed,
        });
        JsonVerbs { source: self.of(at.allow_unlisted), allow_unlisted, listed: listed.collect() }
    }

    fn cors<'a>(self, cors: Cors<'a>, at: CorsPlaces<'a>) -> JsonCors<'a> {
        let parts = cors.parts();
        let rules = parts.origins.rules().iter().zip(at.rules);
        JsonCors {
            source: self.of(at.section),
            fail_unlisted_origins: parts.fail_unlisted,
            rules: rules.map(|(rule, at)| self.rule(rule, at)).collect(),
        }
    }

    fn rule<'a>(self, rule: &'a OriginRule<'a>, at: &RulePlaces) -> JsonRule<'a> {
        let &OriginRuleParts {
            pattern,
            allowed,
            credentials,
            max_age,
            allow_methods,
            allow_headers,
            expose_headers,
        } = rule.parts();
        let (kind, origin) = match pattern {
            OriginPattern::Exact(origin) => ("exact", origin.to_owned()),
            OriginPattern::Wildcard { scheme, suffix } => {
                ("wildcard", format!("{scheme}*{suffix}"))
            }
            OriginPattern::Any => ("any", "*".to_owned()),
        };
        JsonRule {
            source: self.of(at.tag),
            origin,
            kind,
            allowed,
            allow_credentials: credentials,
            max_age: max_age.and_then(|seconds| seconds.parse().ok()),
            allow_methods,
            allow_headers: match allow_headers {
                AllowHeaders::Listed(names) => Some(names),
                AllowHeaders::Requested | AllowHeaders::None => None,
            },
            allow_requested_headers: allow_headers == AllowHeaders::Requested,
            expose_headers,
        }
    }

    fn handler<'a>(
        self,
        handler: &'a OptionsHandler<'a>,
        at: HandlerPlace,
        scope: &ScopePlaces<'a>,
    ) -> JsonHandler<'a> {
        let &OptionsHandlerParts { name, path, answer } = handler.parts();
        let answer = match answer {
            OptionsAnswer::Application => "application",
            OptionsAnswer::VerbHandler => "options-verb-handler",
            OptionsAnswer::MethodNotAllowed => "static-file",
            OptionsAnswer::NotFound => "no-handler",
        };
        JsonHandler { source: self.of(at.span().unwrap_or(scope.opened)), name, path, answer }
    }

    fn header<'a>(self, header: &'a Header<'a>, at: Span) -> JsonHeader<'a> {
        let &HeaderParts { name, value, joined } = header.parts();
        JsonHeader { source: self.of(at), name: name.as_written(), value, joined }
    }
}
