//! The stages in a row.

mod folder;
mod hierarchy;
mod include;
mod input;
mod parse;

pub use input::{Input, MAX_FILE_SIZE, Source};

use std::path::Path;

use self::hierarchy::Placed;
use crate::config::{self, ConfigFile};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::{self, ConfigPath};
use crate::policy::{self, Policy};
use crate::source::SourceMap;
use crate::{lint, xml};

/// What the user chose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The codes of errors to live with: they become warnings that name the consequence.
    pub allow: Vec<Code>,
}

/// What came of a configuration.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The files that were read.
    pub sources: SourceMap,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The policy; `None` exactly when a finding is an error.
    pub policy: Option<Policy>,
    /// What was assumed where the files leave off, a sentence each, for the generated code to say.
    pub assumptions: Vec<String>,
}

impl Outcome {
    /// The highest severity among the findings; `None` when there are none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|d| d.severity).max()
    }

    /// Whether the configuration could not be read at all, rather than being read and found wrong.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.policy.is_none() && self.diagnostics.iter().any(|d| d.code.is_unreadable())
    }
}

/// Reads a configuration and makes its policy.
///
/// Never fails in itself: what is wrong with the configuration is in [`Outcome::diagnostics`].
#[must_use]
pub fn run(input: Input, options: &Options) -> Outcome {
    let mut sources = SourceMap::default();
    let mut bag = Bag::allowing(options.allow.clone());
    let made = stages(input, &mut sources, &mut bag).filter(|_| !bag.has_errors());
    let (policy, assumptions) = made.unzip();
    let assumptions = assumptions.unwrap_or_default();
    Outcome { sources, diagnostics: bag.into_sorted(), policy, assumptions }
}

fn stages(input: Input, sources: &mut SourceMap, bag: &mut Bag) -> Option<(Policy, Vec<String>)> {
    let Input { files, parents, transforms: _, site, app } = input;
    // All are read, also after one that is wrong, so that all findings are told at once; the configuration itself first,
    // so that its findings are.
    let mut place = |(below, source): (Option<ConfigPath>, Source)| {
        let folder = source.path.as_deref().and_then(Path::parent).map(Path::to_owned);
        let file = read(source, sources, bag)?;
        Some(Placed { file, below, folder })
    };
    let files = files.into_iter().map(|(below, source)| (Some(ConfigPath::new(&below)), source));
    let files: Vec<_> = files.filter_map(&mut place).collect();
    let parents = parents.into_iter().map(|source| (None, source));
    let files: Vec<_> =
        parents.filter_map(place).collect::<Vec<_>>().into_iter().chain(files).collect();
    let defaults = defaults(sources, bag)?;
    if bag.has_errors() {
        return None;
    }
    let hierarchy = hierarchy::assemble(&defaults, &files, site.as_deref(), app.as_deref(), bag)?;
    let effective = effective::resolve(&hierarchy, bag);
    let policy = policy::lower(&effective, bag)?;
    lint::lint(&policy, bag);
    Some((policy, hierarchy::assumptions(&hierarchy)))
}

/// Bytes to sections.
fn read(source: Source, sources: &mut SourceMap, bag: &mut Bag) -> Option<ConfigFile> {
    let name = source.name.clone();
    let folder = source.path.as_deref().and_then(Path::parent).map(Path::to_owned);
    let mut document = match parse::parse(source, sources) {
        Ok(document) => document,
        Err(diagnostic) => {
            bag.push(diagnostic);
            return None;
        }
    };
    include::include(&mut document.root, &name, folder.as_deref(), sources, bag);
    config::read(&document, bag)
}

/// What stands in for the server's file where the user gives none (CF-9).
fn defaults(sources: &mut SourceMap, bag: &mut Bag) -> Option<ConfigFile> {
    let file = sources.add(effective::DEFAULTS_NAME, None, effective::DEFAULTS.to_owned());
    let document = xml::read(file, effective::DEFAULTS).ok()?;
    config::read(&document, bag)
}
