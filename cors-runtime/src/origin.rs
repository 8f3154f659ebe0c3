//! Finding the rule for an origin: a hash table that a `const fn` fills, so that generated code holds rules only.
//!
//! Both exact origins and the suffixes of wildcard rules are keys of one table. The hash runs from the end of the text in
//! steps of eight bytes, so that one walk over an origin yields the hash of each of its suffixes; a look-up costs the
//! length of the origin, however many rules there are. What the table proposes is always compared byte by byte before
//! it counts: an error here could miss a rule, never grant one.

use crate::policy::{Pattern, Rule, Scheme};

/// The fractional digits of pi, as hashing constants go: no meaning, many mixed bits.
const K0: u64 = 0x2437_54e1_9a6d_88f1;
const K1: u64 = 0x1319_8a2e_0370_7345;

const fn mix(state: u64, block: u64) -> u64 {
    let product = (state ^ K0) as u128 * (block ^ K1) as u128;
    #[expect(clippy::cast_possible_truncation, reason = "both halves of the product are wanted")]
    let folded = (product as u64) ^ ((product >> 64) as u64);
    folded
}

/// The eight bytes before `end`, which is at least 8.
///
/// Written without calls, which compile to one load all the same: the compiler counts calls in constants and refuses an
/// index of some thousand origins otherwise (`long_running_const_eval`).
const fn block(text: &[u8], end: usize) -> u64 {
    if end < 8 || end > text.len() {
        return 0;
    }
    let at = end - 8;
    text[at] as u64
        | (text[at + 1] as u64) << 8
        | (text[at + 2] as u64) << 16
        | (text[at + 3] as u64) << 24
        | (text[at + 4] as u64) << 32
        | (text[at + 5] as u64) << 40
        | (text[at + 6] as u64) << 48
        | (text[at + 7] as u64) << 56
}

/// The last `length` (fewer than eight) of the bytes before `end`, as a number.
const fn partial_block(text: &[u8], end: usize, length: usize) -> u64 {
    if length == 0 {
        0
    } else if end >= 8 {
        block(text, end) >> (64 - 8 * length)
    } else {
        let mut value = 0;
        let mut at = end;
        while at > end - length {
            at -= 1;
            value = value << 8 | text[at] as u64;
        }
        value
    }
}

/// The hash of a whole text. `seed` keeps exact origins and the suffixes of each scheme apart.
const fn hash(text: &[u8], seed: usize) -> u64 {
    let mut state = seed as u64;
    let mut end = text.len();
    while end >= 8 {
        state = mix(state, block(text, end));
        end -= 8;
    }
    finish(state, partial_block(text, end, end), text.len())
}

const fn finish(state: u64, partial: u64, length: usize) -> u64 {
    mix(state, partial ^ (length as u64) << 56)
}

const EXACT_SEED: usize = 0;

const fn suffix_seed(scheme: usize) -> usize {
    scheme + 1
}

/// Fills `slots` with the rules' keys: upper half hash, lower half position of the rule plus one, zero when free.
pub(crate) const fn fill(rules: &[Rule], schemes: &[Scheme], slots: &mut [u64]) {
    let mut position = 0;
    while position < rules.len() {
        let hash = match rules[position].pattern {
            Pattern::Any => None,
            Pattern::Exact(origin) => Some(hash(origin.as_bytes(), EXACT_SEED)),
            Pattern::Wildcard { scheme, suffix } => {
                let seed = suffix_seed(scheme_of(schemes, scheme, suffix.len()));
                Some(hash(suffix.as_bytes(), seed))
            }
        };
        position += 1;
        if let Some(hash) = hash {
            insert(slots, hash, position);
        }
    }
}

/// The position of a wildcard rule's scheme among those that the policy lists.
const fn scheme_of(schemes: &[Scheme], prefix: &str, length: usize) -> usize {
    let mut at = 0;
    while at < schemes.len() {
        if equal(schemes[at].prefix.as_bytes(), prefix.as_bytes()) {
            let lengths = schemes[at].lengths;
            let mut i = 0;
            while i < lengths.len() {
                if lengths[i] == length {
                    return at;
                }
                i += 1;
            }
        }
        at += 1;
    }
    panic!("a wildcard rule's scheme and suffix length must be among the schemes of its policy")
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn insert(slots: &mut [u64], hash: u64, entry: usize) {
    let mask = slots.len() - 1;
    let mut at = slot(hash, mask);
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = tag(hash) | entry as u64;
}

const fn tag(hash: u64) -> u64 {
    hash & !0xffff_ffff
}

const fn slot(hash: u64, mask: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "only the low bits choose the slot")]
    let low = hash as usize;
    low & mask
}

/// The most specific rule for `origin` (CM-14): exact, longest suffix, `scheme://*`, `*`.
///
/// `rules` holds at most one `*`, as its last.
pub(crate) fn find<'r>(
    rules: &'r [Rule],
    schemes: &[Scheme],
    slots: &[u64],
    longest_exact: usize,
    origin: &[u8],
) -> Option<&'r Rule> {
    let specific = if slots.is_empty() {
        None
    } else {
        find_exact(rules, slots, longest_exact, origin)
            .or_else(|| find_suffix(rules, schemes, slots, origin))
    };
    specific.or_else(|| rules.last().filter(|rule| matches!(rule.pattern, Pattern::Any)))
}

fn find_exact<'r>(
    rules: &'r [Rule],
    slots: &[u64],
    longest: usize,
    origin: &[u8],
) -> Option<&'r Rule> {
    if origin.len() > longest {
        return None;
    }
    lookup(rules, slots, hash(origin, EXACT_SEED), |pattern| match pattern {
        Pattern::Exact(text) => text.as_bytes() == origin,
        _ => false,
    })
}

/// The rule with the longest suffix that fits; an empty suffix is `scheme://*` itself.
fn find_suffix<'r>(
    rules: &'r [Rule],
    schemes: &[Scheme],
    slots: &[u64],
    origin: &[u8],
) -> Option<&'r Rule> {
    let mut found = None;
    for (index, scheme) in schemes.iter().enumerate() {
        let Some(host) = origin.strip_prefix(scheme.prefix.as_bytes()) else { continue };
        let mut state = suffix_seed(index) as u64;
        let mut end = origin.len();
        let mut hashed = 0;
        for &length in scheme.lengths {
            if length > host.len() {
                break;
            }
            while hashed + 8 <= length {
                state = mix(state, block(origin, end));
                end -= 8;
                hashed += 8;
            }
            let partial = partial_block(origin, end, length - hashed);
            let longer = lookup(rules, slots, finish(state, partial, length), |pattern| {
                pattern.suffix_length() == Some(length) && pattern.matches(origin)
            });
            found = longer.or(found);
        }
    }
    found
}

/// The rule filed under `hash` for which `is_it` holds.
fn lookup<'r>(
    rules: &'r [Rule],
    slots: &[u64],
    hash: u64,
    is_it: impl Fn(&Pattern) -> bool,
) -> Option<&'r Rule> {
    let mask = slots.len() - 1;
    let mut at = slot(hash, mask);
    loop {
        let entry = *slots.get(at)?;
        if entry == 0 {
            return None;
        }
        if tag(entry) == tag(hash) {
            #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
            let rule = rules.get((entry as u32 as usize).wrapping_sub(1))?;
            if is_it(&rule.pattern) {
                return Some(rule);
            }
        }
        at = (at + 1) & mask;
    }
}
