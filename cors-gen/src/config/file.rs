//! A configuration file: where its sections are, and which path each is for.

use super::fields::{Fields, stray_text};
use super::fragment;
use super::sections::{SectionReader, Sections};
use super::server::Server;
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
    };
    match root.name.value.as_str() {
        "configuration" => {
            let (sections, locations) = configuration(root, bag);
            Some(file(sections, locations, Server::read(root)))
        }
        "location" => {
            let location = location(root, &mut SectionReader::new(bag));
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

fn configuration(root: &Element, bag: &mut Bag) -> (Sections, Vec<Location>) {
    let mut reader = SectionReader::new(bag);
    let mut sections = Sections::default();
    let mut locations = Vec::new();
    for child in root.elements() {
        match child.name.value.as_str() {
            "location" => locations.push(location(child, &mut reader)),
            "system.webServer" => {
                reader.read(child, "", "", &mut sections);
            }
            name => reader.check_name(child, name, &["system.webServer", "location"]),
        }
    }
    stray_text(root, bag);
    (sections, locations)
}

fn location<'e>(element: &'e Element, reader: &mut SectionReader<'_, 'e>) -> Location {
    let mut fields = Fields::of(element, reader.bag);
    let path = fields.text("path").map_or_else(String::new, |path| normal_path(&path.value));
    let inherited = fields.boolean("inheritInChildApplications");
    let allow_override = fields.boolean("allowOverride");
    let mode = fields.word("overrideMode", &["Allow", "Deny", "Inherit"]);
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
            name => reader.check_name(child, name, &["system.webServer"]),
        }
    }
    let by_mode =
        mode.filter(|mode| mode.value != "Inherit").map(|mode| mode.map(|m| m == "Allow"));
    Location {
        tag: element.tag,
        path,
        inherited_by_applications: inherited.is_none_or(|inherited| inherited.value),
        overridable: by_mode.or(allow_override.filter(|allowed| !allowed.value)),
        sections,
    }
}

/// A path as IIS takes it: `\` is `/`, and neither empty segments nor a lone `.` count.
fn normal_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if segments == ["."] { String::new() } else { segments.join("/") }
}
