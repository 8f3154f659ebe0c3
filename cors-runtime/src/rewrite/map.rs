//! Rewrite maps (RW-7), and lists of texts: entries in a flat hash table that a `const fn` fills.

use crate::origin::{insert, mix, slot, tag};

/// A table from keys to values.
#[derive(Debug, Clone, Copy)]
pub struct Map {
    entries: &'static [(&'static str, &'static str)],
    index: &'static [u64],
    default: &'static str,
    ignore_case: bool,
    longest: usize,
}

impl Map {
    /// A map whose keys compare byte by byte, with the [`map_index`] of its entries. What has no entry is empty.
    #[must_use]
    pub const fn new(
        entries: &'static [(&'static str, &'static str)],
        index: &'static [u64],
    ) -> Self {
        let (mut longest, mut at) = (0, 0);
        while at < entries.len() {
            if entries[at].0.len() > longest {
                longest = entries[at].0.len();
            }
            at += 1;
        }
        Self { entries, index, default: "", ignore_case: false, longest }
    }

    /// Compares ASCII letters of keys without case.
    #[must_use]
    pub const fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// Sets the value of what has no entry.
    #[must_use]
    pub const fn default_value(mut self, value: &'static str) -> Self {
        self.default = value;
        self
    }

    /// The value for a key.
    pub(super) fn value(&self, key: &[u8]) -> &'static str {
        self.find(key).unwrap_or(self.default)
    }

    /// The value for a key whose bytes `bytes` passes on, each time that it is called.
    pub(super) fn value_of(&self, bytes: impl Fn(&mut dyn FnMut(u8))) -> &'static str {
        self.find_bytes(bytes).unwrap_or(self.default)
    }

    /// The value in the entry for a key; `None` where there is no entry.
    pub(super) fn find(&self, key: &[u8]) -> Option<&'static str> {
        if key.len() > self.longest {
            return None;
        }
        let hash = hash(key);
        self.probe(hash, |entry| {
            if self.ignore_case { entry.eq_ignore_ascii_case(key) } else { entry == key }
        })
    }

    /// As [`Map::find`], for a key as in [`Map::value_of`].
    pub(super) fn find_bytes(&self, bytes: impl Fn(&mut dyn FnMut(u8))) -> Option<&'static str> {
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
                    *e == byte || self.ignore_case && e.eq_ignore_ascii_case(&byte)
                });
                at += 1;
            });
            equal
        })
    }

    fn probe(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<&'static str> {
        let mask = self.index.len().checked_sub(1)?;
        let mut at = slot(hash, mask);
        loop {
            let entry = *self.index.get(at)?;
            if entry == 0 {
                return None;
            }
            if tag(entry) == tag(hash) {
                #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
                let (key, value) = self.entries.get((entry as u32 as usize).wrapping_sub(1))?;
                if is_it(key.as_bytes()) {
                    return Some(value);
                }
            }
            at = (at + 1) & mask;
        }
    }
}

/// The look-up table of a map: of a power of two slots, more than there are entries; twice as many make it fast.
///
/// # Panics
///
/// When `N` is no power of two or too small. In a constant that is a compile error.
#[must_use]
pub const fn map_index<const N: usize>(entries: &[(&str, &str)]) -> [u64; N] {
    let mut slots = [0; N];
    fill_map_index(entries, &mut slots);
    slots
}

/// As [`map_index`], into memory that is already there.
///
/// # Panics
///
/// As [`map_index`].
pub const fn fill_map_index(entries: &[(&str, &str)], slots: &mut [u64]) {
    assert!(
        slots.len().is_power_of_two() && slots.len() > entries.len(),
        "an index needs a power of two slots, more than there are entries"
    );
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
    static INDEX: [u64; 8] = map_index(&ENTRIES);

    #[test]
    fn keys_are_found_as_slices_and_byte_by_byte() {
        let exact = Map::new(&ENTRIES, &INDEX).default_value("none");
        let folded = Map::new(&ENTRIES, &INDEX).ignore_case();
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
        assert_eq!(Map::new(&[], &[]).value(b"x"), "");
    }
}
