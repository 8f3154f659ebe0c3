//! Percent-encoding of bytes that come one by one.

use crate::path::hex;

/// Whether `{UrlEncode:…}` leaves a byte as it is (RFC 3986, 2.3; assumption).
pub(super) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Whether a byte can stand in an address as it is (RFC 3986, 2).
pub(super) const fn is_of_address(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(
            byte,
            b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!' | b'$' | b'&' | b'\''
        )
        || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%')
}

/// Passes on a byte, percent-encoded where it has to be.
pub(super) fn encode(byte: u8, each: &mut dyn FnMut(u8)) {
    if is_unreserved(byte) { each(byte) } else { escape(byte, each) }
}

/// Passes on a byte percent-encoded.
pub(super) fn escape(byte: u8, each: &mut dyn FnMut(u8)) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    each(b'%');
    each(DIGITS[usize::from(byte >> 4)]);
    each(DIGITS[usize::from(byte & 15)]);
}

/// What `{HtmlEncode:…}` puts in place of a byte; `None` where it leaves the byte as it is (RW-6; assumption).
const fn html(byte: u8) -> Option<&'static [u8]> {
    Some(match byte {
        b'&' => b"&amp;",
        b'<' => b"&lt;",
        b'>' => b"&gt;",
        b'"' => b"&quot;",
        b'\'' => b"&#39;",
        _ => return None,
    })
}

/// Whether `{HtmlEncode:…}` leaves a byte as it is.
pub(super) const fn is_html_text(byte: u8) -> bool {
    html(byte).is_none()
}

/// Passes on a byte, as a character reference where it has to be.
pub(super) fn encode_html(byte: u8, each: &mut dyn FnMut(u8)) {
    match html(byte) {
        Some(reference) => reference.iter().copied().for_each(each),
        None => each(byte),
    }
}

/// Undoes percent-encoding; a `%` that starts no escape stands for itself.
#[derive(Default)]
pub(super) struct Decoder {
    /// How many bytes of an escape have come, and its first digit.
    held: u8,
    first: u8,
}

impl Decoder {
    pub(super) fn push(&mut self, byte: u8, each: &mut dyn FnMut(u8)) {
        match (self.held, hex(byte)) {
            (1, Some(_)) => (self.held, self.first) = (2, byte),
            (2, Some(low)) => {
                self.held = 0;
                each(hex(self.first).unwrap_or(0) << 4 | low);
            }
            _ => {
                self.flush(each);
                if byte == b'%' { self.held = 1 } else { each(byte) }
            }
        }
    }

    /// Passes on what is left of an escape that did not come to its end.
    pub(super) fn flush(&mut self, each: &mut dyn FnMut(u8)) {
        if self.held > 0 {
            each(b'%');
        }
        if self.held > 1 {
            each(self.first);
        }
        self.held = 0;
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;

    /// What becomes of a text whose bytes come one by one.
    fn text(text: &str, mut push: impl FnMut(u8, &mut dyn FnMut(u8))) -> String {
        let mut bytes = Vec::new();
        text.bytes().for_each(|byte| push(byte, &mut |byte| bytes.push(byte)));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn rw_6_what_is_encoded() {
        for (plain, url, html) in [
            ("", "", ""),
            ("azAZ09-._~", "azAZ09-._~", "azAZ09-._~"),
            ("a b/é", "a%20b%2F%C3%A9", "a b/é"),
            ("%41+", "%2541%2B", "%41+"),
            (
                "<a href=\"x\">&'",
                "%3Ca%20href%3D%22x%22%3E%26%27",
                "&lt;a href=&quot;x&quot;&gt;&amp;&#39;",
            ),
        ] {
            assert_eq!(text(plain, encode), url);
            assert_eq!(text(plain, encode_html), html);
            assert_eq!(plain.bytes().all(is_unreserved), plain == url);
            assert_eq!(plain.bytes().all(is_html_text), plain == html);
        }
    }

    #[test]
    fn rw_6_what_is_decoded() {
        for (encoded, plain) in [
            ("", ""),
            ("a%20b%2F%c3%A9", "a b/é"),
            ("%41%42", "AB"),
            ("%2541", "%41"),
            ("%", "%"),
            ("a%", "a%"),
            ("%4", "%4"),
            ("%4x%41", "%4xA"),
            ("%x41", "%x41"),
            ("%%41", "%A"),
            ("%4%41", "%4A"),
            ("%zz%", "%zz%"),
        ] {
            let mut decoder = Decoder::default();
            let mut found = text(encoded, |byte, each| decoder.push(byte, each));
            decoder.flush(&mut |byte| found.push(char::from(byte)));
            assert_eq!(found, plain, "{encoded}");
        }
    }
}
