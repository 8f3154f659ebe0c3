//! Rewrite maps (RW-7), and lists of texts: entries in a flat hash table that a `const fn` fills.

use core::hash::{Hash, Hasher};

use crate::origin::{insert, mix, slot, tag};

/// A table from keys to values.
#[derive(Debug, Clone, Copy)]
pub struct Map<'p> {
    parts: MapParts<'p>,
    slots: &'p [u64],
    longest: usize,
}

/// What a [`Map`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MapParts<'p> {
    pub name: &'p str,
    pub entries: &'p [(&'p str, &'p str)],
    pub default: &'p str,
    pub ignore_case: bool,
}

impl<'p> Map<'p> {
    /// What [`map!`](crate::map) calls with what it computed: a map whose keys compare byte by byte. What has no entry is empty.
    ///
    /// # Panics
    ///
    /// When `slots` is not as long as [`map_slot_count`] says.
    #[must_use]
    pub const fn new(name: &'p str, entries: &'p [(&'p str, &'p str)], slots: &'p [u64]) -> Self {
        assert!(slots.len() == map_slot_count(entries), "the table belongs to other entries");
        let (mut longest, mut at) = (0, 0);
        while at < entries.len() {
            if entries[at].0.len() > longest {
                longest = entries[at].0.len();
            }
            at += 1;
        }
        let parts = MapParts { name, entries, default: "", ignore_case: false };
        Self { parts, slots, longest }
    }

    /// Compares ASCII letters of keys without case.
    #[must_use]
    pub const fn ignore_case(mut self) -> Self {
        self.parts.ignore_case = true;
        self
    }

    /// Sets the value of what has no entry.
    #[must_use]
    pub const fn default_value(mut self, value: &'p str) -> Self {
        self.parts.default = value;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &MapParts<'p> {
        &self.parts
    }

    /// The value for a key.
    pub(super) fn value(&self, key: &[u8]) -> &'p str {
        self.find(key).unwrap_or(self.parts.default)
    }

    /// The value for a key whose bytes `bytes` passes on, each time that it is called.
    pub(super) fn value_of(&self, bytes: impl Fn(&mut dyn FnMut(u8))) -> &'p str {
        self.find_bytes(bytes).unwrap_or(self.parts.default)
    }

    /// The value in the entry for a key; `None` where there is no entry.
    pub(super) fn find(&self, key: &[u8]) -> Option<&'p str> {
        if key.len() > self.longest {
            return None;
        }
        let hash = hash(key);
        self.probe(hash, |entry| {
            if self.parts.ignore_case { entry.eq_ignore_ascii_case(key) } else { entry == key }
        })
    }

    /// As [`Map::find`], for a key as in [`Map::value_of`].
    pub(super) fn find_bytes(&self, bytes: impl Fn(&mut dyn FnMut(u8))) -> Option<&'p str> {
        let mut state = START;
        let mut length = 0;
        bytes(&mut |byte| {
            state = step(state, byte);
            length += 1;
        });
        self.probe(finish(state), |entry| {
            let (mut at, mut equal) = (0, entry.len() == length);
            bytes(&mut |byte| {
                equal &= entry.get(at).is_some_and(|e| {
                    *e == byte || self.parts.ignore_case && e.eq_ignore_ascii_case(&byte)
                });
                at += 1;
            });
            equal
        })
    }

    fn probe(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<&'p str> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = slot(hash, mask);
        loop {
            let entry = *self.slots.get(at)?;
            if entry == 0 {
                return None;
            }
            if tag(entry) == tag(hash) {
                #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
                let (key, value) =
                    self.parts.entries.get((entry as u32 as usize).wrapping_sub(1))?;
                if is_it(key.as_bytes()) {
                    return Some(value);
                }
            }
            at = (at + 1) & mask;
        }
    }
}

/// The table follows from the entries.
impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Map<'_> {}

impl Hash for Map<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts.hash(state);
    }
}

/// A map of a name and a constant or static array of keys and values; its table is computed while compiling.
#[doc(hidden)]
#[macro_export]
macro_rules! map {
    ($name:expr, $entries:expr) => {{
        static SLOTS: [u64; $crate::__private::map_slot_count(&$entries)] =
            $crate::__private::map_slots(&$entries);
        $crate::__private::Map::new($name, &$entries, &SLOTS)
    }};
}

/// How many slots the table of these entries has: a power of two, at least two for each; none where there are none.
#[must_use]
pub const fn map_slot_count(entries: &[(&str, &str)]) -> usize {
    if entries.is_empty() { 0 } else { (2 * entries.len()).next_power_of_two() }
}

/// The slots of the table of these entries, `N` as [`map_slot_count`] says.
#[must_use]
pub const fn map_slots<const N: usize>(entries: &[(&str, &str)]) -> [u64; N] {
    let mut slots = [0; N];
    fill_map_slots(entries, &mut slots);
    slots
}

/// As [`map_slots`], into memory that is already there.
pub const fn fill_map_slots(entries: &[(&str, &str)], slots: &mut [u64]) {
    let mut at = 0;
    while at < entries.len() {
        insert(slots, hash(entries[at].0.as_bytes()), at + 1);
        at += 1;
    }
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Letters hash alike in both cases, so that one table serves both kinds of maps.
const fn hash(key: &[u8]) -> u64 {
    let mut state = START;
    let mut at = 0;
    while at < key.len() {
        state = step(state, key[at]);
        at += 1;
    }
    finish(state)
}

const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

const fn finish(state: u64) -> u64 {
    mix(state, state >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    static ENTRIES: [(&str, &str); 3] = [("https://a.example", "1"), ("b", "2"), ("", "3")];

    #[test]
    fn keys_are_found_as_slices_and_byte_by_byte() {
        let exact: Map<'_> = crate::map!("Map", ENTRIES).default_value("none");
        let folded = crate::map!("Map", ENTRIES).ignore_case();
        for (key, value, without_case) in [
            ("https://a.example", "1", "1"),
            ("HTTPS://A.example", "none", "1"),
            ("B", "none", "2"),
            ("b", "2", "2"),
            ("", "3", "3"),
            ("https://a.exampl", "none", ""),
            ("https://a.examplee", "none", ""),
        ] {
            let bytes = |each: &mut dyn FnMut(u8)| key.bytes().for_each(each);
            assert_eq!((exact.value(key.as_bytes()), exact.value_of(bytes)), (value, value));
            let found = (folded.value(key.as_bytes()), folded.value_of(bytes));
            assert_eq!(found, (without_case, without_case));
        }
        assert_eq!(Map::new("", &[], &[]).value(b"x"), "");
    }
}
