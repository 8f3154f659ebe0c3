//! Standard output and standard error.

use std::io::{self, IsTerminal, Write};

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::exit::Failure;
use super::talk::{Talk, Volume};
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
    /// How much is said.
    pub(super) volume: Volume,
    /// Whether what is said beside products may have colour.
    pub(super) color_reports: bool,
}

impl Console {
    /// The streams of the process. Unless the user chose, there is colour where a terminal shows it and the environment
    /// (`NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`) does not say otherwise.
    pub(super) fn new(talk: &Talk) -> Self {
        talk.color.choice().write_global();
        let has_color = |choice| choice != ColorChoice::Never;
        Self {
            color_products: has_color(AutoStream::choice(&io::stdout())),
            shows_products: io::stdout().is_terminal(),
            volume: talk.volume(),
            color_reports: has_color(AutoStream::choice(&io::stderr())),
        }
    }

    /// Says why the job is not done.
    pub(super) fn error(&self, message: &str) {
        self.message(Severity::Error, AnsiColor::BrightRed, message);
    }

    /// Says something that is good to know and about no place in a file.
    pub(super) fn note(&self, message: &str) {
        self.message(Severity::Note, AnsiColor::BrightGreen, message);
    }

    /// Says what was done besides what was asked for.
    pub(super) fn done(&self, message: &str) {
        if self.volume >= Volume::Normal {
            self.report(&(escape(message) + "\n"));
        }
    }

    /// Says what is done, for those who asked.
    pub(super) fn detail(&self, message: &str) {
        if self.volume >= Volume::All {
            self.report(&(escape(message) + "\n"));
        }
    }

    /// Says which files were read, to those who asked.
    pub(super) fn sources(&self, sources: &SourceMap) {
        for file in sources.files() {
            self.detail(&format!("read {}", file.name()));
        }
    }

    /// Shows a finding with the lines it is about.
    pub(super) fn finding(&self, diagnostic: &Diagnostic, sources: &SourceMap) {
        if self.says(diagnostic.severity) {
            self.report(&(human::render(diagnostic, sources, self.color_reports) + "\n"));
        }
    }

    /// Shows a finding on one line.
    pub(super) fn finding_in_brief(&self, diagnostic: &Diagnostic, sources: &SourceMap) {
        if self.says(diagnostic.severity) {
            self.report(&(concise::render(diagnostic, sources) + "\n"));
        }
    }

    /// Shows what stands beside a product: warnings, on one line each, and notes to those who want to know all.
    pub(super) fn findings_beside(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let least = if self.volume >= Volume::All { Severity::Note } else { Severity::Warning };
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity >= least) {
            self.finding_in_brief(diagnostic, sources);
        }
    }

    /// Writes text for people to standard output.
    pub(super) fn show(&self, text: &str) -> Result<(), Failure> {
        write(io::stdout().lock(), self.color_products, text.as_bytes())
            .map_err(|error| Failure::of_output(&error))
    }

    /// Writes to standard error. When that fails there is nobody left to tell.
    pub(super) fn report(&self, text: &str) {
        let _ = write(io::stderr().lock(), self.color_reports, text.as_bytes());
    }

    fn message(&self, severity: Severity, color: AnsiColor, message: &str) {
        if self.says(severity) {
            let style = if self.color_reports { color.on_default().bold() } else { Style::new() };
            self.report(&format!("{style}{}{style:#}: {}\n", severity.name(), escape(message)));
        }
    }

    /// Whether something of this weight is said beside a product.
    fn says(&self, severity: Severity) -> bool {
        match self.volume {
            Volume::Silent => false,
            Volume::Errors => severity == Severity::Error,
            Volume::Normal | Volume::All => true,
        }
    }
}

/// Writes a product to standard output, all of it, byte for byte.
pub(super) fn product(content: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
    write(io::stdout().lock(), false, content.as_ref()).map_err(|error| Failure::of_output(&error))
}

/// Writes all of a text: with colour as the console of a Windows wants it, and byte for byte without.
fn write<S: RawStream + AsLockedWrite>(stream: S, has_color: bool, bytes: &[u8]) -> io::Result<()> {
    let mut stream =
        if has_color { AutoStream::always(stream) } else { AutoStream::always_ansi(stream) };
    stream.write_all(bytes).and_then(|()| stream.flush())
}

/// `2 errors, 1 warning`; `no findings` for none.
pub(super) fn count<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> String {
    let severities: Vec<Severity> = diagnostics.map(|d| d.severity).collect();
    let of_one = |severity| severities.iter().filter(|of_one| **of_one == severity).count();
    numbers([Severity::Error, Severity::Warning, Severity::Note].map(of_one))
}

/// The same of the numbers of errors, warnings and notes.
pub(super) fn numbers([errors, warnings, notes]: [usize; 3]) -> String {
    let counts =
        [(errors, Severity::Error), (warnings, Severity::Warning), (notes, Severity::Note)];
    let named = counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, severity)| {
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {}{plural}", severity.name())
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { "no findings".to_owned() } else { named.join(", ") }
}
