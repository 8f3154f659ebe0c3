//! The sections of `<rewrite>` (RW-1…10), as written. One file a section; what they share is in `parts`.

mod inbound;
mod maps;
mod outbound;
mod parts;
mod providers;
mod variables;

pub use inbound::{GlobalRules, InboundAction, InboundRule, InboundRules, SetVariable, UrlMatch};
pub use maps::{MapEntry, RewriteMap, RewriteMaps};
pub use outbound::{OutboundAction, OutboundMatch, OutboundRule, OutboundRules, PreCondition};
pub(super) use parts::Place;
pub use parts::{Condition, Conditions, Grouping, MatchType, PatternSyntax, Test};
pub(super) use providers::report as report_providers;
pub use variables::AllowedServerVariables;
