//! The request that is asked about.

use cors_runtime::RequestFields;

/// A request, and what the application would answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "json", serde(default, deny_unknown_fields))]
pub struct RequestSpec {
    /// The method, compared with case. `GET` when absent.
    pub method: String,
    /// The target: a path, with or without query, or a URL, of which the path counts. `/` when absent.
    pub path: String,
    /// The request's header fields, names and values. Where a name occurs twice, the first counts.
    pub headers: Vec<(String, String)>,
    /// What the application would answer.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "App::is_unknown"))]
    pub app: App,
    /// Whether the path is that of a static file, whose response goes through the layer of static files. No when absent.
    #[cfg_attr(
        feature = "json",
        serde(rename = "static", skip_serializing_if = "std::ops::Not::not")
    )]
    pub is_static: bool,
}

/// What the application answers when it is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "json", serde(default, deny_unknown_fields))]
pub struct App {
    /// The status code. When absent 200 is assumed, and the explanation says so.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub status: Option<u16>,
    /// The response's header fields, names and values. None when absent.
    pub headers: Vec<(String, String)>,
}

impl App {
    /// Whether nothing is said about it.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.status.is_none() && self.headers.is_empty()
    }
}

impl Default for RequestSpec {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            headers: Vec::new(),
            app: App::default(),
            is_static: false,
        }
    }
}

/// Why a text is no request.
#[cfg(feature = "json")]
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ParseRequestError(serde_json::Error);

impl RequestSpec {
    /// Reads a request in its JSON form: an object with the keys `method`, `path`, `headers`, `app` and `static`, all
    /// optional.
    ///
    /// # Errors
    ///
    /// When the text is no such object. A key that it does not have is an error, which names the key.
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, ParseRequestError> {
        // serde also takes structs from arrays; this form has objects only.
        let value: serde_json::Value = serde_json::from_str(text).map_err(ParseRequestError)?;
        let is_object = |value: &serde_json::Value| value.is_object();
        if !is_object(&value) || !value.get("app").is_none_or(is_object) {
            let error = <serde_json::Error as serde::de::Error>::custom(
                "a request is an object, and so is its `app`",
            );
            return Err(ParseRequestError(error));
        }
        serde_json::from_str(text).map_err(ParseRequestError)
    }

    /// The value of the request's header field of this name, compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_str())
    }

    /// The query of the target, without `?`; `None` when it has none.
    #[must_use]
    pub fn target_query(&self) -> Option<&str> {
        let target = self.path.split('#').next().unwrap_or_default();
        target.split_once('?').map(|(_, query)| query)
    }

    /// The scheme and host of the target; `None` unless it is a URL.
    #[must_use]
    pub fn target_origin(&self) -> Option<(&str, &str)> {
        let target = self.path.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = target.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?;
        Some((scheme, rest.split('/').next().unwrap_or_default()))
    }

    /// The path of the target: without query and fragment, without scheme and host, with a slash in front.
    #[must_use]
    pub fn target_path(&self) -> String {
        let target = self.path.split(['?', '#']).next().unwrap_or_default();
        let path = match target.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => {
                rest.find('/').map_or("", |slash| &rest[slash..])
            }
            _ => target,
        };
        match path {
            "*" => path.to_owned(),
            _ if path.starts_with('/') => path.to_owned(),
            _ => format!("/{path}"),
        }
    }
}

impl RequestFields for RequestSpec {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let host = || self.target_origin().filter(|_| name == "host").map(|(_, host)| host);
        Self::header(self, name).or_else(host).map(str::as_bytes)
    }

    fn header_length(&self, name: &str) -> Option<usize> {
        const BETWEEN: usize = ", ".len();
        let lines = self.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
        let length = lines.map(|(_, value)| value.len()).reduce(|all, line| all + BETWEEN + line);
        length.or_else(|| RequestFields::header(self, name).map(<[u8]>::len))
    }

    fn query(&self) -> Option<&[u8]> {
        self.target_query().map(str::as_bytes)
    }

    fn is_https(&self) -> Option<bool> {
        self.target_origin().map(|(scheme, _)| scheme.eq_ignore_ascii_case("https"))
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_what_the_server_compares() {
        for (given, path) in [
            ("/api/x?y=/z#a", "/api/x"),
            ("https://a.example:8080/api?x", "/api"),
            ("https://a.example", "/"),
            ("https://a.example?x", "/"),
            ("/go/https://a.example/b", "/go/https://a.example/b"),
            ("api", "/api"),
            ("", "/"),
            ("*", "*"),
        ] {
            let spec = RequestSpec { path: given.to_owned(), ..RequestSpec::default() };
            assert_eq!(spec.target_path(), path, "{given}");
        }
    }

    #[test]
    fn names_compare_without_case_and_the_first_line_counts() {
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![line("ORIGIN", "https://a"), line("Origin", "https://b")];
        let spec = RequestSpec { headers, ..RequestSpec::default() };
        assert_eq!(spec.header("origin"), Some("https://a"));
        assert_eq!(spec.header("Host"), None);
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_has_defaults_and_refuses_other_keys() {
        assert_eq!(RequestSpec::from_json("{}").expect("defaults"), RequestSpec::default());
        let spec = RequestSpec::from_json(
            r#"{"method":"PUT","path":"/x","headers":[["Origin","é"]],"app":{"status":304},"static":true}"#,
        );
        let spec = spec.expect("a request");
        assert_eq!((spec.app.status, spec.header("origin")), (Some(304), Some("é")));
        assert!(spec.is_static);
        for (text, named) in [
            (r#"{"methd":"GET"}"#, "`methd`"),
            (r#"{"app":{"body":""}}"#, "`body`"),
            (r#"["GET","/",[],[200,[]]]"#, "object"),
            (r#"{"app":[200,[]]}"#, "object"),
            (r#"{"headers":[["Origin"]]}"#, "tuple"),
            (r#"{"method":"GET","method":"PUT"}"#, "duplicate"),
            ("{} {}", "trailing"),
            ("", "EOF"),
        ] {
            let error = RequestSpec::from_json(text).expect_err(text).to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
