//! The effective `<handlers>`.

use super::section::{Laying, Section};
use crate::config::{self, Handler, List, Position};

/// The effective `<handlers>`.
#[derive(Debug, Clone, Default)]
pub struct Handlers {
    /// The mappings: those whose names the deepest level brings first (CF-3).
    pub mappings: List<Handler>,
}

impl Section for Handlers {
    type Written = config::Handlers;

    fn lay(&mut self, written: &config::Handlers, laying: &mut Laying<'_>) {
        laying.list_at(Position::First, &mut self.mappings, &written.mappings);
    }
}
