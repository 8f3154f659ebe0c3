//! The macro where `cors-runtime` has another name, and where it is re-exported.

use cors_macros::include_cors;

/// Not the crate, but a module that has it.
pub mod vendored {
    pub use runtime_by_another_name as rt;
}

/// By the crate's own name for it.
pub static RENAMED: vendored::rt::Policy =
    include_cors!("web.config", runtime = "::runtime_by_another_name");

/// By a path within the crate.
pub static REEXPORTED: vendored::rt::Policy =
    include_cors!("web.config", runtime = "crate::vendored::rt");
