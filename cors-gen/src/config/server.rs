//! What only an `applicationHost.config` has: the sites, what they say about TLS, and which sections are locked from the start.

use super::fields::Fields;
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// The server's part of an `applicationHost.config`.
#[derive(Debug, Clone)]
pub struct Server {
    /// `<system.applicationHost>`.
    pub tag: Span,
    /// The sites, in document order.
    pub sites: Vec<Site>,
    /// The `<hsts>` of `<siteDefaults>`.
    pub default_hsts: Option<Hsts>,
    /// Sections with `overrideModeDefault="Deny"`, by their path below `system.webServer`.
    pub denied_sections: Vec<Spanned<String>>,
}

/// A site with the paths of its applications.
#[derive(Debug, Clone)]
pub struct Site {
    /// `name`.
    pub name: Spanned<String>,
    /// The `path` of each application, without slashes at either end; the root application's is empty.
    pub applications: Vec<Spanned<String>>,
    /// The virtual directories, those at the roots of applications too.
    pub directories: Vec<Directory>,
    /// Its `<hsts>`.
    pub hsts: Option<Hsts>,
    /// The origins that its bindings for browsers name, as a browser sends them, each with the binding.
    pub origins: Vec<Spanned<String>>,
    /// Whether each of these bindings names its host, so that there are no others.
    pub has_all_origins: bool,
}

/// An `<hsts>` (ST-1); `None` for what it does not say.
#[derive(Debug, Clone)]
pub struct Hsts {
    /// The start tag.
    pub tag: Span,
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `max-age`, in seconds.
    pub max_age: Option<Spanned<u32>>,
    /// `includeSubDomains`.
    pub include_sub_domains: Option<Spanned<bool>>,
    /// `preload`.
    pub preload: Option<Spanned<bool>>,
    /// `redirectHttpToHttps`.
    pub redirect: Option<Spanned<bool>>,
}

impl Hsts {
    /// The one in an element, if there is one.
    fn of(parent: &Element, bag: &mut Bag) -> Option<Self> {
        let element = parent.elements().find(|e| e.name.value == "hsts")?;
        let mut fields = Fields::of(element, bag);
        let hsts = Self {
            tag: element.tag,
            enabled: fields.boolean("enabled"),
            max_age: fields.unsigned("max-age"),
            include_sub_domains: fields.boolean("includeSubDomains"),
            preload: fields.boolean("preload"),
            redirect: fields.boolean("redirectHttpToHttps"),
        };
        fields.finish();
        Some(hsts)
    }

    /// This one, and from `defaults` what it does not say (ST-2).
    fn or(&self, defaults: Option<&Self>) -> Self {
        let Some(defaults) = defaults else { return self.clone() };
        Self {
            tag: self.tag,
            enabled: self.enabled.or(defaults.enabled),
            max_age: self.max_age.or(defaults.max_age),
            include_sub_domains: self.include_sub_domains.or(defaults.include_sub_domains),
            preload: self.preload.or(defaults.preload),
            redirect: self.redirect.or(defaults.redirect),
        }
    }
}

/// A virtual directory: a part of a site with a folder of its own.
#[derive(Debug, Clone)]
pub struct Directory {
    /// The path below the site, without slashes at either end.
    pub url: String,
    /// `physicalPath`.
    pub physical: Option<Spanned<String>>,
    /// `allowSubDirConfig`: whether the `web.config` files of the folders in it are read.
    pub reads_below: bool,
}

/// Whether an element is one of those that only an `applicationHost.config` has.
pub(super) fn is_part(name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "system.applicationHost",
        "applicationPools",
        "sites",
        "site",
        "siteDefaults",
        "application",
        "applicationDefaults",
        "virtualDirectory",
        "virtualDirectoryDefaults",
        "bindings",
        "configSections",
        "sectionGroup",
        "section",
        "globalModules",
        "listenerAdapters",
        "webLimits",
    ];
    PARTS.contains(&name)
}

impl Server {
    /// The server's part of the children of `<configuration>`; `None` where there is no `<system.applicationHost>`.
    pub(super) fn read(configuration: &Element, bag: &mut Bag) -> Option<Self> {
        let host = configuration.elements().find(|e| e.name.value == "system.applicationHost")?;
        let (mut sites, mut default_hsts) = (Vec::new(), None);
        for element in host.elements().filter(|e| e.name.value == "sites") {
            let reads_below = reads_below(element, true);
            sites.extend(element.elements().filter_map(|site| read_site(site, reads_below, bag)));
            let defaults = element.elements().find(|e| e.name.value == "siteDefaults");
            default_hsts = default_hsts.or(defaults.and_then(|it| Hsts::of(it, bag)));
        }
        let mut denied_sections = Vec::new();
        for sections in configuration.elements().filter(|e| e.name.value == "configSections") {
            denied(sections, "", &mut denied_sections);
        }
        Some(Self { tag: host.tag, sites, default_hsts, denied_sections })
    }

    /// What counts for a site: its own `<hsts>`, and the defaults for what that does not say (ST-2).
    #[must_use]
    pub fn hsts(&self, site: &Site) -> Option<Hsts> {
        let defaults = self.default_hsts.as_ref();
        site.hsts.as_ref().map(|own| own.or(defaults)).or_else(|| defaults.cloned())
    }
}

fn read_site(element: &Element, reads_below: bool, bag: &mut Bag) -> Option<Site> {
    if element.name.value != "site" {
        return None;
    }
    let name = element.attribute("name")?;
    let applications = || element.elements().filter(|e| e.name.value == "application");
    let of_site = self::reads_below(element, reads_below);
    let directories = applications().flat_map(|application| directories(application, of_site));
    let directories = directories.collect();
    let applications = applications()
        .filter_map(|application| application.attribute("path"))
        .map(|path| Spanned::new(path.value.value.trim_matches('/').to_owned(), path.span()));
    let bindings: Vec<_> = bindings(element).collect();
    let has_all_origins = !bindings.is_empty() && bindings.iter().all(Option::is_some);
    Some(Site {
        origins: bindings.into_iter().flatten().collect(),
        has_all_origins,
        name: Spanned::new(name.value.value.clone(), name.span()),
        applications: applications.collect(),
        directories,
        hsts: Hsts::of(element, bag),
    })
}

/// The origins of the bindings for browsers; `None` for one that takes every host.
fn bindings(site: &Element) -> impl Iterator<Item = Option<Spanned<String>>> {
    let lists = site.elements().filter(|e| e.name.value == "bindings");
    let bindings = lists.flat_map(Element::elements).filter(|e| e.name.value == "binding");
    bindings.filter_map(|binding| {
        let text = |name| binding.attribute(name).map(|it| it.value.value.as_str());
        let protocol = text("protocol")?;
        let default = match protocol {
            "http" => "80",
            "https" => "443",
            _ => return None,
        };
        // An address, of IPv6 in brackets, a port and a host.
        let information = text("bindingInformation").unwrap_or_default();
        let mut parts = information.rsplitn(3, ':');
        let (host, port) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if host.is_empty() || host.contains('*') {
            return Some(None);
        }
        let host = host.to_ascii_lowercase();
        let port = if port == default { String::new() } else { format!(":{port}") };
        Some(Some(Spanned::new(format!("{protocol}://{host}{port}"), binding.tag)))
    })
}

/// The virtual directories of an application.
fn directories(application: &Element, of_site: bool) -> impl Iterator<Item = Directory> {
    let path = |element: &Element| {
        let path = element.attribute("path").map_or("", |path| &path.value.value);
        path.trim_matches('/').to_owned()
    };
    let above = path(application);
    let by_default = reads_below(application, of_site);
    let directories = application.elements().filter(|e| e.name.value == "virtualDirectory");
    directories.map(move |directory| {
        let physical = directory.attribute("physicalPath");
        let url = format!("{above}/{}", path(directory));
        Directory {
            url: url.trim_matches('/').to_owned(),
            physical: physical.map(|it| Spanned::new(it.value.value.clone(), it.span())),
            reads_below: sub_dir_config(directory).unwrap_or(by_default),
        }
    })
}

/// What the `<virtualDirectoryDefaults>` of an element say, or else `inherited`.
fn reads_below(element: &Element, inherited: bool) -> bool {
    let defaults = element.elements().find(|e| e.name.value == "virtualDirectoryDefaults");
    defaults.and_then(sub_dir_config).unwrap_or(inherited)
}

fn sub_dir_config(element: &Element) -> Option<bool> {
    Some(!element.attribute("allowSubDirConfig")?.value.value.eq_ignore_ascii_case("false"))
}

fn denied(group: &Element, path: &str, into: &mut Vec<Spanned<String>>) {
    for child in group.elements() {
        let Some(name) = child.attribute("name").map(|name| name.value.value.as_str()) else {
            continue;
        };
        let below = match (path, name) {
            ("", "system.webServer") => "/".to_owned(),
            ("", _) => continue,
            _ => format!("{path}{}{name}", if path == "/" { "" } else { "/" }),
        };
        if child.name.value == "sectionGroup" {
            denied(child, &below, into);
        } else if let Some(mode) = child.attribute("overrideModeDefault")
            && mode.value.value == "Deny"
        {
            into.push(Spanned::new(below.trim_start_matches('/').to_owned(), child.tag));
        }
    }
}
