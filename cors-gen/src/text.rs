//! Text from configurations and requests, made safe to show.
//!
//! Control characters can drive a terminal, and bidirectional or invisible characters can make a line read as what it is
//! not. Nothing that a person looks at holds any of them.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character does something other than show itself: a control, a bidirectional mark, or one that nobody sees.
///
/// Unicode's noncharacters U+FDD0 to U+FDEF are among them: they are free for use inside the program.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with hostile characters as Rust escapes: `\u{1b}`, `\n`.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => escaped.extend(c.escape_default()),
            c if is_hostile(c) => {
                let _ = write!(escaped, "\\u{{{:x}}}", c as u32);
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The text with runs of white space as one space each, and hostile characters escaped.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<Cow<'_, str>> = text.split_whitespace().map(escape).collect();
    words.join(" ")
}

/// The text as far as `most` characters go, with `…` in the place of the rest.
pub(crate) fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    // A text has no more characters than bytes: most texts need no counting.
    match text.char_indices().nth(most).filter(|_| text.len() > most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// What stands for a character in a line of source, where each character has to stay one character.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        c if is_hostile(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The start tag that an element's text begins with; text that is no element as it is.
pub(crate) fn start_tag(text: &str) -> &str {
    if !text.starts_with('<') {
        return text;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return &text[..=at],
            _ => {}
        }
    }
    text
}

/// A word of a command as a POSIX shell wants it.
pub(crate) fn shell_word(word: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./:=,@%+".contains(&b);
    if !word.is_empty() && word.bytes().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_start_tag_is_quoted() {
        for (text, tag) in [
            ("<add a=\">\" b='\">' />", "<add a=\">\" b='\">' />"),
            ("<cors enabled=\"true\"><add/></cors>", "<cors enabled=\"true\">"),
            ("maxAge=\"5>4\"", "maxAge=\"5>4\""),
            ("<add", "<add"),
        ] {
            assert_eq!(start_tag(text), tag);
        }
    }

    #[test]
    fn words_are_quoted_for_shells() {
        for (word, expected) in [
            ("web.config", "web.config"),
            ("my site/web.config", "'my site/web.config'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(word), expected);
        }
    }

    #[test]
    fn what_drives_a_terminal_is_escaped_and_the_rest_is_kept() {
        assert_eq!(escape("a\x1b[31m\u{202e}b\r\n\u{9b}é"), "a\\u{1b}[31m\\u{202e}b\\r\\n\\u{9b}é");
        assert!(matches!(escape("https://é.example"), Cow::Borrowed(_)));
        assert_eq!(one_line("<add\r\n\t  origin=\"\u{1b}\" />"), "<add origin=\"\\u{1b}\" />");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        for (text, shown) in [("", ""), ("éé", "éé"), ("éé\u{1f600}", "éé…"), ("abcd", "ab…")]
        {
            assert_eq!(shorten(text, 2), shown);
        }
    }

    #[test]
    fn lines_of_source_keep_their_length() {
        let line = "\x1b\u{85}\u{202e}\t\x7fa";
        let shown: String = line.chars().map(visible).collect();
        assert_eq!(shown, "␛��\t␡a");
    }
}
