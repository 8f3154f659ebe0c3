//! Changes of a file that mend what a finding is about, as data.
//!
//! Stages say what is to be changed in words of the configuration: a value, a name, an element. Where that stands in the
//! text is looked up when somebody wants to see it, and a text that is not as it should be gives no changes: a value with
//! references in it, a tag that a transform has made.

use std::borrow::Cow;
use std::ops::Range;

use crate::sorting::sort_by;
use crate::source::{SourceFile, SourceMap, Span};
use crate::text::start_tag;

/// How long a name or a value may be for a fix to change it.
const LONGEST: usize = 2000;

/// Something that a finding says may be done, such that a program can do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: `write -1`.
    pub message: Cow<'static, str>,
    /// Whether it has one right answer, lets nobody in and changes nothing that IIS sends.
    pub is_safe: bool,
    edits: Vec<Edit>,
}

/// A part of a file's text and what stands there afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The part; without length where something is put in.
    pub span: Span,
    /// The text in its place, as the file has to have it: what means something in XML is escaped.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Edit {
    /// The value of an attribute, in a tag or in the attribute itself.
    Value { within: Span, attribute: Cow<'static, str>, old: String, new: String },
    /// A name; that of an element in its end tag too.
    Name { name: Span, whole: Span, old: String, new: String },
    /// The empty element that a place is in, or a comment.
    Remove(Span),
    /// The same, where another element is written just so.
    RemoveTwin { place: Span, twin: Span },
    /// A part of a comment.
    Cut(Span),
}

impl Fix {
    /// A fix that may be applied without looking: IIS sends the same afterwards, or the file, which IIS refuses as it
    /// stands, can have meant one thing only.
    #[must_use]
    pub fn safe(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: super::bounded(message.into()), is_safe: true, edits: Vec::new() }
    }

    /// A fix that somebody has to look at: it is a guess, or other requests are let in afterwards, or something else sent.
    #[must_use]
    pub fn risky(message: impl Into<Cow<'static, str>>) -> Self {
        Self { is_safe: false, ..Self::safe(message) }
    }

    /// Gives an attribute, which is or stands in `within`, another value.
    #[must_use]
    pub fn value(
        self,
        within: Span,
        attribute: impl Into<Cow<'static, str>>,
        old: &str,
        new: &str,
    ) -> Self {
        let [old, new] = [old, new].map(str::to_owned);
        self.edit(Edit::Value { within, attribute: attribute.into(), old, new })
    }

    /// Gives the element `whole`, or the attribute, whose name stands at `name`, another name.
    #[must_use]
    pub(crate) fn rename(self, name: Span, whole: Span, old: &str, new: &str) -> Self {
        let [old, new] = [old, new].map(str::to_owned);
        self.edit(Edit::Name { name, whole, old, new })
    }

    /// Removes the empty element that `place` is or stands in, or a comment; with its line, where that has nothing else.
    #[must_use]
    pub fn remove(self, place: Span) -> Self {
        self.edit(Edit::Remove(place))
    }

    /// Removes the empty element that `place` stands in, if that of `twin` is written in the same words.
    #[must_use]
    pub(crate) fn remove_twin(self, place: Span, twin: Span) -> Self {
        self.edit(Edit::RemoveTwin { place, twin })
    }

    /// Removes a part of a comment.
    pub(super) fn cut(self, part: Span) -> Self {
        self.edit(Edit::Cut(part))
    }

    fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// The changes that it comes to, in the order of their places; `None` where the text is not such that it can be applied.
    #[must_use]
    pub fn changes(&self, sources: &SourceMap) -> Option<Vec<Change>> {
        let mut changes = Vec::new();
        for edit in &self.edits {
            edit.changes(sources, &mut changes)?;
        }
        sort_by(&mut changes, |a, b| a.span.cmp(&b.span));
        let apart = changes.windows(2).all(|two| two[0].span.end <= two[1].span.start);
        (apart && !changes.is_empty()).then_some(changes)
    }
}

impl Edit {
    fn changes(&self, sources: &SourceMap, changes: &mut Vec<Change>) -> Option<()> {
        let (Self::Value { within: place, .. }
        | Self::Name { name: place, .. }
        | Self::Remove(place)
        | Self::RemoveTwin { place, .. }
        | Self::Cut(place)) = self;
        let file = sources.file(place.file);
        // What was not read as it stands would be written otherwise than it was read.
        let text = Some(file.text()).filter(|text| std::ptr::eq(*text, file.as_read()))?;
        let mut change = |start, end, text| {
            changes.push(Change { span: Span::new(place.file, start, end), text });
        };
        match self {
            Self::Value { within, attribute, old, new } => {
                let (start, end) = value(text, *within, attribute, old)?;
                (new.len() <= LONGEST).then(|| change(start, end, escaped(new)))?;
            }
            Self::Name { name, whole, old, new } => {
                let is_it = text.get(name.range())? == old && new.len() <= LONGEST;
                is_it.then(|| change(name.start as usize, name.end as usize, new.clone()))?;
                if has_end_tag(text.get(whole.range())?) {
                    let (start, end) = end_name(text, whole.range())?;
                    change(start, end, new.clone());
                }
            }
            Self::Remove(place) => {
                let (start, end) = with_line(file, removable(text, place.range())?)?;
                change(start, end, String::new());
            }
            Self::RemoveTwin { place, twin } => {
                let other = sources.file(twin.file).as_read();
                let (own, twin) =
                    (removable(text, place.range())?, removable(other, twin.range())?);
                (text[own.clone()] == other[twin]).then_some(())?;
                let (start, end) = with_line(file, own)?;
                change(start, end, String::new());
            }
            Self::Cut(part) => {
                text.get(part.range())?;
                change(part.start as usize, part.end as usize, String::new());
            }
        }
        Some(())
    }
}

/// Where the value stands that an attribute of a tag has literally.
fn value(text: &str, within: Span, attribute: &str, old: &str) -> Option<(usize, usize)> {
    let range = within.range();
    let tag = text.get(range.clone())?;
    if tag.is_empty() || old.len() > LONGEST {
        return None;
    }
    // The value alone, where a transform gave it to an attribute that stands elsewhere.
    let before = text[..range.start].chars().next_back();
    if tag == old && matches!(before, Some('"' | '\'')) && text[range.end..].starts_with(before?) {
        return Some((range.start, range.end));
    }
    let tag = start_tag(tag);
    let mut rest = 0;
    while let Some(at) = tag[rest..].find(['"', '\'']) {
        let quote = rest + at;
        let name = tag[rest..quote].trim_end().strip_suffix('=')?.trim_end();
        let name = name.rsplit(|c: char| c.is_ascii_whitespace()).next()?;
        let start = quote + 1;
        let end = start + tag[start..].find(&tag[quote..start])?;
        if name == attribute && &tag[start..end] == old {
            return Some((range.start + start, range.start + end));
        }
        rest = end + 1;
    }
    None
}

/// Whether a text is an element with an end tag; an attribute has none.
fn has_end_tag(text: &str) -> bool {
    text.starts_with('<') && start_tag(text).len() < text.len()
}

/// Where the name in the end tag of an element stands.
fn end_name(text: &str, whole: Range<usize>) -> Option<(usize, usize)> {
    let element = &text[whole.clone()];
    let start = element.rfind("</")? + "</".len();
    let end = start + element[start..].find(|c: char| c.is_ascii_whitespace() || c == '>')?;
    Some((whole.start + start, whole.start + end))
}

/// The comment or the empty element that a place is or stands in.
fn removable(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let start = if text.get(place.clone())?.starts_with('<') {
        place.start
    } else {
        text[..place.start].rfind('<')?
    };
    let rest = &text[start..];
    let end = start
        + if rest.starts_with("<!--") {
            rest.find("-->")? + "-->".len()
        } else {
            let tag = start_tag(rest);
            tag.len() + if tag.ends_with("/>") { 0 } else { empty_end(&rest[tag.len()..])? }
        };
    Some(start..end)
}

/// A part of a text with its line, where that has nothing else.
fn with_line(file: &SourceFile, Range { start, end }: Range<usize>) -> Option<(usize, usize)> {
    let text = file.text();
    let line = file.line_at(start).1;
    let last = file.line_at(end.checked_sub(1)?).1;
    // From the element on, so that a long line costs nothing.
    let is_first = text[line.start..start].trim_end().is_empty();
    let is_alone = is_first && text[end..last.end].trim_start().is_empty();
    Some(if is_alone { (line.start, last.end) } else { (start, end) })
}

/// How long the end tag is, with the white space before it, that follows at once.
fn empty_end(rest: &str) -> Option<usize> {
    rest.trim_start().starts_with("</").then_some(())?;
    rest.find('>').map(|at| at + 1)
}

/// A value as it stands between quotes of either kind.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after a fix that looks at `part` of it; `None` where the fix does not fit.
    fn after(text: &str, part: &str, fix: impl FnOnce(Span) -> Fix) -> Option<String> {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, text.to_owned());
        let start = text.find(part).expect("a part");
        let fix = fix(Span::new(file, start, start + part.len()));
        let mut text = text.to_owned();
        for Change { span, text: new } in fix.changes(&sources)?.into_iter().rev() {
            text.replace_range(span.range(), &new);
        }
        Some(text)
    }

    #[test]
    fn values_keep_their_quotes_and_are_escaped() {
        for (text, part, expected) in [
            ("<a y='v' x='v'/>", "<a y='v' x='v'/>", Some("<a y='v' x='a&amp;&lt;&quot;&apos;'/>")),
            ("<a x =\n \"v\"/>", "x =\n \"v\"", Some("<a x =\n \"a&amp;&lt;&quot;&apos;\"/>")),
            ("<a>x</a>", "x", None),
            ("<a x='&#118;'/>", "<a x='&#118;'/>", None),
            ("<a z='x=\"v\"'/>", "<a z='x=\"v\"'/>", None),
            ("<a z='v'/>", "v", Some("<a z='a&amp;&lt;&quot;&apos;'/>")),
        ] {
            let found = after(text, part, |at| Fix::safe("").value(at, "x", "v", "a&<\"'"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn elements_are_renamed_at_both_ends() {
        for (text, expected) in [
            ("<a><b></b></a >", "<c><b></b></c >"),
            ("<a x='>'/>", "<c x='>'/>"),
            ("<a></a>", "<c></c>"),
        ] {
            let found = after(text, text, |at| {
                let name = Span::new(at.file, 1, 2);
                Fix::safe("").rename(name, at, "a", "c")
            });
            assert_eq!(found.as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_removed_takes_its_line_along() {
        for (text, part, expected) in [
            ("<a>\r\n  <b x='1' />\r\n  <c/></a>", "x='1'", Some("<a>\r\n  <c/></a>")),
            ("<a><b\n x='1'></b\n> <c/></a>", "x='1'", Some("<a> <c/></a>")),
            ("<a>\n<!-- x='1' -->\n</a>", "<!-- x='1' -->", Some("<a>\n</a>")),
            ("<a><b x='1'><c/></b></a>", "x='1'", None),
            ("<b x='1' />", "x='1'", Some("")),
        ] {
            let found = after(text, part, |at| Fix::safe("").remove(at));
            assert_eq!(found.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_was_mended_is_not_written() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, "><a/>".to_owned());
        sources.set_mended(file, " <a/>".to_owned());
        assert_eq!(Fix::safe("").remove(Span::new(file, 1, 5)).changes(&sources), None);
    }
}
