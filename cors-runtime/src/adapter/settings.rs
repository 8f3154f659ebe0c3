//! A policy with what a service says besides.

extern crate std;

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use std::boxed::Box;
use std::sync::Arc;

use crate::{Asked, Decision, Mount, Policy, Request, Template};

/// A policy, where it stands, and who is asked about origins that it does not list.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    policy: &'static Policy,
    pub(crate) mount: Mount,
    origins: Option<Origins>,
}

/// A question that is being answered.
pub(crate) type Answering = Pin<Box<dyn Future<Output = bool> + Send>>;

/// What is decided about a request.
pub(crate) enum Verdict {
    /// This.
    Now(Decision<'static>),
    /// This, or the second where the answer is yes.
    Ask(Decision<'static>, Decision<'static>, Answering),
}

impl Settings {
    pub(crate) const fn new(mount: Mount, policy: &'static Policy) -> Self {
        Self { policy, mount, origins: None }
    }

    pub(crate) fn allow_if(
        &mut self,
        like: &'static str,
        predicate: impl Fn(Asked<'_>) -> bool + Send + Sync + 'static,
    ) {
        let ask = Ask::AtOnce(Arc::new(predicate));
        self.origins = Some(Origins { template: Template::new(self.policy, like), ask });
    }

    pub(crate) fn allow_if_async<A>(
        &mut self,
        like: &'static str,
        predicate: impl Fn(Asked<'_>) -> A + Send + Sync + 'static,
    ) where
        A: Future<Output = bool> + Send + 'static,
    {
        let ask = Ask::Later(Arc::new(move |asked| Box::pin(predicate(asked))));
        self.origins = Some(Origins { template: Template::new(self.policy, like), ask });
    }

    /// Decides about a request, or asks.
    pub(crate) fn decide(&self, request: &Request<'_>) -> Verdict {
        let unlisted = self.policy.decide_routed(request);
        let Some(Origins { template, ask }) = &self.origins else { return Verdict::Now(unlisted) };
        let Some(asked) = template.asks(&unlisted, request) else { return Verdict::Now(unlisted) };
        match ask {
            Ask::AtOnce(predicate) if !predicate(asked) => Verdict::Now(unlisted),
            Ask::AtOnce(_) => Verdict::Now(template.allow(request)),
            Ask::Later(predicate) => {
                Verdict::Ask(unlisted, template.allow(request), predicate(asked))
            }
        }
    }
}

/// Who is asked about origins that no rule lists, and as what those count that are allowed.
#[derive(Clone)]
struct Origins {
    template: Template<'static>,
    ask: Ask,
}

#[derive(Clone)]
enum Ask {
    AtOnce(Arc<dyn Fn(Asked<'_>) -> bool + Send + Sync>),
    Later(Arc<dyn Fn(Asked<'_>) -> Answering + Send + Sync>),
}

impl fmt::Debug for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origins").field("template", &self.template).finish_non_exhaustive()
    }
}
