//! Telling people what they probably meant.

use crate::diagnostic::Diagnostic;
use crate::spelling::is_near;

/// Says which of the `known` names was meant, when one is near, and what IIS does otherwise.
pub(super) fn suggest(diagnostic: Diagnostic, name: &str, known: &[&'static str]) -> Diagnostic {
    let diagnostic = diagnostic.label("IIS answers 500.19 to every request");
    if let Some(meant) = known.iter().find(|k| k.eq_ignore_ascii_case(name)) {
        return diagnostic.help(format!("write `{meant}`: names are case-sensitive"));
    }
    match known.iter().find(|k| is_near(name, k)) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None if known.is_empty() => diagnostic.help("remove it"),
        None => {
            let mut names: Vec<&str> = Vec::new();
            for name in known {
                if !names.contains(name) {
                    names.push(name);
                }
            }
            diagnostic.help(format!("remove it, or write one of: {}", names.join(", ")))
        }
    }
}
