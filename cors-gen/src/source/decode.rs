//! Bytes to text, as the XML of a configuration is encoded (CF-8).

use std::fmt;

/// Why bytes could not be decoded, and the text as far as it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The text with U+FFFD for what could not be decoded: enough to show the line.
    pub lossy: String,
    /// Where decoding failed, in bytes of `lossy`.
    pub at: usize,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// What is wrong with bytes that could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeErrorKind {
    /// A byte sequence that is not UTF-8, in a file without a UTF-16 byte-order mark.
    NotUtf8,
    /// An unpaired surrogate or an odd byte at the end, in a file with a UTF-16 byte-order mark.
    NotUtf16,
    /// UTF-16 without the byte-order mark that IIS needs to recognise it.
    Utf16WithoutMark,
    /// The XML declaration names an encoding that the bytes are not in, or that is not supported.
    Declared(String),
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the file is not UTF-8"),
            Self::NotUtf16 => f.write_str("the file starts as UTF-16 but is not valid UTF-16"),
            Self::Utf16WithoutMark => f.write_str("the file is UTF-16 without a byte-order mark"),
            Self::Declared(name) => {
                write!(f, "the file declares the encoding `{name}`, and cannot be read in it")
            }
        }
    }
}

/// Decodes UTF-8 (with or without byte-order mark) and UTF-16 (with it), and removes the mark.
///
/// # Errors
///
/// When the bytes are neither, or when the XML declaration names another encoding and the text is not plain ASCII, where
/// the encodings agree.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => decode_utf8(rest),
        [b'<', 0, ..] => Err(without_mark(bytes, u16::from_le_bytes)),
        [0, b'<', ..] => Err(without_mark(bytes, u16::from_be_bytes)),
        _ => decode_utf8(bytes),
    }
}

fn decode_utf8(bytes: &[u8]) -> Result<String, DecodeError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let lossy = String::from_utf8_lossy(bytes).into_owned();
            let kind = declared(&lossy).filter(|(_, name)| !is_utf8(name));
            let kind = kind.map_or(DecodeErrorKind::NotUtf8, |(_, name)| {
                DecodeErrorKind::Declared(name.to_owned())
            });
            return Err(DecodeError { at: error.valid_up_to(), lossy, kind });
        }
    };
    match declared(&text) {
        Some((at, name)) if !is_utf8(name) && (is_utf16(name) || !text.is_ascii()) => {
            Err(DecodeError { at, kind: DecodeErrorKind::Declared(name.to_owned()), lossy: text })
        }
        _ => Ok(text),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let decoded = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let mut text = String::with_capacity(bytes.len());
    let mut bad = None;
    for c in decoded {
        bad = bad.or(c.is_err().then_some(text.len()));
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    match bad.or((!odd.is_empty()).then_some(text.len())) {
        None => Ok(text),
        Some(at) => Err(DecodeError { lossy: text, at, kind: DecodeErrorKind::NotUtf16 }),
    }
}

fn without_mark(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> DecodeError {
    let lossy = decode_utf16(bytes, unit).unwrap_or_else(|error| error.lossy);
    DecodeError { lossy, at: 0, kind: DecodeErrorKind::Utf16WithoutMark }
}

/// The encoding that the XML declaration names, with its place in the text.
fn declared(text: &str) -> Option<(usize, &str)> {
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = after[1..].split_once(quote)?.0;
    Some((name.as_ptr() as usize - text.as_ptr() as usize, name))
}

fn is_utf8(name: &str) -> bool {
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8")
}

fn is_utf16(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("utf-16")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn marks_are_read_and_removed() {
        for bytes in [
            b"<a>\xc3\xa9</a>".to_vec(),
            b"\xef\xbb\xbf<a>\xc3\xa9</a>".to_vec(),
            utf16("<a>é</a>", &[0xff, 0xfe], u16::to_le_bytes),
            utf16("<a>é</a>", &[0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok("<a>é</a>"), "CF-8: {bytes:x?}");
        }
    }

    #[test]
    fn what_is_not_text_is_said_with_its_place() {
        for (bytes, at, kind) in [
            (b"<a>\xe9</a>".to_vec(), 3, DecodeErrorKind::NotUtf8),
            (
                b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\xe9</a>".to_vec(),
                48,
                DecodeErrorKind::Declared("windows-1252".to_owned()),
            ),
            (
                "<?xml version=\"1.0\" encoding='latin1'?><a>é</a>".into(),
                30,
                DecodeErrorKind::Declared("latin1".to_owned()),
            ),
            (
                b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>".to_vec(),
                30,
                DecodeErrorKind::Declared("utf-16".to_owned()),
            ),
            (utf16("<a/>", &[], u16::to_le_bytes), 0, DecodeErrorKind::Utf16WithoutMark),
            (vec![0xff, 0xfe, b'<', 0, 0x00, 0xd8, b'>', 0], 1, DecodeErrorKind::NotUtf16),
            (vec![0xff, 0xfe, b'<', 0, b'a'], 1, DecodeErrorKind::NotUtf16),
        ] {
            let error = decode(&bytes).expect_err("undecodable");
            assert_eq!((error.at, error.kind), (at, kind), "{bytes:x?}");
        }
    }

    #[test]
    fn an_ascii_file_may_declare_any_superset_of_ascii() {
        assert!(decode(b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a/>").is_ok());
    }
}
