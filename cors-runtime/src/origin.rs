//! Finding the rule for an origin: a hash table that a `const fn` fills, so that generated code holds rules only.
//!
//! Both exact origins and the suffixes of wildcard rules are keys of one table. The hash runs from the end of the text in
//! steps of eight bytes, so that one walk over an origin yields the hash of each of its suffixes; a look-up costs the
//! length of the origin, however many rules there are. What the table proposes is always compared byte by byte before
//! it counts: an error here could miss a rule, never grant one.

use crate::policy::{OriginPattern, OriginRule, SuffixLength};

/// The first digits of pi behind the point, as hashing constants go: no meaning, many mixed bits.
const K0: u64 = 0x243f_6a88_85a3_08d3;
const K1: u64 = 0x1319_8a2e_0370_7344;

pub(crate) const fn mix(state: u64, block: u64) -> u64 {
    let product = (state ^ K0) as u128 * (block ^ K1) as u128;
    #[expect(clippy::cast_possible_truncation, reason = "both halves of the product are wanted")]
    let folded = (product as u64) ^ ((product >> 64) as u64);
    folded
}

/// The eight bytes before `end`, which is at least 8.
const fn block(text: &[u8], end: usize) -> u64 {
    let (head, _) = text.split_at(end);
    match head.last_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => 0,
    }
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
///
/// The loop is what [`block`] does, written so that the compiler's interpreter has little to do: it refuses constants
/// after two million calls, which an index of some thousand origins had otherwise (`long_running_const_eval`).
const fn hash(text: &[u8], seed: usize) -> u64 {
    let mut state = seed as u64;
    let mut rest = text;
    while let &[ref before @ .., a, b, c, d, e, f, g, h] = rest {
        state = mix(state, u64::from_le_bytes([a, b, c, d, e, f, g, h]));
        rest = before;
    }
    finish(state, partial_block(rest, rest.len(), rest.len()), text.len())
}

const fn finish(state: u64, partial: u64, length: usize) -> u64 {
    mix(state, partial ^ (length as u64) << 56)
}

const EXACT_SEED: usize = 0;

/// The seed for the suffixes of a scheme, the first of which is number 1.
const fn suffix_seed(scheme: usize) -> usize {
    scheme
}

/// Fills `slots` with the rules' keys: upper half hash, lower half position of the rule plus one, zero when free.
///
/// The rules are in their order, so that wildcards of one scheme stand together.
pub(crate) const fn fill(rules: &[OriginRule], slots: &mut [u64]) {
    assert!(
        slots.len().is_power_of_two() && slots.len() > rules.len(),
        "a table needs a power of two slots, more than there are rules"
    );
    let mut position = 0;
    let mut scheme_before = "";
    let mut schemes = 0;
    while position < rules.len() {
        let hash = match rules[position].0.pattern {
            OriginPattern::Any => None,
            OriginPattern::Exact(origin) => Some(hash(origin.as_bytes(), EXACT_SEED)),
            OriginPattern::Wildcard { scheme, suffix } => {
                if !equal(scheme.as_bytes(), scheme_before.as_bytes()) {
                    schemes += 1;
                    scheme_before = scheme;
                }
                Some(hash(suffix.as_bytes(), suffix_seed(schemes)))
            }
        };
        position += 1;
        if let Some(hash) = hash {
            insert(slots, hash, position);
        }
    }
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

pub(crate) const fn insert(slots: &mut [u64], hash: u64, entry: usize) {
    let mask = slots.len() - 1;
    let mut at = slot(hash, mask);
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = tag(hash) | entry as u64;
}

pub(crate) const fn tag(hash: u64) -> u64 {
    hash & !0xffff_ffff
}

pub(crate) const fn slot(hash: u64, mask: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "only the low bits choose the slot")]
    let low = hash as usize;
    low & mask
}

/// The slots that [`fill`] filled, with what tells early that a look-up would find nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'p> {
    slots: &'p [u64],
    /// The lengths of suffixes that occur, by scheme and rising.
    suffixes: &'p [SuffixLength<'p>],
    longest_exact: usize,
    /// The first bytes of the suffixes, one bit each.
    suffix_starts: [u64; 4],
}

impl<'p> Table<'p> {
    pub(crate) const fn new(
        rules: &[OriginRule],
        suffixes: &'p [SuffixLength<'p>],
        slots: &'p [u64],
    ) -> Self {
        let mut table = Self { slots, suffixes, longest_exact: 0, suffix_starts: [0; 4] };
        let mut i = 0;
        while i < rules.len() {
            match rules[i].0.pattern {
                OriginPattern::Exact(text) if text.len() > table.longest_exact => {
                    table.longest_exact = text.len();
                }
                OriginPattern::Wildcard { suffix, .. } if !suffix.is_empty() => {
                    let start = suffix.as_bytes()[0];
                    table.suffix_starts[(start >> 6) as usize] |= 1 << (start & 63);
                }
                OriginPattern::Exact(_) | OriginPattern::Wildcard { .. } | OriginPattern::Any => {}
            }
            i += 1;
        }
        table
    }

    /// The most specific rule for `origin` (CM-14): exact, longest suffix, `scheme://*`, `*`.
    ///
    /// `rules` holds at most one `*`, as its last.
    pub(crate) fn find<'r>(
        &self,
        rules: &'r [OriginRule<'p>],
        origin: &[u8],
    ) -> Option<&'r OriginRule<'p>> {
        self.find_exact(rules, origin)
            .or_else(|| self.find_suffix(rules, origin))
            .or_else(|| rules.last().filter(|rule| rule.is_any()))
    }

    fn find_exact<'r>(
        &self,
        rules: &'r [OriginRule<'p>],
        origin: &[u8],
    ) -> Option<&'r OriginRule<'p>> {
        // So many are compared sooner than one is hashed.
        const FEW: usize = 4;
        if origin.len() > self.longest_exact {
            return None;
        }
        let is_it = |pattern: &OriginPattern<'_>| match pattern {
            OriginPattern::Exact(text) => text.as_bytes() == origin,
            _ => false,
        };
        if rules.len() <= FEW {
            return rules.iter().find(|rule| is_it(&rule.0.pattern));
        }
        self.lookup(rules, hash(origin, EXACT_SEED), is_it)
    }

    /// The rule with the longest suffix that fits; an empty suffix is `scheme://*` itself.
    fn find_suffix<'r>(
        &self,
        rules: &'r [OriginRule<'p>],
        origin: &[u8],
    ) -> Option<&'r OriginRule<'p>> {
        let mut found = None;
        let mut of_scheme = OfScheme { number: 0, host: None, state: 0, end: 0 };
        for &SuffixLength { scheme, number, length } in self.suffixes {
            if number != of_scheme.number {
                let host = origin.strip_prefix(scheme.as_bytes());
                let state = suffix_seed(number) as u64;
                of_scheme = OfScheme { number, host, state, end: origin.len() };
            }
            let Some(host) = of_scheme.host.filter(|host| length <= host.len()) else { continue };
            if !self.may_start_suffix(host.get(host.len() - length)) {
                continue;
            }
            let start = origin.len() - length;
            while start + 8 <= of_scheme.end {
                of_scheme.state = mix(of_scheme.state, block(origin, of_scheme.end));
                of_scheme.end -= 8;
            }
            let partial = partial_block(origin, of_scheme.end, of_scheme.end - start);
            let hash = finish(of_scheme.state, partial, length);
            let longer = self.lookup(rules, hash, |pattern| {
                pattern.suffix_length() == Some(length) && pattern.matches(origin)
            });
            found = longer.or(found);
        }
        found
    }

    /// Whether some suffix starts with this byte; the empty suffix, with none.
    fn may_start_suffix(&self, byte: Option<&u8>) -> bool {
        byte.is_none_or(|byte| self.suffix_starts[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1)
    }

    /// The rule filed under `hash` for which `is_it` holds.
    fn lookup<'r>(
        &self,
        rules: &'r [OriginRule<'p>],
        hash: u64,
        is_it: impl Fn(&OriginPattern<'p>) -> bool,
    ) -> Option<&'r OriginRule<'p>> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = slot(hash, mask);
        loop {
            let entry = *self.slots.get(at)?;
            if entry == 0 {
                return None;
            }
            if tag(entry) == tag(hash) {
                #[expect(clippy::cast_possible_truncation, reason = "the low half is the position")]
                let rule = rules.get((entry as u32 as usize).wrapping_sub(1))?;
                if is_it(&rule.0.pattern) {
                    return Some(rule);
                }
            }
            at = (at + 1) & mask;
        }
    }
}

/// An origin, its suffixes being looked up among those of a scheme.
struct OfScheme<'o> {
    number: usize,
    /// What follows the scheme; `None` in an origin of another.
    host: Option<&'o [u8]>,
    /// The hash of what follows `end`, in whole blocks.
    state: u64,
    end: usize,
}
