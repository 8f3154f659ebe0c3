//! What is sent with static files, read back.

use cors_runtime::policy::{FileCache, FileType, OtherTypes, StaticFiles};

use super::{Read, Reader};
use crate::policy::json::at::At;
use crate::policy::json::static_files::{JsonStaticFiles, JsonValue, Others};
use crate::policy::places::StaticPlaces;
use crate::source::Span;

impl<'p> Reader<'_, 'p> {
    /// `scope` is where the path is, of which these are the files.
    pub(super) fn static_files(
        &self,
        json: &JsonStaticFiles<'_>,
        scope: &At,
    ) -> Read<(&'p StaticFiles<'p>, StaticPlaces<'p>)> {
        let others = &json.other_types;
        let others_at = others.source.as_ref().unwrap_or(scope);
        let other_types = match (others.are, &others.r#type) {
            (Others::AsServed, None) => OtherTypes::AsServed,
            (Others::NotFound, None) => OtherTypes::NotFound,
            (Others::WhereUnknown, Some(mime)) => {
                OtherTypes::WhereUnknown(self.value(others_at, mime)?)
            }
            (Others::Always, Some(mime)) => OtherTypes::Always(self.value(others_at, mime)?),
            _ => return Err(self.broken(others_at, "other types are of one kind or another")),
        };
        let (types, types_at) = self.types(json)?;
        let (by_extension, by_extension_at) = self.by_extension(json, scope)?;
        let mut files = StaticFiles::new()
            .types(types)
            .other_types(other_types)
            .cache_control_by_extension(by_extension);
        if let Some(value) = &json.cache_control {
            files = files.cache_control(self.value(first(&value.sources, scope), &value.value)?);
        }
        if let Some(value) = &json.expires {
            files = files.expires(self.value(first(&value.sources, scope), &value.value)?);
        }
        if !json.etag {
            files = files.without_etag();
        }
        let places = StaticPlaces {
            section: self.at(scope),
            cache_control: self.ats(sources_of(json.cache_control.as_ref())),
            by_extension: by_extension_at,
            expires: sources_of(json.expires.as_ref()).first().map(|source| self.at(source)),
            without_etag: (!json.etag).then(|| self.at(scope)),
            types: types_at,
            other_types: others.source.as_ref().map(|source| self.at(source)),
        };
        Ok((self.arena.one(files), places))
    }

    fn types(&self, json: &JsonStaticFiles<'_>) -> Read<(&'p [FileType<'p>], &'p [Span])> {
        let mut types: Vec<(FileType<'p>, Span)> = Vec::with_capacity(json.types.len());
        let mut before: Option<&str> = None;
        for entry in &json.types {
            let extension = self.extension(&entry.source, &entry.extension, before)?;
            before = Some(&entry.extension);
            let file_type = match &entry.r#type {
                Some(mime) => FileType::new(extension, self.value(&entry.source, mime)?),
                None => FileType::not_found(extension),
            };
            types.push((file_type, self.at(&entry.source)));
        }
        let (types, places): (Vec<_>, Vec<_>) = types.into_iter().unzip();
        Ok((self.arena.list(&types), self.arena.list(&places)))
    }

    fn by_extension(
        &self,
        json: &JsonStaticFiles<'_>,
        scope: &At,
    ) -> Read<(&'p [FileCache<'p>], &'p [&'p [Span]])> {
        let mut list = Vec::with_capacity(json.cache_control_by_extension.len());
        let mut before: Option<&str> = None;
        for entry in &json.cache_control_by_extension {
            let at = first(&entry.sources, scope);
            let extension = self.extension(at, &entry.extension, before)?;
            before = Some(&entry.extension);
            let cache = match &entry.value {
                Some(value) => FileCache::new(extension, self.value(at, value)?),
                None => FileCache::none(extension),
            };
            list.push((cache, self.ats(&entry.sources)));
        }
        let (list, places): (Vec<_>, Vec<_>) = list.into_iter().unzip();
        Ok((self.arena.list(&list), self.arena.list(&places)))
    }

    /// An extension in lower case that comes after the one before.
    fn extension(&self, at: &At, extension: &str, before: Option<&str>) -> Read<&'p str> {
        if extension.bytes().any(|byte| byte.is_ascii_uppercase())
            || before.is_some_and(|before| before >= extension)
        {
            let message = format!("`{extension}` is not in lower case, or not in order");
            return Err(self.broken(at, message));
        }
        Ok(self.arena.text(extension))
    }
}

fn sources_of<'s>(value: Option<&'s JsonValue<'_>>) -> &'s [At] {
    value.map_or(&[], |value| &value.sources)
}

fn first<'s>(sources: &'s [At], otherwise: &'s At) -> &'s At {
    sources.first().unwrap_or(otherwise)
}
