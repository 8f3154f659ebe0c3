//! What transforms do to the elements that they found.

use std::rc::Rc;

use super::edit;
use super::graft::{Graft, declaration, plain_attributes};
use super::instruction::{Names, Side};
use super::layout::Layout;
use super::place::{Name, Path, Place, split};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::xml::{Attribute, Document, MAX_DEPTH, MAX_NODES};

/// A document while it is transformed.
#[derive(Debug)]
pub(super) struct Target<'d> {
    pub(super) document: &'d mut Document,
    pub(super) layout: Layout,
    /// How many nodes the document has had in all.
    pub(super) nodes: usize,
    /// How many bytes were added to it.
    pub(super) added: usize,
}

/// How many bytes a transform may add: several times the largest file.
const MAX_ADDED: usize = 64 * 1024 * 1024;

type Result<T> = std::result::Result<T, Diagnostic>;

impl Target<'_> {
    pub(super) fn replace(
        &mut self,
        target: &[usize],
        by: &Rc<Place<'_>>,
        span: Span,
    ) -> Result<()> {
        let parent = target.split_last().map(|(_, parent)| parent);
        let graft = self.graft(by, parent, span)?;
        edit::replace(self.document, target, graft, &self.layout);
        Ok(())
    }

    pub(super) fn remove(&mut self, targets: Vec<Path>, what: &str, span: Span) -> Result<()> {
        self.spare_root(&targets, what, span)?;
        edit::remove(self.document, targets);
        Ok(())
    }

    pub(super) fn comment_out(&mut self, target: Path, span: Span) -> Result<()> {
        let targets = [target];
        self.spare_root(&targets, "CommentOut", span)?;
        edit::comment_out(self.document, &targets[0]);
        Ok(())
    }

    pub(super) fn insert(
        &mut self,
        parent: &[usize],
        new: &Rc<Place<'_>>,
        span: Span,
    ) -> Result<()> {
        let graft = self.graft(new, Some(parent), span)?;
        edit::insert_last(self.document, parent, graft, &self.layout);
        Ok(())
    }

    pub(super) fn insert_beside(
        &mut self,
        sibling: &[usize],
        side: Side,
        new: &Rc<Place<'_>>,
        span: Span,
    ) -> Result<()> {
        let Some((_, parent)) = sibling.split_last() else {
            let message = "nothing can stand beside the root element";
            return Err(Diagnostic::new(Code::TransformResult, span, message)
                .related(self.document.root.tag, "the root element")
                .help("name a sibling inside the root element"));
        };
        let graft = self.graft(new, Some(parent), span)?;
        edit::insert_beside(self.document, sibling, side, graft, &self.layout);
        Ok(())
    }

    /// Sets attributes on every target; what it says about names that the transform's element does not have are warnings.
    pub(super) fn set_attributes(
        &mut self,
        targets: &[Path],
        from: &Place<'_>,
        names: &Names<'_>,
        span: Span,
    ) -> Result<Vec<Diagnostic>> {
        let (chosen, mut warnings) = match names {
            Names::All => (plain_attributes(from).collect(), Vec::new()),
            Names::Listed(list) => listed(list, from, from, span),
        };
        if chosen.is_empty() && warnings.is_empty() {
            let message = "`SetAttributes` has no attribute to set";
            warnings.push(
                Diagnostic::new(Code::TransformNoEffect, span, message)
                    .help("write the attributes with their new values on this element"),
            );
        }
        for path in targets {
            for attribute in &chosen {
                self.grow(attribute.name.value.len() + attribute.value.value.len(), 0, span)?;
                self.set_attribute(path, from, attribute);
            }
        }
        Ok(warnings)
    }

    fn set_attribute(&mut self, target: &[usize], from: &Place<'_>, attribute: &Attribute) {
        let place = Place::at(self.document, target);
        let name = attribute_name(&attribute.name.value, from);
        let known = place.element.attributes.iter().position(|a| place.attribute_is(a, &name));
        let prefix = split(&attribute.name.value).0;
        let undeclared = !prefix.is_empty() && place.namespace(prefix) != from.namespace(prefix);
        let Some(element) = edit::element_mut(&mut self.document.root, target) else { return };
        element.set_by = Some(from.element.tag);
        if let Some(index) = known {
            element.attributes[index].set(attribute.value.clone());
            return;
        }
        element.attributes.push(attribute.clone());
        let declaration = declaration(from, prefix);
        if undeclared && element.attribute(&declaration.name.value).is_none() {
            element.attributes.push(declaration);
        }
    }

    /// Removes attributes from every target; what it says about names that a target does not have are warnings.
    pub(super) fn remove_attributes(
        &mut self,
        targets: &[Path],
        from: &Place<'_>,
        names: &Names<'_>,
        span: Span,
    ) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        for path in targets {
            let place = Place::at(self.document, path);
            let chosen: Vec<&Attribute> = match names {
                Names::All => plain_attributes(&place).collect(),
                Names::Listed(list) => {
                    let (chosen, missing) = listed(list, &place, from, span);
                    warnings.extend(missing);
                    chosen
                }
            };
            if chosen.is_empty() && *names == Names::All {
                let message = "`RemoveAttributes` finds no attribute to remove";
                warnings.push(
                    Diagnostic::new(Code::TransformNoEffect, span, message)
                        .related(place.element.tag, "this element has none"),
                );
            }
            let gone: Vec<String> = chosen.iter().map(|a| a.name.value.clone()).collect();
            if let Some(element) = edit::element_mut(&mut self.document.root, path) {
                element.attributes.retain(|attribute| !gone.contains(&attribute.name.value));
            }
        }
        warnings
    }

    /// A copy of an element for a place below `parent`, or for that of the root, unless it would break a limit.
    fn graft(
        &mut self,
        place: &Rc<Place<'_>>,
        parent: Option<&[usize]>,
        span: Span,
    ) -> Result<Graft> {
        self.grow(place.element.span.range().len(), 0, span)?;
        let parent = parent.map(|path| Place::at(self.document, path));
        let graft = Graft::new(place, parent.as_deref());
        let (depth, nodes) = graft.size();
        if parent.map_or(0, |parent| parent.depth()) + depth > MAX_DEPTH {
            return Err(too_large(&format!("nest more than {MAX_DEPTH} deep"), span));
        }
        self.grow(0, nodes, span)?;
        Ok(graft)
    }

    /// Counts what is added to the document.
    fn grow(&mut self, bytes: usize, nodes: usize, span: Span) -> Result<()> {
        self.added += bytes;
        self.nodes += nodes;
        if self.added > MAX_ADDED {
            let mebibytes = MAX_ADDED / 1024 / 1024;
            return Err(too_large(&format!("grow by more than {mebibytes} MiB"), span));
        }
        if self.nodes > MAX_NODES {
            return Err(too_large(&format!("have more than {MAX_NODES} nodes"), span));
        }
        Ok(())
    }

    fn spare_root(&self, targets: &[Path], what: &str, span: Span) -> Result<()> {
        if !targets.iter().any(Vec::is_empty) {
            return Ok(());
        }
        let message = format!("`{what}` would leave the document without a root element");
        Err(Diagnostic::new(Code::TransformResult, span, message)
            .related(self.document.root.tag, "the root element")
            .help("to change all of it, use `Replace` on the root element"))
    }
}

fn too_large(how: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::TransformResult, span, format!("the result would {how}"))
        .help("no configuration that IIS reads comes near this limit")
}

/// The attributes of `place` that a list names, and a warning for each name that finds none.
fn listed<'d>(
    list: &[&str],
    place: &Place<'d>,
    names_at: &Place<'_>,
    span: Span,
) -> (Vec<&'d Attribute>, Vec<Diagnostic>) {
    let mut chosen = Vec::new();
    let mut warnings = Vec::new();
    for written in list {
        let name = attribute_name(written, names_at);
        let before = chosen.len();
        let fits = |a: &&Attribute| *written == "*" || place.attribute_is(a, &name);
        chosen.extend(plain_attributes(place).filter(fits));
        if chosen.len() == before {
            warnings.push(
                Diagnostic::new(
                    Code::TransformNoEffect,
                    span,
                    format!("there is no attribute `{written}`"),
                )
                .related(place.element.tag, "on this element")
                .help("correct the name, which compares with case, or take it off the list"),
            );
        }
    }
    (chosen, warnings)
}

/// What an attribute's name means at an element; with a prefix that is not declared it means nothing.
fn attribute_name(written: &str, place: &Place<'_>) -> Name {
    let (prefix, local) = split(written);
    let namespace = if prefix.is_empty() { Some("") } else { place.namespace(prefix) };
    let (namespace, local) = namespace.map_or(("", written), |namespace| (namespace, local));
    Name { namespace: namespace.to_owned(), local: local.to_owned() }
}
