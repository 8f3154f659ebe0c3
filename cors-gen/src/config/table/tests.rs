//! The table as a whole.

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

/// The guide says of each what it becomes in a service.
#[test]
fn every_section_is_in_the_guide() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/migrating.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    let inside = all().filter(|(_, kind)| !matches!(kind, Kind::Group(_))).map(|(path, _)| *path);
    let named = |name: &str| guide.contains(&format!("`{name}`"));
    let missing = |path: &&str| !named(path) && !named(split(path).1);
    let missing: Vec<&str> = inside.chain(around::paths()).filter(missing).collect();
    assert!(missing.is_empty(), "docs/migrating.md says nothing of {missing:?}");
}

/// The sections of the schema of IIS 10, of its modules, and of .NET; below `configuration`.
const SCHEMA: [&str; 138] = [
    "system.webServer/applicationInitialization",
    "system.webServer/asp",
    "system.webServer/aspNetCore",
    "system.webServer/caching",
    "system.webServer/cgi",
    "system.webServer/cors",
    "system.webServer/defaultDocument",
    "system.webServer/directoryBrowse",
    "system.webServer/fastCgi",
    "system.webServer/globalModules",
    "system.webServer/handlers",
    "system.webServer/httpCompression",
    "system.webServer/httpErrors",
    "system.webServer/httpLogging",
    "system.webServer/httpPlatform",
    "system.webServer/httpProtocol",
    "system.webServer/httpRedirect",
    "system.webServer/httpTracing",
    "system.webServer/iisnode",
    "system.webServer/isapiFilters",
    "system.webServer/management",
    "system.webServer/modules",
    "system.webServer/odbcLogging",
    "system.webServer/proxy",
    "system.webServer/serverRuntime",
    "system.webServer/serverSideInclude",
    "system.webServer/staticContent",
    "system.webServer/urlCompression",
    "system.webServer/validation",
    "system.webServer/webSocket",
    "system.webServer/security/access",
    "system.webServer/security/applicationDependencies",
    "system.webServer/security/authorization",
    "system.webServer/security/ipSecurity",
    "system.webServer/security/dynamicIpSecurity",
    "system.webServer/security/isapiCgiRestriction",
    "system.webServer/security/requestFiltering",
    "system.webServer/security/authentication/anonymousAuthentication",
    "system.webServer/security/authentication/basicAuthentication",
    "system.webServer/security/authentication/clientCertificateMappingAuthentication",
    "system.webServer/security/authentication/digestAuthentication",
    "system.webServer/security/authentication/iisClientCertificateMappingAuthentication",
    "system.webServer/security/authentication/windowsAuthentication",
    "system.webServer/rewrite/allowedServerVariables",
    "system.webServer/rewrite/globalRules",
    "system.webServer/rewrite/outboundRules",
    "system.webServer/rewrite/providers",
    "system.webServer/rewrite/rewriteMaps",
    "system.webServer/rewrite/rules",
    "system.webServer/tracing/traceFailedRequests",
    "system.webServer/tracing/traceProviderDefinitions",
    "system.webServer/webdav/authoring",
    "system.webServer/webdav/authoringRules",
    "system.webServer/webdav/globalSettings",
    "system.applicationHost/applicationPools",
    "system.applicationHost/configHistory",
    "system.applicationHost/customMetadata",
    "system.applicationHost/listenerAdapters",
    "system.applicationHost/log",
    "system.applicationHost/preloadProviders",
    "system.applicationHost/serviceAutoStartProviders",
    "system.applicationHost/sites",
    "system.applicationHost/webLimits",
    "system.web/anonymousIdentification",
    "system.web/applicationPool",
    "system.web/authentication",
    "system.web/authorization",
    "system.web/browserCaps",
    "system.web/caching",
    "system.web/clientTarget",
    "system.web/compilation",
    "system.web/customErrors",
    "system.web/deployment",
    "system.web/deviceFilters",
    "system.web/fullTrustAssemblies",
    "system.web/globalization",
    "system.web/healthMonitoring",
    "system.web/hostingEnvironment",
    "system.web/httpCookies",
    "system.web/httpHandlers",
    "system.web/httpModules",
    "system.web/httpRuntime",
    "system.web/identity",
    "system.web/machineKey",
    "system.web/membership",
    "system.web/mobileControls",
    "system.web/pages",
    "system.web/partialTrustVisibleAssemblies",
    "system.web/processModel",
    "system.web/profile",
    "system.web/protocols",
    "system.web/roleManager",
    "system.web/securityPolicy",
    "system.web/sessionPageState",
    "system.web/sessionState",
    "system.web/siteMap",
    "system.web/trace",
    "system.web/trust",
    "system.web/urlMappings",
    "system.web/webControls",
    "system.web/webParts",
    "system.web/webServices",
    "system.web/xhtmlConformance",
    "appSettings",
    "applicationSettings",
    "configProtectedData",
    "connectionStrings",
    "entityFramework",
    "log4net",
    "nlog",
    "elmah",
    "runtime",
    "startup",
    "system.codedom",
    "system.data",
    "system.diagnostics",
    "system.ftpServer",
    "system.identityModel",
    "system.identityModel.services",
    "system.net",
    "system.runtime.caching",
    "system.runtime.remoting",
    "system.runtime.serialization",
    "system.serviceModel",
    "system.serviceModel.activation",
    "system.transactions",
    "system.web.extensions",
    "system.web.webPages.razor",
    "system.windows.forms",
    "system.workflow",
    "system.xml",
    "system.xml.serialization",
    "unity",
    "uri",
    "userSettings",
    "webFarms",
    "windows",
    "mscorlib",
];

#[test]
fn every_section_of_the_schema_has_an_entry() {
    let mut seen = std::collections::BTreeSet::new();
    for path in SCHEMA {
        assert!(seen.insert(path), "{path} stands twice");
        let is_known = match path.strip_prefix("system.webServer/") {
            Some(below) => kind(below).is_some_and(|kind| !matches!(kind, Kind::Group(_))),
            None => around::says(path).is_some(),
        };
        assert!(is_known, "{path} has no entry");
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
    let names = ["requestFiltering", "authentication", "access", "authorization"];
    assert!(names.iter().all(|name| names_in("security").contains(name)));
    assert!(!names_in("security").contains(&"windowsAuthentication"));
}
