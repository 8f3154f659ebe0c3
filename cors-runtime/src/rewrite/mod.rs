//! URL Rewrite (RW-1…10): rules that answer requests, and rules that rewrite response header fields.
//!
//! The data is constant, as in [`policy`](crate::policy). A text of a rule is a list of parts, which is never put
//! together in memory: where it is one run of bytes that is there already, that is read, and where it is not, its
//! bytes go one by one through the automaton, the look-up or the response's field. A reference to a group of a pattern is
//! found by matching the pattern again. So of what rules did only that is stored which of them fired, nothing is allocated, and
//! the time is linear in the request; how many times a rule may read it is limited when generating.
//!
//! What is not carried: rewriting of URLs and bodies. That is routing, which the service does itself; of such rules only that
//! they end the run is left, and who gets OPTIONS for what they rewrite to (OP-11). The rules of `<httpRedirect>` (RD-1…7) are
//! rules for requests as well.

mod coding;
mod location;
mod map;
mod part;
mod rule;
mod run;
mod scene;
mod variable;

pub use rule::InboundRule;
pub use scene::Written;

pub(crate) use part::Part;
pub(crate) use rule::{Condition, InboundAction, Rewrite, Test, is_redirect};
pub(crate) use run::{Answering, Handled, redirect, rewrite_response, run};
pub(crate) use variable::Variable;

/// What only generators and generated code look at.
pub(crate) mod parts {
    pub use super::map::{Map, MapParts, fill_map_slots, map_slot_count, map_slots};
    pub use super::part::Part;
    pub use super::rule::{
        Condition, ConditionParts, Conditions, ConditionsParts, InboundAction, InboundRule,
        InboundRuleParts, MOST_STOPS, OutboundRule, OutboundRuleParts, Rewrite, RewriteParts, Set,
        SetParts, Stop, Test,
    };
    pub use super::scene::REMEMBERED;
    pub use super::variable::Variable;
}
