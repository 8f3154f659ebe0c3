//! The place of an item: where a run found it, and for who reads the document, where it says so.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// `"source": "web.config:7:13"`.
#[derive(Clone)]
pub(super) enum At {
    /// As a run writes it.
    Written(String),
    /// The addresses of the text as it was read, in the document: from there to bytes of the document it is one step.
    Read(Range<usize>),
}

impl At {
    pub(super) const fn written(place: String) -> Self {
        Self::Written(place)
    }

    /// Which bytes of the document it was read from are the place; none where it was not read.
    pub(super) fn within(&self, document: &str) -> Range<usize> {
        let base = document.as_ptr().addr();
        match self {
            Self::Read(Range { start, end }) => {
                start.saturating_sub(base)..end.saturating_sub(base).min(document.len())
            }
            Self::Written(_) => 0..0,
        }
    }
}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(place) => f.write_str(place),
            Self::Read(_) => f.write_str("read"),
        }
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Written(place) => serializer.serialize_str(place),
            Self::Read(_) => serializer.serialize_str(""),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
            return Err(serde::de::Error::custom("a `source` is a text: `web.config:7:13`"));
        };
        let start = inner.as_ptr().addr();
        Ok(Self::Read(start..start + inner.len()))
    }
}
