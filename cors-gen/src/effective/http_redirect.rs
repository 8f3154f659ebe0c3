//! The effective `<httpRedirect>`.

use std::borrow::Cow;
use std::rc::Rc;

use super::level::RuleLevel;
use super::section::{Laying, Section, set};
use crate::config::{self, Directive, Keyed, List, RedirectEntry, RedirectStatus};
use crate::source::Spanned;

/// The effective `<httpRedirect>`; `None` for what no level says.
#[derive(Debug, Clone, Default)]
pub struct HttpRedirect {
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `destination`, with the place that what is appended to it is relative to (RD-2).
    pub destination: Option<(Spanned<String>, Rc<RuleLevel>)>,
    /// `exactDestination`.
    pub exact: Option<Spanned<bool>>,
    /// `childOnly`.
    pub child_only: Option<Spanned<bool>>,
    /// `httpResponseStatus`.
    pub status: Option<Spanned<RedirectStatus>>,
    /// The destinations by pattern, inherited ones first.
    pub entries: List<LeveledRedirect>,
}

/// A destination by pattern, with the place that it was written for.
#[derive(Debug, Clone)]
pub struct LeveledRedirect {
    /// The entry.
    pub entry: Rc<RedirectEntry>,
    /// The place that what is appended is relative to.
    pub level: Rc<RuleLevel>,
}

impl Keyed for LeveledRedirect {
    fn key(&self) -> &Spanned<String> {
        self.entry.key()
    }

    fn fold(key: &str) -> Cow<'_, str> {
        RedirectEntry::fold(key)
    }
}

impl Section for HttpRedirect {
    type Written = config::HttpRedirect;

    fn lay(&mut self, written: &config::HttpRedirect, laying: &mut Laying<'_>) {
        let place = Rc::clone(&laying.place);
        set(&mut self.enabled, written.enabled);
        let destination = written.destination.clone();
        set(&mut self.destination, destination.map(|text| (text, Rc::clone(&place))));
        set(&mut self.exact, written.exact);
        set(&mut self.child_only, written.child_only);
        set(&mut self.status, written.status);
        let leveled = |entry: &Directive<RedirectEntry>| match entry {
            Directive::Add(entry) => Directive::Add(Rc::new(LeveledRedirect {
                entry: Rc::clone(entry),
                level: Rc::clone(&place),
            })),
            Directive::Remove(key) => Directive::Remove(key.clone()),
            Directive::Clear(span) => Directive::Clear(*span),
        };
        let entries: Vec<_> = written.entries.iter().map(leveled).collect();
        laying.list(&mut self.entries, &entries);
    }
}
