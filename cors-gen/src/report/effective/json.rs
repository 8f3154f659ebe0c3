//! Values as JSON, with their places.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::source::{SourceMap, Span, Spanned};
use crate::text::one_line;

/// A JSON value.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Null,
    Switch(bool),
    Number(i64),
    Text(String),
    List(Vec<Self>),
    Object(Object),
}

/// A JSON object, whose keys keep their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Object(Vec<(Cow<'static, str>, Value)>);

impl Object {
    /// Adds a key.
    pub(super) fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        self.0.push((key.into(), value.into()));
    }

    /// Adds the keys of another object.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The object with another key.
    pub(super) fn with(
        mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) -> Self {
        self.set(key, value);
        self
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
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
    pub(super) fn setting(&self, value: Option<Spanned<bool>>) -> Value {
        let setting = |value: Spanned<bool>| {
            let mut object = Object::default().with("value", value.value);
            object.extend(self.at(value.span));
            Value::Object(object)
        };
        value.map_or(Value::Null, setting)
    }

    /// Names, each with its place.
    pub(super) fn names<'n>(&self, names: impl IntoIterator<Item = &'n Spanned<String>>) -> Value {
        let name = |name: &Spanned<String>| self.at(name.span).with("name", &name.value);
        names.into_iter().map(name).collect()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Switch(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Object> for Value {
    fn from(value: Object) -> Self {
        Self::Object(value)
    }
}

/// The value without its place.
impl<T: Into<Self>> From<Spanned<T>> for Value {
    fn from(value: Spanned<T>) -> Self {
        value.value.into()
    }
}

impl From<&Spanned<String>> for Value {
    fn from(value: &Spanned<String>) -> Self {
        (&value.value).into()
    }
}

/// `null` for what is not there.
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}
