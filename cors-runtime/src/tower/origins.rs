//! Who is asked about origins that no rule lists.

use core::fmt;
use core::future::{Future, Ready, ready};

use crate::{Asked, Template};

/// Where a layer learns of origins besides the policy.
///
/// [`CorsLayer::allow_origin_if`](super::CorsLayer::allow_origin_if) and its like make these; no others can be made.
pub trait RunTimeOrigins: sealed::Sealed {
    /// The answer to a question.
    type Asking: Future<Output = bool>;

    /// As what an origin counts that is allowed; `None` when nobody is asked.
    fn template(&self) -> Option<&Template<'static>>;

    /// Asks about an origin.
    fn ask(&self, asked: Asked<'_>) -> Self::Asking;
}

/// Answers are there at once.
pub trait AtOnce: RunTimeOrigins<Asking = Ready<bool>> {}

mod sealed {
    pub trait Sealed {}
}

/// Nobody is asked: the policy knows all origins.
#[derive(Debug, Clone, Copy, Default)]
pub struct Configured;

impl sealed::Sealed for Configured {}

impl AtOnce for Configured {}

impl RunTimeOrigins for Configured {
    type Asking = Ready<bool>;

    fn template(&self) -> Option<&Template<'static>> {
        None
    }

    fn ask(&self, _: Asked<'_>) -> Ready<bool> {
        ready(false)
    }
}

/// A function is asked, which answers at once.
#[derive(Clone, Copy)]
pub struct AllowIf<F> {
    pub(super) template: Template<'static>,
    pub(super) predicate: F,
}

impl<F> sealed::Sealed for AllowIf<F> {}

impl<F: Fn(Asked<'_>) -> bool> AtOnce for AllowIf<F> {}

impl<F: Fn(Asked<'_>) -> bool> RunTimeOrigins for AllowIf<F> {
    type Asking = Ready<bool>;

    fn template(&self) -> Option<&Template<'static>> {
        Some(&self.template)
    }

    fn ask(&self, asked: Asked<'_>) -> Ready<bool> {
        ready((self.predicate)(asked))
    }
}

/// A function is asked, whose answer may take its time.
#[derive(Clone, Copy)]
pub struct AllowIfAsync<F> {
    pub(super) template: Template<'static>,
    pub(super) predicate: F,
}

impl<F> sealed::Sealed for AllowIfAsync<F> {}

impl<F, A> RunTimeOrigins for AllowIfAsync<F>
where
    F: Fn(Asked<'_>) -> A,
    A: Future<Output = bool>,
{
    type Asking = A;

    fn template(&self) -> Option<&Template<'static>> {
        Some(&self.template)
    }

    fn ask(&self, asked: Asked<'_>) -> A {
        (self.predicate)(asked)
    }
}

impl<F> fmt::Debug for AllowIf<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AllowIf").finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for AllowIfAsync<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AllowIfAsync").finish_non_exhaustive()
    }
}
