//! A policy as JSON, for programs: written by a run, and read by a later one that compares. The form is in `docs/json.md`.

mod at;
mod chosen;
mod filtering;
mod part;
mod read;
mod rewrite;
mod static_files;

use std::borrow::Cow;

use cors_runtime::__private::{
    AllowHeaders, CorsParts, HeaderParts, HstsParts, OptionsAnswer, OptionsHandlerParts,
    OriginPattern, OriginRuleParts, ScopeParts, VerbsParts,
};
use cors_runtime::policy::{
    BothSet, Cors, Header, Hsts, OnErrors, OptionsHandler, OriginRule, Scope, UnlistedPreflight,
    Vary, Verbs,
};
use serde::{Deserialize, Serialize};

use self::at::At;
use self::chosen::{Chosen, JsonChoice};
use self::filtering::JsonFiltering;
pub use self::read::{ReadPolicyError, read};
use self::rewrite::{JsonInbound, JsonMap, JsonRewrite, Maps};
use self::static_files::JsonStaticFiles;
use super::places::{AllowListPlaces, CorsPlaces, HandlerPlace, Lowered, RulePlaces, ScopePlaces};
use crate::source::{SourceMap, Span};

/// The number of the form: another means that keys have changed their meaning.
const VERSION: u32 = 1;

/// A policy in its JSON form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonPolicy<'a> {
    version: u32,
    scopes: Vec<JsonScope<'a>>,
    maps: Vec<JsonMap<'a>>,
    hsts: Option<JsonHsts<'a>>,
    #[serde(default)]
    assume: Vec<JsonChoice<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonHsts<'a> {
    source: Option<At>,
    value: Cow<'a, str>,
    redirect_http_to_https: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonScope<'a> {
    path: Cow<'a, str>,
    source: At,
    verbs: Option<JsonVerbs<'a>>,
    filtering: Option<JsonFiltering<'a>>,
    cors: Option<JsonCors<'a>>,
    options: Vec<JsonHandler<'a>>,
    custom_headers: Vec<JsonHeader<'a>>,
    redirect_headers: Vec<JsonHeader<'a>>,
    rewrite: Option<JsonRewrite<'a>>,
    static_files: Option<JsonStaticFiles<'a>>,
    http_redirect: Vec<JsonInbound<'a>>,
    #[serde(default)]
    custom_headers_first: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonVerbs<'a> {
    source: At,
    allow_unlisted: bool,
    listed: Vec<JsonVerb<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonVerb<'a> {
    source: At,
    verb: Cow<'a, str>,
    allowed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonCors<'a> {
    source: At,
    fail_unlisted_origins: bool,
    #[serde(default)]
    vary: Chosen<Vary>,
    #[serde(default)]
    vary_line: bool,
    #[serde(default)]
    unlisted_preflight: Chosen<UnlistedPreflight>,
    #[serde(default)]
    both_set: Chosen<BothSet>,
    #[serde(default)]
    on_errors: Chosen<OnErrors>,
    rules: Vec<JsonRule<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonRule<'a> {
    source: At,
    origin: Cow<'a, str>,
    kind: Kind,
    allowed: bool,
    allow_credentials: bool,
    max_age: Option<u32>,
    allow_methods: Option<Cow<'a, str>>,
    allow_headers: Option<Cow<'a, str>>,
    allow_requested_headers: bool,
    expose_headers: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonHandler<'a> {
    source: At,
    name: Cow<'a, str>,
    path: Cow<'a, str>,
    answer: Answer,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonHeader<'a> {
    source: At,
    name: Cow<'a, str>,
    value: Cow<'a, str>,
    joined: bool,
}

impl<'a> JsonPolicy<'a> {
    /// The JSON form of `policy`, which was made from `sources`.
    #[must_use]
    pub fn new(policy: &'a Lowered<'a>, sources: &'a SourceMap) -> Self {
        let maps = Maps::of(policy);
        let names = Names { sources, maps: &maps };
        let scopes = policy.scopes();
        Self {
            version: VERSION,
            scopes: scopes.map(|(scope, at)| names.scope(scope, at)).collect(),
            maps: maps.json(),
            hsts: policy.policy.parts().hsts.map(|hsts| names.hsts(hsts, policy.hsts)),
            assume: chosen::of(&policy.assume),
        }
    }
}

/// The forms of an origin rule (CM-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Exact,
    Wildcard,
    Any,
}

/// What comes of OPTIONS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Application,
    OptionsVerbHandler,
    StaticFile,
    NoHandler,
}

/// Converts with the names of places at hand.
#[derive(Clone, Copy)]
struct Names<'n, 'a> {
    sources: &'n SourceMap,
    maps: &'n Maps<'a>,
}

impl<'a> Names<'_, 'a> {
    fn of(self, span: Span) -> At {
        At::written(self.sources.locate(span).to_string())
    }

    fn scope(self, scope: &'a Scope<'a>, at: &ScopePlaces<'a>) -> JsonScope<'a> {
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
            custom_headers_first,
        } = scope.parts();
        let headers = |headers: &'a [Header<'a>], places: &[Span]| {
            headers.iter().zip(places).map(|(header, at)| self.header(header, *at)).collect()
        };
        let options = options.iter().zip(at.options);
        JsonScope {
            path: path.into(),
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
            custom_headers_first,
        }
    }

    fn hsts(self, hsts: Hsts<'a>, at: Option<Span>) -> JsonHsts<'a> {
        let &HstsParts { value, redirects } = hsts.parts();
        let source = at.map(|at| self.of(at));
        JsonHsts { source, value: value.into(), redirect_http_to_https: redirects }
    }

    fn verbs(self, verbs: Verbs<'a>, at: AllowListPlaces<'a>) -> JsonVerbs<'a> {
        let &VerbsParts { listed, allow_unlisted } = verbs.parts();
        let listed = listed.iter().zip(at.listed).map(|((verb, allowed), at)| JsonVerb {
            source: self.of(*at),
            verb: (*verb).into(),
            allowed: *allowed,
        });
        JsonVerbs { source: self.of(at.allow_unlisted), allow_unlisted, listed: listed.collect() }
    }

    fn cors(self, cors: Cors<'a>, at: CorsPlaces<'a>) -> JsonCors<'a> {
        let &CorsParts {
            origins,
            fail_unlisted,
            vary,
            vary_line,
            unlisted_preflight,
            both_set,
            on_errors,
        } = cors.parts();
        let rules = origins.rules().iter().zip(at.rules);
        JsonCors {
            source: self.of(at.section),
            fail_unlisted_origins: fail_unlisted,
            vary: Chosen(vary),
            vary_line,
            unlisted_preflight: Chosen(unlisted_preflight),
            both_set: Chosen(both_set),
            on_errors: Chosen(on_errors),
            rules: rules.map(|(rule, at)| self.rule(rule, at)).collect(),
        }
    }

    fn rule(self, rule: &'a OriginRule<'a>, at: &RulePlaces) -> JsonRule<'a> {
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
            OriginPattern::Exact(origin) => (Kind::Exact, origin.into()),
            OriginPattern::Wildcard { scheme, suffix } => {
                (Kind::Wildcard, format!("{scheme}*{suffix}").into())
            }
            OriginPattern::Any => (Kind::Any, "*".into()),
        };
        JsonRule {
            source: self.of(at.tag),
            origin,
            kind,
            allowed,
            allow_credentials: credentials,
            max_age: max_age.and_then(|seconds| seconds.parse().ok()),
            allow_methods: allow_methods.map(Cow::from),
            allow_headers: match allow_headers {
                AllowHeaders::Listed(names) => Some(names.into()),
                AllowHeaders::Requested | AllowHeaders::None => None,
            },
            allow_requested_headers: allow_headers == AllowHeaders::Requested,
            expose_headers: expose_headers.map(Cow::from),
        }
    }

    fn handler(
        self,
        handler: &'a OptionsHandler<'a>,
        at: HandlerPlace,
        scope: &ScopePlaces<'a>,
    ) -> JsonHandler<'a> {
        let &OptionsHandlerParts { name, path, answer } = handler.parts();
        let answer = match answer {
            OptionsAnswer::Application => Answer::Application,
            OptionsAnswer::VerbHandler => Answer::OptionsVerbHandler,
            OptionsAnswer::MethodNotAllowed => Answer::StaticFile,
            OptionsAnswer::NotFound => Answer::NoHandler,
        };
        JsonHandler {
            source: self.of(at.span().unwrap_or(scope.opened)),
            name: name.into(),
            path: path.into(),
            answer,
        }
    }

    fn header(self, header: &'a Header<'a>, at: Span) -> JsonHeader<'a> {
        let &HeaderParts { name, value, joined } = header.parts();
        JsonHeader {
            source: self.of(at),
            name: name.as_written().into(),
            value: value.into(),
            joined,
        }
    }
}
