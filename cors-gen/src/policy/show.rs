//! Texts of URL Rewrite as one would write them.

use cors_runtime::__private::{Part, Variable};
use cors_runtime::Field;

/// The text with its references in braces.
///
/// As in a configuration, but for groups of conditions, which name theirs: `{C0:1}` is group 1 of the first condition's
/// pattern, whatever `trackAllCaptures` says, and `{C:1}` that of the first condition that holds.
#[must_use]
pub fn show(text: &[Part<'_>]) -> String {
    text.iter().map(part).collect()
}

fn part(part: &Part<'_>) -> String {
    match *part {
        Part::Literal(text) => text.to_owned(),
        Part::Variable(variable) => format!("{{{}}}", name(variable)),
        Part::Set { name, otherwise: _ } => format!("{{{name}}}"),
        Part::Status => "{RESPONSE_STATUS}".to_owned(),
        Part::Response(field) => format!("{{{}}}", response_variable(field)),
        Part::RuleGroup(group) => format!("{{R:{group}}}"),
        Part::ConditionGroup { condition, group } => format!("{{C{condition}:{group}}}"),
        Part::AnyConditionGroup(group) => format!("{{C:{group}}}"),
        Part::Lower(text) => format!("{{ToLower:{}}}", show(text)),
        Part::Encoded(text) => format!("{{UrlEncode:{}}}", show(text)),
        Part::Html(text) => format!("{{HtmlEncode:{}}}", show(text)),
        Part::Decoded(text) => format!("{{UrlDecode:{}}}", show(text)),
        Part::Location { text, base: _, query: _ } => show(text),
        Part::Lookup(map, key) => format!("{{{}:{}}}", map.parts().name, show(key)),
    }
}

/// The server variable of a response's header field: `RESPONSE_X_A`.
fn response_variable(field: Field<'_>) -> String {
    format!("RESPONSE_{}", field.name().replace('-', "_"))
}

fn name(variable: Variable<'_>) -> String {
    match variable {
        Variable::Method => "REQUEST_METHOD".to_owned(),
        Variable::Path { skipped: _ } => "path".to_owned(),
        Variable::Suffix { skipped: _ } => "suffix".to_owned(),
        Variable::Url => "URL".to_owned(),
        Variable::RequestUri => "REQUEST_URI".to_owned(),
        Variable::UnencodedUrl => "UNENCODED_URL".to_owned(),
        Variable::Search => "?QUERY_STRING".to_owned(),
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
