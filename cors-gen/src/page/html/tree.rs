//! The tree of paths.

use maud::{Markup, html};

use super::more;
use crate::page::settings::{Content, Group, Row};
use crate::page::tree::{Node, Says, Tree};

/// How far paths are indented.
const DEEPEST: usize = 6;

pub(super) fn tree(tree: &Tree, hsts: Option<&Row>) -> Markup {
    html! {
        @if let Some(row) = hsts {
            div.node { h3 { "Every path" } (rows(std::slice::from_ref(row), 0)) }
        }
        @for node in &tree.paths { (self::node(node)) }
        (more(tree.more, "path"))
    }
}

fn node(node: &Node) -> Markup {
    let depth = node.depth.min(DEEPEST);
    html! {
        div.node.{ "d" (depth) } {
            h3 { code { (node.path) } " " (node.opened) }
            @match &node.says {
                Says::Like(path) => p { "As " code { (path) } "." },
                Says::Settings(groups) if groups.is_empty() => p.hint { "Nothing is sent or refused here." },
                Says::Settings(groups) => { @for group in groups { (self::group(group)) } }
            }
        }
    }
}

fn group(group: &Group) -> Markup {
    html! {
        div.group {
            h4 { (group.title) }
            @match &group.content {
                Content::AsAt(path) => p { "As at " code { (path) } "." },
                Content::Rows(rows, more) => (self::rows(rows, *more)),
            }
        }
    }
}

fn rows(rows: &[Row], left: usize) -> Markup {
    html! {
        dl {
            @for row in rows {
                div {
                    dt { (row.about) }
                    dd { (row.says) @if let Some(place) = &row.place { " " (place) } }
                }
            }
        }
        (more(left, "setting"))
    }
}
