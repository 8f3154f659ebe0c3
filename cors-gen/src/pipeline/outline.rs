//! Which sections a file has, and where: so that what is said about a place can name its section.

use crate::config;
use crate::source::Span;
use crate::xml::{Document, Element};

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
        let path = config::join(path, &child.name.value);
        if config::is_section(&path) {
            sections.push((child.span, path));
        } else {
            within(child, &path, sections);
        }
    }
}
