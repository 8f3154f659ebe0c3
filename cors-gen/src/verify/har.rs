//! Traffic that the developer tools of a browser export: an HTTP archive, as far as it is needed.

use serde::Deserialize;
use serde_json::Value;

use super::exchange::{Exchange, Response};
use super::server::Server;
use crate::explain::RequestSpec;

/// Why a text is no archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HarError {
    /// It is no JSON, or another.
    #[error(
        "it is no HTTP archive, which is a JSON object with `log`, and in that `entries` with `request` and `response` ({0}): export it \
         with \"Save all as HAR\" in the network tab of the developer tools"
    )]
    Other(serde_json::Error),
    /// Nothing in it is of the server.
    #[error("none of its {0} entries is a response of {1}")]
    OfOthers(usize, String),
}

#[derive(Deserialize)]
struct Archive {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Answer,
    /// Where the browser had the response from; it says so where that was not the server.
    #[serde(default, rename = "_fromCache")]
    from_cache: Option<Value>,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    headers: Vec<Header>,
}

#[derive(Deserialize)]
struct Answer {
    /// 0, or less, where none came.
    status: i64,
    headers: Vec<Header>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

/// The exchanges of an archive. Of `server`, if it is given; else of every one, with paths below `app` as those in the application.
///
/// Entries without a response, and those that the browser answered itself, are passed over.
///
/// # Errors
///
/// When it is no archive, or one with nothing of the server.
pub(crate) fn read(
    text: &str,
    server: Option<&Server>,
    app: Option<&str>,
) -> Result<Vec<Exchange>, HarError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let archive: Archive = serde_json::from_str(text).map_err(HarError::Other)?;
    let count = archive.log.entries.len();
    let exchanges: Vec<Exchange> =
        archive.log.entries.into_iter().filter_map(|it| exchange(it, server, app)).collect();
    if exchanges.is_empty() {
        let of = server.map_or_else(|| "a server".to_owned(), Server::origin);
        return Err(HarError::OfOthers(count, of));
    }
    Ok(exchanges)
}

fn exchange(entry: Entry, server: Option<&Server>, app: Option<&str>) -> Option<Exchange> {
    let Entry { request, response, from_cache } = entry;
    let status = u16::try_from(response.status).ok().filter(|status| *status >= 100)?;
    if from_cache.is_some_and(|from| !from.is_null()) {
        return None;
    }
    let path = if let Some(server) = server {
        server.target(&request.url)?
    } else {
        let scheme = request.url.find("://")? + 3;
        let end = request.url[scheme..].find(['/', '?', '#']);
        let origin = &request.url[..end.map_or(request.url.len(), |end| scheme + end)];
        let own = Server::parse(origin).ok()?.or_below(app.unwrap_or_default());
        own.target(&request.url)?
    };
    let request_headers = lines(request.headers);
    let spec = RequestSpec {
        method: request.method,
        path,
        headers: request_headers.into_iter().filter(|(name, _)| !is_of_the_url(name)).collect(),
        ..RequestSpec::default()
    };
    let response = Response { status, headers: lines(response.headers) };
    Some(Exchange { request: spec, url: request.url, response: Some(response) })
}

/// Whether a field says what the URL says; HTTP/2 has them with a colon.
fn is_of_the_url(name: &str) -> bool {
    name.starts_with(':') || name.eq_ignore_ascii_case("host")
}

/// The lines; browsers put several of one field into one value, with line breaks.
fn lines(headers: Vec<Header>) -> Vec<(String, String)> {
    let lines = headers.into_iter().flat_map(|Header { name, value }| {
        let values: Vec<String> = value.split('\n').map(|it| it.trim().to_owned()).collect();
        values.into_iter().map(move |value| (name.clone(), value))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCHIVE: &str = r#"{"log":{"version":"1.2","entries":[
{"time":1,"request":{"method":"GET","url":"https://a.example/app/x?y=1","httpVersion":"h2",
  "headers":[{"name":":authority","value":"a.example"},{"name":"origin","value":"https://b.example"}]},
 "response":{"status":200,"headers":[{"name":"x","value":"1\n2"}],"content":{}}},
{"request":{"method":"GET","url":"https://cdn.example/x","headers":[]},"response":{"status":200,"headers":[]}},
{"request":{"method":"GET","url":"https://a.example/app/gone","headers":[]},"response":{"status":0,"headers":[]}},
{"_fromCache":"memory","request":{"method":"GET","url":"https://a.example/app/","headers":[]},"response":{"status":200,"headers":[]}}
]}}"#;

    #[test]
    fn responses_of_the_server_are_read() {
        let server = Server::parse("https://a.example/app").expect("a URL");
        let found = read(ARCHIVE, Some(&server), None).expect("an archive");
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(one.request.path, "https://a.example/x?y=1");
        assert_eq!(one.url, "https://a.example/app/x?y=1");
        assert_eq!(one.request.headers, [("origin".to_owned(), "https://b.example".to_owned())]);
        assert_eq!(one.response.as_ref().expect("a response").lines("X"), ["1", "2"]);
        assert_eq!(read(ARCHIVE, None, None).expect("an archive").len(), 2);
        assert_eq!(read(ARCHIVE, None, Some("/app")).expect("an archive").len(), 1);
    }

    #[test]
    fn what_is_none_is_explained() {
        let other = Server::parse("https://other.example").expect("a URL");
        for (text, server, part) in [
            ("", None, "no HTTP archive"),
            ("[]", None, "no HTTP archive"),
            (r#"{"log":{}}"#, None, "`entries`"),
            (r#"{"log":{"entries":[{"request":{}}]}}"#, None, "missing field"),
            (ARCHIVE, Some(&other), "none of its 4 entries is a response of https://other.example"),
        ] {
            let error = read(text, server, None).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
