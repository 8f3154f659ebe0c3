//! Where each file stands in the site (CF-3, CF-9).

use std::path::{Path, PathBuf};

use super::folders;
use super::placed::Placed;
use crate::config::{ConfigFile, Server, Site};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{ConfigPath, Hierarchy, Level, Role};
use crate::source::{Span, Spanned};

/// Whether a server's file is among the files, so that nothing of a server has to be assumed (CF-9).
///
/// One that says nothing of handlers is no whole one.
pub(super) fn is_complete(files: &[Placed]) -> bool {
    files.iter().filter(|placed| placed.file.server.is_some()).any(|placed| {
        let locations = placed.file.locations.iter().filter(|location| location.path.is_empty());
        let mut sections = locations.map(|l| &l.sections).chain([&placed.file.root.value]);
        sections.any(|sections| sections.handlers.is_some())
    })
}

/// Puts the files in their places: `defaults`, then `files` from the outside in.
pub(super) fn assemble<'c>(
    defaults: Option<&'c ConfigFile>,
    files: &'c [Placed],
    site: Option<&str>,
    app: Option<&str>,
    bag: &mut Bag,
) -> Option<Hierarchy<'c>> {
    let server = files.iter().find_map(|placed| placed.file.server.as_ref());
    let site = match (server, site) {
        (Some(server), name) => Some(find_site(server, name, bag)?),
        (None, Some(name)) => {
            let place = files.last()?.file.root.span;
            bag.push(unknown_site(place, name, "no applicationHost.config is among the files"));
            return None;
        }
        (None, None) => None,
    };
    let app_path = app.map(ConfigPath::new).unwrap_or_default();
    if let Some(site) = site
        && app_path.depth() > 0
        && !site.applications.iter().any(|known| ConfigPath::new(&known.value) == app_path)
    {
        bag.push(unknown_application(site, &app_path));
        return None;
    }
    if let Some(site) =
        site.filter(|site| site.applications.iter().all(|app| !app.value.is_empty()))
    {
        let message = format!("the site `{}` has no root application", site.name.value);
        bag.push(
            Diagnostic::new(Code::UnknownSite, site.name.span, message)
                .label("IIS does not start it (CF-9)")
                .help("give it an `<application path=\"/\">`"),
        );
    }
    let base = base(files, app.map(|_| &app_path));
    let is_whole = is_complete(files);
    let level = |(placed, at): (&'c Placed, ConfigPath)| {
        let site = placed.file.server.as_ref().and(site);
        let server = site.map(|site| Role::Server { site: site.name.value.clone(), is_whole });
        Level { file: &placed.file, at, role: server.unwrap_or(Role::Folder) }
    };
    let defaults =
        defaults.map(|file| Level { file, at: ConfigPath::default(), role: Role::Defaults });
    let parents = files.iter().filter(|placed| placed.below.is_none()).map(|placed| {
        let is_server = placed.file.server.is_some();
        let at = if is_server { ConfigPath::default() } else { parent_path(placed, files, &base) };
        (placed, at)
    });
    let own = folders::placed(files, site, &base, bag)?;
    let levels = defaults.into_iter().chain(parents.chain(own).map(level)).collect();
    let path = |path: &Spanned<String>| Spanned::new(ConfigPath::new(&path.value), path.span);
    let of_site = site.map_or(&[][..], |site| &site.applications).iter().map(path);
    // The one that was asked for, where no server's file has it.
    let asked = files.last().map(|placed| Spanned::new(app_path, placed.file.root.span));
    let applications = of_site.chain(asked).filter(|path| path.value.depth() > 0).collect();
    let hsts = server.zip(site).and_then(|(server, site)| server.hsts(site));
    let own_origins = site.map(|site| site.origins.clone()).unwrap_or_default();
    let knows_own_origins = site.is_some_and(|site| site.has_all_origins);
    Some(Hierarchy { levels, base, applications, hsts, own_origins, knows_own_origins })
}

/// The site of that name, or the only one.
fn find_site<'s>(server: &'s Server, name: Option<&str>, bag: &mut Bag) -> Option<&'s Site> {
    let found = match (name, &*server.sites) {
        (Some(name), sites) => sites.iter().find(|site| site.name.value.eq_ignore_ascii_case(name)),
        (None, [only]) => return Some(only),
        (None, _) => None,
    };
    if found.is_none() {
        let names: Vec<_> =
            server.sites.iter().map(|site| format!("`{}`", site.name.value)).collect();
        let (known, help) = match names.as_slice() {
            [] => (
                "this applicationHost.config has no sites".to_owned(),
                "pass the whole of it, with `<sites>`",
            ),
            names => (
                format!("this applicationHost.config has the sites {}", names.join(", ")),
                "say which one is meant: `--site NAME`",
            ),
        };
        bag.push(match name {
            Some(name) => unknown_site(server.tag, name, &known),
            None => Diagnostic::new(Code::UnknownSite, server.tag, known).help(help),
        });
    }
    found
}

fn unknown_site(place: Span, name: &str, known: &str) -> Diagnostic {
    Diagnostic::new(Code::UnknownSite, place, format!("there is no site `{name}`: {known}"))
        .help("pass the server's file with `--parent`, and one of its sites with `--site`")
}

fn unknown_application(site: &Site, path: &ConfigPath) -> Diagnostic {
    let known: Vec<_> = site.applications.iter().map(|app| format!("`/{}`", app.value)).collect();
    let message = format!("the site `{}` has no application `{path}`", site.name.value);
    Diagnostic::new(Code::UnknownSite, site.name.span, message)
        .help(format!("pass `--app` with one of: {}", known.join(", ")))
}

/// The path of the configuration in the site, as the folders of the outermost `web.config` and of its own say.
///
/// With an application that is named, the configuration is the application's own unless the folders show that it is of
/// a folder in it: from the root of the site, or from the application's own folder, which is called like it.
fn base(files: &[Placed], app: Option<&ConfigPath>) -> ConfigPath {
    let outermost =
        files.iter().find(|placed| placed.file.server.is_none() && placed.below.is_none());
    let own = files.iter().find(|placed| placed.below.is_some());
    let between = outermost.zip(own).and_then(|(outer, own)| between(outer, own));
    let (Some(app), Some(between)) = (app, &between) else {
        return app.cloned().or(between).unwrap_or_default();
    };
    let outer = outermost.and_then(canonical).unwrap_or_default();
    let outer = ConfigPath::new(&outer.to_string_lossy());
    if between.starts_with(app) {
        between.clone()
    } else if between.above(app).is_none() && app.depth() > 0 && outer.above(app).is_some() {
        app.join(between)
    } else {
        app.clone()
    }
}

/// The path of a parent's own level: as far above the configuration as its folder is, or the root of the site.
fn parent_path(parent: &Placed, files: &[Placed], base: &ConfigPath) -> ConfigPath {
    let own = files.iter().find(|placed| placed.below.is_some());
    let between = own.and_then(|own| between(parent, own));
    between.and_then(|between| base.above(&between)).unwrap_or_default()
}

/// The folders from a parent's down to the configuration's, of which `own` is a file; `None` where neither is below the other.
fn between(parent: &Placed, own: &Placed) -> Option<ConfigPath> {
    let (outer, inner) = (canonical(parent)?, canonical(own)?);
    let between = ConfigPath::new(&inner.strip_prefix(outer).ok()?.to_string_lossy());
    // The first file of a site folder may be one of a folder in it.
    between.above(own.below.as_ref()?)
}

fn canonical(placed: &Placed) -> Option<PathBuf> {
    let folder = placed.folder.as_deref()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().ok()
}
