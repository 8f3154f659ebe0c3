//! What only an `applicationHost.config` has: the sites, and which sections are locked from the start.

use crate::source::{Span, Spanned};
use crate::xml::Element;

/// The server's part of an `applicationHost.config`.
#[derive(Debug, Clone)]
pub struct Server {
    /// `<system.applicationHost>`.
    pub tag: Span,
    /// The sites, in document order.
    pub sites: Vec<Site>,
    /// Sections with `overrideModeDefault="Deny"`, by their path below `system.webServer`.
    pub denied_sections: Vec<Spanned<String>>,
}

/// A site with the paths of its applications.
#[derive(Debug, Clone)]
pub struct Site {
    /// `name`.
    pub name: Spanned<String>,
    /// The `path` of each application, without slashes at either end; the root application's is empty.
    pub applications: Vec<Spanned<String>>,
}

impl Server {
    /// The server's part of the children of `<configuration>`; `None` where there is no `<system.applicationHost>`.
    pub(super) fn read(configuration: &Element) -> Option<Self> {
        let host = configuration.elements().find(|e| e.name.value == "system.applicationHost")?;
        let sites = host.elements().filter(|e| e.name.value == "sites").flat_map(Element::elements);
        let mut denied_sections = Vec::new();
        for sections in configuration.elements().filter(|e| e.name.value == "configSections") {
            denied(sections, "", &mut denied_sections);
        }
        Some(Self { tag: host.tag, sites: sites.filter_map(site).collect(), denied_sections })
    }
}

fn site(element: &Element) -> Option<Site> {
    if element.name.value != "site" {
        return None;
    }
    let name = element.attribute("name")?;
    let applications = element
        .elements()
        .filter(|e| e.name.value == "application")
        .filter_map(|application| application.attribute("path"))
        .map(|path| Spanned::new(path.value.value.trim_matches('/').to_owned(), path.span()));
    Some(Site {
        name: Spanned::new(name.value.value.clone(), name.span()),
        applications: applications.collect(),
    })
}

fn denied(group: &Element, path: &str, into: &mut Vec<Spanned<String>>) {
    for child in group.elements() {
        let Some(name) = child.attribute("name").map(|name| name.value.value.as_str()) else {
            continue;
        };
        let below = match (path, name) {
            ("", "system.webServer") => "/".to_owned(),
            ("", _) => continue,
            _ => format!("{path}{}{name}", if path == "/" { "" } else { "/" }),
        };
        if child.name.value == "sectionGroup" {
            denied(child, &below, into);
        } else if let Some(mode) = child.attribute("overrideModeDefault")
            && mode.value.value == "Deny"
        {
            into.push(Spanned::new(below.trim_start_matches('/').to_owned(), child.tag));
        }
    }
}
