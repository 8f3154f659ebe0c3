//! What cargo and the author of a build script are told.

use std::path::Path;

use crate::diagnostic::Severity;
use crate::pipeline::Outcome;
use crate::report::human;
use crate::report::wording::reword;
use crate::text::one_line;

#[expect(clippy::print_stdout, reason = "a build script's standard output is read by cargo")]
pub(super) fn tell_cargo(outcome: &Outcome<'_>, folder: Option<&Path>) {
    for instruction in instructions(outcome, folder) {
        println!("cargo::{instruction}");
    }
}

/// What cargo is told: the files to watch, and the warnings to show.
pub(super) fn instructions(outcome: &Outcome<'_>, folder: Option<&Path>) -> Vec<String> {
    // A folder is watched as such: files may appear in it.
    let watched = outcome.sources.paths().chain(folder);
    let mut instructions: Vec<_> =
        watched.map(|path| format!("rerun-if-changed={}", path.display())).collect();
    for warning in outcome.diagnostics.iter().filter(|d| d.severity == Severity::Warning) {
        let place = outcome.sources.locate(warning.span);
        // On one line: cargo would take another for an instruction.
        let text = one_line(&format!("{place}: {} [{}]", warning.message, warning.code));
        instructions.push(format!("warning={text}"));
    }
    instructions
}

/// The errors with their lines. Where they name an option of the command, the builder's stands.
pub(super) fn rendered_errors(outcome: &Outcome<'_>) -> String {
    let errors = outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let rendered = errors.map(|error| {
        let code = error.code;
        let option = |name: &str, value: Option<&str>| match (name, value) {
            ("allow" | "warn" | "deny", _) => format!(".{name}(Code::{code:?})"),
            (name, Some(value)) => format!(".{name}(\"{value}\")"),
            (name, None) => format!(".{name}(…)"),
        };
        human::render(&reword(error, "call", option), &outcome.sources, false)
    });
    rendered.collect::<Vec<_>>().join("\n")
}
