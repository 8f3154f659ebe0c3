//! What a site's configuration says, as a value.

use crate::model::{Rule, Section};

/// A site: what its file says for all of it, and for the paths that have a `<location>`.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// What the server's file says of HTTPS; `None` for nothing, and then there is no such file.
    pub hsts: Option<Hsts>,
    /// What stands outside of every `<location>`.
    pub root: Settings,
    /// The locations by their paths, such as `api/v1`, outer ones before those within.
    pub locations: Vec<(String, Settings)>,
}

/// `<hsts enabled="true">` of the site
#[derive(Debug, Clone, Copy)]
pub struct Hsts {
    /// `max-age`, in seconds
    pub max_age: u32,
    /// `includeSubDomains`
    pub sub_domains: bool,
    /// `preload`
    pub preload: bool,
}

/// The sections of one level. What is left empty is not in the file.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `<cors>`
    pub cors: Option<Cors>,
    /// `<httpProtocol><customHeaders>`
    pub headers: Vec<Entry>,
    /// `<httpProtocol><redirectHeaders>`; entries to add
    pub redirect_headers: Vec<(String, String)>,
    /// `<requestFiltering><verbs>`
    pub verbs: Verbs,
    /// `<handlers>`
    pub handlers: Option<Handlers>,
    /// `<httpRedirect>`
    pub redirect: Option<Redirect>,
    /// `<rewrite><outboundRules>`
    pub outbound: Vec<Outbound>,
}

/// A `<cors>` element.
#[derive(Debug, Clone, Default)]
pub struct Cors {
    /// `enabled`, where it is written
    pub enabled: Option<bool>,
    /// `failUnlistedOrigins`, where it is written
    pub fail_unlisted: Option<bool>,
    /// Whether `<clear />` comes first.
    pub clear: bool,
    /// The rules that are added.
    pub rules: Vec<Rule>,
}

/// An entry of `<customHeaders>`.
#[derive(Debug, Clone)]
pub enum Entry {
    /// `<add name value />`
    Add(String, String),
    /// `<remove name />`
    Remove(String),
    /// `<clear />`
    Clear,
}

/// `<verbs>` (OP-5)
#[derive(Debug, Clone, Default)]
pub struct Verbs {
    /// `allowUnlisted`, where it is written
    pub unlisted: Option<bool>,
    /// Verbs, and whether each is allowed, whatever the levels above say of them.
    pub list: Vec<(String, bool)>,
}

/// What a level does to the list of handlers, as far as OPTIONS is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handlers {
    /// An application takes every verb: `path="*" verb="*"` (OP-2).
    Application,
    /// `<remove name="OPTIONSVerbHandler" />` and nothing in its place (OP-3)
    Removed,
    /// `<clear />`, and a handler for GET and POST (OP-3)
    Cleared,
}

/// `<httpRedirect>`
#[derive(Debug, Clone)]
pub struct Redirect {
    /// `destination`, without `$`
    pub destination: String,
    /// `exactDestination`
    pub exact: bool,
    /// `httpResponseStatus`
    pub status: RedirectStatus,
}

/// `httpResponseStatus`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectStatus {
    /// 302
    Found,
    /// 301
    Permanent,
    /// 307
    Temporary,
}

impl RedirectStatus {
    /// The value of the attribute, and the status code.
    #[must_use]
    pub const fn parts(self) -> (&'static str, u16) {
        match self {
            Self::Found => ("Found", 302),
            Self::Permanent => ("Permanent", 301),
            Self::Temporary => ("Temporary", 307),
        }
    }
}

/// An outbound rule that sets a header field (RW-5).
#[derive(Debug, Clone)]
pub struct Outbound {
    /// The field: letters and hyphens
    pub name: String,
    /// Its new value; with the empty text the line is not sent (RW-5)
    pub value: String,
    /// Whether the rule runs on responses that have the field only.
    pub if_present: bool,
}

/// Who is there to answer OPTIONS, first to last; with none of them it is not found.
#[derive(Debug, Clone, Copy)]
pub struct Answerers {
    /// An application that takes every verb (OP-2)
    pub application: bool,
    /// `OPTIONSVerbHandler` (OP-1)
    pub options: bool,
    /// The handler of static files, which refuses (OP-3)
    pub files: bool,
}

impl Default for Answerers {
    fn default() -> Self {
        Self { application: false, options: true, files: true }
    }
}

/// What counts for one path.
#[derive(Debug, Clone, Default)]
pub struct Effective {
    /// The site's `hsts`.
    pub hsts: Option<Hsts>,
    /// The CORS module's rules; `None` where it is off.
    pub cors: Option<Section>,
    /// Custom header fields in wire order (CH-3).
    pub headers: Vec<(String, String)>,
    /// Custom header fields that `<location>` elements around *other* paths add.
    pub elsewhere: Vec<(String, String)>,
    /// Fields of redirects.
    pub redirect_headers: Vec<(String, String)>,
    /// Verbs that are refused or allowed.
    pub verbs: Verbs,
    /// Who answers OPTIONS.
    pub handlers: Answerers,
    /// With the path that it was written for.
    pub redirect: Option<(String, Redirect)>,
    /// Outbound rules in their order.
    pub outbound: Vec<Outbound>,
}

impl Site {
    /// What counts for a path such as `/api/orders`: the root, then each location around the path, outer ones first.
    #[must_use]
    pub fn at(&self, path: &str) -> Effective {
        let path = path.split('?').next().unwrap_or_default().trim_matches('/');
        let (within, others): (Vec<_>, Vec<_>) =
            self.locations.iter().partition(|(location, _)| is_within(path, location));
        let mut effective = Effective { hsts: self.hsts, ..Effective::default() };
        let mut cors = (false, Section::default());
        let levels = within.into_iter().map(|(path, settings)| (path.as_str(), settings));
        for (location, settings) in std::iter::once(("", &self.root)).chain(levels) {
            if let Some(level) = &settings.cors {
                level.lay(&mut cors);
            }
            effective.lay(location, settings);
        }
        effective.cors = cors.0.then_some(cors.1);
        let added = others.into_iter().flat_map(|(_, settings)| &settings.headers);
        effective.elsewhere = added.filter_map(Entry::added).collect();
        effective
    }
}

/// Whether a path, without slashes around it, is a location's or below it.
fn is_within(path: &str, location: &str) -> bool {
    let mut segments = path.split('/');
    location.split('/').all(|it| segments.next().is_some_and(|own| own.eq_ignore_ascii_case(it)))
}

impl Cors {
    /// CM-20: attributes that are written take the place of others, rules are added.
    fn lay(&self, (enabled, section): &mut (bool, Section)) {
        *enabled = self.enabled.unwrap_or(*enabled);
        section.fail_unlisted = self.fail_unlisted.unwrap_or(section.fail_unlisted);
        if self.clear {
            section.rules.clear();
        }
        section.rules.extend(self.rules.iter().cloned());
    }
}

impl Entry {
    fn added(&self) -> Option<(String, String)> {
        match self {
            Self::Add(name, value) => Some((name.clone(), value.clone())),
            Self::Remove(_) | Self::Clear => None,
        }
    }
}

impl Effective {
    fn lay(&mut self, location: &str, level: &Settings) {
        for entry in &level.headers {
            match entry {
                Entry::Add(name, value) => self.headers.push((name.clone(), value.clone())),
                Entry::Remove(name) => {
                    self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
                }
                Entry::Clear => self.headers.clear(),
            }
        }
        self.redirect_headers.extend(level.redirect_headers.iter().cloned());
        self.verbs.unlisted = level.verbs.unlisted.or(self.verbs.unlisted);
        for (verb, allowed) in &level.verbs.list {
            self.verbs.list.retain(|(it, _)| it != verb);
            self.verbs.list.push((verb.clone(), *allowed));
        }
        match level.handlers {
            Some(Handlers::Application) => self.handlers.application = true,
            Some(Handlers::Removed) => self.handlers.options = false,
            Some(Handlers::Cleared) => {
                self.handlers = Answerers { application: false, options: false, files: false };
            }
            None => {}
        }
        if let Some(redirect) = &level.redirect {
            self.redirect = Some((location.to_owned(), redirect.clone()));
        }
        self.outbound.extend(level.outbound.iter().cloned());
    }

    /// Whether request filtering lets a verb pass (OP-5).
    #[must_use]
    pub fn allows(&self, verb: &str) -> bool {
        let listed = self.verbs.list.iter().find(|(name, _)| name == verb);
        listed.map_or(self.verbs.unlisted != Some(false), |(_, allowed)| *allowed)
    }
}
