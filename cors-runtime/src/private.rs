//! What generated code may call and hand-written code should not.
//!
//! Generated code reaches this crate through one module, named after the agreement that both sides keep. That number is no
//! version: it goes up when code generated before would no longer compile or would mean something else. A runtime
//! that does not speak a number lacks its module, so that the mismatch is one error at one line, which names that number
//! and, as the name that is meant, the one that is spoken: generate the policy again, with the `cors-gen` of this version.

pub use crate::check::{is_extension, is_segment, is_token};
pub use crate::field::lower_case;
pub use crate::policy::parts::*;
pub use crate::rewrite::parts::*;
pub use crate::scopes::{fill_scope_slots, scope_slot_count, scope_slots};

/// The number of the agreement between generated code and this crate.
pub const ABI: u32 = 1;

/// The agreement of cors-gen 0.1.
///
/// Types stand here with their lifetime filled in: lints that users may forbid ask for it where types are written.
pub mod abi1 {
    use crate::{pattern, policy, rewrite::parts as rewrite};

    pub use crate::pattern::Syntax;
    pub use crate::policy::{BothSet, OnErrors, UnlistedPreflight, Vary};
    pub use crate::{field_name, map, origins, scopes};

    pub type Condition = rewrite::Condition<'static>;
    pub type Conditions = rewrite::Conditions<'static>;
    pub type Cors = policy::Cors<'static>;
    pub type Field = crate::Field<'static>;
    pub type FileCache = policy::FileCache<'static>;
    pub type FileType = policy::FileType<'static>;
    pub type FieldName = crate::FieldName<'static>;
    pub type Header = policy::Header<'static>;
    pub type Hsts = policy::Hsts<'static>;
    pub type InboundRule = rewrite::InboundRule<'static>;
    pub type Map = rewrite::Map<'static>;
    pub type OptionsHandler = policy::OptionsHandler<'static>;
    pub type OriginRule = policy::OriginRule<'static>;
    pub type Origins = policy::Origins<'static>;
    pub type OtherTypes = policy::OtherTypes<'static>;
    pub type OutboundRule = rewrite::OutboundRule<'static>;
    pub type Part = rewrite::Part<'static>;
    pub type Pattern = pattern::Pattern<'static>;
    pub type Policy = policy::Policy<'static>;
    pub type RequestFiltering = policy::RequestFiltering<'static>;
    pub type Rewrite = rewrite::Rewrite<'static>;
    pub type Scope = policy::Scope<'static>;
    pub type Scopes = policy::Scopes<'static>;
    pub type Set = rewrite::Set<'static>;
    pub type StaticFiles = policy::StaticFiles<'static>;
    pub type Test = rewrite::Test<'static>;
    pub type Variable = rewrite::Variable<'static>;
    pub type Verbs = policy::Verbs<'static>;
}
