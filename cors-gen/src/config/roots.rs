//! Elements at the top of a text: the one parent that they can have had, before somebody copied the lines that matter.

use super::fragment::{is_outbound, not_a_configuration};
use super::{server, table};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Span;
use crate::xml::{Attribute, Document, Element, Forest, Node, several_roots};

/// The elements around something below `<configuration>`, outermost first; it stands in that itself where there are none.
type Chain = Vec<&'static str>;

const CONFIGURATION: &str = "configuration";

/// Puts several roots into the elements that they belong in.
///
/// `None` where that is not known; then the bag says so.
pub(crate) fn adopt(forest: Forest, bag: &mut Bag) -> Option<Document> {
    let Some(chain) = chain(&forest.roots()) else {
        let stranger = forest.roots().find(|root| server::is_part(&root.name.value));
        bag.push(stranger.map_or_else(|| several_roots(&forest), not_a_configuration));
        return None;
    };
    say_so(forest.first, &chain, bag);
    Some(wrap(forest.nodes, &chain, forest.first))
}

/// A document whose root is an entry of a list, in the elements that it belongs in; another as it is.
pub(crate) fn adopt_entry(document: Document, bag: &mut Bag) -> Document {
    let Some(chain) = entries(&std::iter::once(&document.root)) else { return document };
    say_so(document.root.tag, &chain, bag);
    let Document { prolog, root, epilog } = document;
    let first = root.tag;
    wrap(prolog.into_iter().chain([Node::Element(root)]).chain(epilog).collect(), &chain, first)
}

fn say_so(place: Span, chain: &[&'static str], bag: &mut Bag) {
    let tags = std::iter::once(&CONFIGURATION).chain(chain);
    let tags: String = tags.flat_map(|name| ["<", name, ">"]).collect();
    let parent = match chain.last().copied().unwrap_or(CONFIGURATION) {
        "cors" => "cors enabled=\"true\"",
        parent => parent,
    };
    bag.push(
        Diagnostic::new(Code::NoParent, place, format!("`<{parent}>` is missing around this"))
            .label("read as if it stood there")
            .help(format!("IIS needs the whole of it: put `{tags}` before, and close it after")),
    );
}

/// The elements that roots stand in; `None` where they can stand in several, or in none.
fn chain<'e>(roots: &(impl Iterator<Item = &'e Element> + Clone)) -> Option<Chain> {
    let all = |is_it: &dyn Fn(&str) -> bool| roots.clone().all(|root| is_it(&root.name.value));
    let any = |is_it: &dyn Fn(&str) -> bool| roots.clone().any(|root| is_it(&root.name.value));
    let is_level = |name: &str| matches!(name, "system.webServer" | "location");
    if any(&is_level) && all(&stands_in_configuration) {
        return Some(Vec::new());
    }
    if all(&|name| matches!(name, "customHeaders" | "redirectHeaders")) {
        return Some(web_server("httpProtocol"));
    }
    if all(&|name| matches!(name, "rule" | "preConditions")) {
        let mut rules = roots.clone().filter(|root| root.name.value == "rule");
        let outbound = any(&|name| name == "preConditions") || rules.clone().all(is_outbound);
        return if outbound {
            rules.all(is_outbound).then(|| web_server("rewrite/outboundRules"))
        } else {
            (!rules.any(is_outbound)).then(|| web_server("rewrite/rules"))
        };
    }
    let group = table::groups().find(|group| {
        let names = table::names_in(group);
        all(&|name| names.contains(&name))
    });
    group.map(web_server).or_else(|| entries(roots))
}

/// The elements around the entries of a list, as their attributes tell.
fn entries<'e>(roots: &(impl Iterator<Item = &'e Element> + Clone)) -> Option<Chain> {
    let named = |name: &'static str| {
        let roots = roots.clone();
        roots.filter(move |root| root.name.value == name)
    };
    let known = ["add", "remove", "clear"];
    if named("add").next().is_none()
        || !roots.clone().all(|root| known.contains(&root.name.value.as_str()))
    {
        return None;
    }
    let all_have = |names: &[&str]| {
        named("add").all(|add| names.iter().all(|name| add.attribute(name).is_some()))
    };
    let is_field = |add: &Element| {
        add.attribute("name").is_some_and(|name| is_response_field(&name.value.value))
    };
    if all_have(&["origin"]) {
        Some(web_server("cors"))
    } else if all_have(&["name", "path", "verb"]) {
        Some(web_server("handlers"))
    } else if all_have(&["name", "value"]) && named("add").any(is_field) {
        Some(web_server("httpProtocol/customHeaders"))
    } else {
        None
    }
}

/// The elements around what stands in the one at a path below `system.webServer`.
fn web_server(path: &'static str) -> Chain {
    let below = path.split('/').filter(|name| !name.is_empty());
    std::iter::once("system.webServer").chain(below).collect()
}

fn stands_in_configuration(name: &str) -> bool {
    const OTHERS: [&str; 6] =
        ["location", "configSections", "appSettings", "connectionStrings", "runtime", "startup"];
    OTHERS.contains(&name) || name.starts_with("system.")
}

/// Whether a name is that of a header field that only responses have.
fn is_response_field(name: &str) -> bool {
    const OTHERS: [&str; 11] = [
        "Cache-Control",
        "Content-Security-Policy",
        "Expires",
        "Permissions-Policy",
        "Referrer-Policy",
        "Strict-Transport-Security",
        "Vary",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "X-Powered-By",
        "X-XSS-Protection",
    ];
    const CORS: &str = "Access-Control-";
    name.get(..CORS.len()).is_some_and(|start| start.eq_ignore_ascii_case(CORS))
        || OTHERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A document with what stands between the first root and the last in these elements.
fn wrap(nodes: Vec<Node>, chain: &[&'static str], first: Span) -> Document {
    let is_element = |node: &Node| node.element().is_some();
    let start = nodes.iter().position(is_element).unwrap_or(0);
    let end = nodes.iter().rposition(is_element).map_or(start, |last| last + 1);
    let around = nodes[start..end]
        .iter()
        .filter_map(Node::element)
        .fold(first, |around, root| Span { end: root.span.end, ..around });
    let mut prolog = nodes;
    let epilog = prolog.split_off(end);
    let mut inner = prolog.split_off(start);
    for name in chain.iter().rev() {
        let mut element = Element::around(name, inner, around);
        if *name == "cors" {
            // Whoever lists origins has the section on.
            let (name, value) = ("enabled".to_owned(), "true".to_owned());
            element.attributes.push(Attribute::made(name, value, around));
        }
        inner = vec![Node::Element(element)];
    }
    Document { prolog, root: Element::around(CONFIGURATION, inner, around), epilog }
}
