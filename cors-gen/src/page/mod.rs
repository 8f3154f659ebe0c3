//! A configuration as a page for those who would rather look than read: what is sent where, who may read it, which line says so,
//! and what there is to do.
//!
//! First the page is made, as plain data from the policy, the findings and the sources; it decides nothing, and asks the policy as
//! [`explain`](crate::explain) does. Then it is printed as [HTML](Page::to_html) or [Markdown](Page::to_markdown), with the same
//! content. Texts of a configuration are in a type of their own, which printers escape.

mod answer;
mod html;
mod judged;
mod markdown;
mod matrix;
mod recorded;
mod requests;
mod settings;
mod source;
mod text;
mod tree;

use self::judged::{Finding, First, Left, Sections};
use self::matrix::Matrix;
use self::recorded::Answered;
pub use self::recorded::{Differs, Part, Recorded, Settled, SettledAs};
use self::requests::Requests;
use self::settings::Row;
use self::source::{File, Files};
use self::text::Text;
use self::tree::Tree;
use crate::diagnostic::{Diagnostic, Severity, Silenced};
use crate::inventory::Entry;
use crate::policy::Lowered;
use crate::probe::{self, Wanted};
use crate::source::SourceMap;

/// How many rules of a list requests are made about one by one.
const MOST_ORIGINS: usize = 10;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a, 'p> {
    /// What the configuration is called.
    pub name: &'a str,
    /// The policy; `None` where there are errors.
    pub policy: Option<&'a Lowered<'p>>,
    /// The files that were read.
    pub sources: &'a SourceMap,
    /// The findings.
    pub diagnostics: &'a [Diagnostic],
    /// The findings that the user chose to live with.
    pub silenced: &'a [Silenced],
    /// What becomes of each section.
    pub inventory: &'a [Entry],
    /// What a server answered; `None` where nobody has asked one.
    pub recorded: Option<&'a Recorded>,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    name: Text,
    /// `None` where there is no policy.
    behaviour: Option<Behaviour>,
    recorded: Option<Answered>,
    /// The weightiest first, without assumptions.
    findings: First<Finding>,
    assumed: First<Finding>,
    silenced: First<Left>,
    sections: Vec<Sections>,
    /// The lines that the page speaks of.
    files: Vec<File>,
    counts: Counts,
}

/// How many findings there are of each severity, assumptions left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// What the policy does.
#[derive(Debug)]
struct Behaviour {
    tree: Tree,
    /// What is said about TLS at all paths.
    hsts: Option<Row>,
    matrix: Matrix,
    requests: Requests,
}

impl Page {
    /// Makes the page about a configuration.
    #[must_use]
    pub fn new(subject: Subject<'_, '_>) -> Self {
        let Subject { name, policy, sources, diagnostics, silenced, inventory, recorded } = subject;
        let files = Files::new(sources);
        let behaviour = policy.map(|policy| Behaviour::new(policy, &files));
        let recorded = recorded.map(|recorded| Answered::new(recorded, &files));
        let (findings, assumed) = judged::findings(diagnostics, &files);
        let sections = judged::sections(inventory, &files);
        let silenced = judged::silenced(silenced, &files);
        let shown: Vec<&Diagnostic> = diagnostics.iter().collect();
        Self {
            name: Text::new(name),
            behaviour,
            recorded,
            counts: Counts::of(diagnostics),
            findings,
            assumed,
            silenced,
            sections,
            files: files.shown(inventory, &shown),
        }
    }

    /// The page as one HTML document that needs nothing else.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::print(self)
    }

    /// The page as Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::print(self)
    }
}

impl Page {
    /// `2 errors, 1 warning`, with what follows from them.
    fn summary(&self) -> String {
        let Counts { errors, warnings, notes } = self.counts;
        let counts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
        let counts = counts.into_iter().filter(|(number, _)| *number > 0);
        let counts: Vec<String> = counts.map(|(number, word)| text::count(number, word)).collect();
        if counts.is_empty() { "No findings".to_owned() } else { counts.join(", ") }
    }
}

impl Behaviour {
    /// How large the site is.
    fn summary(&self) -> String {
        let paths = self.tree.paths.len() + self.tree.more;
        format!("{} with settings of their own", text::count(paths, "path"))
    }

    fn new(policy: &Lowered<'_>, files: &Files<'_>) -> Self {
        let wanted = Wanted { most_origins: Some(MOST_ORIGINS), ..Wanted::default() };
        let probes = probe::probes(policy.policy, &wanted);
        let hsts = policy.policy.parts().hsts.map(|hsts| settings::hsts(hsts, policy.hsts, files));
        Self {
            tree: Tree::new(policy, files),
            hsts,
            matrix: Matrix::new(policy, &probes, files),
            requests: Requests::new(policy, probes, files),
        }
    }
}

impl Counts {
    fn of(findings: &[Diagnostic]) -> Self {
        let found = findings.iter().filter(|it| it.code != crate::diagnostic::Code::Assumption);
        let found: Vec<Severity> = found.map(|it| it.severity).collect();
        let of = |severity| found.iter().filter(|it| **it == severity).count();
        Self {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
        }
    }
}
