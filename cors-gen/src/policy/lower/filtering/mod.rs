//! What request filtering refuses: the whole of `<requestFiltering>` (OP-5, RF-1…9).
//!
//! What no level says is not carried, whatever the defaults of IIS are: `notes` tells of them.

mod entries;
mod notes;

use std::collections::HashMap;

use cors_runtime::policy::{RequestFiltering, Verbs};

use self::entries::{Kept, Kind, Lists};
use super::address;
use crate::diagnostic::Bag;
use crate::effective::{RequestFiltering as Effective, RequestLimits};
use crate::policy::arena::Arena;
use crate::policy::places::{AllowListPlaces, FilteringPlaces};
use crate::source::{Span, Spanned};

/// What a section comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowered<'p> {
    /// `None` where every verb passes.
    pub(super) verbs: Option<(Verbs<'p>, AllowListPlaces<'p>)>,
    /// `None` where nothing else is refused.
    pub(super) filtering: Option<(&'p RequestFiltering<'p>, FilteringPlaces<'p>)>,
}

impl Lowered<'_> {
    pub(super) const NOTHING: Self = Self { verbs: None, filtering: None };
}

/// The sections that were lowered, by where they are in the effective configuration.
pub(super) struct Filtering<'p> {
    arena: &'p Arena,
    sections: HashMap<usize, Lowered<'p>>,
    lists: Lists<'p>,
    /// Whether the defaults that are not carried were told of; once is enough.
    told: bool,
}

impl<'p> Filtering<'p> {
    pub(super) fn new(arena: &'p Arena) -> Self {
        Self { arena, sections: HashMap::new(), lists: Lists::new(arena), told: false }
    }

    /// Lowers a section; `opened` is the place of what nobody says.
    pub(super) fn lower(
        &mut self,
        effective: &Effective,
        opened: Span,
        bag: &mut Bag,
    ) -> Lowered<'p> {
        let address = address(effective);
        if let Some(known) = self.sections.get(&address) {
            return *known;
        }
        let verbs = effective.verbs.allow_unlisted.unwrap_or(Spanned::new(true, opened));
        let listed = self.lists.verbs(&effective.verbs.entries, verbs.value);
        let verbs = says_anything(listed, verbs.value).then(|| {
            let places = AllowListPlaces { allow_unlisted: verbs.span, listed: listed.places };
            (Verbs::new(listed.items, verbs.value), places)
        });
        let (filtering, places) = self.filtering(effective, opened, bag);
        let is_any = filtering != RequestFiltering::new();
        if is_any && !self.told {
            self.told = true;
            notes::defaults(effective, places.first().unwrap_or(opened), bag);
        }
        let filtering = is_any.then(|| (self.arena.one(filtering), places));
        let lowered = Lowered { verbs, filtering };
        self.sections.insert(address, lowered);
        lowered
    }

    fn filtering(
        &mut self,
        effective: &Effective,
        opened: Span,
        bag: &mut Bag,
    ) -> (RequestFiltering<'p>, FilteringPlaces<'p>) {
        let mut filtering = RequestFiltering::new();
        let mut places = FilteringPlaces::default();
        self.limits(&effective.limits, &mut filtering, &mut places, bag);
        let is = |setting: Option<Spanned<bool>>, wanted: bool| {
            setting.filter(|setting| setting.value == wanted).map(|setting| setting.span)
        };
        places.double_escaping = is(effective.allow_double_escaping, false);
        if places.double_escaping.is_some() {
            filtering = filtering.deny_double_escaping();
        }
        places.high_bit_characters = is(effective.allow_high_bit_characters, false);
        if places.high_bit_characters.is_some() {
            filtering = filtering.deny_high_bit_characters();
        }
        let hidden = self.lists.texts(Kind::Segment, &effective.hidden_segments, bag);
        filtering = filtering.hidden_segments(hidden.items);
        places.hidden_segments = hidden.places;

        let denied = self.lists.texts(Kind::Text, &effective.deny_url_sequences, bag);
        filtering = filtering.deny_url_sequences(denied.items);
        places.deny_url_sequences = denied.places;
        // What is always allowed is so in spite of sequences only.
        if !denied.items.is_empty() {
            let allowed = self.lists.texts(Kind::Text, &effective.always_allowed_urls, bag);
            filtering = filtering.always_allowed_urls(allowed.items);
            places.always_allowed_urls = allowed.places;
        }
        let denied = self.lists.texts(Kind::Text, &effective.deny_query_string_sequences, bag);
        filtering = filtering.deny_query_string_sequences(denied.items);
        places.deny_query_string_sequences = denied.places;
        if !denied.items.is_empty() {
            let allowed =
                self.lists.texts(Kind::Text, &effective.always_allowed_query_strings, bag);
            filtering = filtering.always_allowed_query_strings(allowed.items);
            places.always_allowed_query_strings = allowed.places;
            places.keep_query_string_escaped = is(effective.unescape_query_string, false);
            if places.keep_query_string_escaped.is_some() {
                filtering = filtering.keep_query_string_escaped();
            }
        }
        let extensions = &effective.file_extensions;
        let unlisted = extensions.allow_unlisted.unwrap_or(Spanned::new(true, opened));
        let listed = self.lists.extensions(&extensions.entries, unlisted.value, bag);
        if says_anything(listed, unlisted.value) {
            filtering = filtering.file_extensions(listed.items, unlisted.value);
            places.file_extensions =
                Some(AllowListPlaces { allow_unlisted: unlisted.span, listed: listed.places });
        }
        (filtering, places)
    }

    fn limits(
        &mut self,
        limits: &RequestLimits,
        filtering: &mut RequestFiltering<'p>,
        places: &mut FilteringPlaces<'p>,
        bag: &mut Bag,
    ) {
        if let Some(bytes) = limits.max_allowed_content_length {
            *filtering = filtering.max_allowed_content_length(bytes.value);
            places.max_allowed_content_length = Some(bytes.span);
            notes::body_limit(bytes, bag);
        }
        if let Some(bytes) = limits.max_url {
            *filtering = filtering.max_url(bytes.value);
            places.max_url = Some(bytes.span);
        }
        if let Some(bytes) = limits.max_query_string {
            *filtering = filtering.max_query_string(bytes.value);
            places.max_query_string = Some(bytes.span);
        }
        let headers = self.lists.headers(&limits.headers, bag);
        *filtering = filtering.header_limits(headers.items);
        places.header_limits = headers.places;
    }
}

/// Whether a list of what may pass and what may not keeps anything out.
const fn says_anything<T>(listed: Kept<'_, T>, allow_unlisted: bool) -> bool {
    !listed.items.is_empty() || !allow_unlisted
}
