//! Rewrite maps (RW-7) as the tables that the runtime looks up.

use std::collections::HashSet;

use cors_runtime::__private::{Map, fill_map_slots, map_slot_count};

use crate::effective::RewriteMap;
use crate::policy::arena::Arena;

/// Where case does not count, neither do entries whose keys differ in case only: the first one is found.
pub(super) fn lower<'p>(map: &RewriteMap, arena: &'p Arena) -> Map<'p> {
    let ignore_case = map.ignore_case.is_none_or(|ignore| ignore.value);
    let mut seen = HashSet::new();
    let entries = map.entries.iter().filter_map(|entry| {
        let key = entry.key.value.as_str();
        let folded = if ignore_case { key.to_ascii_lowercase() } else { key.to_owned() };
        let value = entry.value.as_ref().map_or("", |value| value.value.as_str());
        seen.insert(folded).then(|| (arena.text(key), arena.text(value)))
    });
    let entries: Vec<(&str, &str)> = entries.collect();
    let default = map.default_value.as_ref().map_or("", |default| default.value.as_str());
    table(&map.name.value, &entries, ignore_case, arena).default_value(arena.text(default))
}

/// A map with its table.
pub(in crate::policy) fn table<'p>(
    name: &str,
    entries: &[(&'p str, &'p str)],
    ignore_case: bool,
    arena: &'p Arena,
) -> Map<'p> {
    let slots = arena.filled(map_slot_count(entries), 0, |slots| fill_map_slots(entries, slots));
    let map = Map::new(arena.text(name), arena.list(entries), slots);
    if ignore_case { map.ignore_case() } else { map }
}
