//! What is sent with static files, in the JSON form.

use cors_runtime::__private::{FileCacheParts, FileTypeParts, StaticFilesParts};
use cors_runtime::policy::{FileCache, FileType, OtherTypes, StaticFiles};
use serde::Serialize;

use super::Names;
use crate::policy::places::StaticPlaces;
use crate::source::Span;

#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonStaticFiles<'a> {
    cache_control: Option<JsonValue<'a>>,
    expires: Option<JsonValue<'a>>,
    etag: bool,
    cache_control_by_extension: Vec<JsonFileCache<'a>>,
    types: Vec<JsonFileType<'a>>,
    other_types: JsonOtherTypes<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonValue<'a> {
    sources: Vec<String>,
    value: &'a str,
}

#[derive(Debug, Clone, Serialize)]
struct JsonFileCache<'a> {
    sources: Vec<String>,
    extension: &'a str,
    value: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonFileType<'a> {
    source: String,
    extension: &'a str,
    r#type: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonOtherTypes<'a> {
    source: Option<String>,
    are: &'static str,
    r#type: Option<&'a str>,
}

impl Names<'_> {
    pub(super) fn static_files<'a>(
        self,
        files: &'a StaticFiles<'a>,
        at: &StaticPlaces<'a>,
    ) -> JsonStaticFiles<'a> {
        let &StaticFilesParts { cache_control, by_extension, expires, etag, types, other_types } =
            files.parts();
        let sources = |places: &[Span]| places.iter().map(|place| self.of(*place)).collect();
        let (are, mime) = match other_types {
            OtherTypes::AsServed => ("as-served", None),
            OtherTypes::WhereUnknown(mime) => ("where-unknown", Some(mime)),
            OtherTypes::Always(mime) => ("always", Some(mime)),
            OtherTypes::NotFound => ("not-found", None),
        };
        let by_extension = by_extension.iter().map(FileCache::parts).zip(at.by_extension);
        let types = types.iter().map(FileType::parts).zip(at.types);
        JsonStaticFiles {
            cache_control: cache_control
                .map(|value| JsonValue { sources: sources(at.cache_control), value }),
            expires: expires
                .map(|value| JsonValue { sources: sources(at.expires.as_slice()), value }),
            etag,
            cache_control_by_extension: by_extension
                .map(|(&FileCacheParts { extension, value }, at)| JsonFileCache {
                    sources: sources(at),
                    extension,
                    value,
                })
                .collect(),
            types: types
                .map(|(&FileTypeParts { extension, mime }, at)| JsonFileType {
                    source: self.of(*at),
                    extension,
                    r#type: mime,
                })
                .collect(),
            other_types: JsonOtherTypes {
                source: at.other_types.map(|place| self.of(place)),
                are,
                r#type: mime,
            },
        }
    }
}
