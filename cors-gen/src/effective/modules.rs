//! The effective `<modules>`.

use super::section::{Laying, Section, set};
use crate::config;
use crate::source::Spanned;

/// The effective `<modules>`, as far as it decides who sees OPTIONS (OP-7).
#[derive(Debug, Clone, Default)]
pub struct Modules {
    /// `runAllManagedModulesForAllRequests`; `None` when no level says.
    pub run_all_managed: Option<Spanned<bool>>,
}

impl Section for Modules {
    type Written = config::Modules;

    fn lay(&mut self, written: &config::Modules, _: &mut Laying<'_>) {
        set(&mut self.run_all_managed, written.run_all_managed);
    }
}
