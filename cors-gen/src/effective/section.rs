//! How the levels of a section are laid over each other.

use std::rc::Rc;

use super::level::RuleLevel;
use super::path::ConfigPath;
use crate::config::{Directive, Keyed, List, Position};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Spanned;

/// The effective settings of a section; the default is that of a path of which no level has the section.
pub(super) trait Section: Default + Clone {
    /// The section as written.
    type Written;

    /// Lays one more level over what is inherited: the deepest scalar wins, collections grow (CF-3).
    fn lay(&mut self, written: &Self::Written, laying: &mut Laying<'_>);
}

/// What is known while a level is laid over those above it.
pub(super) struct Laying<'b> {
    /// Where the level is, for rules about paths.
    pub(super) level: Rc<RuleLevel>,
    /// The path of the section below `system.webServer`.
    pub(super) section: &'static str,
    /// The path that the level is for.
    pub(super) path: &'b Spanned<ConfigPath>,
    pub(super) budget: &'b mut Budget,
    pub(super) bag: &'b mut Bag,
}

impl Laying<'_> {
    /// Carries out a level's directives on an inherited list; entries go behind the inherited ones.
    pub(super) fn list<T: Keyed>(&mut self, list: &mut List<T>, directives: &[Directive<T>]) {
        self.list_at(Position::Last, list, directives);
    }

    /// As [`list`](Self::list), with the place where entries go.
    pub(super) fn list_at<T: Keyed>(
        &mut self,
        position: Position,
        list: &mut List<T>,
        directives: &[Directive<T>],
    ) {
        if self.budget.is_spent() {
            return;
        }
        let merged = list.merged(directives, position, self.bag);
        if !merged.ptr_eq(list) {
            if !self.budget.spend(merged.len()) {
                self.bag.push(self.too_much(merged.len()));
            }
            *list = merged;
        }
    }

    fn too_much(&self, entries: usize) -> Diagnostic {
        let (section, path) = (self.section, &self.path.value);
        let name = section.rsplit('/').next().unwrap_or(section);
        let message = format!(
            "the lists of all paths together have more than {MAX_ENTRIES} entries, at `<{name}>` of `{path}`"
        );
        Diagnostic::new(Code::Limit, self.path.span, message)
            .label(format!("this path has a list of its own, with {entries} entries"))
            .help("write what paths have in common once, at the level above them; each path that adds an entry has a list of its own")
    }
}

/// How many entries the lists of a run may have, over all paths; a list that paths share counts once.
///
/// A site of a thousand paths with a thousand entries each stays within.
pub const MAX_ENTRIES: usize = 1_000_000;

/// What is left of [`MAX_ENTRIES`]; `None` when it was not enough.
#[derive(Debug)]
pub(super) struct Budget(Option<usize>);

impl Budget {
    /// Counts the entries of a list; `false` when they are too many.
    fn spend(&mut self, entries: usize) -> bool {
        self.0 = self.0.and_then(|left| left.checked_sub(entries));
        self.0.is_some()
    }

    /// Whether the budget was exceeded.
    pub(super) const fn is_spent(&self) -> bool {
        self.0.is_none()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(Some(MAX_ENTRIES))
    }
}

/// Takes the level's own value, where it has one.
pub(super) fn set<T>(inherited: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *inherited = own;
    }
}
