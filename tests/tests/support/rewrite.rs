//! Policies from configurations.

use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_runtime::Policy;

/// The policy of a site with these sections, which lives for ever.
pub(crate) fn policy(sections: &str) -> &'static Policy {
    policy_of(&format!(
        "<configuration><system.webServer>{sections}</system.webServer></configuration>"
    ))
}

/// The policy of a configuration, which lives for ever.
pub(crate) fn policy_of(text: &str) -> &'static Policy {
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let arena: &'static Arena = Box::leak(Box::default());
    let outcome = pipeline::run(input, &Options::default(), arena);
    let findings: Vec<_> = outcome.diagnostics.iter().map(|d| &d.message).collect();
    outcome.policy.unwrap_or_else(|| panic!("{findings:?}")).policy
}
