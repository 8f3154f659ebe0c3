//! Static files: what is sent with them, and which are none (SC-1…10, OC-1…3).

mod cache;
mod stored;
mod types;

use std::collections::{HashMap, HashSet};

use cors_runtime::policy::StaticFiles;

use super::address;
use crate::budget::{Budget, Exhausted, Work};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::EffectiveScope;
use crate::policy::arena::Arena;
use crate::policy::places::StaticPlaces;
use crate::policy::token::forbidden_in_value;
use crate::source::{Span, Spanned};

/// What static files get, with its places.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) files: &'p StaticFiles<'p>,
    pub(super) places: StaticPlaces<'p>,
}

/// What it depends on what static files get: the addresses of sections.
type Key = [usize; 3];

/// What has been lowered so far.
pub(super) struct Files<'p, 'e> {
    arena: &'p Arena,
    budget: &'e Budget,
    known: HashMap<Key, Option<Lowered<'p>>>,
    types: HashMap<types::Key, types::Lowered<'p>>,
    noted: HashSet<Key>,
}

impl<'p, 'e> Files<'p, 'e> {
    pub(super) fn new(arena: &'p Arena, budget: &'e Budget) -> Self {
        Self { arena, budget, known: HashMap::new(), types: HashMap::new(), noted: HashSet::new() }
    }

    /// What static files of a path get; `None` where no level says anything about them, or where nothing comes of it.
    pub(super) fn lower(&mut self, scope: &EffectiveScope, bag: &mut Bag) -> Option<Lowered<'p>> {
        let key =
            [address(&*scope.static_content), address(&*scope.caching), address(&*scope.handlers)];
        let stored = [address(&*scope.cors), address(&*scope.caching), address(&*scope.handlers)];
        if self.noted.insert(stored) && scope.handlers.asp_net_core().is_none() {
            stored::note(scope, bag);
        }
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let lowered = self.new_lowered(scope, bag);
        self.known.insert(key, lowered);
        lowered
    }

    fn new_lowered(&mut self, scope: &EffectiveScope, bag: &mut Bag) -> Option<Lowered<'p>> {
        let section = scope.static_content.tag.or(scope.caching.tag)?;
        if let Some(handler) = scope.handlers.asp_net_core() {
            if settings(scope).is_some() {
                report_without_effect(section, handler, bag);
            }
            return None;
        }
        let maps = &scope.static_content.mime_maps;
        let (arena, budget) = (self.arena, self.budget);
        let types = *self
            .types
            .entry(types::key(maps))
            .or_insert_with(|| types::lower(maps, arena, budget, bag));
        let cache = cache::lower(scope, arena, budget, bag);
        let mut files = StaticFiles::new()
            .types(types.types)
            .other_types(types.others)
            .cache_control_by_extension(cache.by_extension);
        if let Some(value) = cache.value {
            files = files.cache_control(value);
        }
        if let Some(date) = cache.expires {
            files = files.expires(arena.text(&date.value));
        }
        if cache.without_etag.is_some() {
            files = files.without_etag();
        }
        (files != StaticFiles::new()).then(|| Lowered {
            files: arena.one(files),
            places: StaticPlaces {
                section,
                cache_control: cache.value_places,
                by_extension: cache.by_extension_places,
                expires: cache.expires.map(|date| date.span),
                without_etag: cache.without_etag,
                types: types.places,
                other_types: types.others_place,
            },
        })
    }
}

/// The section with settings of static files that would count.
pub(super) fn settings(scope: &EffectiveScope) -> Option<(&'static str, Span)> {
    let counts =
        cache::says_anything(scope) || types::says_anything(&scope.static_content.mime_maps);
    let section = scope.static_content.tag.map(|tag| ("staticContent", tag));
    section.or_else(|| Some(("caching", scope.caching.tag?))).filter(|_| counts)
}

fn report_without_effect(section: Span, handler: Span, bag: &mut Bag) {
    let message = "settings of static files have no effect behind the ASP.NET Core Module";
    bag.push(
        Diagnostic::new(Code::StaticWithoutEffect, section, message)
            .label("nothing of this is in the policy (OP-10)")
            .related(handler, "this handler takes every request")
            .help("remove them, or let the service set what is meant"),
    );
}

/// Whether HTTP can carry a value; reports it where not.
fn is_value(name: &str, value: &Spanned<String>, bag: &mut Bag) -> bool {
    let Some(c) = forbidden_in_value(&value.value) else { return true };
    let message = format!("`{name}` has the control character U+{:04X}", c as u32);
    bag.push(
        Diagnostic::new(Code::BadFieldValue, value.span, message)
            .label("HTTP does not allow this")
            .help("write the value in one line"),
    );
    false
}

/// Counts the entries of a list that is made for one path, and reports it where they are too many.
fn is_affordable(entries: usize, place: Span, budget: &Budget, bag: &mut Bag) -> bool {
    const ENTRY: usize = 50;
    let report = |exhausted: Exhausted| {
        bag.push(
            Diagnostic::new(Code::Limit, place, exhausted.to_string())
                .label(format!("the list for static files has {entries} entries here"))
                .help(exhausted.help()),
        );
    };
    budget.spend(Work::Entries, ENTRY * entries).map_err(report).is_ok()
}
