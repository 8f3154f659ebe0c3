//! What is sent with static files, in the JSON form.

use std::borrow::Cow;

use cors_runtime::__private::{FileCacheParts, FileTypeParts, StaticFilesParts};
use cors_runtime::policy::{FileCache, FileType, OtherTypes, StaticFiles};
use serde::{Deserialize, Serialize};

use super::Names;
use super::at::At;
use crate::policy::places::StaticPlaces;
use crate::source::Span;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonStaticFiles<'a> {
    pub(super) cache_control: Option<JsonValue<'a>>,
    pub(super) expires: Option<JsonValue<'a>>,
    pub(super) etag: bool,
    pub(super) cache_control_by_extension: Vec<JsonFileCache<'a>>,
    pub(super) types: Vec<JsonFileType<'a>>,
    pub(super) other_types: JsonOtherTypes<'a>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonValue<'a> {
    pub(super) sources: Vec<At>,
    pub(super) value: Cow<'a, str>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonFileCache<'a> {
    pub(super) sources: Vec<At>,
    pub(super) extension: Cow<'a, str>,
    pub(super) value: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonFileType<'a> {
    pub(super) source: At,
    pub(super) extension: Cow<'a, str>,
    pub(super) r#type: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonOtherTypes<'a> {
    pub(super) source: Option<At>,
    pub(super) are: Others,
    pub(super) r#type: Option<Cow<'a, str>>,
}

/// What becomes of files whose extension the list does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Others {
    AsServed,
    WhereUnknown,
    Always,
    NotFound,
}

impl<'a> Names<'_, 'a> {
    pub(super) fn static_files(
        self,
        files: &'a StaticFiles<'a>,
        at: &StaticPlaces<'a>,
    ) -> JsonStaticFiles<'a> {
        let &StaticFilesParts { cache_control, by_extension, expires, etag, types, other_types } =
            files.parts();
        let sources = |places: &[Span]| places.iter().map(|place| self.of(*place)).collect();
        let (are, mime) = match other_types {
            OtherTypes::AsServed => (Others::AsServed, None),
            OtherTypes::WhereUnknown(mime) => (Others::WhereUnknown, Some(mime.into())),
            OtherTypes::Always(mime) => (Others::Always, Some(mime.into())),
            OtherTypes::NotFound => (Others::NotFound, None),
        };
        let by_extension = by_extension.iter().map(FileCache::parts).zip(at.by_extension);
        let types = types.iter().map(FileType::parts).zip(at.types);
        JsonStaticFiles {
            cache_control: cache_control
                .map(|value| JsonValue { sources: sources(at.cache_control), value: value.into() }),
            expires: expires.map(|value| JsonValue {
                sources: sources(at.expires.as_slice()),
                value: value.into(),
            }),
            etag,
            cache_control_by_extension: by_extension
                .map(|(&FileCacheParts { extension, value }, at)| JsonFileCache {
                    sources: sources(at),
                    extension: extension.into(),
                    value: value.map(Cow::from),
                })
                .collect(),
            types: types
                .map(|(&FileTypeParts { extension, mime }, at)| JsonFileType {
                    source: self.of(*at),
                    extension: extension.into(),
                    r#type: mime.map(Cow::from),
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
