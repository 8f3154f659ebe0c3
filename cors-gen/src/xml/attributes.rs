//! The attributes of a start tag.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::{AttrError, Attribute as Attr};

use super::mistake::{
    REFERENCES, Reading, find_reference, forbidden, is_forbidden, is_name, limit, not_xml_at,
};
use super::tree::Attribute;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

/// More than any element of IIS's schemas has.
const MAX_ATTRIBUTES: usize = 256;

/// Reads the attributes of a start tag, and says what is wrong with them.
///
/// # Errors
///
/// When there are more than any element has.
pub(super) fn read(
    reading: Reading<'_>,
    tag: &BytesStart<'_>,
    tag_span: Span,
    mistakes: &mut Vec<Diagnostic>,
) -> Result<Vec<Attribute>, Diagnostic> {
    let content_start = tag_span.start as usize + 1;
    let mut attributes: Vec<Attribute> = Vec::new();
    if let Some(at) = second_tag(tag) {
        let place = reading.span(content_start + at, content_start + at + 1);
        let message = "a tag starts within another";
        mistakes.push(not_xml_at(place, message).help("close the tag before it with `>`"));
        return Ok(attributes);
    }
    let mut seen: HashMap<String, Span> = HashMap::new();
    for (number, attribute) in tag.attributes().with_checks(false).enumerate() {
        if number == MAX_ATTRIBUTES {
            let message = format!("an element has more than {MAX_ATTRIBUTES} attributes");
            return Err(limit(tag_span, message));
        }
        let attribute = match attribute {
            Ok(attribute) => attribute,
            Err(error) => {
                // What follows may be part of the same slip.
                mistakes.push(malformed(reading, &error, content_start));
                break;
            }
        };
        let raw_name = attribute.key.as_ref();
        // Both are slices of the reader's text, so their addresses tell where they stand.
        let offset = |part: &str| part.as_ptr() as usize - reading.text.as_ptr() as usize;
        let (name_start, value_start) = (offset(raw_name), offset(&attribute.value));
        let value_end = value_start + attribute.value.len();
        let name_span = reading.span(name_start, name_start + raw_name.len());
        let value_span = reading.span(value_start, value_end);
        if !is_name(raw_name) {
            let message = format!("`{}` is no attribute name", raw_name.escape_debug());
            mistakes.push(not_xml_at(name_span, message));
            break;
        }
        if !reading.text[..name_start].ends_with(|c: char| c.is_ascii_whitespace()) {
            mistakes.push(not_xml_at(name_span, "there is no white space before this attribute"));
            continue;
        }
        let value = match value(reading, &attribute, value_start) {
            Ok(value) => value,
            Err(mistake) => {
                mistakes.push(mistake);
                continue;
            }
        };
        if let Some(first) = seen.insert(raw_name.to_owned(), name_span) {
            let message = format!("the attribute `{raw_name}` stands twice");
            mistakes.push(not_xml_at(name_span, message).related(first, "first here"));
            continue;
        }
        let name = Spanned::new(raw_name.to_owned(), name_span);
        let whole = reading.span(name_start, value_end + 1);
        attributes.push(Attribute::new(name, Spanned::new(value, value_span), whole));
    }
    Ok(attributes)
}

/// Where a tag starts within a tag, in bytes from its name.
pub(super) fn second_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(at, c)| {
        match (c, quote) {
            ('<', None) => return Some(at),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        None
    })
}

/// What a value comes to, with its references resolved.
fn value(reading: Reading<'_>, attribute: &Attr<'_>, start: usize) -> Result<String, Diagnostic> {
    let raw = &attribute.value;
    if let Some(at) = raw.find('<') {
        let span = reading.span(start, start + raw.len());
        return Err(match placeholder(&raw[at..]) {
            Some(name) => {
                let place = reading.span(start + at, start + at + name.len());
                not_xml_at(place, format!("`{name}` is a placeholder"))
                    .label("an attribute value cannot hold `<`")
                    .help("write what it stands for")
            }
            None => not_xml_at(span, "an attribute value holds `<`")
                .help("write `&lt;`, or close the quotes before it"),
        });
    }
    let said = Attr { value: as_written(reading, raw, start), ..attribute.clone() };
    let value = said.normalized_value(XmlVersion::Explicit1_0).map_err(|_| {
        // Of all that keeps a value from being resolved, only references are left here.
        let at = start + find_reference(raw, |text| text.is_none()).start;
        reading.not_xml(at, at + 1, "this `&` starts no reference that XML knows").help(REFERENCES)
    })?;
    if let Some(c) = value.chars().find(|c| is_forbidden(*c)) {
        // The text itself has none, so a reference stands for it.
        let stands_for_it =
            |text: Option<&str>| text.is_some_and(|text| text.contains(is_forbidden));
        let reference = find_reference(raw, stands_for_it);
        return Err(forbidden(c, reading.span(start + reference.start, start + reference.end)));
    }
    Ok(value.into_owned())
}

/// A value without what was read past within it: what stood at the start of each line is no part of a value over several.
fn as_written<'v>(reading: Reading<'_>, raw: &'v str, start: usize) -> Cow<'v, str> {
    let written = reading.written.as_bytes().get(start..start + raw.len());
    let Some(written) = written.filter(|written| *written != raw.as_bytes()) else {
        return Cow::Borrowed(raw);
    };
    let kept = raw.bytes().zip(written).filter(|(read, written)| read == *written);
    String::from_utf8(kept.map(|(byte, _)| byte).collect()).map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// The `<hostname>` that a text starts with, which somebody was to replace.
fn placeholder(text: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let end = text.find('>').filter(|end| (2..=LONGEST).contains(end))?;
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    text[1..end].chars().all(is_of_name).then(|| &text[..=end])
}

fn malformed(reading: Reading<'_>, error: &AttrError, content_start: usize) -> Diagnostic {
    let (at, help) = match error {
        AttrError::ExpectedEq(at) => (*at, "write `name=\"value\"`"),
        AttrError::ExpectedValue(at) | AttrError::UnquotedValue(at) => {
            (*at, "put the value in quotes")
        }
        AttrError::ExpectedQuote(at, _) => (*at, "close the quotes"),
        AttrError::Duplicated(at, _) => (*at, "remove one of them"),
    };
    let at = content_start + at;
    let message = match error {
        AttrError::ExpectedEq(_) => "an attribute has no value",
        AttrError::ExpectedValue(_) => "an attribute has nothing after `=`",
        AttrError::UnquotedValue(_) => "an attribute value is not in quotes",
        AttrError::ExpectedQuote(..) => "an attribute value has no closing quote",
        AttrError::Duplicated(..) => "an attribute stands twice",
    };
    let before = reading.text.get(..at).unwrap_or_default().trim_end();
    if let Some(dots) = ["...", "…"].into_iter().find(|dots| before.ends_with(dots)) {
        return reading
            .not_xml(
                before.len() - dots.len(),
                before.len(),
                format!("`{dots}` stands among attributes"),
            )
            .help("put back the attributes that were left out here");
    }
    if before.ends_with('/') {
        return reading
            .not_xml(before.len() - 1, before.len(), "a `/` stands among attributes")
            .help("write `/>` without space to close the element, or put the value in quotes");
    }
    reading.not_xml(at, at + 1, message).help(help)
}
