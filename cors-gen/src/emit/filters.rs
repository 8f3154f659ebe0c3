//! What of request filtering has an item.

use std::collections::HashMap;

use cors_runtime::__private::RequestFilteringParts;
use cors_runtime::FieldName;
use proc_macro2::Ident;

use super::pool::Pool;

/// The lists that have an item, by what they are.
#[derive(Default)]
pub(super) struct Filters<'p> {
    pub(super) all: HashMap<Key<'p>, Ident>,
    pub(super) headers: Pool<'p, [(FieldName<'p>, u32)]>,
    pub(super) extensions: Pool<'p, [(&'p str, bool)]>,
    pub(super) hidden_segments: Pool<'p, [&'p str]>,
    pub(super) url_sequences: Pool<'p, [&'p str]>,
    pub(super) urls: Pool<'p, [&'p str]>,
    pub(super) query_sequences: Pool<'p, [&'p str]>,
    pub(super) queries: Pool<'p, [&'p str]>,
}

/// What tells one scope's settings from another's: those that are no lists, and the items of the lists. Lists may be long, and
/// shared by many scopes that differ in a limit.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key<'p> {
    pub(super) settings: RequestFilteringParts<'p>,
    pub(super) lists: Vec<Option<Ident>>,
}

/// The pool of one kind of texts.
pub(super) type TextPool<'p> = for<'f> fn(&'f mut Filters<'p>) -> &'f mut Pool<'p, [&'p str]>;
