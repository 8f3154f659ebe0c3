//! The project file, `cors-gen.toml`: what would otherwise be repeated on each command line, in each macro and build script.

mod keys;
#[cfg(test)]
mod tests;
mod toml;

use std::hash::{Hash, Hasher};

pub(crate) use keys::read;

use crate::assume::Assumptions;
use crate::diagnostic::{Code, Level, Severity};
use crate::source::Spanned;

/// What a project file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// For every configuration.
    pub(crate) all: Around,
    /// For single ones, by their paths as written.
    pub(crate) configs: Vec<(Spanned<String>, Around)>,
}

/// What is around a configuration, and what of it to live with. Paths are as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub(crate) transforms: Vec<Spanned<String>>,
    pub(crate) parents: Vec<Spanned<String>>,
    pub(crate) site: Option<Spanned<String>>,
    pub(crate) app: Option<Spanned<String>>,
    /// The least severity that makes `check` fail.
    pub(crate) deny: Option<Severity>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) assume: Assumptions,
}

/// What is wanted of findings of a kind.
#[derive(Debug, Clone)]
pub(crate) struct Exception {
    pub(crate) code: Spanned<Code>,
    pub(crate) level: Level,
}

impl Around {
    /// What counts where `inner` is said for one configuration: lists go on with its own, the rest is its own where it has it.
    pub(crate) fn with(&self, inner: &Self) -> Self {
        let joined = |outer: &[Spanned<String>], inner: &[Spanned<String>]| {
            outer.iter().chain(inner).cloned().collect()
        };
        let is_outer = |outer: &&Exception| {
            inner.exceptions.iter().all(|own| own.code.value != outer.code.value)
        };
        let outer = self.exceptions.iter().filter(is_outer);
        Self {
            transforms: joined(&self.transforms, &inner.transforms),
            parents: joined(&self.parents, &inner.parents),
            site: inner.site.clone().or_else(|| self.site.clone()),
            app: inner.app.clone().or_else(|| self.app.clone()),
            deny: inner.deny.or(self.deny),
            exceptions: outer.chain(&inner.exceptions).cloned().collect(),
            assume: inner.assume.over(&self.assume),
        }
    }
}

/// What counts for a policy: neither the places nor what `check` alone goes by.
impl Hash for Around {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { transforms, parents, site, app, deny: _, exceptions, assume } = self;
        let mut texts = |texts: &[Spanned<String>]| {
            texts.len().hash(state);
            for text in texts {
                text.value.hash(state);
            }
        };
        texts(transforms);
        texts(parents);
        texts(site.as_slice());
        texts(app.as_slice());
        exceptions.len().hash(state);
        for Exception { code, level } in exceptions {
            (code.value, level).hash(state);
        }
        if *assume != Assumptions::default() {
            assume.hash(state);
        }
    }
}
