//! How the levels of a section are laid over each other.

use std::rc::Rc;

use super::level::RuleLevel;
use super::path::ConfigPath;
use crate::budget::{Budget, Exhausted, Work};
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
    /// The path that the level is for, as a place.
    pub(super) place: Rc<RuleLevel>,
    /// The path of the section below `system.webServer`.
    pub(super) section: &'static str,
    /// The path that the level is for.
    pub(super) path: &'b Spanned<ConfigPath>,
    /// Whether the level is what the file of a whole server says of all its sites.
    pub(super) is_whole_server: bool,
    /// Whether the level is the server's own, for all its sites.
    pub(super) is_of_server: bool,
    pub(super) budget: &'b Budget,
    /// Whether the budget is used up, which was reported.
    pub(super) too_much: bool,
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
        if self.too_much {
            return;
        }
        let merged = list.merged(directives, position, self.bag);
        if merged.ptr_eq(list) {
            return;
        }
        if let Err(exhausted) = self.budget.spend(Work::Entries, ENTRY * merged.len()) {
            self.too_much = true;
            self.report(exhausted, merged.len());
        }
        *list = merged;
    }

    fn report(&mut self, exhausted: Exhausted, entries: usize) {
        let (section, path) = (self.section, &self.path.value);
        let name = section.rsplit('/').next().unwrap_or(section);
        let message = format!("{exhausted}, at `<{name}>` of `{path}`");
        self.bag.push(
            Diagnostic::new(Code::Limit, self.path.span, message)
                .label(format!("this path has a list of its own, with {entries} entries"))
                .help(exhausted.help()),
        );
    }
}

/// The work that an entry of a list counts for, in units of the budget: it is merged, lowered and printed. A list that paths
/// share counts once; a site of a thousand paths with a thousand entries of their own each stays within a run's budget.
const ENTRY: usize = 50;

/// Takes the level's own value, where it has one.
pub(super) fn set<T>(inherited: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *inherited = own;
    }
}
