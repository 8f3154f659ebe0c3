//! The effective schemes of `<authentication>`.

use super::section::{Laying, Section, set};
use crate::config;
use crate::source::Spanned;

/// The effective `<anonymousAuthentication>`.
#[derive(Debug, Clone, Default)]
pub struct AnonymousAuthentication {
    /// `enabled`; `None` when no level says.
    pub enabled: Option<Spanned<bool>>,
}

/// The effective `<windowsAuthentication>`.
#[derive(Debug, Clone, Default)]
pub struct WindowsAuthentication {
    /// `enabled`; `None` when no level says.
    pub enabled: Option<Spanned<bool>>,
}

impl Section for AnonymousAuthentication {
    type Written = config::AnonymousAuthentication;

    fn lay(&mut self, written: &config::AnonymousAuthentication, _: &mut Laying<'_>) {
        set(&mut self.enabled, written.enabled);
    }
}

impl Section for WindowsAuthentication {
    type Written = config::WindowsAuthentication;

    fn lay(&mut self, written: &config::WindowsAuthentication, _: &mut Laying<'_>) {
        set(&mut self.enabled, written.enabled);
    }
}
