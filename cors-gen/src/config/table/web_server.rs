//! The sections of `system.webServer` that are not read, and its groups.

use super::answers as answer;
use super::guards as guard;
use super::words as say;
use super::{Kind, Says, Unknown};
use crate::config::rewrite;
use crate::config::setting::Verdict;
use crate::xml::Element;

const fn always(verdict: &'static Verdict) -> Kind {
    Kind::Known(Says::Always(verdict))
}

const fn depends(read: fn(&Element) -> &'static Verdict, elsewhere: &'static Verdict) -> Kind {
    Kind::Known(Says::Depends(read, elsewhere))
}

pub(super) static OTHERS: &[(&str, Kind)] = &[
    ("", Kind::Group(Unknown::Passed)),
    ("security", Kind::Group(Unknown::Passed)),
    ("security/authentication", Kind::Group(Unknown::Refused)),
    ("rewrite", Kind::Group(Unknown::Refused)),
    ("tracing", Kind::Group(Unknown::Passed)),
    ("webdav", Kind::Group(Unknown::Passed)),
    ("rewrite/providers", Kind::Reported(rewrite::report_providers, &say::CODE)),
    ("security/access", depends(guard::access, &guard::CERTIFICATE)),
    ("security/applicationDependencies", always(&say::SERVER)),
    ("security/authorization", depends(guard::of_iis, &guard::OF_IIS)),
    ("security/authentication/basicAuthentication", depends(guard::scheme, &guard::SCHEME)),
    ("security/authentication/digestAuthentication", depends(guard::scheme, &guard::SCHEME)),
    (
        "security/authentication/clientCertificateMappingAuthentication",
        depends(guard::scheme, &guard::SCHEME),
    ),
    (
        "security/authentication/iisClientCertificateMappingAuthentication",
        depends(guard::scheme, &guard::SCHEME),
    ),
    ("security/dynamicIpSecurity", depends(guard::rates, &guard::RATES)),
    ("security/ipSecurity", depends(guard::addresses, &guard::ADDRESSES)),
    ("security/isapiCgiRestriction", always(&say::SERVER)),
    ("applicationInitialization", always(&say::SERVER)),
    ("asp", always(&say::CODE)),
    ("aspNetCore", always(&say::PROCESS)),
    ("cgi", always(&say::CODE)),
    ("defaultDocument", depends(answer::documents, &answer::DOCUMENTS)),
    ("directoryBrowse", depends(answer::listings, &answer::LISTINGS)),
    ("fastCgi", always(&say::CODE)),
    ("globalModules", always(&say::SERVER)),
    ("httpCompression", depends(answer::schemes, &answer::COMPRESSION)),
    ("httpErrors", depends(answer::errors, &answer::ERRORS)),
    ("httpLogging", always(&say::LOGS)),
    ("httpPlatform", always(&say::PROCESS)),
    ("httpTracing", always(&say::LOGS)),
    ("iisnode", always(&say::PROCESS)),
    ("isapiFilters", depends(guard::filters, &say::SERVER)),
    ("management", always(&say::SERVER)),
    ("odbcLogging", always(&say::LOGS)),
    ("proxy", depends(answer::proxy, &answer::PROXY)),
    ("serverRuntime", always(&say::SERVER)),
    ("serverSideInclude", always(&say::CODE)),
    ("tracing/traceFailedRequests", always(&say::LOGS)),
    ("tracing/traceProviderDefinitions", always(&say::LOGS)),
    ("urlCompression", depends(answer::compression, &answer::COMPRESSION)),
    ("validation", always(&say::SERVER)),
    ("webSocket", depends(answer::web_sockets, &say::SERVER)),
    ("webdav/authoring", always(&say::CODE)),
    ("webdav/authoringRules", always(&say::CODE)),
    ("webdav/globalSettings", always(&say::CODE)),
];
