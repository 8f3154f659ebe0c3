//! Which sections a file has, and where: so that what is said about a place can name its section.

use crate::source::Span;
use crate::xml::{Document, Element};

/// Elements of `system.webServer` in which sections stand.
const GROUPS: [&str; 3] = ["authentication", "rewrite", "security"];

/// The sections of a file with their paths below `system.webServer`, in document order.
pub(super) fn outline(document: &Document) -> Vec<(Span, String)> {
    let mut sections = Vec::new();
    around(&document.root, &mut sections);
    sections
}

fn around(element: &Element, sections: &mut Vec<(Span, String)>) {
    for child in element.elements() {
        match child.name.value.as_str() {
            "location" => around(child, sections),
            "system.webServer" => within(child, "", sections),
            _ => {}
        }
    }
}

fn within(group: &Element, path: &str, sections: &mut Vec<(Span, String)>) {
    for child in group.elements() {
        let name = child.name.value.as_str();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if GROUPS.contains(&name) {
            within(child, &path, sections);
        } else {
            sections.push((child.span, path));
        }
    }
}
