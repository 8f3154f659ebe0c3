//! What a run starts from: the files that the user named.

use std::io::{self, Read};
use std::path::Path;

use super::beside::Beside;
use super::file::Source;
use super::folder;
use super::project::Start;

/// A configuration to read, with the files around it.
#[derive(Debug, Clone)]
pub struct Input {
    /// The configuration itself, at the empty path; of a site folder also the files of the folders below it, each with its
    /// path below the folder.
    pub files: Vec<(String, Source)>,
    /// The files of outer levels, outermost first; one may be an `applicationHost.config`.
    pub parents: Vec<Source>,
    /// The transforms to apply to the configuration, in order.
    pub transforms: Vec<Source>,
    /// The site's name in an `applicationHost.config`; `None` when it configures one site only.
    pub site: Option<String>,
    /// The path of the application that the configuration is of; `None` for the root of the site.
    pub app: Option<String>,
    /// What looks as if it were meant and is not read, which notes say; empty for text that is no file.
    pub beside: Beside,
    /// The project file that was laid around the configuration; empty for none.
    pub start: Start,
}

impl Input {
    /// A configuration that is in one file.
    #[must_use]
    pub fn new(files: Vec<(String, Source)>) -> Self {
        Self {
            files,
            parents: Vec::new(),
            transforms: Vec::new(),
            site: None,
            app: None,
            beside: Beside::default(),
            start: Start::default(),
        }
    }

    /// Reads a configuration file, or the `web.config` files of a site folder; `name` is what messages call it.
    ///
    /// # Errors
    ///
    /// When a file cannot be opened or read, and when a folder holds no `web.config`.
    pub fn read(name: impl Into<String>, path: &Path) -> io::Result<Self> {
        let name = name.into();
        if path.is_dir() {
            let folder::Found { files, skipped } = folder::read(&name, path)?;
            let own = files.iter().find(|(below, _)| below.is_empty());
            let transforms = own.map(|(_, own)| Beside::transforms_of(own)).unwrap_or_default();
            return Ok(Self { beside: Beside { skipped, transforms }, ..Self::new(files) });
        }
        let source = Source::read(name, path)?;
        let transforms = Beside::transforms_of(&source);
        let beside = Beside { skipped: Vec::new(), transforms };
        Ok(Self { beside, ..Self::new(vec![(String::new(), source)]) })
    }

    /// Reads a configuration from what is no file, such as standard input.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn from_reader(name: impl Into<String>, reader: impl Read) -> io::Result<Self> {
        Ok(Self::new(vec![(String::new(), Source::from_reader(name, reader)?)]))
    }
}
