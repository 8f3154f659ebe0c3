//! What a policy does that its author hardly wants: carried as IIS does it, and said.
//!
//! A rule sees the finished policy, adds diagnostics and changes nothing.

mod allow_origin;
mod assumptions;
mod custom_headers;
mod origins;
mod preflights;
mod rewrite;

use crate::budget::Budget;
use crate::diagnostic::Bag;
use crate::policy::Policy;

/// Reports what is questionable about a policy.
pub fn lint(policy: &Policy, bag: &mut Bag) {
    // Patterns are tried on examples, and with other texts. What is not tried for want of work is not reported.
    let budget = Budget::of(Budget::WHOLE / 2);
    for scope in policy.scopes() {
        if let Some(cors) = &scope.cors {
            cors.rules.iter().for_each(|rule| origins::lint(rule, bag));
        }
        custom_headers::lint(scope, bag);
        allow_origin::lint(scope, bag);
        preflights::lint(scope, bag);
        rewrite::lint(scope, &budget, bag);
    }
    // Where there is no policy, nothing rests on anything.
    if !bag.has_errors() {
        policy.scopes().for_each(|scope| assumptions::lint(scope, bag));
    }
}
