//! Pieces of a configuration, as people paste them from a page or from `appcmd list config`.

use super::http_protocol::read_headers;
use super::names;
use super::request_filtering::{RequestFiltering, read_verbs};
use super::rewrite::{self, Rewrite};
use super::sections::{SectionReader, Sections};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::xml::Element;

/// Reads a root that is a section or a group, as if it stood in an otherwise empty `web.config`.
///
/// `None` when the root belongs to no configuration; then the bag says so.
pub(super) fn read(root: &Element, bag: &mut Bag) -> Option<Sections> {
    let name = root.name.value.as_str();
    let mut sections = Sections::default();
    let mut reader = SectionReader::new(bag);
    match name {
        "system.webServer" => reader.web_server(root, "", &mut sections),
        "security" => reader.security(root, "", &mut sections),
        "cors" | "httpProtocol" | "handlers" | "modules" => {
            reader.section(root, "", &mut sections);
        }
        "rewrite" => reader.rewrite(root, "", &mut sections),
        "rule" => {
            let mut rewrite = Rewrite::default();
            rewrite.read_rule(root, bag);
            sections.rewrite = Some(rewrite);
        }
        section if rewrite::SECTIONS.contains(&section) => {
            reader.rewrite_section(root, "", &mut sections);
        }
        "requestFiltering" | "authentication" => reader.security_section(root, "", &mut sections),
        "customHeaders" => {
            let http_protocol = sections.http_protocol.get_or_insert_default();
            http_protocol.custom_headers = Some(read_headers(root, bag));
        }
        "redirectHeaders" => {
            let http_protocol = sections.http_protocol.get_or_insert_default();
            http_protocol.redirect_headers = Some(read_headers(root, bag));
        }
        "verbs" => {
            let verbs = Some(read_verbs(root, bag));
            sections.request_filtering = Some(RequestFiltering { verbs });
        }
        _ => {
            bag.push(not_a_configuration(root));
            return None;
        }
    }
    say_so(root, bag);
    Some(sections)
}

/// Notes that a root is a piece only.
pub(super) fn say_so(root: &Element, bag: &mut Bag) {
    let message = format!("this is a piece of a configuration: a lone `<{}>`", root.name.value);
    bag.push(
        Diagnostic::new(Code::Fragment, root.tag, message)
            .help("it is read as if it stood in an otherwise empty `web.config`"),
    );
}

fn not_a_configuration(root: &Element) -> Diagnostic {
    let name = root.name.value.as_str();
    let message = format!("`<{name}>` is not the root of a configuration");
    let diagnostic = Diagnostic::new(Code::NotAConfiguration, root.name.span, message);
    let known = ["configuration", "system.webServer", "customHeaders", "cors"];
    match name {
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
    }
}
