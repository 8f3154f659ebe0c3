//! The effective `<httpProtocol>`.

use super::section::{Laying, Section};
use crate::config::{self, HeaderEntry, List};

/// The effective `<httpProtocol>`.
#[derive(Debug, Clone, Default)]
pub struct HttpProtocol {
    /// `<customHeaders>`, inherited ones first (CH-3).
    pub custom_headers: List<HeaderEntry>,
    /// `<redirectHeaders>`.
    pub redirect_headers: List<HeaderEntry>,
}

impl Section for HttpProtocol {
    type Written = config::HttpProtocol;

    fn lay(&mut self, written: &config::HttpProtocol, laying: &mut Laying<'_>) {
        laying.list(&mut self.custom_headers, &written.custom_headers);
        laying.list(&mut self.redirect_headers, &written.redirect_headers);
    }
}
