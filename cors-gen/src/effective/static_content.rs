//! The effective `<staticContent>`.

use std::borrow::Cow;
use std::rc::Rc;

use super::section::{Laying, Section, set};
use crate::config::{self, CacheMode, Directive, Keyed, List, TimeSpan};
use crate::source::{Span, Spanned};

/// The effective `<staticContent>`.
#[derive(Debug, Clone, Default)]
pub struct StaticContent {
    /// The start tag of the deepest; `None` when no level has the section.
    pub tag: Option<Span>,
    /// `defaultDocFooter`.
    pub footer: Option<Spanned<String>>,
    /// `enableDocFooter`.
    pub footer_enabled: Option<Spanned<bool>>,
    /// `isDocFooterFileName`.
    pub footer_is_file: Option<Spanned<bool>>,
    /// `<clientCache>`.
    pub client_cache: ClientCache,
    /// The types.
    pub mime_maps: MimeMaps,
}

/// The effective `<clientCache>`.
#[derive(Debug, Clone, Default)]
pub struct ClientCache {
    /// `cacheControlMode`.
    pub mode: Option<Spanned<CacheMode>>,
    /// `cacheControlMaxAge`.
    pub max_age: Option<Spanned<TimeSpan>>,
    /// `cacheControlCustom`.
    pub custom: Option<Spanned<String>>,
    /// `httpExpires`.
    pub expires: Option<Spanned<String>>,
    /// `setEtag`.
    pub set_etag: Option<Spanned<bool>>,
}

/// The types of files by extension.
///
/// IIS comes with a list of some hundred. Unless a level has cleared it, what is here is what the levels make of that list.
#[derive(Debug, Clone, Default)]
pub struct MimeMaps {
    /// The types that are given.
    pub entries: List<MimeMap>,
    /// The extensions that were taken out of the list of IIS and are not given again; none where that is cleared.
    pub removed: List<RemovedMime>,
    /// What has cleared the list of IIS, so that `entries` are all there is.
    pub cleared: Option<Span>,
}

/// A type of files.
#[derive(Debug, Clone)]
pub struct MimeMap {
    /// The entry as written.
    pub written: Rc<config::MimeMap>,
    /// Whether it is of the server's own list.
    pub is_of_server: bool,
}

impl Keyed for MimeMap {
    fn key(&self) -> &Spanned<String> {
        self.written.key()
    }

    fn fold(key: &str) -> Cow<'_, str> {
        config::MimeMap::fold(key)
    }
}

/// An extension without a type.
#[derive(Debug, Clone)]
pub struct RemovedMime(pub Spanned<String>);

impl Keyed for RemovedMime {
    fn key(&self) -> &Spanned<String> {
        &self.0
    }

    fn fold(key: &str) -> Cow<'_, str> {
        config::MimeMap::fold(key)
    }
}

impl Section for StaticContent {
    type Written = config::StaticContent;

    fn lay(&mut self, written: &config::StaticContent, laying: &mut Laying<'_>) {
        set(&mut self.tag, written.tag);
        set(&mut self.footer, written.footer.clone());
        set(&mut self.footer_enabled, written.footer_enabled);
        set(&mut self.footer_is_file, written.footer_is_file);
        if let Some(cache) = &written.client_cache {
            let own = &mut self.client_cache;
            set(&mut own.mode, cache.mode);
            set(&mut own.max_age, cache.max_age);
            set(&mut own.custom, cache.custom.clone());
            set(&mut own.expires, cache.expires.clone());
            set(&mut own.set_etag, cache.set_etag);
        }
        self.mime_maps.lay(&written.mime_maps, laying);
    }
}

impl MimeMaps {
    fn lay(&mut self, written: &[Directive<config::MimeMap>], laying: &mut Laying<'_>) {
        let (mut entries, mut removed) = (Vec::new(), Vec::new());
        for directive in written {
            match directive {
                Directive::Clear(tag) => {
                    self.cleared = Some(*tag);
                    entries.push(Directive::Clear(*tag));
                    removed.push(Directive::Clear(*tag));
                }
                Directive::Remove(extension) => {
                    entries.push(Directive::Remove(extension.clone()));
                    if self.cleared.is_none() {
                        removed.push(Directive::Remove(extension.clone()));
                        removed.push(Directive::Add(Rc::new(RemovedMime(extension.clone()))));
                    }
                }
                Directive::Add(entry) => {
                    let is_of_server = laying.is_of_server;
                    let added = MimeMap { written: Rc::clone(entry), is_of_server };
                    entries.push(Directive::Add(Rc::new(added)));
                    removed.push(Directive::Remove(entry.extension.clone()));
                }
            }
        }
        laying.list(&mut self.entries, &entries);
        laying.list(&mut self.removed, &removed);
    }
}
