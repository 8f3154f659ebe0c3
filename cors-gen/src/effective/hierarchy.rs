//! The files that decide about a part of a site, each at its place.

use super::path::ConfigPath;
use crate::config::{ConfigFile, Hsts, Sections};
use crate::source::Spanned;

/// The files that decide about a part of a site.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy<'c> {
    /// The files from the outside in: the server's first.
    pub levels: Vec<Level<'c>>,
    /// The path that the policy is for: its root.
    pub base: ConfigPath,
    /// The applications of the site besides its root application.
    pub applications: Vec<Spanned<ConfigPath>>,
    /// What the server's file says about TLS for the site.
    pub hsts: Option<Hsts>,
    /// The origins that the bindings of the site name.
    pub own_origins: Vec<Spanned<String>>,
    /// Whether these are all that the site is reached by.
    pub knows_own_origins: bool,
}

/// A file and its place in the site.
#[derive(Debug, Clone)]
pub struct Level<'c> {
    /// What the file says.
    pub file: &'c ConfigFile,
    /// The path of the file's own level.
    pub at: ConfigPath,
    /// What kind of file it is.
    pub role: Role,
}

/// What kind of file a level is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// What stands in for a server's file: what it locks is an assumption (CF-9).
    Defaults,
    /// A server's file.
    Server {
        /// The name of the site, with which the paths of its locations start.
        site: String,
        /// Whether it is all of a server's file, so that the server has nothing that it does not name (CF-9).
        is_whole: bool,
    },
    /// The file of a folder.
    Folder,
}

impl Role {
    pub(super) const fn is_whole_server(&self) -> bool {
        matches!(self, Self::Server { is_whole: true, .. })
    }
}

/// The settings of one file for one path.
#[derive(Debug, Clone)]
pub(super) struct Layer<'c> {
    pub(super) path: Spanned<ConfigPath>,
    /// The position of the file in the hierarchy.
    pub(super) level: usize,
    pub(super) sections: &'c Sections,
    pub(super) inherited_by_applications: bool,
    pub(super) overridable: Option<Spanned<bool>>,
    /// Whether they are a server's own, for all its sites.
    pub(super) is_of_server: bool,
}

impl<'c> Hierarchy<'c> {
    /// The layers of all files, from the outside in, those of a file in document order.
    pub(super) fn layers(&self) -> impl Iterator<Item = Layer<'c>> {
        self.levels.iter().enumerate().flat_map(|(number, level)| level.layers(number))
    }
}

impl<'c> Level<'c> {
    fn layers(&self, level: usize) -> impl Iterator<Item = Layer<'c>> {
        let root = Layer {
            path: Spanned::new(self.at.clone(), self.file.root.span),
            level,
            sections: &self.file.root.value,
            inherited_by_applications: true,
            overridable: None,
            is_of_server: matches!(self.role, Role::Server { .. }),
        };
        let locations = self.file.locations.iter().filter(|location| !location.never_matches);
        let locations = locations.filter_map(move |location| {
            let written = ConfigPath::new(&location.path);
            let path = match &self.role {
                Role::Server { site, .. } if written.depth() > 0 => written.below_site(site)?,
                _ => self.at.join(&written),
            };
            Some(Layer {
                path: Spanned::new(path, location.tag),
                level,
                sections: &location.sections,
                inherited_by_applications: location.inherited_by_applications,
                overridable: location.overridable,
                is_of_server: written.depth() == 0 && matches!(self.role, Role::Server { .. }),
            })
        });
        std::iter::once(root).chain(locations)
    }
}
