//! `<configSections>`, and which sections a file uses: on a server only what is declared can stand in a file (CF-9).

use std::collections::HashMap;

use super::table::{self, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::xml::Element;

/// What the `<configSections>` of a file declare.
#[derive(Debug, Clone, Default)]
pub struct Declarations {
    /// The sections and groups, by their paths below `<configuration>`.
    pub declared: HashMap<String, Declared>,
    /// What IIS refuses of the file by itself.
    pub refused: Vec<Diagnostic>,
}

/// A section or a group that is declared.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// The start tag.
    pub tag: Span,
    /// Whether it is a group.
    pub is_group: bool,
}

/// An element in `<system.webServer>` or in a group there.
#[derive(Debug, Clone)]
pub struct Used {
    /// The path below `system.webServer`.
    pub path: String,
    /// The start tag.
    pub tag: Span,
    /// What stands in it, where it may be a group.
    pub inner: Vec<Self>,
}

impl Declarations {
    /// Reads the `<configSections>` of a `<configuration>`.
    pub(super) fn read(configuration: &Element) -> Self {
        let mut declarations = Self::default();
        let mut first: Option<&Element> = None;
        for (number, element) in configuration.elements().enumerate() {
            if element.name.value != "configSections" {
                continue;
            }
            if let Some(first) = first {
                let message = "`<configSections>` stands twice";
                let refused = refused(element.tag, message, "join the two into one");
                declarations.refused.push(refused.related(first.tag, "first here"));
            } else if number > 0 {
                let message = "`<configSections>` is not the first element";
                let help = "move it to the start of `<configuration>`";
                declarations.refused.push(refused(element.tag, message, help));
            }
            first = first.or(Some(element));
            declarations.group(element, "");
        }
        declarations
    }

    fn group(&mut self, group: &Element, path: &str) {
        for child in group.elements() {
            let is_group = match child.name.value.as_str() {
                "section" => false,
                "sectionGroup" => true,
                _ => continue,
            };
            let Some(name) = child.attribute("name") else { continue };
            let path = table::join(path, &name.value.value);
            let declared = Declared { tag: child.tag, is_group };
            match self.declared.get(&path) {
                Some(first) if !(is_group && first.is_group) => {
                    self.refused.push(again(&path, declared, *first));
                }
                Some(_) => {}
                None => {
                    self.declared.insert(path.clone(), declared);
                }
            }
            if is_group {
                self.group(child, &path);
            }
        }
    }
}

/// The finding that a section is declared which is declared already.
pub(crate) fn again(path: &str, again: Declared, first: Declared) -> Diagnostic {
    let message = format!("the section `{path}` is declared a second time");
    refused(again.tag, message, "remove this declaration").related(first.tag, "first here")
}

fn refused(place: Span, message: impl Into<String>, help: &'static str) -> Diagnostic {
    Diagnostic::new(Code::BadDeclarations, place, message)
        .label("IIS answers 500.19 to every request (CF-9)")
        .help(help)
}

/// How deep sections stand in `<system.webServer>`.
const DEEPEST: usize = 3;

/// What stands in an element at `path` that is, or may be, a group.
pub(super) fn used(element: &Element, path: &str, depth: usize) -> Vec<Used> {
    let used = |child: &Element| {
        let path = table::join(path, &child.name.value);
        let may_be_group =
            !matches!(table::kind(&path), Some(Kind::Read | Kind::Reported(..) | Kind::Known(_)))
                && depth < DEEPEST;
        let inner = if may_be_group { used(child, &path, depth + 1) } else { Vec::new() };
        Used { path, tag: child.tag, inner }
    };
    element.elements().map(used).collect()
}
