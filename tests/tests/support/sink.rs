//! A response that allocates nothing.

use cors_runtime::rewrite::Written;
use cors_runtime::{Change, Edit, Field, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders};

/// A response without header fields, which counts what it is given and keeps nothing.
#[derive(Default)]
pub(crate) struct Sink {
    pub(crate) set: usize,
    pub(crate) bytes: std::cell::Cell<usize>,
}

impl ResponseHeaders<'static> for Sink {
    type Value = ();

    fn value(_: &'static str) {}

    fn edit(&mut self, _: Edit<'static, ()>) {
        self.set += 1;
    }
}

impl OpenHeaders<'static> for Sink {
    fn lines(&self, _: Field<'static>) -> impl Iterator<Item = &[u8]> {
        std::iter::empty()
    }

    fn remove(&mut self, _: Field<'static>, _: Reason) {}
}

impl RewriteHeaders<'static> for Sink {
    fn compose(&self, text: &Written<'_, 'static>) -> Option<()> {
        text.for_each(|_| self.bytes.set(self.bytes.get() + 1));
        Some(())
    }

    fn change_lines(
        &mut self,
        _: Field<'static>,
        _: Reason,
        _: impl FnMut(&Self, &[u8]) -> Change<()>,
    ) {
    }
}
