//! The effective `<caching>`.

use super::section::{Laying, Section, set};
use crate::config::{self, List, Profile};
use crate::source::{Span, Spanned};

/// The effective `<caching>`.
#[derive(Debug, Clone, Default)]
pub struct Caching {
    /// The start tag of the deepest; `None` when no level has the section.
    pub tag: Option<Span>,
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `enableKernelCache`.
    pub kernel_cache: Option<Spanned<bool>>,
    /// `maxCacheSize`.
    pub max_cache_size: Option<Spanned<u32>>,
    /// `maxResponseSize`.
    pub max_response_size: Option<Spanned<u32>>,
    /// `<profiles>`.
    pub profiles: List<Profile>,
}

impl Section for Caching {
    type Written = config::Caching;

    fn lay(&mut self, written: &config::Caching, laying: &mut Laying<'_>) {
        set(&mut self.tag, written.tag);
        set(&mut self.enabled, written.enabled);
        set(&mut self.kernel_cache, written.kernel_cache);
        set(&mut self.max_cache_size, written.max_cache_size);
        set(&mut self.max_response_size, written.max_response_size);
        laying.list(&mut self.profiles, &written.profiles);
    }
}
