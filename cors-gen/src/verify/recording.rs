//! Recordings: a line of JSON for each request with its response.

use serde_json::{Map, Value};

use super::exchange::{Exchange, Response};
use crate::explain::RequestSpec;

/// A line of a recording that is none.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub(crate) struct RecordingError {
    line: usize,
    why: String,
}

/// The lines of a recording.
///
/// # Errors
///
/// When the JSON cannot be made.
pub(crate) fn write(exchanges: &[Exchange]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for exchange in exchanges {
        let mut line = Map::new();
        line.insert("request".to_owned(), serde_json::to_value(&exchange.request)?);
        line.insert("response".to_owned(), serde_json::to_value(&exchange.response)?);
        if exchange.url != exchange.request.path {
            line.insert("url".to_owned(), Value::String(exchange.url.clone()));
        }
        text += &serde_json::to_string(&line)?;
        text.push('\n');
    }
    Ok(text)
}

/// Reads a recording.
///
/// # Errors
///
/// When a line is not what [`write`] makes; the first of them is named.
pub(crate) fn read(text: &str) -> Result<Vec<Exchange>, RecordingError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut exchanges = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            let read = exchange(line.trim());
            exchanges.push(read.map_err(|why| RecordingError { line: at + 1, why })?);
        }
    }
    Ok(exchanges)
}

fn exchange(line: &str) -> Result<Exchange, String> {
    const FORM: &str = r#"write {"request": {…}, "response": {"status": 200, "headers": []}}"#;
    let value: Value = serde_json::from_str(line).map_err(|error| format!("{error}; {FORM}"))?;
    let Value::Object(mut parts) = value else { return Err(FORM.to_owned()) };
    let request = parts.remove("request").ok_or_else(|| format!("no `request`; {FORM}"))?;
    let request = RequestSpec::from_json(&request.to_string())
        .map_err(|error| format!("`request`: {error}"))?;
    let response = parts.remove("response").ok_or_else(|| format!("no `response`; {FORM}"))?;
    let response: Option<Response> =
        serde_json::from_value(response).map_err(|error| format!("`response`: {error}"))?;
    let url = match parts.remove("url") {
        None => request.path.clone(),
        Some(Value::String(url)) => url,
        Some(_) => return Err("`url` is a text".to_owned()),
    };
    match parts.keys().next() {
        Some(key) => Err(format!("there is no key `{key}`; {FORM}")),
        None => Ok(Exchange { request, url, response }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let request = RequestSpec {
            path: "https://a.example/x".to_owned(),
            headers: vec![("Origin".to_owned(), "https://\u{1b}é".to_owned())],
            ..RequestSpec::default()
        };
        let response = Response {
            status: 200,
            headers: ["a", "b"].map(|it| ("X".to_owned(), it.to_owned())).to_vec(),
        };
        let below = "https://a.example/app/x".to_owned();
        let exchanges = [
            Exchange { url: below, request: request.clone(), response: Some(response) },
            Exchange { url: request.path.clone(), request, response: None },
        ];
        let text = write(&exchanges).expect("JSON");
        assert_eq!(text.lines().count(), 2);
        assert!(
            text.lines().all(|line| line.starts_with(r#"{"request":{"method":"GET","#)),
            "{text}"
        );
        assert_eq!(read(&format!("\u{feff}{text}\n")).expect("a recording"), exchanges);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let good = r#"{"request":{},"response":{"status":200,"headers":[]}}"#;
        for (line, parts) in [
            ("x", &["line 2", "expected value", "request"][..]),
            ("[]", &["line 2", "write"]),
            (r#"{"request":{}}"#, &["no `response`"]),
            (r#"{"request":{"x":1},"response":null}"#, &["`request`", "`x`"]),
            (
                r#"{"request":{},"response":{"status":99999,"headers":[]}}"#,
                &["`response`", "99999"],
            ),
            (r#"{"request":{},"response":null,"x":1}"#, &["`x`"]),
            (r#"{"request":{},"response":null,"url":1}"#, &["`url`"]),
        ] {
            let error = read(&format!("{good}\n{line}\n")).expect_err(line).to_string();
            assert!(parts.iter().all(|part| error.contains(part)), "{line}: {error}");
        }
    }
}
