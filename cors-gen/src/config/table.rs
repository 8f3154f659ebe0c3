//! The table of sections: what stands where below `<system.webServer>`, and what becomes of it.
//!
//! Everything that goes through sections goes by this table: reading, `configSource`, locks, merging (`effective`) and
//! printing (`report`). A section that is read needs a `config::section::Section`, an `effective` one and a `report` one, or the
//! crate does not compile.

use super::rewrite;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::xml::Element;

/// Hands every section that is read to a macro: documentation, field, type, path below `system.webServer`; in the order in
/// which sections are printed, those of a group together.
macro_rules! sections {
    ($with:ident) => {
        $with! {
            /// `<cors>` (CM-1).
            cors: Cors, "cors";
            /// `<httpProtocol>` (CH-1).
            http_protocol: HttpProtocol, "httpProtocol";
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
    Reported(fn(&Element, &mut Bag)),
    /// A section that says nothing here; only needed to say what was meant by a misspelt one.
    Named,
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

const OTHERS: &[(&str, Kind)] = &[
    ("", Kind::Group(Unknown::Passed)),
    ("security", Kind::Group(Unknown::Passed)),
    ("security/authentication", Kind::Group(Unknown::Refused)),
    ("rewrite", Kind::Group(Unknown::Refused)),
    ("rewrite/providers", Kind::Reported(rewrite::report_providers)),
    ("security/authorization", Kind::Reported(report_authorization)),
    ("security/authentication/basicAuthentication", Kind::Named),
    ("security/authentication/digestAuthentication", Kind::Named),
    ("security/authentication/clientCertificateMappingAuthentication", Kind::Named),
    ("security/authentication/iisClientCertificateMappingAuthentication", Kind::Named),
    ("aspNetCore", Kind::Named),
    ("httpErrors", Kind::Named),
    ("httpRedirect", Kind::Named),
    ("defaultDocument", Kind::Named),
    ("directoryBrowse", Kind::Named),
    ("urlCompression", Kind::Named),
    ("httpCompression", Kind::Named),
    ("tracing", Kind::Named),
    ("validation", Kind::Named),
    ("webSocket", Kind::Named),
    ("applicationInitialization", Kind::Named),
    ("serverRuntime", Kind::Named),
    ("httpPlatform", Kind::Named),
    ("iisnode", Kind::Named),
    ("proxy", Kind::Named),
    ("asp", Kind::Named),
];

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

fn all() -> impl Iterator<Item = &'static (&'static str, Kind)> {
    READ.iter().chain(OTHERS)
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

/// The path of the section or group called `name` that is read or reported; no two have the same name.
pub(crate) fn path_of(name: &str) -> Option<&'static str> {
    let mut read = all().filter(|(_, kind)| !matches!(kind, Kind::Named));
    read.find(|(path, _)| split(path).1 == name && !path.is_empty()).map(|(path, _)| *path)
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
        || kind(&path).is_some_and(|kind| !matches!(kind, Kind::Named))
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

fn report_authorization(element: &Element, bag: &mut Bag) {
    let message = "`<authorization>` of IIS is not carried";
    bag.push(
        Diagnostic::new(Code::NotCarried, element.tag, message)
            .help("let the service authorize requests, inside the CORS layer"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_stands_in_a_group_and_has_a_name_of_its_own() {
        let mut paths = std::collections::BTreeSet::new();
        for (path, _) in all() {
            assert!(paths.insert(path), "{path} stands twice");
            assert!(matches!(kind(split(path).0), Some(Kind::Group(_))), "{path}");
            let named = all().filter(|(other, _)| split(other).1 == split(path).1);
            assert_eq!(named.count(), 1, "{path}");
        }
    }

    #[test]
    fn elements_are_found_by_their_names() {
        for (name, parent) in [
            ("customHeaders", Some("httpProtocol")),
            ("requestFiltering", Some("security")),
            ("anonymousAuthentication", Some("authentication")),
            ("rules", Some("rewrite")),
            ("cors", None),
            ("system.webServer", None),
            ("", None),
        ] {
            assert_eq!(parent_of(name), parent, "{name}");
        }
        assert!(is_section("security/requestFiltering") && !is_section("security"));
        assert!(!is_section("httpProtocol/customHeaders") && !is_section(""));
        assert!(is_looked_at("httpProtocol", "customHeaders") && is_looked_at("", "security"));
        assert!(!is_looked_at("", "httpErrors") && !is_looked_at("security", "ipSecurity"));
        assert_eq!(names_in("security"), ["requestFiltering", "authentication", "authorization"]);
    }
}
