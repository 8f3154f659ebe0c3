//! The CORS module of a scope: its rules, and the table that finds them.

use super::rule::{OriginPattern, OriginRule};
use super::unpublished::{BothSet, OnErrors, UnlistedPreflight, Vary};
use crate::listing::Listing;
use crate::origin::Table;

/// The rules of the CORS module for one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cors<'p>(pub(crate) CorsParts<'p>);

/// What [`Cors`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CorsParts<'p> {
    pub origins: Origins<'p>,
    pub fail_unlisted: bool,
    pub vary: Vary,
    pub vary_line: bool,
    pub unlisted_preflight: UnlistedPreflight,
    pub both_set: BothSet,
    pub on_errors: OnErrors,
}

/// Rules with the table that finds them by origin; [`origins!`](crate::origins) makes one.
#[derive(Debug, Clone, Copy)]
pub struct Origins<'p> {
    rules: &'p [OriginRule<'p>],
    table: Table<'p>,
}

impl<'p> Origins<'p> {
    /// What [`origins!`](crate::origins) calls with what it computed.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        rules: &'p [OriginRule<'p>],
        suffixes: &'p [SuffixLength<'p>],
        slots: &'p [u64],
    ) -> Self {
        assert!(
            suffixes.len() == suffix_count(rules) && slots.len() == slot_count(rules),
            "the table belongs to other rules"
        );
        Self { rules, table: Table::new(rules, suffixes, slots) }
    }

    /// The rules.
    #[must_use]
    pub const fn rules(&self) -> &'p [OriginRule<'p>] {
        self.rules
    }
}

/// The table follows from the rules.
impl PartialEq for Origins<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

impl Eq for Origins<'_> {}

impl core::hash::Hash for Origins<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.rules.hash(state);
    }
}

impl<'p> Cors<'p> {
    /// The rules as [`origins!`](crate::origins) makes them, none of them in the way of another.
    ///
    /// Requests from origins without a rule go on without CORS headers, unless [`Cors::fail_unlisted_origins`] says otherwise.
    #[must_use]
    pub const fn new(origins: Origins<'p>) -> Self {
        Self(CorsParts {
            origins,
            fail_unlisted: false,
            vary: Vary::Section,
            vary_line: false,
            unlisted_preflight: UnlistedPreflight::Next,
            both_set: BothSet::Application,
            on_errors: OnErrors::Sent,
        })
    }

    /// Answers 403 to every CORS request whose origin has no rule, or one with `allowed="false"` (CM-17).
    #[must_use]
    pub const fn fail_unlisted_origins(mut self) -> Self {
        self.0.fail_unlisted = true;
        self
    }

    /// Sets which responses have `Vary: Origin`; left out, all under the section (CM-16).
    #[must_use]
    pub const fn vary(mut self, vary: Vary) -> Self {
        self.0.vary = vary;
        self
    }

    /// Sends `Vary` as a line of its own beside the application's; left out, the two are joined (CH-5).
    #[must_use]
    pub const fn vary_line(mut self) -> Self {
        self.0.vary_line = true;
        self
    }

    /// Sets who answers preflights of origins that no rule allows; left out, the next that gets them (CM-17).
    ///
    /// Nobody but the module does with [`Cors::fail_unlisted_origins`].
    #[must_use]
    pub const fn unlisted_preflight(mut self, answer: UnlistedPreflight) -> Self {
        self.0.unlisted_preflight = answer;
        self
    }

    /// Sets whose lines are sent where the application sets the same field; left out, the application's (CM-18).
    #[must_use]
    pub const fn both_set(mut self, sent: BothSet) -> Self {
        self.0.both_set = sent;
        self
    }

    /// Sets whether the application's errors have the header fields of these rules; left out, they do (CM-19).
    #[must_use]
    pub const fn on_errors(mut self, sent: OnErrors) -> Self {
        self.0.on_errors = sent;
        self
    }

    pub(crate) const fn fails_unlisted(&self) -> bool {
        self.0.fail_unlisted
    }

    /// The most specific rule for an origin (CM-14).
    pub(crate) fn rule_for(&self, origin: &[u8]) -> Option<&'p OriginRule<'p>> {
        self.0.origins.table.find(self.0.origins.rules, origin)
    }

    /// What the rules say of an origin; one that they do not list counts as `like`, where that is given and allowed.
    pub(crate) fn listing(&self, origin: &[u8], like: Option<&[u8]>) -> Listing<'p> {
        match (self.rule_for(origin), like) {
            (Some(rule), _) if rule.0.allowed => Listing::Allowed(rule),
            (Some(rule), _) => Listing::Denied(rule),
            (None, Some(like)) => {
                self.template(like).map_or(Listing::Unlisted, Listing::AllowedAtRunTime)
            }
            (None, None) => Listing::Unlisted,
        }
    }

    /// The rule that allows this origin by name or pattern: `*` is no template for an origin.
    pub(crate) fn template(&self, origin: &[u8]) -> Option<&'p OriginRule<'p>> {
        self.rule_for(origin).filter(|rule| rule.0.allowed && !rule.is_any())
    }

    /// Whether a response says that it differs by origin: never for a lone `*` (CM-16).
    pub(crate) fn varies(&self, listing: Listing<'_>) -> bool {
        !matches!(self.0.origins.rules, [rule] if rule.is_any()) && self.0.vary.is_sent(listing)
    }

    /// Whether the application's response with such a status has the header fields of these rules (CM-19).
    pub(crate) const fn is_about(&self, status: u16) -> bool {
        status < 400 || matches!(self.0.on_errors, OnErrors::Sent)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &CorsParts<'p> {
        &self.0
    }
}

/// A scheme of wildcard rules with a length, in bytes, that one of their suffixes has.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuffixLength<'p> {
    pub(crate) scheme: &'p str,
    /// Which of the schemes that is, the first of which is number 1.
    pub(crate) number: usize,
    pub(crate) length: usize,
}

impl SuffixLength<'_> {
    /// Stands where another is still to come.
    #[doc(hidden)]
    pub const UNSET: Self = Self { scheme: "", number: 0, length: 0 };
}

/// [`Origins`] of a constant or static array of rules: exact ones first, then wildcards by scheme and length of suffix, `*` last.
///
/// ```
/// use cors_runtime::policy::{Cors, OriginRule};
///
/// static RULES: [OriginRule; 2] =
///     [OriginRule::exact("https://a.example"), OriginRule::wildcard("https://", ".b.example")];
/// static CORS: Cors = Cors::new(cors_runtime::origins!(RULES));
/// ```
///
/// The table is computed while compiling. Rules in another order do not compile:
///
/// ```compile_fail
/// # use cors_runtime::policy::{Cors, OriginRule};
/// static RULES: [OriginRule; 2] = [OriginRule::any(), OriginRule::exact("https://a.example")];
/// static CORS: Cors = Cors::new(cors_runtime::origins!(RULES));
/// ```
#[macro_export]
macro_rules! origins {
    ($rules:expr) => {{
        static SUFFIXES: [$crate::__private::SuffixLength<'static>;
            $crate::__private::suffix_count(&$rules)] = $crate::__private::suffix_lengths(&$rules);
        static SLOTS: [u64; $crate::__private::slot_count(&$rules)] =
            $crate::__private::origin_slots(&$rules);
        $crate::policy::Origins::new(&$rules, &SUFFIXES, &SLOTS)
    }};
}

/// How many slots the table of these rules has: a power of two, at least two for each rule; none where there is at most `*`.
#[doc(hidden)]
#[must_use]
pub const fn slot_count(rules: &[OriginRule]) -> usize {
    match rules {
        [] => 0,
        [rule] if rule.is_any() => 0,
        _ => (2 * rules.len()).next_power_of_two(),
    }
}

/// How many different suffix lengths the schemes of these rules have.
///
/// # Panics
///
/// When the rules are not in their order.
#[doc(hidden)]
#[must_use]
pub const fn suffix_count(rules: &[OriginRule]) -> usize {
    let mut count = 0;
    each_suffix(rules, &mut count, &mut []);
    count
}

/// The suffix lengths of the schemes of these rules, `N` as [`suffix_count`] says.
#[doc(hidden)]
#[must_use]
pub const fn suffix_lengths<'p, const N: usize>(rules: &[OriginRule<'p>]) -> [SuffixLength<'p>; N] {
    let mut lengths = [SuffixLength::UNSET; N];
    fill_suffix_lengths(rules, &mut lengths);
    lengths
}

/// As [`suffix_lengths`], into memory that is already there.
#[doc(hidden)]
pub const fn fill_suffix_lengths<'p>(rules: &[OriginRule<'p>], lengths: &mut [SuffixLength<'p>]) {
    each_suffix(rules, &mut 0, lengths);
}

/// The slots of the table of these rules, `N` as [`slot_count`] says.
#[doc(hidden)]
#[must_use]
pub const fn origin_slots<const N: usize>(rules: &[OriginRule]) -> [u64; N] {
    let mut slots = [0; N];
    fill_origin_slots(rules, &mut slots);
    slots
}

/// As [`origin_slots`], into memory that is already there.
#[doc(hidden)]
pub const fn fill_origin_slots(rules: &[OriginRule], slots: &mut [u64]) {
    if !slots.is_empty() {
        crate::origin::fill(rules, slots);
    }
}

/// Counts the suffix lengths, and writes down those that there is room for.
const fn each_suffix<'p>(
    rules: &[OriginRule<'p>],
    count: &mut usize,
    lengths: &mut [SuffixLength<'p>],
) {
    let mut last: Option<SuffixLength<'p>> = None;
    let mut at = 0;
    while at < rules.len() {
        match rules[at].0.pattern {
            OriginPattern::Exact(_) => {
                assert!(last.is_none(), "exact origins come before wildcards");
            }
            OriginPattern::Any => assert!(at + 1 == rules.len(), "the rule for `*` is the last"),
            OriginPattern::Wildcard { scheme, suffix } => {
                let length = suffix.len();
                let (number, is_new) = match last {
                    None => (1, true),
                    Some(last) if is_same_scheme(last.scheme, scheme) => {
                        let sorted = last.length <= length;
                        assert!(sorted, "shorter suffixes come before longer ones");
                        (last.number, last.length < length)
                    }
                    Some(last) => (last.number + 1, true),
                };
                let this = SuffixLength { scheme, number, length };
                if is_new {
                    if *count < lengths.len() {
                        lengths[*count] = this;
                    }
                    *count += 1;
                }
                last = Some(this);
            }
        }
        at += 1;
    }
}

/// Whether two schemes are the same; they are in order, or there is a panic.
const fn is_same_scheme(last: &str, this: &str) -> bool {
    let (a, b) = (last.as_bytes(), this.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    if at == a.len() && at == b.len() {
        return true;
    }
    assert!(
        at == a.len() || (at < b.len() && a[at] < b[at]),
        "wildcard rules are in the order of their schemes"
    );
    false
}
