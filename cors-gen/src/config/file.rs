//! A configuration file: where its sections are, and which path each is for.

use super::declarations::{Declarations, Used, used};
use super::fields::{Fields, stray_text};
use super::sections::{SectionReader, Sections};
use super::server::Server;
use super::{fragment, location_path};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::{Document, Element};

/// What a file says, by path.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    /// The sections for the file's own level, and where that level starts.
    pub root: Spanned<Sections>,
    /// The `<location>`s, in document order.
    pub locations: Vec<Location>,
    /// The server's part; `None` unless the file is an `applicationHost.config`.
    pub server: Option<Server>,
    /// What its `<configSections>` declare.
    pub declarations: Declarations,
    /// What stands in its `<system.webServer>`s.
    pub used: Vec<Used>,
}

/// A `<location>`.
#[derive(Debug, Clone)]
pub struct Location {
    /// The start tag.
    pub tag: Span,
    /// The path below the file's level, without slashes at either end; empty for that level itself (CF-4).
    pub path: String,
    /// Whether child applications inherit its sections (CF-5).
    pub inherited_by_applications: bool,
    /// Whether levels below may change its sections, where it says so (CF-7).
    pub overridable: Option<Spanned<bool>>,
    /// Its sections.
    pub sections: Sections,
    /// Whether no request has the path, which was reported.
    pub never_matches: bool,
}

const XDT: &str = "http://schemas.microsoft.com/XML-Document-Transform";

/// Reads a configuration file, or a piece of one as people paste it.
///
/// `None` when the document is no configuration; then the bag says so.
pub fn read(document: &Document, bag: &mut Bag) -> Option<ConfigFile> {
    let root = &document.root;
    if let Some(span) = transform_attribute(root, &mut Vec::new()) {
        let message = "this is a transform, not a configuration";
        bag.push(
            Diagnostic::new(Code::Transform, span, message)
                .label("this changes another document")
                .help("pass the document that it changes, and this with `--transform`"),
        );
        return None;
    }
    let file = |sections: Sections, locations, server| ConfigFile {
        root: Spanned::new(sections, root.tag),
        locations,
        server,
        declarations: Declarations::default(),
        used: Vec::new(),
    };
    match root.name.value.as_str() {
        "configuration" => {
            let server = Server::read(root, bag);
            let (sections, locations) = configuration(root, server.is_some(), bag);
            Some(ConfigFile {
                declarations: Declarations::read(root),
                used: web_servers(root).flat_map(|e| used(e, "", 1)).collect(),
                ..file(sections, locations, server)
            })
        }
        "location" => {
            let location = location(root, false, &mut SectionReader::new(bag));
            fragment::say_so(root, bag);
            Some(file(Sections::default(), vec![location], None))
        }
        _ => fragment::read(root, bag).map(|sections| file(sections, Vec::new(), None)),
    }
}

/// The first attribute in the namespace of transforms. `prefixes` are those bound to it by the elements around.
fn transform_attribute(element: &Element, prefixes: &mut Vec<String>) -> Option<Span> {
    let outer = prefixes.len();
    for attribute in &element.attributes {
        if let Some(prefix) = attribute.name.value.strip_prefix("xmlns:")
            && attribute.value.value == XDT
        {
            prefixes.push(format!("{prefix}:"));
        }
    }
    let is_transform = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let found =
        element.attributes.iter().find(|a| is_transform(&a.name.value)).map(|a| a.name.span);
    let found =
        found.or_else(|| element.elements().find_map(|child| transform_attribute(child, prefixes)));
    prefixes.truncate(outer);
    found
}

/// The `<system.webServer>`s of a file, those in locations too.
fn web_servers(root: &Element) -> impl Iterator<Item = &Element> {
    let named = |element: &&Element, name| element.name.value == name;
    let locations = root.elements().filter(move |element| named(element, "location"));
    let around = std::iter::once(root).chain(locations);
    around.flat_map(Element::elements).filter(move |element| named(element, "system.webServer"))
}

fn configuration(root: &Element, is_server: bool, bag: &mut Bag) -> (Sections, Vec<Location>) {
    let mut reader = SectionReader::new(bag);
    let mut sections = Sections::default();
    let mut locations = Vec::new();
    for child in root.elements() {
        match child.name.value.as_str() {
            "location" => locations.push(location(child, is_server, &mut reader)),
            "system.webServer" => {
                reader.read(child, "", "", &mut sections);
            }
            "configSections" => {}
            name => {
                reader.check_name(child, name, &["system.webServer", "location"]);
                SectionReader::around(child, &mut sections);
            }
        }
    }
    stray_text(root, bag);
    sections.settings.iter_mut().for_each(|setting| setting.of_server = is_server);
    if !is_server {
        for of in locations.iter().map(|location| &location.sections).chain([&sections]) {
            refuse_global_rules(of, bag);
        }
    }
    (sections, locations)
}

/// Only the server's file has rules for all sites.
fn refuse_global_rules(sections: &Sections, bag: &mut Bag) {
    let global = sections.written.iter().filter(|written| written.path == "rewrite/globalRules");
    for written in global {
        let message = "`<globalRules>` can only stand in `applicationHost.config`";
        bag.push(
            Diagnostic::new(Code::Misplaced, written.tag, message)
                .label("IIS answers 500.19 to every request (RW-1)")
                .help("write `<rules>`"),
        );
    }
}

fn location<'e>(
    element: &'e Element,
    in_server: bool,
    reader: &mut SectionReader<'_, 'e>,
) -> Location {
    let mut fields = Fields::of(element, reader.bag);
    let written = fields.text("path");
    let odd = written.as_ref().and_then(|path| location_path::odd(path, in_server));
    let never_matches = odd.as_ref().is_some_and(|odd| odd.never_matches);
    fields.bag().extend(odd.map(|odd| odd.finding));
    let path = written.map_or_else(String::new, |path| location_path::normal(&path.value));
    let inherited = fields.boolean("inheritInChildApplications");
    let allow_override = fields.boolean("allowOverride");
    let mode = fields.word("overrideMode", &["Allow", "Deny", "Inherit"]);
    if let (Some(allowed), Some(mode)) = (&allow_override, &mode) {
        let message = "`allowOverride` and `overrideMode` cannot stand on one tag";
        fields.bag().push(
            Diagnostic::new(Code::Misplaced, allowed.span, message)
                .label("IIS answers 500.19 to every request (CF-7)")
                .related(mode.span, "the newer form of the same")
                .help("remove `allowOverride`"),
        );
    }
    for nested in fields.children("location") {
        let message = "a `<location>` cannot stand in another";
        let help = "put it beside the other, with the whole path";
        fields.bag().push(Diagnostic::new(Code::UnknownElement, nested.tag, message).help(help));
    }
    fields.finish_attributes();
    stray_text(element, reader.bag);
    let mut sections = Sections::default();
    for child in element.elements() {
        match child.name.value.as_str() {
            "system.webServer" => {
                reader.read(child, "", &path, &mut sections);
            }
            "location" => {}
            name => {
                reader.check_name(child, name, &["system.webServer"]);
                SectionReader::around(child, &mut sections);
            }
        }
    }
    let by_mode =
        mode.filter(|mode| mode.value != "Inherit").map(|mode| mode.map(|m| m == "Allow"));
    Location {
        tag: element.tag,
        path,
        inherited_by_applications: inherited.is_none_or(|inherited| inherited.value),
        overridable: if mode.is_some() { by_mode } else { allow_override },
        sections,
        never_matches,
    }
}
