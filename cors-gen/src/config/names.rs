//! Telling people what they probably meant.

use crate::diagnostic::{Diagnostic, Fix};
use crate::source::{Span, Spanned};
use crate::spelling::is_near;

/// As [`suggest`], and with the name that was meant for a fix. `whole` is the element, or the attribute, that has the name;
/// `is_taken` says of a name that another one beside it has it.
pub(super) fn suggest_fix(
    diagnostic: Diagnostic,
    (name, whole): (&Spanned<String>, Span),
    known: &[&'static str],
    is_taken: impl Fn(&str) -> bool,
) -> Diagnostic {
    let diagnostic = suggest(diagnostic, &name.value, known);
    let same_letters = known.iter().find(|known| known.eq_ignore_ascii_case(&name.value));
    let fix = if same_letters.is_some() { Fix::safe } else { Fix::risky };
    let meant = same_letters.or_else(|| known.iter().find(|known| is_near(&name.value, known)));
    match meant.filter(|meant| !is_taken(meant)) {
        Some(meant) => diagnostic.fix(fix(format!("write `{meant}`")).rename(
            name.span,
            whole,
            &name.value,
            meant,
        )),
        None => diagnostic,
    }
}

/// Whether an element of this name has a second one beside it as little as a section has.
pub(super) fn is_single(name: &str) -> bool {
    !["add", "remove", "clear"].contains(&name)
}

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
