//! Names of files as URIs (RFC 3986).

use std::fmt::Write;

/// The name of a file as a URI reference: relative as the name is, with slashes, `file:` in front of an absolute one.
pub(super) fn of_file(name: &str) -> String {
    let slashed = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let relative = slashed.strip_prefix("./").unwrap_or(&slashed);
    let has_drive =
        matches!(relative.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic());
    let mut uri = match relative.as_bytes() {
        [b'/', ..] => "file://".to_owned(),
        _ if has_drive => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in relative.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_references() {
        for (name, uri) in [
            ("web.config", "web.config"),
            ("./web.config", "web.config"),
            ("../a b/é.config", "../a%20b/%C3%A9.config"),
            ("/srv/web.config", "file:///srv/web.config"),
            ("C:/inetpub/web.config", "file:///C%3A/inetpub/web.config"),
            ("a:b", "a%3Ab"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(of_file(name), uri, "{name}");
        }
    }
}
