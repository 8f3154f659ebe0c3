//! The sections of one path: `<system.webServer>` and what is in it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::authentication::Authentication;
use super::cors::Cors;
use super::fields::{duplicate_section, stray_text};
use super::handlers::{Handlers, read_handlers};
use super::http_protocol::HttpProtocol;
use super::locks::Written;
use super::modules::Modules;
use super::names;
use super::request_filtering::RequestFiltering;
use super::rewrite::{self, Rewrite};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::xml::Element;

/// The sections that matter here, for one path.
#[derive(Debug, Clone, Default)]
pub struct Sections {
    /// `<cors>`.
    pub cors: Option<Cors>,
    /// `<httpProtocol>`.
    pub http_protocol: Option<HttpProtocol>,
    /// `<handlers>`.
    pub handlers: Option<Handlers>,
    /// `<security><requestFiltering>`.
    pub request_filtering: Option<RequestFiltering>,
    /// `<security><authentication>`.
    pub authentication: Option<Authentication>,
    /// `<modules>`.
    pub modules: Option<Modules>,
    /// `<rewrite>`.
    pub rewrite: Option<Rewrite>,
    /// What all of these write and lock.
    pub written: Vec<Written>,
}

/// Reads the sections of one file.
pub(super) struct SectionReader<'b, 'e> {
    pub(super) bag: &'b mut Bag,
    /// The sections seen so far with the path they are for, to find those that stand twice (CF-4).
    seen: BTreeMap<(String, &'e str), &'e Element>,
}

/// The sections of `system.webServer` that IIS and its usual extensions bring; only needed to say what was meant.
const SECTIONS: [&str; 24] = [
    "cors",
    "httpProtocol",
    "handlers",
    "modules",
    "security",
    "rewrite",
    "aspNetCore",
    "staticContent",
    "httpErrors",
    "httpRedirect",
    "defaultDocument",
    "directoryBrowse",
    "caching",
    "urlCompression",
    "httpCompression",
    "tracing",
    "validation",
    "webSocket",
    "applicationInitialization",
    "serverRuntime",
    "httpPlatform",
    "iisnode",
    "proxy",
    "asp",
];

/// Where elements belong that people put directly into `system.webServer`.
const MISPLACED: [(&str, &str); 8] = [
    ("customHeaders", "httpProtocol"),
    ("redirectHeaders", "httpProtocol"),
    ("requestFiltering", "security"),
    ("authentication", "security"),
    ("verbs", "requestFiltering"),
    ("rules", "rewrite"),
    ("outboundRules", "rewrite"),
    ("location", "configuration"),
];

impl<'b, 'e> SectionReader<'b, 'e> {
    pub(super) fn new(bag: &'b mut Bag) -> Self {
        Self { bag, seen: BTreeMap::new() }
    }

    pub(super) fn web_server(&mut self, element: &'e Element, path: &str, into: &mut Sections) {
        for child in element.elements() {
            match child.name.value.as_str() {
                "cors" | "httpProtocol" | "handlers" | "modules" => {
                    self.section(child, path, into);
                }
                "rewrite" => self.rewrite(child, path, into),
                "security" => self.security(child, path, into),
                name => {
                    if let Some((_, parent)) =
                        MISPLACED.iter().find(|(misplaced, _)| *misplaced == name)
                    {
                        let message = format!(
                            "`<{name}>` stands in `<system.webServer>`, where IIS does not know it"
                        );
                        self.bag.push(
                            Diagnostic::new(Code::UnknownElement, child.name.span, message)
                                .label("IIS answers 500.19 to every request")
                                .help(format!("move it into `<{parent}>`")),
                        );
                    } else {
                        self.check_name(child, name, &SECTIONS);
                    }
                }
            }
        }
        stray_text(element, self.bag);
    }

    pub(super) fn security(&mut self, element: &'e Element, path: &str, into: &mut Sections) {
        for child in element.elements() {
            match child.name.value.as_str() {
                "requestFiltering" | "authentication" => self.security_section(child, path, into),
                "authorization" => {
                    let message = "`<authorization>` of IIS is not carried";
                    self.bag.push(
                        Diagnostic::new(Code::NotCarried, child.tag, message)
                            .help("let the service authorize requests, inside the CORS layer"),
                    );
                }
                name => self.check_name(child, name, &["requestFiltering", "authentication"]),
            }
        }
        stray_text(element, self.bag);
    }

    pub(super) fn section(&mut self, element: &'e Element, path: &str, into: &mut Sections) {
        if !self.is_first(element, path) {
            return;
        }
        Written::gather(element, &element.name.value, &mut into.written);
        match element.name.value.as_str() {
            "cors" => into.cors = Some(Cors::read(element, self.bag)),
            "httpProtocol" => into.http_protocol = Some(HttpProtocol::read(element, self.bag)),
            "handlers" => into.handlers = Some(read_handlers(element, self.bag)),
            _ => into.modules = Some(Modules::read(element, self.bag)),
        }
    }

    pub(super) fn security_section(
        &mut self,
        element: &'e Element,
        path: &str,
        into: &mut Sections,
    ) {
        // `<authentication>` is a group like `<security>`: the schemes in it are the sections, and it may stand twice.
        let is_group = element.name.value == "authentication";
        let are_first = if is_group {
            element.elements().all(|section| self.is_first(section, path))
        } else {
            self.is_first(element, path)
        };
        if !are_first {
            return;
        }
        Written::gather(element, &format!("security/{}", element.name.value), &mut into.written);
        if is_group {
            let schemes = Authentication::read(element, self.bag);
            let before = into.authentication.get_or_insert_default();
            before.anonymous = before.anonymous.or(schemes.anonymous);
            before.windows = before.windows.or(schemes.windows);
        } else {
            into.request_filtering = Some(RequestFiltering::read(element, self.bag));
        }
    }

    pub(super) fn rewrite(&mut self, element: &'e Element, path: &str, into: &mut Sections) {
        for child in element.elements() {
            let name = child.name.value.as_str();
            if rewrite::SECTIONS.contains(&name) {
                self.rewrite_section(child, path, into);
            } else {
                let message = format!("`<rewrite>` has no element named `<{name}>`");
                let diagnostic = Diagnostic::new(Code::UnknownElement, child.name.span, message);
                self.bag.push(names::suggest(diagnostic, name, &rewrite::SECTIONS));
            }
        }
        stray_text(element, self.bag);
    }

    pub(super) fn rewrite_section(
        &mut self,
        element: &'e Element,
        path: &str,
        into: &mut Sections,
    ) {
        if self.is_first(element, path) {
            Written::gather(element, &format!("rewrite/{}", element.name.value), &mut into.written);
            into.rewrite.get_or_insert_default().read_section(element, self.bag);
        }
    }

    /// Whether the section has not been seen for this path; reports it when it has (CF-4).
    fn is_first(&mut self, element: &'e Element, path: &str) -> bool {
        match self.seen.entry((path.to_lowercase(), element.name.value.as_str())) {
            Entry::Occupied(first) => {
                self.bag.push(duplicate_section(element, first.get()));
                false
            }
            Entry::Vacant(place) => {
                place.insert(element);
                true
            }
        }
    }

    /// Reports an element that is probably a slip for one that is read (CF-1); others are none of our business.
    pub(super) fn check_name(&mut self, element: &Element, name: &str, known: &[&'static str]) {
        if !known.contains(&name) && known.iter().any(|k| names::is_near(name, k)) {
            let message = format!("IIS does not know an element `<{name}>` here");
            let diagnostic = Diagnostic::new(Code::UnknownElement, element.name.span, message);
            self.bag.push(names::suggest(diagnostic, name, known));
        }
    }
}
