//! `<staticContent>`, printed.

use std::borrow::Cow;

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Attribute, Xml, optional, present, shown, switch, text};
use crate::effective::{CacheMode, ClientCache, MimeMap, MimeMaps, StaticContent};

impl Section for StaticContent {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        if self.tag.is_none() {
            return;
        }
        let attributes = present([
            optional("defaultDocFooter", self.footer.as_ref()),
            switch("enableDocFooter", self.footer_enabled),
            switch("isDocFooterFileName", self.footer_is_file),
        ]);
        xml.element(name, &attributes, xml::ToldApart::Lines, |xml| {
            let cache = client_cache(&self.client_cache);
            if !cache.is_empty() {
                xml.empty("clientCache", &cache, xml::ToldApart::Lines);
            }
            mime_maps(&self.mime_maps, xml);
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let section = self.tag.map(|tag| {
            let ClientCache { mode, max_age, custom, expires, set_etag } = &self.client_cache;
            let cache = Object::default()
                .with("mode", places.setting(mode.map(|mode| mode.map(CacheMode::name))))
                .with("max_age", places.setting(max_age.map(|age| age.map(|age| age.to_string()))))
                .with("custom", places.setting(custom.clone()))
                .with("expires", places.setting(expires.clone()))
                .with("set_etag", places.setting(*set_etag));
            let MimeMaps { entries, removed, cleared } = &self.mime_maps;
            let entry = |entry: &MimeMap| {
                let written = &entry.written;
                places
                    .at(written.tag)
                    .with("extension", &written.extension)
                    .with("type", &written.mime_type)
            };
            let entries: Value = entries.iter().map(|it| entry(it)).collect();
            places
                .at(tag)
                .with("footer", places.setting(self.footer.clone()))
                .with("footer_enabled", places.setting(self.footer_enabled))
                .with("footer_is_file", places.setting(self.footer_is_file))
                .with("client_cache", cache)
                .with("mime_maps", entries)
                .with("removed_mime_maps", places.names(removed.iter().map(|it| &it.0)))
                .with("cleared_mime_maps", cleared.map(|tag| places.at(tag)))
        });
        group.set("static_content", section);
    }
}

fn client_cache(cache: &ClientCache) -> Vec<Attribute<'_>> {
    let ClientCache { mode, max_age, custom, expires, set_etag } = cache;
    let word = |name: &'static str| Cow::Borrowed(name);
    present([
        shown("cacheControlMode", *mode, |mode| word(mode.name())),
        shown("cacheControlMaxAge", *max_age, |age| Cow::Owned(age.to_string())),
        optional("cacheControlCustom", custom.as_ref()),
        optional("httpExpires", expires.as_ref()),
        switch("setEtag", *set_etag),
    ])
}

/// Below the list of IIS, which cannot be cleared without losing it, each entry is removed before it is added.
fn mime_maps(maps: &MimeMaps, xml: &mut Xml<'_>) {
    let remove = |xml: &mut Xml<'_>, attribute| {
        xml.empty("remove", &[attribute], xml::ToldApart::Lines);
    };
    if maps.cleared.is_some() {
        xml.clear();
    }
    for extension in maps.removed.iter() {
        remove(xml, text("fileExtension", &extension.0));
    }
    for entry in maps.entries.iter() {
        let entry = &entry.written;
        if maps.cleared.is_none() {
            remove(xml, text("fileExtension", &entry.extension));
        }
        let attributes =
            [text("fileExtension", &entry.extension), text("mimeType", &entry.mime_type)];
        xml.empty("mimeMap", &attributes, xml::ToldApart::Files(entry.tag));
    }
}
