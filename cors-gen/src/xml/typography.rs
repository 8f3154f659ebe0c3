//! What a word processor or a blog makes of markup: curly quotes, dashes for hyphens, spaces that are none.

use std::ops::Range;

/// How many places are changed, more than anybody pastes; what is left is not read, and says so.
const MOST: usize = 100_000;

/// One kind of thing to be read as something else.
pub(super) struct Change {
    /// The first place of it.
    pub(super) first: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
    /// Texts in the place of others of the same length, where these start.
    pub(super) edits: Vec<(usize, String)>,
}

/// What there is to change in a text.
pub(super) fn changes(text: &str) -> impl Iterator<Item = Change> + use<> {
    let mut scan = Scan { text, ..Scan::default() };
    scan.markup();
    let Scan { quotes, dashes, spaces, .. } = scan;
    let places = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    // An opening and a closing mark each.
    let values = places(quotes.len() / 2, "attribute value stands", "attribute values stand");
    let comments = places(dashes.len(), "mark of a comment is", "marks of comments are");
    let blanks = places(spaces.len(), "space is", "spaces are");
    let change = |edits: Vec<(Range<usize>, String)>, message: String, help| {
        let first = edits.first()?.0.clone();
        let edits = edits.into_iter().map(|(place, new)| (place.start, new)).collect();
        Some(Change { first, message, help, edits })
    };
    let quotes = change(
        quotes,
        format!("{values} in typographic quotes, the first here"),
        "write `\"`: word processors and pages change it",
    );
    let dashes = change(
        dashes,
        format!("{comments} written with a dash, the first here"),
        "write `<!--` and `-->`: word processors and pages change the hyphens",
    );
    let spaces = change(
        spaces,
        format!("{blanks} none that XML knows, the first here"),
        "write plain spaces between attributes: pages and mails have others",
    );
    [quotes, dashes, spaces].into_iter().flatten()
}

#[derive(Default)]
struct Scan<'t> {
    text: &'t str,
    quotes: Vec<(Range<usize>, String)>,
    dashes: Vec<(Range<usize>, String)>,
    spaces: Vec<(Range<usize>, String)>,
}

impl Scan<'_> {
    fn markup(&mut self) {
        let mut at = 0;
        while let Some(found) = self.text[at..].find('<') {
            at += found;
            let rest = &self.text[at..];
            at = if rest.starts_with("<!") && !rest.starts_with("<![") {
                self.comment(at)
            } else if rest.starts_with("<![CDATA[") {
                self.after(at, "]]>")
            } else if rest.starts_with("<?") {
                self.after(at, "?>")
            } else {
                self.tag(at + 1)
            };
        }
    }

    fn after(&self, at: usize, end: &str) -> usize {
        self.text[at..].find(end).map_or(self.text.len(), |found| at + found + end.len())
    }

    /// Goes over a comment that starts at `at`, or over a `<!` that is none.
    fn comment(&mut self, at: usize) -> usize {
        let start = at + "<!".len();
        let end = start + run(&self.text[start..]);
        let opening = &self.text[start..end];
        if self.dashes.len() > MOST {
            return self.text.len();
        }
        if !opening.contains(is_dash) && !opening.starts_with("--") {
            return start;
        }
        // An arrow with a dash in a comment is just that where the comment has an end of its own.
        let next = self.text[end..].find("<!").map_or(self.text.len(), |found| end + found);
        let hyphens = self.text[end..next].find("-->").map(|found| end + found);
        if opening.contains(is_dash) {
            let new = format!("--{}", " ".repeat(opening.len() - 2));
            self.dashes.push((start..end, new));
        }
        if let Some(hyphens) = hyphens {
            return hyphens + "-->".len();
        }
        let closing = self.text[end..next].match_indices('>').find_map(|(found, _)| {
            let before = &self.text[end..end + found];
            let run = before.len() - before.trim_end_matches(|c| c == '-' || is_dash(c)).len();
            before[before.len() - run..].contains(is_dash).then_some((end + found - run, run))
        });
        let Some((closing, run)) = closing else { return next };
        let new = format!("{}--", " ".repeat(run - 2));
        self.dashes.push((closing..closing + run, new));
        closing + run
    }

    /// Goes over a tag whose name starts at `at`, to its end or to where it cannot be one any more.
    fn tag(&mut self, mut at: usize) -> usize {
        let text = self.text;
        let mut is_value_next = false;
        while let Some(c) = text[at..].chars().next() {
            if self.quotes.len() + self.spaces.len() > MOST {
                return text.len();
            }
            let place = at..at + c.len_utf8();
            match c {
                '>' => return place.end,
                '<' => return at,
                '"' | '\'' => {
                    at = self.after(place.end, if c == '"' { "\"" } else { "'" });
                    is_value_next = false;
                    continue;
                }
                '=' => is_value_next = true,
                c if is_value_next && is_curly(c) => {
                    at = self.value(place, c);
                    is_value_next = false;
                    continue;
                }
                c if is_odd_space(c) => self.spaces.push((place.clone(), " ".repeat(c.len_utf8()))),
                c if c.is_ascii_whitespace() => {}
                _ => is_value_next = false,
            }
            at = place.end;
        }
        text.len()
    }

    /// Goes over a value in typographic quotes, to its end or to where it cannot be one any more.
    fn value(&mut self, opening: Range<usize>, c: char) -> usize {
        let rest = &self.text[opening.end..];
        let quote = Quote::of(c);
        let is_end = |c: char| Quote::of(c) == quote || Quote::straight(c) == quote;
        let found = rest.char_indices().find(|(_, c)| matches!(c, '<' | '\n') || is_end(*c));
        let Some((found, end)) = found else { return self.text.len() };
        if !is_end(end) {
            return opening.end + found;
        }
        let closing = opening.end + found..opening.end + found + end.len_utf8();
        let mark = if quote == Some(Quote::Double) { '"' } else { '\'' };
        // The marks stand next to the value, which so keeps its length.
        let before = format!("{}{mark}", " ".repeat(opening.len() - 1));
        let after = format!("{mark}{}", " ".repeat(closing.len() - 1));
        let end = closing.end;
        self.quotes.extend([(opening, before), (closing, after)]);
        end
    }
}

/// Whether a character is a typographic quotation mark.
pub(super) fn is_curly(c: char) -> bool {
    Quote::of(c).is_some()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Single,
    Double,
}

impl Quote {
    /// What a typographic quotation mark stands for.
    const fn of(c: char) -> Option<Self> {
        match c {
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => Some(Self::Double),
            '‘' | '’' | '‚' | '‛' | '′' => Some(Self::Single),
            _ => None,
        }
    }

    const fn straight(c: char) -> Option<Self> {
        match c {
            '"' => Some(Self::Double),
            '\'' => Some(Self::Single),
            _ => None,
        }
    }
}

const fn is_dash(c: char) -> bool {
    matches!(c, '‐'..='―' | '−')
}

/// How long a run of hyphens and dashes is that a text starts with.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c| c == '-' || is_dash(c)).len()
}

/// White space that is none to XML, and what nobody sees.
const fn is_odd_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}
