//! The policy: what the effective configuration comes down to, without options left open.
//!
//! It is the runtime's own value, built in an [`Arena`]: defaults are applied, origins classified, lists joined to the values
//! that are sent, rules in canonical order. `explain` and `lint` run that value, the emitter prints it. Where its items were
//! written is in a table beside it, [`Lowered`]. What several paths inherit unchanged is one list in memory.

mod arena;
pub(crate) mod assumed;
pub(crate) mod certain;
#[cfg(feature = "json")]
pub mod json;
mod lower;
mod origin;
mod places;
pub(crate) mod response;
mod scopes;
mod show;
pub(crate) mod texts;
mod token;

pub use arena::Arena;
pub use lower::lower;
pub use places::{
    AllowListPlaces, CorsPlaces, FilteringPlaces, HandlerPlace, Lowered, RewritePlaces,
    RewriteRulePlaces, RulePlaces, ScopePlaces, StaticPlaces,
};
#[cfg(feature = "explain")]
pub(crate) use scopes::deepest;
pub use show::show;
