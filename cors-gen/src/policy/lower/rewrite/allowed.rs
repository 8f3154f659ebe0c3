//! Which server variables the server lets rules set (OP-13).

use std::collections::HashSet;

use super::inbound;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::EffectiveScope;
use crate::source::{FileId, Spanned};

/// Checks the variables that rules set.
#[derive(Default)]
pub(super) struct Allowed {
    /// The files that were told that the server's list is not known.
    told: HashSet<FileId>,
}

impl Allowed {
    /// Rules of a site may set only the variables that the server allows; which these are its own file says.
    pub(super) fn check(&mut self, scope: &EffectiveScope, bag: &mut Bag) {
        let allowed = &scope.allowed_server_variables;
        let names: HashSet<_> =
            allowed.names.iter().map(|name| name.value.to_ascii_uppercase()).collect();
        let rules = scope.rules.rules.iter().map(|rule| &rule.rule);
        let enabled = rules.filter(|rule| rule.enabled.is_none_or(|enabled| enabled.value));
        for name in enabled.flat_map(|rule| inbound::variables(rule)).map(|set| &set.name) {
            if names.contains(&name.value.to_ascii_uppercase()) {
                continue;
            }
            if allowed.is_known || allowed.names.is_given() {
                bag.push(not_allowed(name));
            } else if self.told.insert(name.span.file) {
                bag.push(uncertain(name));
            }
        }
    }
}

fn not_allowed(name: &Spanned<String>) -> Diagnostic {
    let message = format!("the server does not allow rules to set `{}`", name.value);
    Diagnostic::new(Code::VariableNotAllowed, name.span, message)
        .label("IIS answers 500.50 when the rule fires (OP-13)")
        .help("add it to `<allowedServerVariables>` of the server")
}

fn uncertain(name: &Spanned<String>) -> Diagnostic {
    let message = format!(
        "a stock server does not allow rules to set `{}`, or any other variable",
        name.value
    );
    Diagnostic::new(Code::VariableUncertain, name.span, message)
        .label("unless the server allows it, IIS answers 500.50 when the rule fires (OP-13)")
        .help("taken as allowed; pass the server's file with `--parent` to have it checked")
}
