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
