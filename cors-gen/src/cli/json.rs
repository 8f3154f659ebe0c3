//! JSON that is safe to show on a terminal.

use std::fmt::Write;

use serde::Serialize;

use super::exit::Failure;
use crate::text::is_hostile;

/// The JSON of `value` on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map(|json| escape(&json) + "\n").map_err(|e| failure(&e))
}

/// The JSON of `value` over several lines.
pub(super) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|json| escape(&json) + "\n").map_err(|e| failure(&e))
}

fn failure(error: &serde_json::Error) -> Failure {
    Failure::Message(format!("cannot write JSON: {error}"))
}

/// Escapes what JSON itself lets through. Outside of strings there is nothing to escape but line breaks, which stay.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_and_nothing_lost() {
        let text = "\x1b\n\t\u{7f}\u{9b}\u{202e}\u{e0001}é\u{1f600}\"\\";
        for json in [line(&[text]), pretty(&[text])] {
            let json = json.expect("JSON");
            assert!(!json.replace('\n', "").contains(is_hostile), "{json}");
            assert_eq!(serde_json::from_str::<Vec<String>>(&json).expect("JSON"), [text]);
        }
    }
}
