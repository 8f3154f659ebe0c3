//! What a path sends, setting by setting.

mod chosen;
mod filtering;
mod others;
mod rules;

use std::cell::Cell;

use cors_runtime::__private::{
    AllowHeaders, CorsParts, HeaderParts, OptionsAnswer, OptionsHandlerParts, OriginPattern,
    OriginRuleParts, ScopeParts,
};
use cors_runtime::policy::{Cors, Header, OptionsHandler, Scope};

use super::source::{Files, Link};
use super::text::{Prose, Text};
use crate::policy::{CorsPlaces, HandlerPlace, ScopePlaces};
use crate::source::Span;

/// The most settings of one kind that are shown of a path, and of all on a page.
const MOST_OF_KIND: usize = 100;
const MOST: usize = 4_000;

/// The settings of one kind.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    /// The same as at this path, above.
    AsAt(Text),
    /// These, and how many more.
    Rows(Vec<Row>, usize),
}

/// A setting: what it is about, what it says, and where.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) about: Prose,
    pub(super) says: Prose,
    pub(super) place: Option<Link>,
}

/// How many settings may still be shown.
pub(super) struct Room(Cell<usize>);

impl Default for Room {
    fn default() -> Self {
        Self(Cell::new(MOST))
    }
}

/// Settings as they are collected: those that have no room are counted and not made.
struct Rows<'a, 's> {
    files: &'a Files<'s>,
    room: &'a Room,
    list: Vec<Row>,
    more: usize,
}

impl Rows<'_, '_> {
    fn push(&mut self, place: Option<Span>, row: impl FnOnce() -> (Prose, Prose)) {
        let Some(left) =
            self.room.0.get().checked_sub(1).filter(|_| self.list.len() < MOST_OF_KIND)
        else {
            self.more += 1;
            return;
        };
        self.room.0.set(left);
        let (about, says) = row();
        self.list.push(Row { about, says, place: place.map(|place| self.files.link(place)) });
    }
}

/// What is said for a path, kind by kind. What is the same above is said there.
pub(super) fn of<'p>(
    scope: &Scope<'p>,
    places: &ScopePlaces<'p>,
    above: Option<&Scope<'p>>,
    room: &Room,
    files: &Files<'_>,
) -> Vec<Group> {
    let &ScopeParts {
        path: _,
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
    let mut groups = Vec::new();
    let mut group =
        |title, is_same: &dyn Fn(&ScopeParts<'p>) -> bool, fill: &dyn Fn(&mut Rows<'_, '_>)| {
            let same = above.filter(|above| is_same(above.parts()));
            let mut rows = Rows { files, room, list: Vec::new(), more: 0 };
            if same.is_none() {
                fill(&mut rows);
            }
            let content = match same {
                Some(above) => Content::AsAt(Text::new(&format!("/{}", above.path()))),
                None => Content::Rows(rows.list, rows.more),
            };
            groups.push(Group { title, content });
        };
    if verbs.is_some() || filtering.is_some() {
        group(
            "Refused by request filtering",
            &|above| (above.verbs, above.filtering) == (verbs, filtering),
            &|rows| {
                if let Some((verbs, at)) = verbs.zip(places.verbs) {
                    filtering::verbs(verbs, at, rows);
                }
                if let Some((filtering, at)) = filtering.zip(places.filtering) {
                    filtering::rows(filtering, &at, rows);
                }
            },
        );
    }
    if let Some((cors, at)) = cors.zip(places.cors) {
        let is_same = |above: &ScopeParts<'p>| above.cors == Some(cors);
        group("Origins, by the CORS module", &is_same, &|rows| self::cors(cors, at, rows));
    }
    if let Some((rules, at)) = rewrite.zip(places.rewrite) {
        let is_same = |above: &ScopeParts<'p>| above.rewrite == rewrite;
        if !at.inbound.is_empty() {
            group("Rules for requests", &is_same, &|rows| rules::inbound(rules, &at, rows));
        }
        if !at.outbound.is_empty() {
            let title = if custom_headers_first {
                "Rules for responses and for the headers below"
            } else {
                "Rules for responses"
            };
            group(title, &is_same, &|rows| rules::outbound(rules, &at, rows));
        }
    }
    if let Some((rules, at)) = http_redirect.zip(places.http_redirect) {
        let is_same = |above: &ScopeParts<'p>| above.http_redirect == http_redirect;
        group("Redirected by httpRedirect", &is_same, &|rows| rules::inbound(rules, &at, rows));
    }
    if !options.is_empty() {
        group("Who takes OPTIONS", &|above| above.options == options, &|rows| {
            for (handler, place) in options.iter().zip(places.options) {
                self::handler(handler, *place, places.opened, rows);
            }
        });
    }
    for (title, headers, at, of) in [
        ("Sent with every response", custom_headers, places.custom_headers, 0),
        ("Sent with redirects", redirect_headers, places.redirect_headers, 1),
    ] {
        if !headers.is_empty() {
            let is_same = |above: &ScopeParts<'p>| {
                [above.custom_headers, above.redirect_headers][of] == headers
            };
            group(title, &is_same, &|rows| self::headers(headers, at, rows));
        }
    }
    if let Some((static_files, at)) = static_files.zip(places.static_files) {
        let is_same = |above: &ScopeParts<'p>| above.static_files == Some(static_files);
        group("Static files", &is_same, &|rows| others::static_files(static_files, &at, rows));
    }
    groups
}

pub(super) use self::others::hsts;

fn cors(cors: Cors<'_>, at: CorsPlaces<'_>, rows: &mut Rows<'_, '_>) {
    let parts @ CorsParts { fail_unlisted, origins, .. } = cors.parts();
    rows.push(Some(at.fail_unlisted), || {
        let says = if *fail_unlisted { "403" } else { "answered without CORS headers" };
        (Prose::words("origins that are not listed"), Prose::words(says))
    });
    chosen::cors(parts, at.section, rows);
    for (rule, place) in origins.rules().iter().zip(at.rules) {
        rows.push(Some(place.tag), || rule_of(rule.parts()));
    }
}

fn rule_of(rule: &OriginRuleParts<'_>) -> (Prose, Prose) {
    let &OriginRuleParts {
        pattern,
        allowed,
        credentials,
        max_age,
        allow_methods,
        allow_headers,
        expose_headers,
    } = rule;
    let about = match pattern {
        OriginPattern::Exact(origin) => Prose::code(origin),
        OriginPattern::Wildcard { scheme, suffix } => Prose::code(&format!("{scheme}*{suffix}")),
        OriginPattern::Any => Prose::code("*").and(", every other origin"),
    };
    if !allowed {
        return (about, Prose::words("not allowed"));
    }
    let list = |what: &str, names: &str| Prose::words(what).quote(names);
    let headers = match allow_headers {
        AllowHeaders::None => None,
        AllowHeaders::Requested => Some(Prose::words("all headers that are asked for")),
        AllowHeaders::Listed(names) => Some(list("headers ", names)),
    };
    let said = [
        Some(Prose::words(if credentials { "with credentials" } else { "without credentials" })),
        allow_methods.map(|names| list("methods ", names)),
        headers,
        expose_headers.map(|names| list("scripts see ", names)),
        max_age.map(|seconds| list("preflights kept for seconds: ", seconds)),
    ];
    (about, Prose::joined(said.into_iter().flatten(), "; "))
}

fn headers(headers: &[Header<'_>], at: &[Span], rows: &mut Rows<'_, '_>) {
    for (header, place) in headers.iter().zip(at) {
        let &HeaderParts { name, value, joined } = header.parts();
        rows.push(Some(*place), || {
            let says = Prose::code(value);
            let says = if joined { says.and(", joined to the application's own") } else { says };
            (Prose::code(name.as_written()), says)
        });
    }
}

fn handler(handler: &OptionsHandler<'_>, at: HandlerPlace, opened: Span, rows: &mut Rows<'_, '_>) {
    let &OptionsHandlerParts { name, path, answer } = handler.parts();
    rows.push(Some(at.span().unwrap_or(opened)), || {
        let answer = match answer {
            OptionsAnswer::Application => "the application answers",
            OptionsAnswer::VerbHandler => "answered with 200",
            OptionsAnswer::MethodNotAllowed => "answered with 405",
            OptionsAnswer::NotFound => "answered with 404",
        };
        (Prose::words("paths ").quote(path), Prose::words(answer).and(": ").quote(name))
    });
}
