//! Policies from configurations, and a response that allocates nothing.

use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::runtime::to_runtime;
use cors_runtime::rewrite::Written;
use cors_runtime::{Edit, Field, Policy, Reason, ResponseHeaders, RewriteHeaders};

/// The policy of a site with these sections.
pub(crate) fn policy(sections: &str) -> &'static Policy {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let outcome = pipeline::run(input, &Options::default());
    let findings: Vec<_> = outcome.diagnostics.iter().map(|d| &d.message).collect();
    to_runtime(&outcome.policy.unwrap_or_else(|| panic!("{findings:?}")))
}

/// A response without header fields, which counts what it is given and keeps nothing.
#[derive(Default)]
pub(crate) struct Sink {
    pub(crate) set: usize,
    pub(crate) bytes: std::cell::Cell<usize>,
}

impl ResponseHeaders for Sink {
    type Value = ();

    fn value(_: &'static str) {}

    fn edit(&mut self, _: Edit<()>) {
        self.set += 1;
    }
}

impl RewriteHeaders for Sink {
    fn line(&self, _: Field) -> Option<&[u8]> {
        None
    }

    fn compose(&self, text: &Written<'_>) -> Option<()> {
        text.for_each(|_| self.bytes.set(self.bytes.get() + 1));
        Some(())
    }

    fn remove(&mut self, _: Field, _: Reason) {}
}
