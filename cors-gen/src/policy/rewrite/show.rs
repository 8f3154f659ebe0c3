//! Texts as one would write them.

use super::{Part, Text, Variable};

/// The text with its references in braces.
///
/// As in a configuration, but for groups of conditions, which name theirs: `{C0:1}` is group 1 of the first condition's
/// pattern, whatever `trackAllCaptures` says, and `{C:1}` that of the first condition that holds.
#[must_use]
pub fn show(text: &Text) -> String {
    text.iter().map(part).collect()
}

fn part(part: &Part) -> String {
    match part {
        Part::Literal(text) => text.clone(),
        Part::Variable(variable) => format!("{{{}}}", name(variable)),
        Part::Set { name, .. } => format!("{{{name}}}"),
        Part::Status => "{RESPONSE_STATUS}".to_owned(),
        Part::Response(field) => format!("{{RESPONSE_{}}}", field.replace('-', "_")),
        Part::RuleGroup(group) => format!("{{R:{group}}}"),
        Part::ConditionGroup { condition, group } => format!("{{C{condition}:{group}}}"),
        Part::AnyConditionGroup(group) => format!("{{C:{group}}}"),
        Part::Lower(text) => format!("{{ToLower:{}}}", show(text)),
        Part::Encoded(text) => format!("{{UrlEncode:{}}}", show(text)),
        Part::Decoded(text) => format!("{{UrlDecode:{}}}", show(text)),
        Part::Lookup(map, key) => format!("{{{}:{}}}", map.name, show(key)),
    }
}

fn name(variable: &Variable) -> String {
    match variable {
        Variable::Method => "REQUEST_METHOD".to_owned(),
        Variable::Path { .. } => "path".to_owned(),
        Variable::Url => "URL".to_owned(),
        Variable::RequestUri => "REQUEST_URI".to_owned(),
        Variable::UnencodedUrl => "UNENCODED_URL".to_owned(),
        Variable::Query => "QUERY_STRING".to_owned(),
        Variable::Https => "HTTPS".to_owned(),
        Variable::ServerPort => "SERVER_PORT".to_owned(),
        Variable::ServerPortSecure => "SERVER_PORT_SECURE".to_owned(),
        Variable::ServerName => "SERVER_NAME".to_owned(),
        Variable::Header(name) => {
            format!("HTTP_{}", name.to_ascii_uppercase().replace('-', "_"))
        }
    }
}
