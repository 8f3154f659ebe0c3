//! The stages in a row.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::{ConfigPath, Hierarchy, Level};
use crate::policy::{self, Policy};
use crate::source::{self, SourceMap, Span};
use crate::xml::{self, Document};
use crate::{config, effective, lint};

/// The size, in bytes, up to which files are read. IIS itself stops at 250 kB unless told otherwise.
pub const MAX_FILE_SIZE: u64 = 16 * 1024 * 1024;

/// A configuration to read.
#[derive(Debug, Clone)]
pub struct Input {
    /// What messages and the generated code call it: a relative path with forward slashes, or `<stdin>`.
    pub name: String,
    /// Where it was read from; `None` for text that is no file.
    pub path: Option<PathBuf>,
    /// The bytes as read.
    pub bytes: Vec<u8>,
}

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

impl Input {
    /// Reads a file; `name` is what messages call it.
    ///
    /// Reads at most one byte more than [`MAX_FILE_SIZE`]: enough to find the file too large.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or read.
    pub fn read(name: impl Into<String>, path: &Path) -> std::io::Result<Self> {
        let file = std::fs::File::open(path)?;
        Ok(Self { path: Some(path.to_owned()), ..Self::from_reader(name, file)? })
    }

    /// Reads what is no file, such as standard input, within the same limit.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn from_reader(name: impl Into<String>, reader: impl Read) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        reader.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes)?;
        Ok(Self { name: name.into(), path: None, bytes })
    }
}

/// Reads a configuration and makes its policy.
///
/// Never fails in itself: what is wrong with the configuration is in [`Outcome::diagnostics`].
#[must_use]
pub fn run(input: Input, options: &Options) -> Outcome {
    let mut sources = SourceMap::default();
    let mut bag = Bag::allowing(options.allow.clone());
    let policy = stages(input, &mut sources, &mut bag).filter(|_| !bag.has_errors());
    Outcome { sources, diagnostics: bag.into_sorted(), policy }
}

fn stages(input: Input, sources: &mut SourceMap, bag: &mut Bag) -> Option<Policy> {
    let document = parse(input, sources, bag)?;
    let defaults = sources.add(effective::DEFAULTS_NAME, None, effective::DEFAULTS.to_owned());
    let defaults = xml::read(defaults, effective::DEFAULTS).ok()?;
    let defaults = config::read(&defaults, bag)?;
    let config = config::read(&document, bag)?;
    if bag.has_errors() {
        return None;
    }
    if let Some(server) = &config.server {
        bag.push(
            Diagnostic::new(
                Code::ServerConfiguration,
                server.tag,
                "this is an `applicationHost.config`, which configures a server",
            )
            .label("only servers have this")
            .help("pass the `web.config` of the site"),
        );
    }
    let level = |file| Level { file, at: ConfigPath::default(), site: None };
    let hierarchy =
        Hierarchy { levels: vec![level(&defaults), level(&config)], ..Hierarchy::default() };
    let effective = effective::resolve(&hierarchy, bag);
    let policy = policy::lower(&effective, bag)?;
    lint::lint(&policy, bag);
    Some(policy)
}

/// Bytes to tree.
fn parse(input: Input, sources: &mut SourceMap, bag: &mut Bag) -> Option<Document> {
    let Input { name, path, bytes } = input;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        let file = sources.add(name, path, String::new());
        let message = format!("the file is larger than {} MiB", MAX_FILE_SIZE >> 20);
        bag.push(
            Diagnostic::new(Code::Limit, Span::new(file, 0, 0), message)
                .help("IIS reads 250 kB unless told otherwise; is this a configuration?"),
        );
        return None;
    }
    let text = match source::decode(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let file = sources.add(name, path, error.lossy);
            bag.push(
                Diagnostic::new(
                    Code::Encoding,
                    Span::new(file, error.at, error.at),
                    error.kind.to_string(),
                )
                .help("save the file as UTF-8"),
            );
            return None;
        }
    };
    let file = sources.add(name, path, text);
    match xml::read(file, sources.file(file).text()) {
        Ok(document) => Some(document),
        Err(diagnostic) => {
            bag.push(diagnostic);
            None
        }
    }
}
