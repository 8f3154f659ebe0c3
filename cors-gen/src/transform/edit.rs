//! Changes to a document, with the white space that belongs to them.

use std::collections::HashSet;

use super::graft::Graft;
use super::instruction::Side;
use super::layout::{Layout, has_own_line, indent};
use super::place::Path;
use crate::sorting::sort_by;
use crate::xml::{Comment, Document, Element, Node};

/// The element at a path; `None` when the path leads to none.
pub(super) fn element_mut<'d>(root: &'d mut Element, path: &[usize]) -> Option<&'d mut Element> {
    let Some((first, rest)) = path.split_first() else { return Some(root) };
    match root.children.get_mut(*first)? {
        Node::Element(child) => element_mut(child, rest),
        Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => None,
    }
}

/// Makes an element the last child of another.
pub(super) fn insert_last(document: &mut Document, parent: &[usize], new: Graft, layout: &Layout) {
    let outside = own_indent(document, parent);
    let Some(parent) = element_mut(&mut document.root, parent) else { return };
    let children = &mut parent.children;
    let last_line = indent(children, children.len()).is_some();
    let like_siblings = || {
        let mut siblings = (0..children.len()).rev();
        siblings.find_map(|at| match children[at] {
            Node::Element(_) | Node::Comment(_) => indent(children, at).map(str::to_owned),
            Node::Text(_) | Node::Instruction(_) => None,
        })
    };
    if last_line && !children.is_empty() {
        let deeper = || layout.deeper(outside.as_deref().unwrap_or_default());
        let to = like_siblings().unwrap_or_else(deeper);
        let span = new.element.span;
        let element = Node::Element(new.indented(&to, layout));
        let before_end = children.len() - 1;
        // Text that ends with an empty line stays before the new element.
        if has_own_line(children, before_end + 1) {
            children.splice(before_end..before_end, [layout.line(&to, span), element]);
        } else {
            let end = layout.line(outside.as_deref().unwrap_or_default(), span);
            children.extend([layout.line(&to, span), element, end]);
        }
    } else if let Some(outside) = outside.filter(|_| children.is_empty()) {
        let to = layout.deeper(&outside);
        let span = new.element.span;
        let element = Node::Element(new.indented(&to, layout));
        children.extend([layout.line(&to, span), element, layout.line(&outside, span)]);
    } else {
        children.push(Node::Element(new.element));
    }
}

/// Puts an element beside another, which is not the root.
pub(super) fn insert_beside(
    document: &mut Document,
    sibling: &[usize],
    side: Side,
    new: Graft,
    layout: &Layout,
) {
    let Some((index, parent)) = sibling.split_last() else { return };
    let Some(parent) = element_mut(&mut document.root, parent) else { return };
    let children = &mut parent.children;
    let at = if side == Side::Before { *index } else { index + 1 };
    if at > children.len() {
        return;
    }
    let Some(to) = indent(children, *index).map(str::to_owned) else {
        children.insert(at, Node::Element(new.element));
        return;
    };
    let line = layout.line(&to, new.element.span);
    let element = Node::Element(new.indented(&to, layout));
    match side {
        Side::Before => children.splice(at..at, [element, line]),
        Side::After => children.splice(at..at, [line, element]),
    };
}

/// Puts an element in the place of another.
pub(super) fn replace(document: &mut Document, target: &[usize], new: Graft, layout: &Layout) {
    let to = own_indent(document, target);
    let element = match to {
        Some(to) => new.indented(&to, layout),
        None => new.element,
    };
    if let Some(target) = element_mut(&mut document.root, target) {
        *target = element;
    }
}

/// Removes elements, none of them the root, with the lines that they are alone on.
pub(super) fn remove(document: &mut Document, mut targets: Vec<Path>) {
    sort_by(&mut targets, |a, b| parent(a).cmp(parent(b)));
    // From the end, so that no removal moves what is still to be removed.
    for siblings in targets.chunk_by(|a, b| parent(a) == parent(b)).rev() {
        let parent = parent(&siblings[0]);
        let Some(parent) = element_mut(&mut document.root, parent) else { continue };
        let children = &mut parent.children;
        let mut gone: HashSet<usize> = HashSet::new();
        for index in siblings.iter().filter_map(|path| path.last()) {
            gone.insert(*index);
            if has_own_line(children, *index) {
                gone.insert(index - 1);
            }
        }
        let mut index = 0;
        children.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }
}

fn parent(path: &[usize]) -> &[usize] {
    path.split_last().map_or(&[], |(_, parent)| parent)
}

/// Makes a comment of an element, which is not the root.
pub(super) fn comment_out(document: &mut Document, target: &[usize]) {
    let Some((index, parent)) = target.split_last() else { return };
    let node =
        element_mut(&mut document.root, parent).and_then(|parent| parent.children.get_mut(*index));
    if let Some(node) = node
        && let Node::Element(element) = node
    {
        *node = Node::Comment(Comment::Out(Box::new(element.clone())));
    }
}

/// The indentation of an element that starts a line.
fn own_indent(document: &mut Document, path: &[usize]) -> Option<String> {
    let Some((index, parent)) = path.split_last() else { return Some(String::new()) };
    let parent = element_mut(&mut document.root, parent)?;
    indent(&parent.children, *index).map(str::to_owned)
}
