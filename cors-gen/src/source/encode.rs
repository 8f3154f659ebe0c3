//! Text to bytes, as a file was encoded.

/// How a file is encoded, of the ways that [`decode`](super::decode()) reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without byte-order mark.
    Utf8,
    /// UTF-8 with byte-order mark.
    Utf8WithMark,
    /// UTF-16, the low byte first, with byte-order mark.
    Utf16Little,
    /// UTF-16, the high byte first, with byte-order mark.
    Utf16Big,
}

impl Encoding {
    /// The encoding of a file, by its byte-order mark.
    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xff, 0xfe, ..] => Self::Utf16Little,
            [0xfe, 0xff, ..] => Self::Utf16Big,
            [0xef, 0xbb, 0xbf, ..] => Self::Utf8WithMark,
            _ => Self::Utf8,
        }
    }

    /// The bytes of a file with this text.
    #[must_use]
    pub fn encode(self, text: &str) -> Vec<u8> {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(bytes).collect()
        };
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8WithMark => ["\u{feff}", text].concat().into_bytes(),
            Self::Utf16Little => utf16(u16::to_le_bytes),
            Self::Utf16Big => utf16(u16::to_be_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        for encoding in
            [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Little, Encoding::Utf16Big]
        {
            let bytes = encoding.encode("<a>é\u{1f600}</a>");
            assert_eq!(Encoding::of(&bytes), encoding);
            assert_eq!(super::super::decode(&bytes).as_deref(), Ok("<a>é\u{1f600}</a>"));
        }
    }
}
