//! The parts of a text that is put together for each request.

use super::map::Map;
use super::variable::Variable;
use crate::response::Field;

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// The text itself.
    Literal(&'static str),
    /// A value of the request; empty where the request has none (RW-2).
    Variable(Variable),
    /// A server variable that inbound rules set, by the number that [`Set`](super::Set) gives it.
    Set {
        /// The number.
        variable: u16,
        /// The text where no rule has set it.
        otherwise: &'static [Self],
    },
    /// The status of the response, in digits; empty before there is one.
    Status,
    /// The first line of a header field of the response; empty where it has none (RW-5).
    Response(Field),
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
    Lower(&'static [Self]),
    /// A text with all but letters, digits and `-._~` percent-encoded, `{UrlEncode:…}`.
    Encoded(&'static [Self]),
    /// A text with percent-encoding undone, `{UrlDecode:…}`.
    Decoded(&'static [Self]),
    /// What a map holds for a text, `{Map:…}` (RW-7).
    Lookup(&'static Map, &'static [Self]),
}
