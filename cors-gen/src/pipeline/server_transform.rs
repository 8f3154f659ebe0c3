//! Transforms of the server's file, as extensions of Azure App Service bring them (CF-10).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Spanned;
use crate::xml::{Document, Element, Node};

const HOST: &str = "system.applicationHost";

/// Whether a transform is of an `applicationHost.config`, by what it has or by its file's name.
pub(super) fn is_it(transform: &Document, name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let is_of_site = |element: &Element| {
        element.attribute("path").is_some_and(|path| path.value.value.contains("%XDT_"))
    };
    file.eq_ignore_ascii_case("applicationHost.xdt")
        || transform.root.elements().any(|child| child.name.value == HOST || is_of_site(child))
}

/// Whether a document is an `applicationHost.config`.
pub(super) fn is_server(document: &Document) -> bool {
    document.root.elements().any(|child| child.name.value == HOST)
}

/// Puts the name of the site where Azure App Service does: that of the site that was asked for, or of the only one.
pub(super) fn fill(transform: &mut Document, server: &Document, site: Option<&str>) {
    let named = |element: &Element, name: &str| {
        element.elements().filter(|child| child.name.value == name).cloned().collect::<Vec<_>>()
    };
    let sites = || {
        let sites = named(&server.root, HOST).into_iter().flat_map(|host| named(&host, "sites"));
        let each = sites.flat_map(|sites| named(&sites, "site"));
        each.filter_map(|site| Some(site.attribute("name")?.value.value.clone()))
    };
    let only = || {
        let mut sites = sites();
        sites.next().filter(|_| sites.next().is_none())
    };
    if let Some(site) = site.map(str::to_owned).or_else(only) {
        fill_element(&mut transform.root, &site);
    }
}

fn fill_element(element: &mut Element, site: &str) {
    for attribute in &mut element.attributes {
        let value = &attribute.value.value;
        if value.contains("%XDT_") {
            let value = value.replace("%XDT_SITENAME%", site);
            let value = value.replace("%XDT_SCMSITENAME%", &format!("~1{site}"));
            let place = attribute.value.span;
            attribute.set(Spanned::new(value, place));
        }
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            fill_element(child, site);
        }
    }
}

/// Reports transforms of a server's file that is not among the files.
pub(super) fn without_server(transforms: &[Document], bag: &mut Bag) {
    for transform in transforms {
        let message = "this transform is of the server's `applicationHost.config`, which is not among the files";
        bag.push(
            Diagnostic::new(Code::ServerTransform, transform.root.tag, message)
                .label("there is nothing that it could change")
                .help("pass the server's file with `--parent`, and with `--site` the site that `%XDT_SITENAME%` stands for"),
        );
    }
}
