//! Pieces of a configuration, as people paste them from a page or from `appcmd list config`.

use std::rc::Rc;

use super::collection::Directive;
use super::http_protocol::{HttpProtocol, read_headers};
use super::names;
use super::request_filtering::{RequestFiltering, read_verbs};
use super::rewrite::{InboundRule, InboundRules, OutboundRule, OutboundRules, Place};
use super::sections::{SectionReader, Sections};
use super::{server, table};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::spelling::is_near;
use crate::xml::Element;

/// Reads a root that is a section or a group, as if it stood in an otherwise empty `web.config`.
///
/// `None` when the root belongs to no configuration; then the bag says so.
pub(super) fn read(root: &Element, bag: &mut Bag) -> Option<Sections> {
    let mut sections = Sections::default();
    let carried = table::of_read("", root);
    match root.name.value.as_str() {
        "system.webServer" => {
            SectionReader::new(bag).read(root, "", "", &mut sections);
        }
        "rule" => {
            read_rule(root, &mut sections, bag);
            sections.say("system.webServer/rewrite", root, carried);
        }
        "customHeaders" => {
            let custom_headers = read_headers(root, bag);
            sections.http_protocol =
                Some(HttpProtocol { custom_headers, ..HttpProtocol::default() });
            sections.say("system.webServer/httpProtocol", root, carried);
        }
        "redirectHeaders" => {
            let redirect_headers = read_headers(root, bag);
            sections.http_protocol =
                Some(HttpProtocol { redirect_headers, ..HttpProtocol::default() });
            sections.say("system.webServer/httpProtocol", root, carried);
        }
        "verbs" => {
            let verbs = read_verbs(root, bag);
            sections.request_filtering =
                Some(RequestFiltering { verbs, ..RequestFiltering::default() });
            sections.say("system.webServer/security/requestFiltering", root, carried);
        }
        name => {
            let Some(path) = table::path_of(name) else {
                bag.push(not_a_configuration(root));
                return None;
            };
            SectionReader::new(bag).read(root, path, "", &mut sections);
        }
    }
    say_so(root, bag);
    Some(sections)
}

/// Reads a rule that stands alone, as people paste it; its `<match>` says of which kind it is.
fn read_rule(element: &Element, into: &mut Sections, bag: &mut Bag) {
    if is_outbound(element) {
        let rule = OutboundRule::read(element, bag).map(Rc::new).map(Directive::Add);
        let rules = rule.into_iter().collect();
        into.outbound_rules = Some(OutboundRules { rules, pre_conditions: Vec::new() });
    } else {
        let rule = InboundRule::read(Place::Rules, element, bag).map(Rc::new).map(Directive::Add);
        into.rules = Some(InboundRules { rules: rule.into_iter().collect() });
    }
}

/// Whether a rule is an outbound one.
pub(super) fn is_outbound(rule: &Element) -> bool {
    let matched = rule.elements().find(|child| child.name.value == "match");
    let outbound = ["serverVariable", "filterByTags", "customTags"];
    rule.attribute("preCondition").is_some()
        || matched.is_some_and(|m| outbound.iter().any(|name| m.attribute(name).is_some()))
}

/// Notes that a root is a piece only.
pub(super) fn say_so(root: &Element, bag: &mut Bag) {
    let message = format!("this is a piece of a configuration: a lone `<{}>`", root.name.value);
    bag.push(
        Diagnostic::new(Code::Fragment, root.tag, message)
            .help("it is read as if it stood in an otherwise empty `web.config`"),
    );
}

/// Says of a root that no configuration has it.
pub(super) fn not_a_configuration(root: &Element) -> Diagnostic {
    let name = root.name.value.as_str();
    let diagnostic =
        |message: String| Diagnostic::new(Code::NotAConfiguration, root.name.span, message);
    if server::is_part(name) {
        return diagnostic(format!("`<{name}>` is a part of an `applicationHost.config`"))
            .help("pass the `web.config` of the site, and the whole of this file with `--parent`");
    }
    let diagnostic = diagnostic(format!("`<{name}>` is not the root of a configuration"));
    let known = ["configuration", "system.webServer", "customHeaders", "cors"];
    match name {
        "add" | "remove" | "clear" => diagnostic.help(format!(
            "a lone `<{name}>` does not say what it is an entry of: wrap it in the collection it belongs to, such as \
             `<customHeaders>`"
        )),
        _ if known.iter().any(|k| is_near(name, k)) => names::suggest(diagnostic, name, &known),
        _ => diagnostic.help("pass a `web.config`, or a piece of one"),
    }
}
