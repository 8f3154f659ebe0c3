//! `Cache-Control`, `Expires` and `ETag` of static files (SC-2…7, OC-1…3).

use std::borrow::Cow;

use cors_runtime::policy::FileCache;

use super::{is_affordable, is_value};
use crate::budget::Budget;
use crate::diagnostic::Bag;
use crate::effective::{CacheLocation, CacheMode, EffectiveScope, Profile, TimeSpan};
use crate::policy::arena::Arena;
use crate::policy::assumed::{self, about};
use crate::sorting::sort_by;
use crate::source::{Span, Spanned};

/// What the caching of static files comes to, with the places of what each value is made of.
pub(super) struct Lowered<'p, 'e> {
    pub(super) value: Option<&'p str>,
    pub(super) value_places: &'p [Span],
    pub(super) by_extension: &'p [FileCache<'p>],
    pub(super) by_extension_places: &'p [&'p [Span]],
    pub(super) expires: Option<&'e Spanned<String>>,
    pub(super) without_etag: Option<Span>,
}

/// A part of a value, and where it is from.
type Part<'e> = (Cow<'e, str>, Span);

/// The profile of all extensions that have none of their own.
const EVERY: &str = "*";

/// Whether anything is said that static files would show.
pub(super) fn says_anything(scope: &EffectiveScope) -> bool {
    let cache = &scope.static_content.client_cache;
    cache.mode.is_some_and(|mode| mode.value != CacheMode::NoControl)
        || cache.custom.as_ref().is_some_and(|custom| !custom.value.is_empty())
        || cache.set_etag.is_some_and(|set| !set.value)
        || scope.caching.profiles.iter().any(|profile| word(profile).is_some())
}

pub(super) fn lower<'p, 'e>(
    scope: &'e EffectiveScope,
    arena: &'p Arena,
    budget: &Budget,
    bag: &mut Bag,
) -> Lowered<'p, 'e> {
    let cache = &scope.static_content.client_cache;
    let sends_date = cache.mode.is_some_and(|mode| mode.value == CacheMode::UseExpires);
    let expires = cache.expires.as_ref().filter(|date| sends_date && !date.value.is_empty());
    let parts = client_cache(scope, bag);
    let profiles = &scope.caching.profiles;
    let every = profiles.iter().find(|profile| profile.extension.value == EVERY);
    if let Some(every) = every {
        let what =
            about("OC-1", "the profile of `*` is for all extensions without one of their own");
        assumed::report(every.tag, [(true, what)], bag);
    }
    let joined = |word: Option<Part<'_>>| {
        let parts: Vec<&Part<'_>> = word.iter().chain(&parts).collect();
        let texts: Vec<&str> = parts.iter().map(|(text, _)| &**text).collect();
        let places: Vec<Span> = parts.iter().map(|(_, place)| *place).collect();
        (texts.join(","), places)
    };
    let (value, value_places) = joined(every.and_then(|every| word(every)));
    let mut entries: Vec<(String, &Profile)> = profiles
        .iter()
        .filter(|profile| profile.extension.value != EVERY)
        .map(|profile| (profile.extension.value.to_ascii_lowercase(), &**profile))
        .collect();
    sort_by(&mut entries, |(a, _), (b, _)| a.cmp(b));
    if let Some((_, first)) = entries.first()
        && !is_affordable(entries.len(), first.tag, budget, bag)
    {
        entries.clear();
    }
    let mut by_extension = Vec::new();
    for (extension, profile) in entries {
        let (own, mut places) = joined(word(profile));
        if own == value {
            continue;
        }
        let extension = arena.text(&extension);
        by_extension.push(if own.is_empty() {
            // What keeps the value of the others away is the profile itself.
            places.push(profile.tag);
            (FileCache::none(extension), arena.list(&places))
        } else {
            (FileCache::new(extension, arena.text(&own)), arena.list(&places))
        });
    }
    let (by_extension, by_extension_places): (Vec<_>, Vec<_>) = by_extension.into_iter().unzip();
    Lowered {
        value: (!value.is_empty()).then(|| arena.text(&value)),
        value_places: arena.list(&value_places),
        by_extension: arena.list(&by_extension),
        by_extension_places: arena.list(&by_extension_places),
        expires: expires.filter(|date| is_value("httpExpires", date, bag)),
        without_etag: cache.set_etag.filter(|set| !set.value).map(|set| set.span),
    }
}

/// What `<clientCache>` puts into `Cache-Control`, in its order (SC-6).
fn client_cache<'e>(scope: &'e EffectiveScope, bag: &mut Bag) -> Vec<Part<'e>> {
    let cache = &scope.static_content.client_cache;
    let custom = cache.custom.as_ref().filter(|custom| !custom.value.is_empty());
    let custom = custom.filter(|custom| is_value("cacheControlCustom", custom, bag));
    let mut parts: Vec<Part<'_>> = Vec::new();
    parts.extend(custom.map(|custom| (Cow::Borrowed(custom.value.as_str()), custom.span)));
    let Some(mode) = cache.mode else { return parts };
    match mode.value {
        CacheMode::NoControl | CacheMode::UseExpires => {}
        CacheMode::DisableCache => {
            let what = about("SC-5", "`no-cache` comes behind `cacheControlCustom`");
            assumed::report(mode.span, [(!parts.is_empty(), what)], bag);
            parts.push((Cow::Borrowed("no-cache"), mode.span));
        }
        CacheMode::UseMaxAge => {
            let default = Spanned::new(TimeSpan { seconds: 86400 }, mode.span);
            let age = cache.max_age.unwrap_or(default);
            parts.push((Cow::Owned(format!("max-age={}", age.value.seconds)), age.span));
        }
    }
    parts
}

/// The word of a profile; `None` where it stores nothing (OC-1).
fn word(profile: &Profile) -> Option<Part<'static>> {
    profile.policy.filter(|policy| policy.value.stores())?;
    let location = profile.location.map_or(CacheLocation::Server, |location| location.value);
    Some((Cow::Borrowed(location.sent()), profile.tag))
}
