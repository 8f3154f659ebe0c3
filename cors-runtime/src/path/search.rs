//! Finding a text in bytes that come one after the other, without memory for them.

/// Whether `text`, which is not empty, stands somewhere in the bytes; ASCII letters without case.
pub(crate) fn occurs(text: &str, bytes: impl IntoIterator<Item = u8>) -> bool {
    let mut search = Search::of(text);
    bytes.into_iter().any(|byte| {
        search.push(byte);
        search.is_found()
    })
}

/// A text being looked for.
pub(crate) struct Search<'t> {
    text: &'t [u8],
    /// How much of the text the bytes so far end in; all of it once it was found.
    matched: usize,
}

impl<'t> Search<'t> {
    pub(crate) const fn of(text: &'t str) -> Self {
        Self { text: text.as_bytes(), matched: 0 }
    }

    pub(crate) const fn is_found(&self) -> bool {
        self.matched == self.text.len()
    }

    pub(crate) fn push(&mut self, byte: u8) {
        while let Some(expected) = self.text.get(self.matched) {
            if expected.eq_ignore_ascii_case(&byte) {
                self.matched += 1;
                return;
            }
            if self.matched == 0 {
                return;
            }
            self.matched = self.border();
        }
    }

    /// The longest shorter beginning of the text that what has matched ends in: what to go on with after a mismatch.
    fn border(&self) -> usize {
        let seen = &self.text[..self.matched];
        let ends_in = |length: &usize| {
            let (end, start) = (&seen[seen.len() - length..], &seen[..*length]);
            end.eq_ignore_ascii_case(start)
        };
        (0..seen.len()).rev().find(ends_in).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    extern crate std;

    #[test]
    fn texts_are_found_wherever_they_start() {
        for (text, bytes, found) in [
            ("a", "", false),
            ("a", "A", true),
            ("ab", "aab", true),
            ("aab", "aaab", true),
            ("AbAc", "xababac", true),
            ("abac", "ababab", false),
            ("é", "caf\u{e9}", true),
        ] {
            assert_eq!(occurs(text, bytes.bytes()), found, "{text} in {bytes}");
        }
    }

    /// All texts over two letters, so that many repeat themselves.
    #[test]
    fn searching_is_what_windows_find() {
        let words = |length: u32| {
            (0..1_u32 << length).map(move |bits| {
                let letter = |at| if bits >> at & 1 == 0 { 'a' } else { 'b' };
                (0..length).map(letter).collect::<std::string::String>()
            })
        };
        for text in (1..=5).flat_map(words) {
            for bytes in (0..=9).flat_map(words) {
                assert_eq!(occurs(&text, bytes.bytes()), bytes.contains(&text), "{text} {bytes}");
            }
        }
    }
}
