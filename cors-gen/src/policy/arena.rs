//! The memory of policies.

use bumpalo::Bump;

/// What policies are built in: they live as long as it does, and go with it.
///
/// One arena can hold the policies of many runs; a server that checks configurations drops it with each.
#[derive(Debug, Default)]
pub struct Arena(Bump);

impl Arena {
    /// An arena with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How much memory the arena has taken, in bytes.
    #[must_use]
    pub fn allocated_bytes(&self) -> usize {
        self.0.allocated_bytes()
    }

    pub(crate) fn text(&self, text: &str) -> &str {
        self.0.alloc_str(text)
    }

    pub(crate) fn one<T: Copy>(&self, value: T) -> &T {
        self.0.alloc(value)
    }

    pub(crate) fn list<T: Copy>(&self, items: &[T]) -> &[T] {
        self.0.alloc_slice_copy(items)
    }

    /// A list that `fill` writes; it starts as copies of `value`.
    pub(crate) fn filled<T: Copy>(
        &self,
        length: usize,
        value: T,
        fill: impl FnOnce(&mut [T]),
    ) -> &[T] {
        let items = self.0.alloc_slice_fill_copy(length, value);
        fill(items);
        items
    }
}
