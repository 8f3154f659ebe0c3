//! The scope that a request falls in: the deepest whose path is at or above the request's.
//!
//! The paths of the scopes stand in a hash table by the hash of their segments. A request's path is read once, its hash
//! noted at the end of each segment; then the deepest note is looked up first. So the time is that of reading the path,
//! however many scopes there are. What the table proposes is compared with the path before it counts.

use crate::origin::{insert, mix, slot, tag};
use crate::path::{self, Kind};
use crate::policy::Scope;

/// The most segments that the path of a scope has.
pub(crate) const DEEPEST: usize = 64;

/// How many slots the table of these scopes has: a power of two, at least two for each; none where there are none.
#[doc(hidden)]
#[must_use]
pub const fn scope_slot_count(scopes: &[Scope]) -> usize {
    if scopes.is_empty() { 0 } else { (2 * scopes.len()).next_power_of_two() }
}

/// The slots of the table of these scopes, `N` as [`scope_slot_count`] says.
#[doc(hidden)]
#[must_use]
pub const fn scope_slots<const N: usize>(scopes: &[Scope]) -> [u64; N] {
    let mut slots = [0; N];
    fill_scope_slots(scopes, &mut slots);
    slots
}

/// As [`scope_slots`], into memory that is already there.
///
/// # Panics
///
/// When two scopes have the same path, or one that is none of a deeper scope.
#[doc(hidden)]
pub const fn fill_scope_slots(scopes: &[Scope], slots: &mut [u64]) {
    assert!(slots.len() == scope_slot_count(scopes), "the table belongs to other scopes");
    let mut at = 0;
    while at < scopes.len() {
        let path = scopes[at].0.path.as_bytes();
        assert!(!path.is_empty(), "the scope without a path is the root, which stands by itself");
        assert!(depth(path) <= DEEPEST, "the path of a scope has 64 segments at most");
        assert!(
            !is_there(scopes, slots, path),
            "two scopes have the same path: letter case does not count"
        );
        insert(slots, hash(path), at + 1);
        at += 1;
    }
}

/// Whether one of the scopes that the slots hold so far has this path.
const fn is_there(scopes: &[Scope], slots: &[u64], path: &[u8]) -> bool {
    let (hash, mask) = (hash(path), slots.len() - 1);
    let mut at = slot(hash, mask);
    while slots[at] != 0 {
        #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
        let entry = slots[at] as u32 as usize;
        if tag(slots[at]) == tag(hash) && is_same(scopes[entry - 1].0.path.as_bytes(), path) {
            return true;
        }
        at = (at + 1) & mask;
    }
    false
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at].eq_ignore_ascii_case(&b[at]) {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// The deepest of `scopes` that holds `request`, a path as received; `None` when it is the root's.
pub(crate) fn find<'p>(
    scopes: &'p [Scope<'p>],
    slots: &[u64],
    request: &[u8],
) -> Option<&'p Scope<'p>> {
    let mask = slots.len().checked_sub(1)?;
    let mut notes = Notes { states: [0; DEEPEST], depth: 0 };
    let (mut state, mut length, mut dots) = (START, 0_usize, 0_usize);
    for byte in path::decoded(request) {
        if !path::is_slash(byte) {
            state = step(state, byte);
            length += 1;
            dots += usize::from(byte == b'.');
            continue;
        }
        notes.segment(state, length, dots);
        (state, length, dots) = (notes.next(), 0, 0);
    }
    notes.segment(state, length, dots);
    let known = notes.depth.min(DEEPEST);
    notes.states[..known].iter().rev().find_map(|state| {
        let hash = finish(*state);
        let mut at = slot(hash, mask);
        loop {
            let entry = *slots.get(at)?;
            if entry == 0 {
                return None;
            }
            if tag(entry) == tag(hash) {
                #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
                let scope = scopes.get((entry as u32 as usize).wrapping_sub(1))?;
                if path::is_below(request, scope.0.path) {
                    return Some(scope);
                }
            }
            at = (at + 1) & mask;
        }
    })
}

/// The hashes of a path at the end of its segments, those that `..` took back left out.
struct Notes {
    states: [u64; DEEPEST],
    depth: usize,
}

impl Notes {
    /// Notes a segment: nothing for an empty one and `.`, one less for `..`.
    fn segment(&mut self, state: u64, length: usize, dots: usize) {
        match Kind::of(length, dots) {
            Kind::Here => {}
            Kind::Up => self.depth = self.depth.saturating_sub(1),
            Kind::Name => {
                if let Some(note) = self.states.get_mut(self.depth) {
                    *note = state;
                }
                self.depth += 1;
            }
        }
    }

    /// The hash with which the next segment starts.
    fn next(&self) -> u64 {
        match self.depth.checked_sub(1) {
            None => START,
            // Deeper than any scope: what comes of it is not looked at.
            Some(last) => self.states.get(last).map_or(START, |state| step(*state, b'/')),
        }
    }
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Letters hash alike in both cases (CF-4).
const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

const fn finish(state: u64) -> u64 {
    mix(state, state >> 32)
}

const fn hash(path: &[u8]) -> u64 {
    let mut state = START;
    let mut at = 0;
    while at < path.len() {
        state = step(state, path[at]);
        at += 1;
    }
    finish(state)
}

const fn depth(path: &[u8]) -> usize {
    let (mut depth, mut at) = (1, 0);
    while at < path.len() {
        depth += (path[at] == b'/') as usize;
        at += 1;
    }
    depth
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec;
    use std::vec::Vec;
    use std::{format, panic};

    use super::*;

    static SCOPES: [Scope; 4] =
        [Scope::new("api"), Scope::new("api/v1"), Scope::new("Files/a b/c"), Scope::new("café")];
    static SLOTS: [u64; scope_slot_count(&SCOPES)] = scope_slots(&SCOPES);

    #[test]
    fn the_deepest_scope_is_found_whatever_the_order() {
        for (path, scope) in [
            ("/", None),
            ("*", None),
            ("/api", Some("api")),
            ("/API/x/y", Some("api")),
            ("/api/v1", Some("api/v1")),
            ("/api/v10", Some("api")),
            ("//api//V1/z", Some("api/v1")),
            ("/x/../api/./v1", Some("api/v1")),
            ("/api/v1/..", Some("api")),
            ("/api/v1/../../api/v1/x", Some("api/v1")),
            ("/../api", Some("api")),
            ("/apix/v1", None),
            ("/files/A%20B/C/d", Some("Files/a b/c")),
            ("/files/a b", None),
            ("\\api\\v1", Some("api/v1")),
            ("/caf%C3%A9/x", Some("café")),
        ] {
            let found = find(&SCOPES, &SLOTS, path.as_bytes());
            assert_eq!(found.map(Scope::path), scope, "{path}");
        }
    }

    #[test]
    fn paths_deeper_than_any_scope_are_read_to_their_end() {
        const DEPTH: usize = 100;
        let found = |path: &[u8]| find(&SCOPES, &SLOTS, path).map(Scope::path);
        let mut path = [0; 4 + 2 * DEPTH + 3 * DEPTH + 3];
        path[..4].copy_from_slice(b"/api");
        let (down, up) = path[4..].split_at_mut(2 * DEPTH);
        down.chunks_mut(2).for_each(|segment| segment.copy_from_slice(b"/x"));
        up.chunks_mut(3).for_each(|segment| segment.copy_from_slice(b"/.."));
        up[3 * DEPTH..].copy_from_slice(b"/v1");
        assert_eq!(found(&path[..4 + 2 * DEPTH]), Some("api"));
        assert_eq!(found(&path), Some("api/v1"));
    }
    fn table(scopes: &[Scope<'_>]) -> Vec<u64> {
        let mut slots = vec![0; scope_slot_count(scopes)];
        fill_scope_slots(scopes, &mut slots);
        slots
    }

    #[test]
    fn each_of_many_scopes_is_found() {
        for count in [1, 2, 3, 100, 1000] {
            let paths: Vec<String> = (0..count).map(|n| format!("tenants/T{n}/api")).collect();
            let scopes: Vec<Scope<'_>> = paths.iter().map(|path| Scope::new(path)).collect();
            let slots = table(&scopes);
            assert!(slots.len() >= 2 * count, "room so that look-ups end soon");
            for path in &paths {
                let found = |request: &str| find(&scopes, &slots, request.as_bytes());
                assert_eq!(found(&format!("/{path}/x")).map(Scope::path), Some(&**path));
                assert_eq!(found(&format!("/{path}s")), None);
            }
        }
    }

    #[test]
    fn paths_are_the_same_whatever_the_case_of_their_letters() {
        for (a, b, same) in [
            ("api/v1", "API/V1", true),
            ("api", "apix", false),
            ("apix", "api", false),
            ("api", "apj", false),
            ("aqi", "api", false),
            ("é", "É", false),
        ] {
            assert_eq!(is_same(a.as_bytes(), b.as_bytes()), same, "{a} and {b}");
        }
    }

    #[test]
    fn scopes_that_no_request_could_tell_apart_are_refused() {
        let others: Vec<String> = (0..300).map(|n| format!("tenants/t{n}")).collect();
        let deepest = "x/".repeat(DEEPEST - 1) + "x";
        let too_deep = String::from("x/") + &deepest;
        for (paths, refused) in [
            (&["a", "ab"][..], None),
            (&["ab", "a"], None),
            (&["ab", "ac"], None),
            (&["a/b", "b/a"], None),
            (&[&deepest], None),
            (&["a", "A"], Some("two scopes have the same path")),
            (&["API/v1", "api", "api/V1"], Some("two scopes have the same path")),
            (&["Tenants/T7"], Some("two scopes have the same path")),
            (&["Tenants/T299"], Some("two scopes have the same path")),
            (&[""], Some("the scope without a path is the root")),
            (&[&too_deep], Some("64 segments at most")),
        ] {
            let all = others.iter().map(String::as_str).chain(paths.iter().copied());
            let scopes: Vec<Scope<'_>> = all.map(Scope::new).collect();
            let made = panic::catch_unwind(|| table(&scopes).len());
            let says = made.err().map(|it| *it.downcast::<&str>().expect("a text"));
            assert_eq!(says.is_some(), refused.is_some(), "{paths:?}: {says:?}");
            assert!(says.is_none_or(|says| says.contains(refused.unwrap_or_default())), "{says:?}");
        }
    }
}
