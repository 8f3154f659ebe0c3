//! An effective configuration as JSON, for programs.
//!
//! The form, with `null` for what no level sets:
//!
//! ```text
//! {"version": 1,
//!  "path": "/api/orders",                  what was asked for
//!  "scope": {"path": "/api", "source": "web.config:27:3", "text": "<location path=\"api\">"},
//!  "cors": {"source": "web.config:30:7", "text": "<cors>",
//!           "enabled": {"value": true, "source": "web.config:9:11", "text": "enabled=\"true\""},
//!           "fail_unlisted_origins": null,
//!           "rules": [{"source": "…", "text": "<add origin=\"https://a.example\" maxAge=\"600\">",
//!                      "origin": "https://a.example", "allowed": null, "allow_credentials": null, "max_age": 600,
//!                      "allow_all_requested_headers": null,
//!                      "allow_headers": null, "allow_methods": [{"source": "…", "text": "method=\"PUT\"", "name": "PUT"}],
//!                      "expose_headers": null}]},
//!  "custom_headers": [{"source": "…", "text": "<add …>", "name": "X-A", "value": "1"}],
//!  "redirect_headers": [],
//!  "handlers": [{"source": "…", "text": "<add …>", "name": "…", "path": "*", "verb": "*", "modules": "…",
//!                "type": null, "script_processor": null}],    first fit first
//!  "verbs": {"allow_unlisted": {"value": true, …}, "entries": [{"source": "…", "text": "<add …>", "verb": "PUT", "allowed": false}]},
//!  "authentication": {"anonymous": {"value": true, …}, "windows": null},
//!  "run_all_managed_modules": null}
//! ```
//!
//! `source` is file, line and column. `text` is what stands there, on one line: a start tag or an attribute; in a value that
//! a transform set, the transform's. `version` changes when a key changes its meaning or goes; keys may come.

use serde::Serialize;

use std::rc::Rc;

use crate::effective::{
    Cors, EffectiveScope, Handler, HeaderEntry, NameList, OriginRule, VerbEntry,
};
use crate::source::{SourceMap, Span, Spanned};
use crate::text::one_line;

/// An effective configuration in its JSON form.
#[derive(Debug, Clone, Serialize)]
pub struct JsonEffective<'a> {
    version: u32,
    path: &'a str,
    scope: Path,
    cors: Option<JsonCors<'a>>,
    custom_headers: Vec<Header<'a>>,
    redirect_headers: Vec<Header<'a>>,
    handlers: Vec<JsonHandler<'a>>,
    verbs: JsonVerbs<'a>,
    authentication: Authentication,
    run_all_managed_modules: Option<Setting>,
}

/// Where a value was written, and what stands there.
#[derive(Debug, Clone, Serialize)]
struct Place {
    source: String,
    text: String,
}

#[derive(Debug, Clone, Serialize)]
struct Path {
    path: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Serialize)]
struct Setting {
    value: bool,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Serialize)]
struct JsonCors<'a> {
    #[serde(flatten)]
    place: Place,
    enabled: Option<Setting>,
    fail_unlisted_origins: Option<Setting>,
    rules: Vec<Rule<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct Rule<'a> {
    #[serde(flatten)]
    place: Place,
    origin: &'a str,
    allowed: Option<bool>,
    allow_credentials: Option<bool>,
    max_age: Option<i32>,
    allow_all_requested_headers: Option<bool>,
    allow_headers: Option<Vec<Name>>,
    allow_methods: Option<Vec<Name>>,
    expose_headers: Option<Vec<Name>>,
}

#[derive(Debug, Clone, Serialize)]
struct Name {
    #[serde(flatten)]
    place: Place,
    name: String,
}

#[derive(Debug, Clone, Serialize)]
struct Header<'a> {
    #[serde(flatten)]
    place: Place,
    name: &'a str,
    value: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonHandler<'a> {
    #[serde(flatten)]
    place: Place,
    name: &'a str,
    path: &'a str,
    verb: &'a str,
    modules: Option<&'a str>,
    #[serde(rename = "type")]
    managed_type: Option<&'a str>,
    script_processor: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonVerbs<'a> {
    allow_unlisted: Option<Setting>,
    entries: Vec<Verb<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct Verb<'a> {
    #[serde(flatten)]
    place: Place,
    #[serde(rename = "verb")]
    name: &'a str,
    allowed: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Authentication {
    anonymous: Option<Setting>,
    windows: Option<Setting>,
}

impl<'a> JsonEffective<'a> {
    /// The JSON form of the effective configuration that counts for `path`, whose places are in `sources`.
    #[must_use]
    pub fn new(path: &'a str, scope: &'a EffectiveScope, sources: &SourceMap) -> Self {
        let of = Maker { sources };
        let verb = |entry: &'a Rc<VerbEntry>| Verb {
            place: of.place(entry.tag),
            name: &entry.verb.value,
            allowed: entry.allowed.value,
        };
        Self {
            version: 1,
            path,
            scope: Path {
                path: format!("/{}", scope.path.value),
                place: of.place(scope.path.span),
            },
            cors: scope.cors.tag.map(|tag| of.cors(tag, &scope.cors)),
            custom_headers: of.headers(&scope.http_protocol.custom_headers),
            redirect_headers: of.headers(&scope.http_protocol.redirect_headers),
            handlers: scope.handlers.mappings.iter().map(|handler| of.handler(handler)).collect(),
            verbs: JsonVerbs {
                allow_unlisted: of.setting(scope.request_filtering.verbs.allow_unlisted),
                entries: scope.request_filtering.verbs.entries.iter().map(verb).collect(),
            },
            authentication: Authentication {
                anonymous: of.setting(scope.anonymous_authentication.enabled),
                windows: of.setting(scope.windows_authentication.enabled),
            },
            run_all_managed_modules: of.setting(scope.modules.run_all_managed),
        }
    }
}

struct Maker<'s> {
    sources: &'s SourceMap,
}

impl Maker<'_> {
    fn place(&self, span: Span) -> Place {
        Place {
            source: self.sources.locate(span).to_string(),
            text: one_line(self.sources.text(span)),
        }
    }

    fn setting(&self, value: Option<Spanned<bool>>) -> Option<Setting> {
        value.map(|value| Setting { value: value.value, place: self.place(value.span) })
    }

    fn cors<'a>(&self, tag: Span, cors: &'a Cors) -> JsonCors<'a> {
        JsonCors {
            place: self.place(tag),
            enabled: self.setting(cors.enabled),
            fail_unlisted_origins: self.setting(cors.fail_unlisted_origins),
            rules: cors.rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn rule<'a>(&self, rule: &'a OriginRule) -> Rule<'a> {
        let headers = rule.allow_headers.as_ref();
        let all = headers.and_then(|headers| headers.allow_all_requested);
        Rule {
            place: self.place(rule.tag),
            origin: &rule.origin.value,
            allowed: rule.allowed.map(|allowed| allowed.value),
            allow_credentials: rule.allow_credentials.map(|allowed| allowed.value),
            max_age: rule.max_age.map(|seconds| seconds.value),
            allow_all_requested_headers: all.map(|all| all.value),
            allow_headers: headers.map(|headers| self.names(&headers.list)),
            allow_methods: rule.allow_methods.as_ref().map(|list| self.names(list)),
            expose_headers: rule.expose_headers.as_ref().map(|list| self.names(list)),
        }
    }

    fn names(&self, list: &NameList) -> Vec<Name> {
        let name = |name: &Spanned<String>| Name {
            place: self.place(name.span),
            name: name.value.clone(),
        };
        list.names.iter().map(name).collect()
    }

    fn headers<'a>(&self, entries: &'a [Rc<HeaderEntry>]) -> Vec<Header<'a>> {
        let header = |entry: &'a Rc<HeaderEntry>| Header {
            place: self.place(entry.tag),
            name: &entry.name.value,
            value: text(entry.value.as_ref()),
        };
        entries.iter().map(header).collect()
    }

    fn handler<'a>(&self, handler: &'a Handler) -> JsonHandler<'a> {
        JsonHandler {
            place: self.place(handler.tag),
            name: &handler.name.value,
            path: &handler.path.value,
            verb: &handler.verb.value,
            modules: text(handler.modules.as_ref()),
            managed_type: text(handler.managed_type.as_ref()),
            script_processor: text(handler.script_processor.as_ref()),
        }
    }
}

fn text(value: Option<&Spanned<String>>) -> Option<&str> {
    value.map(|value| value.value.as_str())
}
