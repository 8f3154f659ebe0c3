//! The parts of a text that is put together for each request.

use super::map::Map;
use super::variable::Variable;
use crate::field::Field;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part<'p> {
    /// The text itself.
    Literal(&'p str),
    /// A value of the request; empty where the request has none (RW-2).
    Variable(Variable<'p>),
    /// A server variable that inbound rules set.
    Set {
        /// Its name; letter case does not count.
        name: &'p str,
        /// The text where no rule has set it.
        otherwise: &'p [Self],
    },
    /// The status of the response, in digits; empty before there is one.
    Status,
    /// A header field of the response; empty where it has none (RW-5).
    ///
    /// Of several lines it is the first, or all of them with commas where http.sys holds the field joined (CH-5), or the one that
    /// the rule is being run on.
    Response(Field<'p>),
    /// A group of the rule's own pattern, `{R:1}`; empty where the group took no part.
    RuleGroup(u8),
    /// A group of the pattern of the condition at a position, `{C:1}`; empty where the group took no part.
    ConditionGroup {
        /// The position of the condition.
        condition: u8,
        /// The number of the group in its pattern.
        group: u8,
    },
    /// A group of the first condition that holds, for rules of which one condition has to hold.
    AnyConditionGroup(u8),
    /// A text in lower case, `{ToLower:…}`; letters other than ASCII stay as they are.
    Lower(&'p [Self]),
    /// A text with all but letters, digits and `-._~` percent-encoded, `{UrlEncode:…}`.
    Encoded(&'p [Self]),
    /// A text with `&`, `<`, `>` and quotes as character references, `{HtmlEncode:…}`.
    Html(&'p [Self]),
    /// A text with percent-encoding undone, `{UrlDecode:…}`.
    Decoded(&'p [Self]),
    /// What a map holds for a text, `{Map:…}` (RW-7).
    Lookup(&'p Map<'p>, &'p [Self]),
    /// An address to send a client to, made absolute and percent-encoded where an address has to be (RD-8).
    Location {
        /// The path that a relative address is below, with slashes at both ends; one that starts with a slash is the site's.
        base: &'p str,
        /// Whether the query of the request is appended.
        query: bool,
        /// The address as written.
        text: &'p [Self],
    },
}

impl<'p> Part<'p> {
    /// The text in this part; `None` for a part without one.
    #[must_use]
    pub const fn inner(&self) -> Option<&'p [Self]> {
        match *self {
            Self::Lower(text)
            | Self::Encoded(text)
            | Self::Html(text)
            | Self::Decoded(text)
            | Self::Lookup(_, text)
            | Self::Set { otherwise: text, .. }
            | Self::Location { text, .. } => Some(text),
            Self::Literal(_)
            | Self::Variable(_)
            | Self::Status
            | Self::Response(_)
            | Self::RuleGroup(_)
            | Self::ConditionGroup { .. }
            | Self::AnyConditionGroup(_) => None,
        }
    }
}
