//! The effective `<handlers>`.

use super::section::{Laying, Section};
use crate::config::{self, Handler, List, Position};
use crate::source::Span;

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

impl Handlers {
    /// The mapping that hands every request to the ASP.NET Core Module, so that the native modules for static files do not act
    /// (OP-10).
    #[must_use]
    pub fn asp_net_core(&self) -> Option<Span> {
        const MODULE: &str = "AspNetCoreModule";
        let takes_all = |handler: &Handler| handler.path.value == "*" && handler.covers("GET");
        let first = self.mappings.iter().find(|handler| takes_all(handler))?;
        let modules = first.modules.as_ref()?.value.split(',').map(str::trim);
        let is_it = |name: &str| {
            name.get(..MODULE.len()).is_some_and(|start| start.eq_ignore_ascii_case(MODULE))
        };
        modules.into_iter().any(is_it).then_some(first.tag)
    }
}
