//! A configuration file: where its sections are, and which path each is for.

use super::authentication::Authentication;
use super::cors::Cors;
use super::fields::{Fields, duplicate_section, stray_text};
use super::handlers::{Handlers, read_handlers};
use super::http_protocol::{HttpProtocol, read_headers};
use super::modules::Modules;
use super::names;
use super::request_filtering::{RequestFiltering, read_verbs};
use super::rewrite;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::{Document, Element};

/// What a file says, by path.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    /// The sections for the file's own level, and where that level starts.
    pub root: Spanned<Sections>,
    /// The sections for paths below it, in document order.
    pub locations: Vec<Location>,
}

/// A `<location>` for a path below the file's level.
#[derive(Debug, Clone)]
pub struct Location {
    /// The start tag.
    pub tag: Span,
    /// The path, without slashes at either end; never empty.
    pub path: String,
    /// Its sections.
    pub sections: Sections,
}

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
                .help("apply it first and pass the result, the `web.config` of the published site"),
        );
        return None;
    }
    let mut reader =
        FileReader { bag, seen: Vec::new(), here: Sections::default(), locations: Vec::new() };
    reader.root(root)?;
    let FileReader { here, locations, .. } = reader;
    Some(ConfigFile { root: Spanned::new(here, root.tag), locations })
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

struct FileReader<'b, 'e> {
    bag: &'b mut Bag,
    /// The sections seen so far with the path they are for, to find those that stand twice (CF-4).
    seen: Vec<(String, &'e Element)>,
    here: Sections,
    locations: Vec<Location>,
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

impl<'e> FileReader<'_, 'e> {
    fn root(&mut self, root: &'e Element) -> Option<()> {
        let name = root.name.value.as_str();
        match name {
            "configuration" => {
                self.configuration(root);
                return Some(());
            }
            "location" => self.location(root),
            "system.webServer" => self.web_server(root, ""),
            "security" => self.security(root, ""),
            "customHeaders" | "redirectHeaders" => {
                let headers = Some(read_headers(root, self.bag));
                let http_protocol = self.here.http_protocol.get_or_insert_default();
                match name {
                    "customHeaders" => http_protocol.custom_headers = headers,
                    _ => http_protocol.redirect_headers = headers,
                }
            }
            "verbs" => {
                self.here.request_filtering =
                    Some(RequestFiltering { verbs: Some(read_verbs(root, self.bag)) });
            }
            "rules" | "outboundRules" => rewrite::report(root, self.bag),
            "cors" | "httpProtocol" | "handlers" | "modules" | "rewrite" => self.section(root, ""),
            "requestFiltering" | "authentication" => self.security_section(root, ""),
            _ => {
                self.not_a_configuration(root);
                return None;
            }
        }
        let message = format!("this is a piece of a configuration: a lone `<{name}>`");
        self.bag.push(
            Diagnostic::new(Code::Fragment, root.tag, message)
                .help("it is read as if it stood in an otherwise empty `web.config`"),
        );
        Some(())
    }

    fn not_a_configuration(&mut self, root: &Element) {
        let name = root.name.value.as_str();
        let message = format!("`<{name}>` is not the root of a configuration");
        let diagnostic = Diagnostic::new(Code::NotAConfiguration, root.name.span, message);
        let known = ["configuration", "system.webServer", "customHeaders", "cors"];
        self.bag.push(match name {
            "add" | "remove" | "clear" => {
                let place = if root.attribute("origin").is_some() {
                    "`<cors enabled=\"true\">`"
                } else {
                    "the collection it belongs to, such as `<customHeaders>`"
                };
                diagnostic.help(format!(
                    "a lone `<{name}>` does not say what it is an entry of: wrap it in {place}"
                ))
            }
            _ if known.iter().any(|k| names::is_near(name, k)) => {
                names::suggest(diagnostic, name, &known)
            }
            _ => diagnostic.help("pass a `web.config`, or a piece of one"),
        });
    }

    fn configuration(&mut self, root: &'e Element) {
        for child in root.elements() {
            match child.name.value.as_str() {
                "location" => self.location(child),
                "system.webServer" => self.web_server(child, ""),
                "system.applicationHost" => {
                    let message = "this is an `applicationHost.config`, which configures a server";
                    self.bag.push(
                        Diagnostic::new(Code::ServerConfiguration, child.tag, message)
                            .label("only servers have this")
                            .help("pass the `web.config` of the site"),
                    );
                }
                name => self.check_name(child, name, &["system.webServer", "location"]),
            }
        }
        stray_text(root, self.bag);
    }

    fn location(&mut self, element: &'e Element) {
        let mut fields = Fields::of(element, self.bag);
        let path = fields.text("path").map_or_else(String::new, |path| path.value);
        fields.boolean("allowOverride");
        fields.boolean("inheritInChildApplications");
        fields.ignore_attributes(&["overrideMode"]);
        for nested in fields.children("location") {
            let message = "a `<location>` cannot stand in another";
            let help = "put it beside the other, with the whole path";
            fields
                .bag()
                .push(Diagnostic::new(Code::UnknownElement, nested.tag, message).help(help));
        }
        fields.finish_attributes();
        stray_text(element, self.bag);
        let path = path.replace('\\', "/");
        let path = path.trim_matches('/');
        let path = if path == "." { "" } else { path };
        let outer = if path.is_empty() { None } else { Some(std::mem::take(&mut self.here)) };
        for child in element.elements() {
            match child.name.value.as_str() {
                "system.webServer" => self.web_server(child, path),
                "location" => {}
                name => self.check_name(child, name, &["system.webServer"]),
            }
        }
        if let Some(outer) = outer {
            let sections = std::mem::replace(&mut self.here, outer);
            self.locations.push(Location { tag: element.tag, path: path.to_owned(), sections });
        }
    }

    fn web_server(&mut self, element: &'e Element, path: &str) {
        for child in element.elements() {
            match child.name.value.as_str() {
                "cors" | "httpProtocol" | "handlers" | "modules" | "rewrite" => {
                    self.section(child, path);
                }
                "security" => self.security(child, path),
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

    fn security(&mut self, element: &'e Element, path: &str) {
        for child in element.elements() {
            match child.name.value.as_str() {
                "requestFiltering" | "authentication" => self.security_section(child, path),
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

    fn section(&mut self, element: &'e Element, path: &str) {
        if !self.is_first(element, path) {
            return;
        }
        let here = &mut self.here;
        match element.name.value.as_str() {
            "cors" => here.cors = Some(Cors::read(element, self.bag)),
            "httpProtocol" => here.http_protocol = Some(HttpProtocol::read(element, self.bag)),
            "handlers" => here.handlers = Some(read_handlers(element, self.bag)),
            "modules" => here.modules = Some(Modules::read(element, self.bag)),
            _ => rewrite::report(element, self.bag),
        }
    }

    fn security_section(&mut self, element: &'e Element, path: &str) {
        if !self.is_first(element, path) {
            return;
        }
        match element.name.value.as_str() {
            "requestFiltering" => {
                self.here.request_filtering = Some(RequestFiltering::read(element, self.bag));
            }
            _ => self.here.authentication = Some(Authentication::read(element, self.bag)),
        }
    }

    /// Whether the section has not been seen for this path; reports it when it has (CF-4).
    fn is_first(&mut self, element: &'e Element, path: &str) -> bool {
        let path = path.to_lowercase();
        let before =
            |(p, e): &&(String, &'e Element)| *p == path && e.name.value == element.name.value;
        if let Some((_, first)) = self.seen.iter().find(before) {
            self.bag.push(duplicate_section(element, first));
            return false;
        }
        self.seen.push((path, element));
        true
    }

    /// Reports an element that is probably a slip for one that is read (CF-1); others are none of our business.
    fn check_name(&mut self, element: &Element, name: &str, known: &[&'static str]) {
        if !known.contains(&name) && known.iter().any(|k| names::is_near(name, k)) {
            let message = format!("IIS does not know an element `<{name}>` here");
            let diagnostic = Diagnostic::new(Code::UnknownElement, element.name.span, message);
            self.bag.push(names::suggest(diagnostic, name, known));
        }
    }
}
