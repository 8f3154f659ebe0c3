//! `<httpRedirect>`: where clients are sent in place of an answer (RD-1…7).

use std::borrow::Cow;

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// An `<httpRedirect>` section.
#[derive(Debug, Clone, Default)]
pub struct HttpRedirect {
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `destination`.
    pub destination: Option<Spanned<String>>,
    /// `exactDestination`.
    pub exact: Option<Spanned<bool>>,
    /// `childOnly`.
    pub child_only: Option<Spanned<bool>>,
    /// `httpResponseStatus`.
    pub status: Option<Spanned<RedirectStatus>>,
    /// The destinations by pattern.
    pub entries: Vec<Directive<RedirectEntry>>,
}

/// A value of `httpResponseStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RedirectStatus {
    /// 301
    Permanent,
    /// 302
    #[default]
    Found,
    /// 307
    Temporary,
    /// 308
    PermRedirect,
}

/// An `<add wildcard destination>`.
#[derive(Debug, Clone)]
pub struct RedirectEntry {
    /// The start tag.
    pub tag: Span,
    /// `wildcard`.
    pub wildcard: Spanned<String>,
    /// `destination`.
    pub destination: Spanned<String>,
}

impl RedirectStatus {
    const ALL: [Self; 4] = [Self::Permanent, Self::Found, Self::Temporary, Self::PermRedirect];

    /// The word in a configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Permanent => "Permanent",
            Self::Found => "Found",
            Self::Temporary => "Temporary",
            Self::PermRedirect => "PermRedirect",
        }
    }

    /// The status.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Permanent => 301,
            Self::Found => 302,
            Self::Temporary => 307,
            Self::PermRedirect => 308,
        }
    }
}

impl Keyed for RedirectEntry {
    fn key(&self) -> &Spanned<String> {
        &self.wildcard
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_lowercase())
    }
}

impl Section for HttpRedirect {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("wildcard")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let enabled = fields.boolean("enabled");
        let destination = fields.text("destination");
        let exact = fields.boolean("exactDestination");
        let child_only = fields.boolean("childOnly");
        let status =
            fields.word("httpResponseStatus", &RedirectStatus::ALL.map(RedirectStatus::word));
        let status = status.and_then(|word| {
            let status =
                RedirectStatus::ALL.into_iter().find(|known| known.word() == word.value)?;
            Some(word.map(|_| status))
        });
        let entries = directives(element, "wildcard", &mut fields, |element, bag| {
            let mut fields = Fields::of(element, bag);
            let wildcard = fields.required("wildcard");
            let destination = fields.required("destination");
            fields.finish();
            Some(RedirectEntry {
                tag: element.place(),
                wildcard: wildcard?,
                destination: destination?,
            })
        });
        fields.finish();
        Self { enabled, destination, exact, child_only, status, entries }
    }
}
