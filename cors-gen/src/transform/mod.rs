//! XDT transforms (`Web.Release.config`): tree and transform to tree (CF-10).
//!
//! [`apply`] works as the reference implementation does, its oddities included, since that is what a deployment runs:
//!
//! - an attribute is a transform by its namespace, whatever its prefix; a file that does not declare the namespace changes
//!   nothing, and that is a warning;
//! - names and values compare with case;
//! - arguments split at the commas outside parentheses, even between quotes;
//! - each transform sees the document as the earlier ones left it;
//! - children of an inserted element are walked again, so that an `Insert` in an `Insert` inserts twice;
//! - `Replace`, `Remove` and `CommentOut` take the first element that fits, the others take all;
//! - `Match` needs the attribute on the transform's own element, and `XPath` without a leading `/` starts at the elements of
//!   its element's name.
//!
//! What comes from a transform keeps its places there, so that everything said about it later names the transform's line.

mod action;
mod arguments;
mod edit;
mod graft;
mod instruction;
mod layout;
mod place;
mod walk;
mod xpath;

use std::rc::Rc;

use self::place::{Place, XDT, declared_prefix, local};
use self::walk::Walk;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::SourceMap;
use crate::xml::Document;

/// Applies a transform to a document.
///
/// With an error in `bag` the document is transformed in part only, and not to be used. Both documents are of `sources`. Expressions
/// that take more work than `budget` has left are an error.
pub fn apply(
    document: &mut Document,
    transform: &Document,
    sources: &SourceMap,
    budget: &Budget,
    bag: &mut Bag,
) {
    let root = Place::root(transform);
    if !declares_namespace(&root) {
        let message =
            "the transform changes nothing: it does not declare the namespace of transforms";
        bag.push(
            Diagnostic::new(Code::TransformNamespace, transform.root.tag, message)
                .help(format!("add `xmlns:xdt=\"{XDT}\"` to this element, letter for letter")),
        );
        return;
    }
    if !check_own_elements(&root, bag) {
        return;
    }
    let text = sources.file(document.root.span.file).as_read();
    Walk::new(document, text, budget, bag).run(transform);
}

fn declares_namespace(place: &Rc<Place<'_>>) -> bool {
    let declares = place
        .element
        .attributes
        .iter()
        .any(|attribute| declared_prefix(attribute).is_some() && attribute.value.value == XDT);
    declares || place.children().any(|child| declares_namespace(&child))
}

/// Reports the elements of the namespace of transforms; whether none is an error.
fn check_own_elements(place: &Rc<Place<'_>>, bag: &mut Bag) -> bool {
    let mut ok = true;
    let name = &place.element.name;
    if place.element_namespace() == Some(XDT) {
        if local(&name.value) == "Import" {
            let message = format!("`<{}>` is not supported", name.value);
            bag.push(
                Diagnostic::new(Code::TransformImport, name.span, message)
                    .label("this loads transforms from a .NET assembly, which is not run")
                    .help("apply this transform with MSBuild, and pass the result as the configuration"),
            );
            ok = false;
        } else {
            let message = format!("`<{}>` is no element of transforms", name.value);
            bag.push(
                Diagnostic::new(Code::TransformNoEffect, name.span, message).label("it is ignored"),
            );
        }
    }
    for child in place.children() {
        ok &= check_own_elements(&child, bag);
    }
    ok
}
