//! The walk over a transform: each element in document order, each seeing the document as the earlier ones left it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::action::Target;
use super::instruction::{Action, Instruction, Locator, bad_xpath};
use super::layout::Layout;
use super::place::{Path, Place};
use super::xpath::{self, Item, Step};
use crate::budget::{Budget, Work};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::Span;
use crate::xml::{Document, Element, Node};

/// An element of the transform, with the elements around it.
struct Context<'t, 'p> {
    place: Rc<Place<'t>>,
    parent: Option<&'p Self>,
    /// `None` inside for a locator that cannot be read, which has been reported.
    locator: OnceCell<Option<Locator>>,
}

pub(super) struct Walk<'w> {
    target: Target<'w>,
    /// The document before the transform, to tell what was never there from what was removed.
    original: Document,
    bag: &'w mut Bag,
    budget: &'w Budget,
    /// Whether the element being handled asks for no warnings.
    quiet: bool,
    /// Whether the budget is used up, so that nothing more is tried.
    stopped: bool,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        document: &'w mut Document,
        text: &str,
        budget: &'w Budget,
        bag: &'w mut Bag,
    ) -> Self {
        let layout = Layout::of(document, text);
        let nodes = count(&document.root);
        Self {
            original: document.clone(),
            target: Target { document, layout, nodes, added: 0 },
            bag,
            budget,
            quiet: false,
            stopped: false,
        }
    }

    pub(super) fn run(mut self, transform: &Document) {
        self.element(&Context::new(Place::root(transform), None));
    }

    fn element(&mut self, context: &Context<'_, '_>) {
        match Instruction::read(&context.place) {
            Err(error) => return self.bag.push(error),
            Ok(Some((instruction, warning))) => {
                match suppresses_warnings(&context.place) {
                    Err(error) => return self.bag.push(error),
                    Ok(quiet) => self.quiet = quiet,
                }
                self.warn(warning);
                if let Err(error) = self.carry_out(&instruction, context) {
                    self.bag.push(error);
                }
                self.quiet = false;
            }
            Ok(None) => {}
        }
        for child in context.place.children() {
            if self.stopped {
                return;
            }
            self.element(&Context::new(child, Some(context)));
        }
    }

    fn carry_out(
        &mut self,
        instruction: &Instruction<'_>,
        context: &Context<'_, '_>,
    ) -> Result<(), Diagnostic> {
        let Instruction { action, span } = instruction;
        let (span, place) = (*span, &context.place);
        if action.inserts() && context.parent.is_none() {
            let message =
                format!("`{}` on the root element: a document has one root", action.name());
            return Err(Diagnostic::new(Code::TransformResult, span, message)
                .help("put it on an element inside, or use `Replace`"));
        }
        let (Some(own), Some(parents)) = (self.steps(context), self.parent_steps(context)) else {
            return Ok(());
        };
        let steps = if action.inserts() { &parents } else { &own };
        let mut targets = self.find(steps, context, span)?;
        let Some(first) = targets.first().cloned() else {
            return self.missing(instruction, context);
        };
        if targets.len() > 1 && !action.takes_all() && !action.inserts() {
            let warning = self.ambiguous(action, &targets, span);
            self.warn([warning]);
        }
        match action {
            Action::Replace => self.target.replace(&first, place, span),
            Action::Remove => {
                targets.truncate(1);
                self.target.remove(targets, action.name(), span)
            }
            Action::RemoveAll => self.target.remove(targets, action.name(), span),
            Action::CommentOut => self.target.comment_out(first, span),
            Action::Insert => self.target.insert(&first, place, span),
            Action::InsertIfMissing => {
                if self.find(&own, context, span)?.is_empty() {
                    self.target.insert(&first, place, span)?;
                }
                Ok(())
            }
            Action::InsertBeside(side, path) => {
                let path = xpath::path(path, place).map_err(|error| bad_xpath(&error, span))?;
                let start = if path.absolute { None } else { Some(&*first) };
                let siblings = self.select(start, &path.steps.iter().collect::<Vec<_>>(), span)?;
                let Some(sibling) = siblings.first() else {
                    let parent = &Place::at(self.target.document, &first).element;
                    let message = format!("`{}` finds no sibling at its path", action.name());
                    return Err(Diagnostic::new(Code::TransformTarget, span, message)
                        .severity(Severity::Error)
                        .related(
                            parent.tag,
                            "the parent, at which a path without leading `/` starts",
                        )
                        .help("correct the path; names and values compare with case"));
                };
                self.target.insert_beside(sibling, *side, place, span)
            }
            Action::SetAttributes(names) => {
                let warnings = self.target.set_attributes(&targets, place, names, span)?;
                self.warn(warnings);
                Ok(())
            }
            Action::RemoveAttributes(names) => {
                let warnings = self.target.remove_attributes(&targets, place, names, span);
                self.warn(warnings);
                Ok(())
            }
        }
    }

    /// The steps from the document to the elements that an element of the transform stands for.
    ///
    /// `None` when a locator on the way cannot be read; that is reported the first time.
    fn steps<'c>(&mut self, context: &'c Context<'_, '_>) -> Option<Vec<&'c Step>> {
        let mut parts = Vec::new();
        let mut next = Some(context);
        while let Some(context) = next {
            next = context.parent;
            match self.locator(context)? {
                Locator::Below(steps) | Locator::BelowFor(steps) => parts.push(steps),
                Locator::Absolute(steps) => {
                    parts.push(steps);
                    break;
                }
            }
        }
        Some(parts.into_iter().rev().flatten().collect())
    }

    /// The steps from the document to the elements that `Insert` inserts into.
    fn parent_steps<'c>(&mut self, context: &'c Context<'_, '_>) -> Option<Vec<&'c Step>> {
        match (self.locator(context)?, context.parent) {
            (Locator::Below(_), Some(parent)) => self.steps(parent),
            (Locator::Below(_), None) => Some(Vec::new()),
            (Locator::BelowFor(_) | Locator::Absolute(_), _) => self.steps(context),
        }
    }

    fn locator<'c>(&mut self, context: &'c Context<'_, '_>) -> Option<&'c Locator> {
        let read = || Locator::read(&context.place).map_err(|error| self.bag.push(error)).ok();
        context.locator.get_or_init(read).as_ref()
    }

    /// The paths of the elements that steps from the document lead to.
    fn find(
        &mut self,
        steps: &[&Step],
        context: &Context<'_, '_>,
        span: Span,
    ) -> Result<Vec<Path>, Diagnostic> {
        let locator = context.place.xdt_attribute("Locator");
        self.select(None, steps, locator.map_or(span, |locator| locator.value.span))
    }

    /// The paths of the elements that steps lead to, from an element or from the document.
    fn select(
        &mut self,
        start: Option<&[usize]>,
        steps: &[&Step],
        span: Span,
    ) -> Result<Vec<Path>, Diagnostic> {
        let document = &*self.target.document;
        let start = start.map_or(Item::Document, |path| Item::Element(Place::at(document, path)));
        let items = xpath::select(document, start, steps.iter().copied(), self.budget);
        let items = items.map_err(|exhausted| {
            self.stopped = true;
            Diagnostic::new(Code::TransformXPath, span, exhausted.to_string())
                .label("given up here")
                .help(exhausted.help())
        })?;
        let not_an_element = |what: &str| {
            let message = format!("the XPath expression leads to {what}, not to an element");
            Err(Diagnostic::new(Code::TransformXPath, span, message)
                .help("end the path with an element; attributes belong into predicates or `SetAttributes`"))
        };
        let path = |item: &Item<'_>| match item {
            Item::Element(place) => Ok(place.path()),
            Item::Document => not_an_element("the document"),
            Item::Attribute(..) => not_an_element("an attribute"),
            Item::Text(..) => not_an_element("text"),
        };
        items.iter().map(path).collect()
    }

    fn ambiguous(&self, action: &Action<'_>, targets: &[Path], span: Span) -> Diagnostic {
        let count = targets.len();
        let message = format!("`{}` fits {count} elements and applies to the first", action.name());
        let tag = |path: &Path| Place::at(self.target.document, path).element.tag;
        let warning = Diagnostic::new(Code::TransformAmbiguous, span, message)
            .related(tag(&targets[0]), "the first")
            .related(tag(&targets[1]), "this one stays");
        match action {
            Action::Remove => {
                warning.help("choose one with a `Locator`, or use `RemoveAll` for all of them")
            }
            _ => warning.help("choose one with a `Locator`"),
        }
    }

    /// Reports that there is nothing to apply an instruction to, with the outermost element that is missing.
    fn missing(
        &mut self,
        instruction: &Instruction<'_>,
        context: &Context<'_, '_>,
    ) -> Result<(), Diagnostic> {
        let Instruction { action, span } = instruction;
        let own_locator = self.locator(context);
        let in_parent = action.inserts() && matches!(own_locator, Some(Locator::Below(_)));
        let own_relative = matches!(own_locator, Some(Locator::BelowFor(_)));
        let mut missing = context.parent.filter(|_| in_parent).unwrap_or(context);
        let mut found = Vec::new();
        while let Some(parent) = missing.parent {
            let Some(steps) = self.steps(parent) else { return Ok(()) };
            found = self.find(&steps, parent, *span)?;
            if !found.is_empty() {
                break;
            }
            missing = parent;
        }
        let description = describe(&missing.place);
        let (what, severity) = if action.inserts() {
            ("no parent", Severity::Error)
        } else {
            ("nothing", Severity::Warning)
        };
        let message = format!("`{}` finds {what}: there is no {description}", action.name());
        let mut diagnostic =
            Diagnostic::new(Code::TransformTarget, *span, message).severity(severity);
        if !std::ptr::eq(missing, context) {
            diagnostic =
                diagnostic.related(missing.place.element.tag, "looked for because of this");
        }
        let near = found.iter().find_map(|path| self.similar(path, &missing.place));
        if let Some(parent) = found.first() {
            let parent = Place::at(self.target.document, parent).element.tag;
            diagnostic = diagnostic.related(parent, "looked for in here");
        }
        let removed = self.steps(missing).is_some_and(|steps| {
            let found = xpath::select(&self.original, Item::Document, steps, self.budget);
            found.is_ok_and(|items| !items.is_empty())
        });
        diagnostic = match (near, action.inserts()) {
            _ if removed => diagnostic.help("an earlier transform removed or changed it: each sees the document as the earlier ones left it"),
            (Some((span, label)), _) => diagnostic.related(span, label).help(
                "write the name as it is in the document: names compare with case and with their namespaces",
            ),
            (None, true) => diagnostic.help(
                "put the parent into the document first, for example with `InsertIfMissing` on it",
            ),
            (None, false) if own_relative => diagnostic.help(format!(
                "in `XPath`, a path without leading `/` starts at the `<{}>` elements, not at their parent",
                context.place.element.name.value
            )),
            (None, false) => diagnostic.help(
                "nothing is changed: remove the transform, or correct its name or `Locator`, which compare with case",
            ),
        };
        if severity == Severity::Error {
            return Err(diagnostic);
        }
        self.warn([diagnostic]);
        Ok(())
    }

    /// A child whose name differs from an element's only in case or namespace.
    fn similar(&self, parent: &[usize], place: &Place<'_>) -> Option<(Span, &'static str)> {
        let wanted = place.name();
        let parent = Place::at(self.target.document, parent);
        // To look is a favour: without work to do it with, there is no hint.
        let work = (SIMILAR + parent.names) * parent.element.children.len();
        self.budget.spend(Work::Expressions, work).ok()?;
        parent.children().find_map(|child| {
            let name = child.name();
            let label = match () {
                () if name == wanted => return None,
                () if name.local == wanted.local => "this one is in another namespace",
                () if name.local.eq_ignore_ascii_case(&wanted.local) => "this one differs in case",
                () => return None,
            };
            Some((child.element.name.span, label))
        })
    }

    fn warn(&mut self, warnings: impl IntoIterator<Item = Diagnostic>) {
        for warning in warnings.into_iter().filter(|_| !self.quiet) {
            self.bag.push(warning);
        }
    }
}

impl<'t, 'p> Context<'t, 'p> {
    fn new(place: Rc<Place<'t>>, parent: Option<&'p Self>) -> Self {
        Self { place, parent, locator: OnceCell::new() }
    }
}

/// The work of comparing a name with what it might have been.
const SIMILAR: usize = 16;

/// Whether an element asks for no warnings; the attribute is really spelt like this.
fn suppresses_warnings(place: &Place<'_>) -> Result<bool, Diagnostic> {
    let Some(attribute) = place.xdt_attribute("SupressWarnings") else { return Ok(false) };
    let value = attribute.value.value.trim();
    if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") {
        return Ok(value.eq_ignore_ascii_case("true"));
    }
    let message = "the value of `SupressWarnings` is neither `true` nor `false`";
    Err(Diagnostic::new(Code::TransformSyntax, attribute.value.span, message))
}

/// An element for people: its name, and what its `Locator` says.
fn describe(place: &Place<'_>) -> String {
    let name = &place.element.name.value;
    match place.xdt_attribute("Locator") {
        None => format!("`<{name}>`"),
        Some(locator) => format!("`<{name}>` that fits `{}`", locator.value.value),
    }
}

fn count(element: &Element) -> usize {
    let inside = element.children.iter().map(|node| match node {
        Node::Element(child) => count(child),
        Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => 1,
    });
    1 + inside.sum::<usize>()
}
