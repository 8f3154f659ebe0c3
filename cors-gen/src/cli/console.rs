//! Standard output and standard error.

use std::env;
use std::io::{self, IsTerminal, Write};

use super::exit::Failure;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{concise, human};
use crate::source::SourceMap;
use crate::text::escape;

/// The two streams, each with or without colour.
pub(super) struct Console {
    /// Whether products may have colour.
    pub(super) color_products: bool,
    /// Whether products are shown on a terminal rather than read by a program.
    pub(super) shows_products: bool,
    color_reports: bool,
}

impl Console {
    /// The streams of the process, with colour where a terminal shows it and the user does not mind.
    pub(super) fn new() -> Self {
        let color = wants_color();
        let shows_products = io::stdout().is_terminal();
        Self {
            color_products: color && shows_products,
            shows_products,
            color_reports: color && io::stderr().is_terminal(),
        }
    }

    /// Says why the job is not done.
    pub(super) fn error(&self, message: &str) {
        let severity = Severity::Error.name();
        let severity = if self.color_reports {
            format!("\x1b[1;91m{severity}\x1b[0m")
        } else {
            severity.to_owned()
        };
        report(&format!("{severity}: {}\n", escape(message)));
    }

    /// Says something that is good to know and about no place in a file.
    pub(super) fn note(&self, message: &str) {
        let severity = Severity::Note.name();
        let severity = if self.color_reports {
            format!("\x1b[1;92m{severity}\x1b[0m")
        } else {
            severity.to_owned()
        };
        report(&format!("{severity}: {}\n", escape(message)));
    }

    /// Shows a finding with the lines it is about.
    pub(super) fn finding(&self, diagnostic: &Diagnostic, sources: &SourceMap) {
        report(&(human::render(diagnostic, sources, self.color_reports) + "\n"));
    }
}

/// Writes a product to standard output, all of it.
pub(super) fn product(content: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(content.as_ref()).and_then(|()| stdout.flush());
    written.map_err(|error| Failure::of_output(&error))
}

/// Writes to standard error. When that fails there is nobody left to tell.
pub(super) fn report(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Shows a finding on one line.
pub(super) fn finding_in_brief(diagnostic: &Diagnostic, sources: &SourceMap) {
    report(&(concise::render(diagnostic, sources) + "\n"));
}

/// Colour is on unless `NO_COLOR` has a value or the terminal is known to show none.
fn wants_color() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    // The old console of Windows shows escape sequences as they are; newer terminals set one of these.
    let has_escapes = !cfg!(windows) || is_set("WT_SESSION") || is_set("TERM");
    !is_set("NO_COLOR") && !is_dumb && has_escapes
}

/// `2 errors, 1 warning`; `no findings` for none.
pub(super) fn count<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> String {
    let severities: Vec<Severity> = diagnostics.map(|d| d.severity).collect();
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let number = severities.iter().filter(|of_one| **of_one == severity).count();
        let plural = if number == 1 { "" } else { "s" };
        (number, format!("{number} {}{plural}", severity.name()))
    });
    let named = counts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text);
    let named: Vec<String> = named.collect();
    if named.is_empty() { "no findings".to_owned() } else { named.join(", ") }
}
