//! An effective configuration as XML, each value with the file and line it came from, and as JSON, for programs.
//!
//! The JSON form, with `null` for what no level sets:
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
//!  "http_redirect": {"enabled": {"value": true, …}, "destination": {"value": "https://a.example", "below": "/old/", …},
//!                    "exact_destination": null, "child_only": null, "http_response_status": {"value": "Found", …},
//!                    "entries": [{"source": "…", "text": "<add …>", "wildcard": "*.php", "destination": "/", "below": "/"}]},
//!                                        what comes after the path `below` is appended to the destination
//!  "handlers": [{"source": "…", "text": "<add …>", "name": "…", "path": "*", "verb": "*", "modules": "…",
//!                "type": null, "script_processor": null}],    first fit first
//!  "verbs": {"allow_unlisted": {"value": true, …}, "entries": [{"source": "…", "text": "<add …>", "verb": "PUT", "allowed": false}]},
//!  "request_filtering": {
//!    "allow_double_escaping": {"value": false, …}, "allow_high_bit_characters": null, "unescape_query_string": null,
//!    "remove_server_header": null,
//!    "file_extensions": {"allow_unlisted": null, "entries": [{"source": "…", "text": "<add …>", "file_extension": ".inc", "allowed": false}]},
//!    "limits": {"max_allowed_content_length": {"value": 52428800, …}, "max_url": null, "max_query_string": null,
//!               "headers": [{"source": "…", "text": "<add …>", "header": "X-A", "size_limit": 100}]},
//!    "hidden_segments": [{"source": "…", "text": "<add …>", "value": "bin"}], "always_allowed_urls": [], "always_allowed_query_strings": [],
//!    "deny_url_sequences": [], "deny_query_string_sequences": []},
//!  "authentication": {"anonymous": {"value": true, …}, "windows": null},
//!  "run_all_managed_modules": null,
//!  "modules": [{"source": "…", "text": "<add …>", "name": "…", "type": null}],    those of a stock server: what matters of them
//!  "removed_modules": [{"source": "…", "text": "name=\"…\"", "name": "…"}],
//!  "static_content": {"source": "…", "text": "<staticContent>", "footer": null, "footer_enabled": null, "footer_is_file": null,
//!                     "client_cache": {"mode": {"value": "UseMaxAge", …}, "max_age": {"value": "7.00:00:00", …}, "custom": null,
//!                                      "expires": null, "set_etag": {"value": false, …}},
//!                     "mime_maps": [{"source": "…", "text": "<mimeMap …>", "extension": ".x", "type": "text/plain"}],
//!                     "removed_mime_maps": [{"source": "…", "text": "fileExtension=\".y\"", "name": ".y"}],
//!                     "cleared_mime_maps": null},      what cleared the list that IIS comes with: {"source": "…", "text": "<clear />"}
//!  "caching": {"source": "…", "text": "<caching>", "enabled": null, "enable_kernel_cache": null, "max_cache_size": {"value": 0, …},
//!              "max_response_size": null,
//!              "profiles": [{"source": "…", "text": "<add …>", "extension": ".css", "policy": "CacheUntilChange",
//!                            "kernel_cache_policy": null, "duration": "00:00:30", "location": "Any",
//!                            "vary_by_headers": null, "vary_by_query_string": null}]},
//!  "rewrite": {
//!    "global_rules": [],                   as `rules`
//!    "rules": [{"source": "…", "text": "<rule …>", "name": "…", "enabled": null, "pattern_syntax": null, "stop_processing": true,
//!               "level": {"skipped": 1, "prefix": ""},        segments of the path that the rule does not see, and what it sees before
//!               "match": {"source": "…", "text": "<match …>", "url": ".*", "ignore_case": null, "negate": null},
//!               "conditions": {"logical_grouping": "MatchAny", "track_all_captures": null,
//!                              "list": [{"source": "…", "text": "<add …>", "input": "{HTTP_ORIGIN}", "match_type": null,
//!                                        "pattern": "^https://", "ignore_case": null, "negate": null}]},
//!               "server_variables": [{"source": "…", "text": "<set …>", "name": "…", "value": "…", "replace": null}],
//!               "action": {"source": "…", "text": "<action …>", "attributes": {"type": "CustomResponse", "statusCode": "204"}}}],
//!    "outbound_rules": [{"source": "…", "text": "<rule …>", "name": "…", "pre_condition": null, "enabled": null,
//!                        "pattern_syntax": null, "stop_processing": null,
//!                        "match": {"source": "…", "text": "<match …>", "server_variable": "RESPONSE_X", "pattern": ".*",
//!                                  "ignore_case": null, "negate": null},
//!                        "conditions": {…}, "action": {"source": "…", "text": "<action …>", "type": "Rewrite", "value": "…", "replace": null}}],
//!    "pre_conditions": [{"source": "…", "text": "<preCondition …>", "name": "…", "logical_grouping": null, "pattern_syntax": null, "list": [{…}]}],
//!    "rewrite_maps": [{"source": "…", "text": "<rewriteMap …>", "name": "…", "default_value": null, "ignore_case": null,
//!                      "entries": [{"source": "…", "text": "<add …>", "key": "a", "value": "b"}]}],
//!    "allowed_server_variables": [{"source": "…", "text": "name=\"…\"", "name": "…"}]}}
//! ```
//!
//! `source` is file, line and column. `text` is what stands there, on one line: a start tag or an attribute; in a value that
//! a transform set, the transform's. `version` changes when a key changes its meaning or goes; keys may come.

mod authentication;
mod caching;
mod cors;
mod handlers;
mod http_protocol;
mod http_redirect;
mod json;
mod modules;
mod request_filtering;
mod rewrite;
mod section;
mod static_content;
mod xml;

use serde::Serialize;

use self::json::{Object, Places};
use self::section::Section;
use self::xml::{Xml, in_comment};
use crate::effective::{EffectiveScope, sections};
use crate::source::SourceMap;

macro_rules! printed {
    ($($(#[$doc:meta])* $field:ident: $section:ident, $path:literal;)+) => {
        /// The sections of a path, each with its path below `system.webServer`.
        fn rows(scope: &EffectiveScope) -> Vec<Row<'_>> {
            vec![$(($path, &*scope.$field as &dyn Section)),+]
        }
    };
}
sections!(printed);

/// A section with what is left of its path in the group at hand.
type Row<'s> = (&'static str, &'s dyn Section);

/// A section or a group of them, with its name.
enum Member<'s> {
    Section(&'static str, &'s dyn Section),
    Group(&'static str, Vec<Row<'s>>),
}

/// The sections and groups in a group, in their order.
fn members<'s>(rows: &[Row<'s>]) -> Vec<Member<'s>> {
    let mut members: Vec<Member<'_>> = Vec::new();
    for (path, section) in rows {
        match path.split_once('/') {
            None => members.push(Member::Section(path, *section)),
            Some((group, rest)) => match members.last_mut() {
                Some(Member::Group(name, rows)) if *name == group => rows.push((rest, *section)),
                _ => members.push(Member::Group(group, vec![(rest, *section)])),
            },
        }
    }
    members
}

/// The effective configuration that counts for `path` as XML, with places as comments at the ends of the lines.
///
/// It is itself a configuration, with the same effect as the levels it came from, alone and below the same parents:
/// collections start with `<clear />`, so that their entries are not added a second time. Three things cannot be written
/// down so: `<globalRules>` can stand in a server's file only, so that they are read back with CG019 allowed; what a parent
/// has locked may not be repeated below it (CF-7); and rules of URL Rewrite and destinations of `<httpRedirect>` that were
/// written at different levels do not mean the same side by side, as the URL of each is relative to its own level. Of `<modules>` it
/// has what levels take out and put in: which native modules a server has, its own file says. Ends with a line break. Whatever the
/// configuration holds, the text is well-formed and has no control, bidirectional or invisible characters.
#[must_use]
pub fn to_xml(path: &str, scope: &EffectiveScope, sources: &SourceMap) -> String {
    let mut xml = Xml::new(sources);
    xml.group("configuration", |xml| {
        xml.group("system.webServer", |xml| print(&rows(scope), xml));
    });
    let own = format!("/{}", scope.path.value);
    let of = if own == path { String::new() } else { format!(" is that of {own}") };
    let place = xml.place(scope.path.span);
    xml.finish(&in_comment(&format!("the effective configuration of {path}{of}: {place}")))
}

fn print(rows: &[Row<'_>], xml: &mut Xml<'_>) {
    for member in members(rows) {
        match member {
            Member::Section(name, section) => section.xml(name, xml),
            Member::Group(name, rows) => xml.group(name, |xml| print(&rows, xml)),
        }
    }
}

/// The effective configuration that counts for `path` in the JSON form of this module's page.
#[must_use]
pub fn to_json(path: &str, scope: &EffectiveScope, sources: &SourceMap) -> impl Serialize {
    let places = Places { sources };
    let mut own = Object::default().with("path", format!("/{}", scope.path.value));
    own.extend(places.at(scope.path.span));
    let mut json = Object::default().with("version", 1).with("path", path).with("scope", own);
    keys(&rows(scope), &mut json, &places);
    json
}

fn keys(rows: &[Row<'_>], into: &mut Object, places: &Places<'_>) {
    for member in members(rows) {
        match member {
            Member::Section(_, section) => section.json(into, places),
            // Programs look for what is in this group beside the other sections.
            Member::Group("security", rows) => keys(&rows, into, places),
            Member::Group(name, rows) => {
                let mut group = Object::default();
                keys(&rows, &mut group, places);
                into.set(name, group);
            }
        }
    }
}
