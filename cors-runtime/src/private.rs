//! What generated code may call and hand-written code should not.

use crate::policy::{Policy, Scope};

/// The number of the agreement between generated code and this crate.
///
/// It is not a version: it goes up only when code generated before could no longer compile or would mean something else.
pub const ABI: u32 = 1;

/// The oldest generated code that this crate still understands.
pub const OLDEST_ABI: u32 = 1;

/// The policy of generated code, once both sides are known to speak the same language.
///
/// # Panics
///
/// When `abi` is not one that this crate speaks. Generated code calls this in a constant, so the panic is a compile
/// error that says what to do.
#[must_use]
pub const fn policy(abi: u32, root: Scope, deeper: &'static [Scope]) -> Policy {
    assert!(
        abi <= ABI,
        "this policy was generated for a newer cors-runtime: update cors-runtime in Cargo.toml, or generate the policy again with the cors-gen that belongs to it"
    );
    assert!(
        abi >= OLDEST_ABI,
        "this policy was generated for an older cors-runtime: generate it again with `cors-gen web.config -o FILE`, or keep the older cors-runtime"
    );
    Policy::new(root, deeper)
}
