//! Requests that tell the parts of a policy apart: a cover, not a product.
//!
//! For each path that differs there are requests that its rules allow, requests that they nearly allow, and requests that the other
//! parts of the scope answer or refuse. Whoever gives the same answers to all of them does what the policy does, as far as
//! requests can tell.

mod draft;
mod filtering;
mod misses;
mod origins;
mod paths;
mod rewrite;

use std::collections::HashSet;

use cors_runtime::__private::{InboundAction, ScopeParts};
use cors_runtime::policy::{Policy, Scope};
use cors_runtime::rewrite::InboundRule;

use self::draft::Draft;
pub(crate) use self::origins::UNLISTED;
#[cfg(feature = "cli")]
pub(crate) use self::origins::origin_of;
use crate::explain::RequestSpec;

/// A request, and what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// The request. Where a rule reads what the application sends, `app` has it.
    pub request: RequestSpec,
    /// What it tells, in a clause: ``an origin of `https://*.shop.example` ``.
    pub about: String,
    /// Whether it is nearly what a rule is about, rather than that.
    pub is_near: bool,
}

impl Probe {
    pub(crate) const fn new(request: RequestSpec, about: String) -> Self {
        Self { request, about, is_near: false }
    }
}

/// Which requests are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Paths that exist, as they are sent. Of a scope that has any, they take the place of the scope's own path; a scope without
    /// is asked about at its own.
    pub paths: Vec<String>,
    /// The most origins of one list of rules that are asked about one by one; `None` for all.
    pub most_origins: Option<usize>,
}

/// The requests that tell the parts of `policy` apart, in the order of its scopes, each once.
#[must_use]
pub fn probes(policy: &Policy<'_>, wanted: &Wanted) -> Vec<Probe> {
    let mut probes = Probes::default();
    let mut seen = HashSet::new();
    for scope in scopes(policy) {
        let is_new = seen.insert(content(scope));
        for path in paths::of(policy, scope, wanted) {
            let asked = Asked { policy, scope, path: &path, wanted };
            if is_new {
                asked.whole(&mut probes);
            } else {
                asked.brief(&mut probes);
            }
        }
    }
    probes.list
}

/// The requests that tell the parts of the scope apart in which `path` falls, each once.
#[must_use]
pub fn probes_at(policy: &Policy<'_>, path: &str) -> Vec<Probe> {
    let mut probes = Probes::default();
    let scope = policy.scope_of(path.as_bytes());
    Asked { policy, scope, path, wanted: &Wanted::default() }.whole(&mut probes);
    probes.list
}

/// A path for each scope, as it is sent.
pub fn paths<'s>(policy: &'s Policy<'_>) -> impl Iterator<Item = String> + 's {
    scopes(policy).map(paths::own)
}

fn scopes<'s, 'p>(policy: &'s Policy<'p>) -> impl Iterator<Item = &'s Scope<'p>> {
    let parts = policy.parts();
    std::iter::once(&parts.root).chain(parts.deeper.as_slice())
}

/// What a scope says, wherever it is.
#[must_use]
pub(crate) fn content<'p>(scope: &Scope<'p>) -> ScopeParts<'p> {
    ScopeParts { path: "", ..*scope.parts() }
}

/// The requests so far, each once.
#[derive(Default)]
struct Probes {
    list: Vec<Probe>,
    known: HashSet<RequestSpec>,
}

impl Probes {
    fn add(&mut self, draft: Draft, about: impl Into<String>) {
        self.push(draft, about.into(), false);
    }

    /// A request that is nearly what a rule is about.
    fn add_near(&mut self, draft: Draft, about: impl Into<String>) {
        self.push(draft, about.into(), true);
    }

    fn push(&mut self, draft: Draft, about: String, is_near: bool) {
        let request = draft.request();
        if self.known.insert(request.clone()) {
            self.list.push(Probe { request, about, is_near });
        }
    }
}

/// A path of a scope that is asked about.
#[derive(Clone, Copy)]
struct Asked<'a, 'p> {
    policy: &'a Policy<'p>,
    scope: &'a Scope<'p>,
    path: &'a str,
    wanted: &'a Wanted,
}

impl Asked<'_, '_> {
    /// Everything about a scope.
    fn whole(self, probes: &mut Probes) {
        self.plain(probes);
        origins::ask(self, probes);
        rewrite::ask(self, probes);
        filtering::ask(self, probes);
        self.query(probes);
        for handler in self.scope.parts().options {
            let parts = handler.parts();
            if let Some(name) = paths::file_name(parts.path) {
                let about = format!("OPTIONS for the handler `{}` of `{}`", parts.name, parts.path);
                probes.add(self.get().method("OPTIONS").below(&name), about);
            }
        }
    }

    /// What becomes of the query of a request that is redirected.
    fn query(self, probes: &mut Probes) {
        let parts = self.scope.parts();
        let mut rules = parts.rewrite.into_iter().chain(parts.http_redirect);
        let redirects =
            |rule: &InboundRule<'_>| matches!(rule.parts().action, InboundAction::Redirect { .. });
        if rules.any(|rules| rules.parts().inbound.iter().any(redirects)) {
            probes.add(self.get().query("probe=1"), "a query where there are redirects");
        }
    }

    /// What shows that a scope is like one that was asked about.
    fn brief(self, probes: &mut Probes) {
        self.plain(probes);
        origins::ask_one(self, probes);
    }

    /// What every scope has: requests without an origin, and those of one that nobody lists.
    fn plain(self, probes: &mut Probes) {
        probes.add(self.get(), "no origin");
        probes.add(self.get().method("HEAD"), "HEAD");
        probes.add(self.get().method("OPTIONS"), "OPTIONS without an origin");
        let unlisted = || self.get().origin(UNLISTED);
        probes.add(unlisted(), "an origin that nobody lists");
        probes.add(
            unlisted().preflight("PUT", "x-probe"),
            "a preflight of an origin that nobody lists",
        );
        probes.add(self.get().origin("null"), "the origin `null`");
    }

    fn get(self) -> Draft {
        Draft::get(self.path)
    }
}
