//! An effective configuration as XML, each value with the file and line it came from, and as JSON, for programs.
//!
//! The form of the JSON is in [`json`](super::json).

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
