//! The macro and a generated file in edition 2018.

use cors_macros::include_cors;
use cors_runtime::Policy;

/// From the macro.
pub static EXPANDED: Policy = include_cors!("web.config");

/// From a file.
pub mod included {
    include!("../../strict/src/policy.rs");
}
