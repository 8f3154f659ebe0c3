//! The table of sections: what stands where below `<system.webServer>`, and what becomes of it.
//!
//! Everything that goes through sections goes by this table: reading, `configSource`, locks, merging (`effective`) and
//! printing (`report`). A section that is read needs a `config::section::Section`, an `effective` one and a `report` one, or the
//! crate does not compile.

mod answers;
mod around;
mod guards;
mod web_server;
mod words;

use super::setting::Verdict;
use crate::diagnostic::Bag;
use crate::source::Span;
use crate::xml::{Attribute, Element};

/// Hands every section that is read to a macro: documentation, field, type, path below `system.webServer`; in the order in
/// which sections are printed, those of a group together.
macro_rules! sections {
    ($with:ident) => {
        $with! {
            /// `<cors>` (CM-1).
            cors: Cors, "cors";
            /// `<httpProtocol>` (CH-1).
            http_protocol: HttpProtocol, "httpProtocol";
            /// `<httpRedirect>` (RD-1).
            http_redirect: HttpRedirect, "httpRedirect";
            /// `<handlers>` (OP-1).
            handlers: Handlers, "handlers";
            /// `<requestFiltering>` (OP-5, RF-1).
            request_filtering: RequestFiltering, "security/requestFiltering";
            /// `<anonymousAuthentication>` (OP-6).
            anonymous_authentication: AnonymousAuthentication, "security/authentication/anonymousAuthentication";
            /// `<windowsAuthentication>` (OP-6).
            windows_authentication: WindowsAuthentication, "security/authentication/windowsAuthentication";
            /// `<modules>` (OP-7).
            modules: Modules, "modules";
            /// `<staticContent>` (SC-1).
            static_content: StaticContent, "staticContent";
            /// `<caching>` (OC-1).
            caching: Caching, "caching";
            /// `<globalRules>`, which come before all others (RW-1).
            global_rules: GlobalRules, "rewrite/globalRules";
            /// `<rules>` (RW-1).
            rules: InboundRules, "rewrite/rules";
            /// `<outboundRules>` (RW-5).
            outbound_rules: OutboundRules, "rewrite/outboundRules";
            /// `<rewriteMaps>` (RW-7).
            rewrite_maps: RewriteMaps, "rewrite/rewriteMaps";
            /// `<allowedServerVariables>`.
            allowed_server_variables: AllowedServerVariables, "rewrite/allowedServerVariables";
        }
    };
}
pub(crate) use sections;

/// What becomes of an element in a group.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A group of sections: sections stand in it, and it says nothing itself.
    Group(Unknown),
    /// A section that is read.
    Read,
    /// A section that is not carried, which this function says.
    Reported(fn(&Element, &mut Bag), &'static Verdict),
    /// A section that is not read beyond what its verdict needs.
    Known(Says),
}

/// What is to be said of a section that is not read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Says {
    /// The same whatever it says.
    Always(&'static Verdict),
    /// What it says decides; the other verdict is for one whose content is in another file, or encrypted.
    Depends(fn(&Element) -> &'static Verdict, &'static Verdict),
}

/// What an unknown element in a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// An error: nothing else can stand there.
    Refused,
    /// None of our business, unless it is a slip for one that is read: products bring sections of their own.
    Passed,
}

macro_rules! rows {
    ($($(#[$doc:meta])* $field:ident: $section:ident, $path:literal;)+) => {
        const READ: &[(&str, Kind)] = &[$(($path, Kind::Read)),+];
    };
}
sections!(rows);

/// Elements of sections that people put directly into `system.webServer`, each with the element that it belongs in.
const PARTS: [(&str, &str); 15] = [
    ("customHeaders", "httpProtocol"),
    ("redirectHeaders", "httpProtocol"),
    ("verbs", "requestFiltering"),
    ("requestLimits", "requestFiltering"),
    ("fileExtensions", "requestFiltering"),
    ("hiddenSegments", "requestFiltering"),
    ("denyUrlSequences", "requestFiltering"),
    ("alwaysAllowedUrls", "requestFiltering"),
    ("denyQueryStringSequences", "requestFiltering"),
    ("alwaysAllowedQueryStrings", "requestFiltering"),
    ("filteringRules", "requestFiltering"),
    ("location", "configuration"),
    ("clientCache", "staticContent"),
    ("mimeMap", "staticContent"),
    ("profiles", "caching"),
];

/// Elements of a site in the server's file that people put into `system.webServer` (ST-1).
const OF_SITES: [&str; 1] = ["hsts"];

/// Whether an element of this name is one of a site in the server's file.
pub(super) fn is_of_sites(name: &str) -> bool {
    OF_SITES.contains(&name)
}

fn all() -> impl Iterator<Item = &'static (&'static str, Kind)> {
    READ.iter().chain(web_server::OTHERS)
}

/// What stands at a path below `system.webServer`; `None` for what is no section and no group of any.
pub(super) fn kind(path: &str) -> Option<Kind> {
    all().find(|(known, _)| *known == path).map(|(_, kind)| *kind)
}

/// The paths of the groups.
pub(super) fn groups() -> impl Iterator<Item = &'static str> {
    all().filter(|(_, kind)| matches!(kind, Kind::Group(_))).map(|(path, _)| *path)
}

/// The names of the sections and groups that can stand in a group.
pub(super) fn names_in(group: &str) -> Vec<&'static str> {
    let parts = all().map(|(path, _)| split(path));
    parts
        .filter(|(parent, name)| *parent == group && !name.is_empty())
        .map(|(_, name)| name)
        .collect()
}

/// The element in which an element called `name` belongs; `None` where that is `system.webServer`, or unknown.
pub(super) fn parent_of(name: &str) -> Option<&'static str> {
    let part = PARTS.iter().find(|(part, _)| *part == name).map(|(_, parent)| *parent);
    part.or_else(|| Some(split(split(path_of(name)?).0).1).filter(|parent| !parent.is_empty()))
}

/// The path of the section or group called `name`; no two have the same name.
pub(crate) fn path_of(name: &str) -> Option<&'static str> {
    all().find(|(path, _)| split(path).1 == name && !path.is_empty()).map(|(path, _)| *path)
}

/// What is to be said of an element at a path below `configuration`, outside of `system.webServer`.
///
/// `None` where it says nothing.
pub(super) fn around(path: &str, element: &Element) -> Option<&'static Verdict> {
    match around::says(path) {
        Some(says) => says.of(element),
        None => says_anything(element).then_some(&words::UNKNOWN),
    }
}

/// Whether a path below `configuration` is that of a group outside of `system.webServer`, whose sections count one by one.
pub(super) fn is_group_around(path: &str) -> bool {
    around::GROUPS.contains(&path)
}

/// What is to be said of a section that is read.
pub(super) fn of_read(path: &str, element: &Element) -> Option<&'static Verdict> {
    let is_of_files = matches!(path, "staticContent" | "caching");
    let verdict = if is_of_files { &words::CARRIED_WITH_FILES } else { &words::CARRIED };
    says_anything(element).then_some(verdict)
}

/// What is to be said of a section in `system.webServer` that no row has.
pub(super) fn of_unknown(element: &Element) -> Option<&'static Verdict> {
    says_anything(element).then_some(&words::UNKNOWN)
}

/// Whether an element that is not read, at a path below `configuration`, is such that a warning may be about it.
#[must_use]
#[cfg(feature = "format")]
pub(crate) fn may_warn(path: &str, element: &Element) -> bool {
    let verdict = match path.strip_prefix("system.webServer/").map(kind) {
        Some(Some(Kind::Known(says))) => says.of(element),
        Some(_) => None,
        None => around(path, element),
    };
    verdict.is_some_and(Verdict::may_warn)
}

/// The attributes of a section at a path below `configuration` that count by themselves, with what is to be said of them.
pub(super) fn attributes(
    path: &str,
    element: &Element,
) -> impl Iterator<Item = (&'static str, Span, &'static Verdict)> {
    let rows = words::ATTRIBUTES.iter().filter(move |row| row.section == path);
    let given = rows.filter_map(|row| {
        let attribute = element.attribute(row.name)?;
        let says_so = attribute.value.value.eq_ignore_ascii_case(row.value);
        says_so.then_some((row.name, attribute.span(), row.verdict))
    });
    given.collect::<Vec<_>>().into_iter()
}

impl Says {
    /// What is to be said of `element`; `None` where it says nothing.
    pub(super) fn of(self, element: &Element) -> Option<&'static Verdict> {
        let is_elsewhere =
            || ELSEWHERE.iter().any(|attribute| element.attribute(attribute).is_some());
        match self {
            _ if !says_anything(element) => None,
            Self::Always(verdict) => Some(verdict),
            Self::Depends(_, elsewhere) if is_elsewhere() => Some(elsewhere),
            Self::Depends(read, _) => Some(read(element)),
        }
    }
}

/// Attributes that say that the content of a section is not in it.
const ELSEWHERE: [&str; 2] = ["configSource", "configProtectionProvider"];

/// Whether an element has anything but locks.
fn says_anything(element: &Element) -> bool {
    let says = |attribute: &Attribute| {
        let name = attribute.name.value.as_str();
        !name.starts_with("lock") && name != "xmlns" && !name.starts_with("xmlns:")
    };
    element.attributes.iter().any(says) || element.elements().next().is_some()
}

/// Whether a path below `system.webServer` is that of a section, known or not, rather than of a group or an element in one.
#[must_use]
pub(crate) fn is_section(path: &str) -> bool {
    let is_group = |path| matches!(kind(path), Some(Kind::Group(_)));
    is_group(split(path).0) && !is_group(path)
}

/// Whether what an element in a group says is looked at, so that it matters where its content is.
#[must_use]
pub(crate) fn is_looked_at(group: &str, name: &str) -> bool {
    let path = join(group, name);
    // In a section everything is.
    !matches!(kind(group), Some(Kind::Group(_)))
        || kind(&path).is_some_and(|kind| !matches!(kind, Kind::Known(_)))
}

/// The path below `system.webServer` of an element called `name` in the one at `path`.
#[must_use]
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// The path of what an element stands in, and its name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests;
