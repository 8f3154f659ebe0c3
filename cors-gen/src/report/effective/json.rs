//! Values as JSON, with their places.

use serde::Serialize;
use serde_json::Map;

use crate::source::{SourceMap, Span, Spanned};
use crate::text::one_line;

/// A JSON object, being put together in the order of its keys.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Object(Map<String, serde_json::Value>);

impl Object {
    /// Adds a key.
    pub(super) fn set(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(key.into(), value.into().0);
    }

    /// Adds the keys of another object.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The object with another key.
    pub(super) fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }
}

/// Where values were written.
pub(super) struct Places<'s> {
    pub(super) sources: &'s SourceMap,
}

impl Places<'_> {
    /// An object with a place: `source` and `text`.
    pub(super) fn at(&self, span: Span) -> Object {
        Object::default()
            .with("source", self.sources.locate(span).to_string())
            .with("text", one_line(self.sources.text(span)))
    }

    /// A setting of a section, which may come from another level than the next: its value and its place.
    pub(super) fn setting<T: Into<Value>>(&self, value: Option<Spanned<T>>) -> Value {
        let setting = |value: Spanned<T>| {
            let mut object = Object::default().with("value", value.value);
            object.extend(self.at(value.span));
            object
        };
        value.map(setting).into()
    }

    /// Names, each with its place.
    pub(super) fn names<'n>(&self, names: impl IntoIterator<Item = &'n Spanned<String>>) -> Value {
        let name = |name: &Spanned<String>| self.at(name.span).with("name", &*name.value);
        names.into_iter().map(name).collect()
    }
}

/// A JSON value.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Value(serde_json::Value);

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self(serde_json::Value::Object(object.0))
    }
}

/// The value without its place.
impl From<Spanned<bool>> for Value {
    fn from(value: Spanned<bool>) -> Self {
        value.value.into()
    }
}

/// The value without its place.
impl From<&Spanned<String>> for Value {
    fn from(value: &Spanned<String>) -> Self {
        value.value.as_str().into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(serde_json::Value::Null), Into::into)
    }
}

impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(|value| value.into().0).collect())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        value.as_str().into()
    }
}

macro_rules! plain {
    ($($type:ty),+) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self(value.into())
            }
        })+
    };
}
plain!(bool, i32, u16, u32, u64, usize, i64, &str, String);
