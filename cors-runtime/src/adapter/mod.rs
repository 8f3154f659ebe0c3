//! What adapters of frameworks share that hold requests in their own types.

extern crate alloc;

mod kept;
mod observation;
mod settings;

use alloc::vec::Vec;

pub(crate) use kept::{Asking, Kept, Lent, Lines, Target};
pub use observation::Observation;
pub(crate) use observation::{Callback, Fields};
pub(crate) use settings::{Settings, Verdict};

/// The methods of a `Cors` with [`Settings`] that let the service say which origins it knows.
macro_rules! asks_about_origins {
    () => {
        /// Allows origins that no rule lists and that `predicate` accepts, like the origin `like`, which the configuration allows.
        ///
        /// An accepted origin gets just what `like` gets in the same scope, itself in the place of `like`, with the same `Vary`: with
        /// `failUnlistedOrigins` it is listed, and what is not accepted is 403 as before. Not asked about is what a rule lists or refuses by
        /// name, `null`, and any origin in scopes that do not list `like` ([`Template::asks`](crate::Template::asks)). A slow predicate holds
        /// up the worker: then it is one for [`Cors::allow_origin_if_async`].
        ///
        /// # Panics
        ///
        /// When no rule of the policy but `*` allows `like`.
        #[must_use]
        pub fn allow_origin_if(
            mut self,
            like: &'static str,
            predicate: impl Fn($crate::Asked<'_>) -> bool + Send + Sync + 'static,
        ) -> Self {
            self.settings.allow_if(like, predicate);
            self
        }

        /// As [`Cors::allow_origin_if`], with a predicate that may wait: for a database, or a cache of one.
        ///
        /// Only requests whose origin no rule lists wait, and nothing of the application is called before the answer is there. An error
        /// of the database is for the predicate to make `false` of.
        ///
        /// # Panics
        ///
        /// As [`Cors::allow_origin_if`].
        #[must_use]
        pub fn allow_origin_if_async<A>(
            mut self,
            like: &'static str,
            predicate: impl Fn($crate::Asked<'_>) -> A + Send + Sync + 'static,
        ) -> Self
        where
            A: Future<Output = bool> + Send + 'static,
        {
            self.settings.allow_if_async(like, predicate);
            self
        }
    };
}
pub(crate) use asks_about_origins;

/// The lines of a field and one more value as one line, as http.sys joins them: with a comma and no space.
pub(crate) fn joined<'a>(lines: impl Iterator<Item = &'a [u8]>, value: &[u8]) -> Vec<u8> {
    let mut joined = Vec::new();
    for line in lines {
        joined.extend_from_slice(line);
        joined.push(b',');
    }
    joined.extend_from_slice(value);
    joined
}
