//! The collections that levels add to.

/// A section, what is around its entries, and an entry of a name.
pub(super) type Collection = (&'static str, &'static str, fn(&str) -> String);

/// Each collection that levels add to, with entries called `n0`, `n1` and so on.
pub(super) const COLLECTIONS: [Collection; 22] = [
    ("cors", "", |n| format!("<add origin=\"https://{n}.example\" />")),
    ("httpProtocol", "<customHeaders>", |n| format!("<add name=\"{n}\" value=\"1\" />")),
    ("httpProtocol", "<redirectHeaders>", |n| format!("<add name=\"{n}\" value=\"1\" />")),
    ("httpRedirect", "", |n| format!("<add wildcard=\"{n}\" destination=\"/\" />")),
    ("handlers", "", |n| format!("<add name=\"{n}\" path=\"*\" verb=\"GET\" />")),
    ("requestFiltering", "<security>/<verbs>", |n| {
        format!("<add verb=\"{n}\" allowed=\"true\" />")
    }),
    ("modules", "", |n| format!("<add name=\"{n}\" type=\"A.{n}\" />")),
    ("requestFiltering", "<security>/<fileExtensions>", |n| {
        format!("<add fileExtension=\".{n}\" allowed=\"true\" />")
    }),
    ("requestFiltering", "<security>/<requestLimits><headerLimits>", |n| {
        format!("<add header=\"{n}\" sizeLimit=\"1\" />")
    }),
    ("requestFiltering", "<security>/<hiddenSegments>", |n| format!("<add segment=\"{n}\" />")),
    ("requestFiltering", "<security>/<alwaysAllowedUrls>", |n| format!("<add url=\"{n}\" />")),
    ("requestFiltering", "<security>/<alwaysAllowedQueryStrings>", |n| {
        format!("<add queryString=\"{n}\" />")
    }),
    ("requestFiltering", "<security>/<denyUrlSequences>", |n| format!("<add sequence=\"{n}\" />")),
    ("requestFiltering", "<security>/<denyQueryStringSequences>", |n| {
        format!("<add sequence=\"{n}\" />")
    }),
    ("globalRules", "<rewrite>", rule),
    ("rules", "<rewrite>", rule),
    ("outboundRules", "<rewrite>", |n| {
        format!("<rule name=\"{n}\"><match serverVariable=\"RESPONSE_X\" pattern=\"x\" /></rule>")
    }),
    ("outboundRules", "<rewrite>/<preConditions>", |n| format!("<preCondition name=\"{n}\" />")),
    ("staticContent", "", |n| format!("<mimeMap fileExtension=\"{n}\" mimeType=\"x\" />")),
    ("caching", "<profiles>", |n| format!("<add extension=\"{n}\" />")),
    ("rewriteMaps", "<rewrite>", |n| format!("<rewriteMap name=\"{n}\" />")),
    ("allowedServerVariables", "<rewrite>", |n| format!("<add name=\"{n}\" />")),
];

fn rule(name: &str) -> String {
    format!("<rule name=\"{name}\"><match url=\"x\" /></rule>")
}

/// The section with these entries; `around` has the group before a slash and the collection after it.
pub(super) fn collection(section: &str, around: &str, entries: &str) -> String {
    let (group, inner) = match around.split_once('/') {
        Some((group, inner)) => (group, inner),
        None if around == "<rewrite>" => (around, ""),
        None if around.starts_with('<') => ("", around),
        None => ("", ""),
    };
    // Of several tags the last ends first.
    let end = |tags: &str| -> String {
        tags.split_inclusive('>').rev().map(|tag| tag.replace('<', "</")).collect()
    };
    format!("{group}<{section}>{inner}{entries}{}</{section}>{}", end(inner), end(group))
}
