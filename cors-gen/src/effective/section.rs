//! How the levels of a section are laid over each other.

use std::rc::Rc;

use super::rewrite::RuleLevel;
use crate::config::{Directive, Keyed, List, Position};
use crate::diagnostic::Bag;

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
        *list = list.merged(directives, position, self.bag);
    }
}

/// Takes the level's own value, where it has one.
pub(super) fn set<T>(inherited: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *inherited = own;
    }
}
