//! Server variables by name (RW-2), and those that a service cannot know.

use cors_runtime::__private::{Part, Variable};

use crate::policy::arena::Arena;
use crate::policy::token::{field, is_token};

/// What a name in braces stands for.
pub(super) enum Known<'p> {
    Part(Part<'p>),
    /// A value that only IIS has, and why.
    OfServer(&'static str),
    Unknown,
}

/// The part that a server variable comes to; names compare without case. `response` says whether there is a response.
pub(super) fn resolve<'p>(name: &str, response: bool, arena: &'p Arena) -> Known<'p> {
    let upper = name.to_ascii_uppercase();
    let variable = match upper.as_str() {
        "REQUEST_METHOD" => Variable::Method,
        "URL" | "PATH_INFO" | "SCRIPT_NAME" | "URL_PATH_INFO" => Variable::Url,
        "REQUEST_URI" | "HTTP_X_ORIGINAL_URL" => Variable::RequestUri,
        "UNENCODED_URL" | "HTTP_URL" => Variable::UnencodedUrl,
        "QUERY_STRING" => Variable::Query,
        "HTTPS" => Variable::Https,
        "SERVER_PORT" => Variable::ServerPort,
        "SERVER_PORT_SECURE" => Variable::ServerPortSecure,
        "SERVER_NAME" => Variable::ServerName,
        "CONTENT_TYPE" => Variable::Header("content-type"),
        "CONTENT_LENGTH" => Variable::Header("content-length"),
        "RESPONSE_STATUS" if response => return Known::Part(Part::Status),
        _ => {
            if let Some(name) = upper.strip_prefix("HTTP_").filter(|name| is_token(name)) {
                Variable::Header(arena.text(&name.replace('_', "-").to_ascii_lowercase()))
            } else if let Some(name) = response_field(name) {
                return if response {
                    Known::Part(Part::Response(field(&name, arena)))
                } else {
                    Known::OfServer("there is no response yet when rules for requests run")
                };
            } else {
                return of_server(&upper).map_or(Known::Unknown, Known::OfServer);
            }
        }
    };
    Known::Part(Part::Variable(variable))
}

/// The header field that `RESPONSE_X_Y` names: `X-Y` (RW-5).
pub(super) fn response_field(variable: &str) -> Option<String> {
    let (prefix, field) = variable.split_at_checked("RESPONSE_".len())?;
    let names = prefix.eq_ignore_ascii_case("RESPONSE_") && is_token(field);
    names.then(|| field.replace('_', "-"))
}

fn of_server(upper: &str) -> Option<&'static str> {
    const FILES: [&str; 6] = [
        "REQUEST_FILENAME",
        "SCRIPT_FILENAME",
        "PATH_TRANSLATED",
        "SCRIPT_TRANSLATED",
        "DOCUMENT_ROOT",
        "APPL_PHYSICAL_PATH",
    ];
    if FILES.contains(&upper) {
        Some("it is a path on the server's disk")
    } else if ["REMOTE_", "LOCAL_", "AUTH_", "LOGON_", "CERT_"].iter().any(|p| upper.starts_with(p))
    {
        Some("it belongs to the connection or to who is logged on")
    } else if ["SERVER_", "INSTANCE_", "APP_", "APPL_", "GATEWAY_", "CACHE_", "HTTPS_", "CRYPT_"]
        .iter()
        .any(|prefix| upper.starts_with(prefix))
    {
        Some("it describes the server")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_by_their_names() {
        for (variable, field) in [
            ("RESPONSE_Access_Control_Allow_Origin", Some("Access-Control-Allow-Origin")),
            ("RESPONSE_Access-Control-Allow-Origin", Some("Access-Control-Allow-Origin")),
            ("response_vary", Some("vary")),
            ("RESPONSE_", None),
            ("HTTP_ORIGIN", None),
            ("RESPONSE_a b", None),
            ("é", None),
        ] {
            assert_eq!(response_field(variable).as_deref(), field, "{variable}");
        }
        let arena = Arena::new();
        let resolve = |name: &str, response| resolve(name, response, &arena);
        let header = |name: &str| match resolve(name, false) {
            Known::Part(Part::Variable(Variable::Header(name))) => Some(name),
            _ => None,
        };
        assert_eq!(header("http_origin"), Some("origin"));
        let requested = header("HTTP_Access-Control-Request-Method");
        assert_eq!(requested, Some("access-control-request-method"));
        assert!(matches!(resolve("REMOTE_ADDR", true), Known::OfServer(_)));
        assert!(matches!(resolve("RESPONSE_STATUS", false), Known::OfServer(_)));
        assert!(matches!(resolve("CAPTURED_ORIGIN", true), Known::Unknown));
    }
}
