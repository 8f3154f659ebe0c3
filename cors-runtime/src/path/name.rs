//! The names in a path: its segments, as received or as texts.

use super::resolve::{kind, segments};
use super::segment::{Kind, decoded, next};

/// Whether an encoded text says `text`; ASCII letters without case.
pub(crate) fn says(encoded: &[u8], text: &str) -> bool {
    let mut wanted = text.bytes();
    let same = |byte: u8| wanted.next().is_some_and(|other| other.eq_ignore_ascii_case(&byte));
    decoded(encoded).all(same) && wanted.next().is_none()
}

/// Whether a segment of the path as received, before `..` takes any back, is called `name`.
pub(crate) fn has_segment(path: &[u8], name: &str) -> bool {
    segments(path).any(|segment| says(segment, name))
}

/// The extension of what the path leads to, as received and with its dot; `None` where that has none, or is a directory.
pub(crate) fn extension(path: &[u8]) -> Option<&[u8]> {
    segments(path).last().filter(|segment| kind(segment) == Kind::Name).and_then(extension_of)
}

/// The extension of the last name in the path, whatever slashes and dots come after it.
pub(crate) fn extension_of_last_name(path: &[u8]) -> Option<&[u8]> {
    segments(path).filter(|segment| kind(segment) == Kind::Name).last().and_then(extension_of)
}

/// From the last dot of a segment on; a dot at the end begins nothing.
pub(super) fn extension_of(segment: &[u8]) -> Option<&[u8]> {
    let (mut rest, mut last) = (segment, None);
    while let Some((byte, length)) = next(rest) {
        if byte == b'.' {
            last = Some((rest, length));
        }
        rest = &rest[length..];
    }
    last.filter(|(extension, dot)| extension.len() > *dot).map(|(extension, _)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rf_6_segments_are_names_in_full() {
        for (path, name, has) in [
            ("/bin/x", "bin", true),
            ("/a/BIN", "bin", true),
            ("/a/b%69n/x", "bin", true),
            ("/a%2Fbin%5cx", "bin", true),
            ("\\bin\\x", "bin", true),
            ("/binx", "bin", false),
            ("/xbin", "bin", false),
            ("/bi", "bin", false),
            ("/b%2569n", "bin", false),
            ("/bin/..", "bin", true),
            ("/caf%C3%A9", "café", true),
            ("*", "*", true),
            ("", "bin", false),
        ] {
            assert_eq!(has_segment(path.as_bytes(), name), has, "{path} has {name}");
        }
    }

    #[test]
    fn rf_7_extensions_are_those_of_the_last_segment() {
        for (path, own, of_last_name) in [
            ("/a.config", ".config", ".config"),
            ("/a.tar.gz", ".gz", ".gz"),
            ("/a%2Egz", "%2Egz", "%2Egz"),
            ("/.env", ".env", ".env"),
            ("/v1.0/orders", "", ""),
            ("/a.config/", "", ".config"),
            ("/a.config/.", "", ".config"),
            ("/a.config\\", "", ".config"),
            ("/a.", "", ""),
            ("/a", "", ""),
            ("/", "", ""),
            ("*", "", ""),
        ] {
            let text = |found: Option<&'static [u8]>| found.map_or(&b""[..], |found| found);
            assert_eq!(text(extension(path.as_bytes())), own.as_bytes(), "{path}");
            let last = text(extension_of_last_name(path.as_bytes()));
            assert_eq!(last, of_last_name.as_bytes(), "{path}");
        }
    }
}
