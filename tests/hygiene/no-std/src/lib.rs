//! The macro in a crate without `std` and `alloc`, in all the places where an expression may stand.

#![no_std]

use cors_macros::include_cors;
use cors_runtime::{AnsweredBy, Policy, Request};

/// In a static.
pub static IN_A_STATIC: Policy = include_cors!("web.config");

/// In a constant.
pub const IN_A_CONSTANT: Policy = include_cors!("web.config");

/// In a `static` within a function, beside names that the expansion uses too.
#[must_use]
pub fn forbidden(origin: &[u8]) -> bool {
    #[expect(dead_code, reason = "nothing of it may meet the names of the expansion")]
    struct Rule;
    #[expect(dead_code, reason = "nothing of it may meet the names of the expansion")]
    const ROOT: () = ();
    static POLICY: Policy = include_cors!("web.config");
    let request = Request::new(b"GET", b"/").origin(Some(origin));
    POLICY.decide(&request).answer().is_some_and(|answer| answer.by == AnsweredBy::CorsForbidden)
}

#[cfg(test)]
mod tests {
    #[test]
    fn decides() {
        assert!(super::forbidden(b"https://other.example"));
        assert!(!super::forbidden(b"https://app.contoso.example"));
    }
}
