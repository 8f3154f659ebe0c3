//! Strict reading of one element: what nobody asked for is an error.

use super::names;
use super::time_span::{Read, TimeSpan};
use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::source::Spanned;
use crate::spelling::is_near;
use crate::xml::{Attribute, Element};

/// Attributes that every element of the configuration system may have (CF-2); locks bind the levels below, if any.
const LOCKS: [&str; 5] = [
    "lockItem",
    "lockElements",
    "lockAttributes",
    "lockAllElementsExcept",
    "lockAllAttributesExcept",
];

/// The attributes and children of an element, being read.
///
/// Ask for each attribute and child that the element may have, then [`finish`](Fields::finish): the rest is reported.
pub(super) struct Fields<'e, 'b> {
    element: &'e Element,
    bag: &'b mut Bag,
    attributes: Vec<&'static str>,
    children: Vec<&'static str>,
    /// Required attributes that are not there.
    missing: Vec<&'static str>,
    /// What comes of a bad value.
    consequence: &'static str,
}

impl<'e, 'b> Fields<'e, 'b> {
    pub(super) fn of(element: &'e Element, bag: &'b mut Bag) -> Self {
        let consequence = "IIS answers 500.19 to every request";
        let (attributes, children, missing) = Default::default();
        Self { element, bag, attributes, children, missing, consequence }
    }

    /// The same, of an element that only requests for static files look at (SC-8).
    pub(super) fn for_static_files(self) -> Self {
        Self { consequence: "IIS answers 500.19 to every request for a static file", ..self }
    }

    /// A section: as [`Fields::of`], but its content may be elsewhere or encrypted, which is reported.
    pub(super) fn of_section(element: &'e Element, bag: &'b mut Bag) -> Self {
        let mut fields = Self::of(element, bag);
        let name = &element.name.value;
        if let Some(source) = fields.text("configSource") {
            let message =
                format!("the content of `<{name}>` is in `{}`, which is not read", source.value);
            let help = "put the content of that file in place of this element";
            fields.bag.push(Diagnostic::new(Code::ConfigSource, source.span, message).help(help));
        }
        if let Some(provider) = fields.text("configProtectionProvider") {
            let message = format!("`<{name}>` is encrypted by `{}`", provider.value);
            fields.bag.push(Diagnostic::new(Code::Encrypted, provider.span, message).help(
                "decrypt it on a server that has the key: `aspnet_regiis -pdf SECTION FOLDER`",
            ));
            fields.children.push("EncryptedData");
        }
        fields
    }

    fn attribute(&mut self, name: &'static str) -> Option<&'e Attribute> {
        self.attributes.push(name);
        self.element.attribute(name)
    }

    /// An optional attribute, as text.
    pub(super) fn text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        self.attribute(name)
            .map(|attribute| Spanned::new(attribute.value.value.clone(), attribute.span()))
    }

    /// A required attribute, as text.
    pub(super) fn required(&mut self, name: &'static str) -> Option<Spanned<String>> {
        let value = self.text(name);
        if value.is_none() {
            self.missing.push(name);
        }
        value
    }

    /// A required attribute that is not empty, as text.
    pub(super) fn required_text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        let text = self.required(name)?;
        if text.value.is_empty() {
            self.bad_value(name, &text, "a text that is not empty")
        } else {
            Some(text)
        }
    }

    /// An optional boolean: `true` or `false` in any letter case and nothing else (CF-1).
    pub(super) fn boolean(&mut self, name: &'static str) -> Option<Spanned<bool>> {
        let text = self.text(name)?;
        let value = match text.value.to_ascii_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => return self.bad_word(name, &text, &["true", "false"], "true or false"),
        };
        Some(text.map(|_| value))
    }

    /// A required boolean.
    pub(super) fn required_boolean(&mut self, name: &'static str) -> Option<Spanned<bool>> {
        self.required(name)?;
        self.boolean(name)
    }

    /// An optional 32-bit integer in decimal.
    pub(super) fn integer(&mut self, name: &'static str) -> Option<Spanned<i32>> {
        let text = self.text(name)?;
        match text.value.parse() {
            Ok(value) if !text.value.starts_with('+') => Some(text.map(|_| value)),
            _ => self.bad_value(name, &text, "a whole number from -2147483648 to 2147483647"),
        }
    }

    /// An optional 32-bit integer in decimal that is not negative.
    pub(super) fn unsigned(&mut self, name: &'static str) -> Option<Spanned<u32>> {
        let text = self.text(name)?;
        match text.value.parse() {
            Ok(value) if !text.value.starts_with('+') => Some(text.map(|_| value)),
            _ => self.bad_value(name, &text, "a whole number from 0 to 4294967295"),
        }
    }

    /// An optional span of time.
    pub(super) fn time_span(&mut self, name: &'static str) -> Option<Spanned<TimeSpan>> {
        let text = self.text(name)?;
        match TimeSpan::read(&text.value) {
            Read::Span(span) => Some(text.map(|_| span)),
            Read::Odd(span) => {
                let message = format!("`{}` has parts that are no time of day", text.value);
                self.bag.push(
                    Diagnostic::new(Code::OddTimeSpan, text.span, message)
                        .label("hours go to 23, minutes and seconds to 59")
                        .help(format!("write `{span}`, if that is meant"))
                        .fix(Fix::risky(format!("write `{span}`")).value(
                            text.span,
                            name,
                            &text.value,
                            &span.to_string(),
                        )),
                );
                Some(text.map(|_| span))
            }
            Read::Nothing(Some(span)) => {
                let expected = format!("days.hh:mm:ss; so many seconds are `{span}`");
                let fix = Fix::risky(format!("write `{span}`")).value(
                    text.span,
                    name,
                    &text.value,
                    &span.to_string(),
                );
                self.bad_value_with(name, &text, &expected, Some(fix))
            }
            Read::Nothing(None) => self.bad_value(name, &text, "days.hh:mm:ss, as `1.00:00:00`"),
        }
    }

    /// An optional word out of a few, as what it stands for; words compare without case.
    pub(super) fn word_of<T: Copy>(
        &mut self,
        attribute: &'static str,
        values: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<Spanned<T>> {
        let words: Vec<&'static str> = values.iter().map(|value| name(*value)).collect();
        let word = self.word(attribute, &words)?;
        let value = values.iter().find(|value| name(**value) == word.value)?;
        Some(word.map(|_| *value))
    }

    /// A required integer that is not negative.
    pub(super) fn required_unsigned(&mut self, name: &'static str) -> Option<Spanned<u32>> {
        self.required(name)?;
        self.unsigned(name)
    }

    /// An optional word out of a few; words compare without case.
    pub(super) fn word(
        &mut self,
        name: &'static str,
        words: &[&'static str],
    ) -> Option<Spanned<&'static str>> {
        let text = self.text(name)?;
        match words.iter().find(|word| word.eq_ignore_ascii_case(&text.value)) {
            Some(word) => Some(text.map(|_| *word)),
            None => self.bad_word(name, &text, words, &words.join(", ")),
        }
    }

    /// Reports a value that is none of the words, and the one that was meant where it is near.
    fn bad_word<T>(
        &mut self,
        name: &'static str,
        text: &Spanned<String>,
        words: &[&'static str],
        expected: &str,
    ) -> Option<Spanned<T>> {
        let bare = text.value.trim();
        let same = words.iter().find(|word| word.eq_ignore_ascii_case(bare));
        let near = words.iter().find(|word| is_near(&bare.to_ascii_lowercase(), word));
        let fix = same.map(|word| {
            Fix::safe(format!("write `{word}`")).value(text.span, name, &text.value, word)
        });
        let fix = fix.or_else(|| {
            let word = near?;
            Some(Fix::risky(format!("write `{word}`")).value(text.span, name, &text.value, word))
        });
        self.bad_value_with(name, text, expected, fix)
    }

    fn bad_value<T>(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        expected: &str,
    ) -> Option<Spanned<T>> {
        self.bad_value_with(name, text, expected, None)
    }

    fn bad_value_with<T>(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        expected: &str,
        fix: Option<Fix>,
    ) -> Option<Spanned<T>> {
        let message = format!("`{}` is not a valid value of `{name}`", text.value);
        let diagnostic = Diagnostic::new(Code::BadValue, text.span, message)
            .label(self.consequence)
            .help(format!("write {expected}"));
        self.bag.push(diagnostic.fix(fix));
        None
    }

    /// Those attributes of these names that there are, with their values, in document order.
    pub(super) fn others(&mut self, names: &[&'static str]) -> Vec<(String, Spanned<String>)> {
        self.attributes.extend(names);
        let is_one = |a: &&Attribute| names.contains(&a.name.value.as_str());
        let text =
            |a: &Attribute| (a.name.value.clone(), Spanned::new(a.value.value.clone(), a.span()));
        self.element.attributes.iter().filter(is_one).map(text).collect()
    }

    /// Accepts attributes that are valid but say nothing that matters here.
    pub(super) fn ignore_attributes(&mut self, names: &[&'static str]) {
        self.attributes.extend(names);
    }

    /// Accepts children that are valid but say nothing that matters here.
    pub(super) fn ignore_children(&mut self, names: &[&'static str]) {
        self.children.extend(names);
    }

    /// The child elements of this name; a second one is an error unless the caller takes them all.
    pub(super) fn children(
        &mut self,
        name: &'static str,
    ) -> impl Iterator<Item = &'e Element> + use<'e> {
        self.children.push(name);
        self.element.elements().filter(move |child| child.name.value == name)
    }

    /// The only child element of this name.
    pub(super) fn child(&mut self, name: &'static str) -> Option<&'e Element> {
        let mut children = self.children(name);
        let first = children.next()?;
        for again in children {
            self.bag.push(duplicate_section(again, first));
        }
        Some(first)
    }

    pub(super) fn bag(&mut self) -> &mut Bag {
        self.bag
    }

    /// Reports the attributes that nobody asked for; children and text may be anything.
    pub(super) fn finish_attributes(&mut self) {
        let known = self.attributes.len();
        let _ = self.boolean("lockItem");
        // It may stand anywhere, so it is no suggestion for a misspelt name.
        self.attributes.truncate(known);
        let parent = &self.element.name.value;
        let mut unknown = Vec::new();
        for attribute in &self.element.attributes {
            let name = attribute.name.value.as_str();
            if matches!(name, "lockAttributes" | "lockAllAttributesExcept") {
                self.check_locked(attribute);
            }
            let is_known = LOCKS.contains(&name)
                || name == "xmlns"
                || name.starts_with("xmlns:")
                || self.attributes.contains(&name);
            if !is_known {
                unknown.push(attribute);
            }
        }
        // A name that is not known stands in the place of one that is missing: one mistake, one finding.
        self.missing.retain(|missing| !unknown.iter().any(|it| is_near(&it.name.value, missing)));
        let meant = match (unknown.as_slice(), self.missing.as_slice()) {
            ([_], [missing]) => Some(*missing),
            _ => None,
        };
        for attribute in unknown {
            let name = &attribute.name;
            let message = format!("`<{parent}>` has no attribute named `{}`", name.value);
            let diagnostic = Diagnostic::new(Code::UnknownAttribute, name.span, message);
            let diagnostic = if let Some(meant) = meant {
                diagnostic.help(format!(
                    "`{meant}` is needed here and missing: write `{meant}=\"…\"` in its place"
                ))
            } else {
                let is_taken = |meant: &str| self.element.attribute(meant).is_some();
                names::suggest_fix(diagnostic, (name, name.span), &self.attributes, is_taken)
            };
            self.bag.push(diagnostic.label(self.consequence));
        }
        for name in self.missing.drain(..).filter(|name| Some(*name) != meant) {
            let message = format!("`<{parent}>` has no attribute `{name}`");
            self.bag.push(
                Diagnostic::new(Code::MissingAttribute, self.element.tag, message)
                    .label(self.consequence)
                    .help(format!("add `{name}=\"…\"`")),
            );
        }
    }

    /// Reports the names in a lock on attributes that the element does not have (CF-7).
    fn check_locked(&mut self, lock: &Attribute) {
        let parent = &self.element.name.value;
        let names = lock.value.value.split(',').map(str::trim).filter(|name| !name.is_empty());
        for name in names.filter(|name| *name != "*" && !self.attributes.contains(name)) {
            let message = format!(
                "`{}` names `{name}`, an attribute that `<{parent}>` does not have",
                lock.name.value
            );
            let diagnostic = Diagnostic::new(Code::UnknownAttribute, lock.span(), message);
            self.bag
                .push(names::suggest(diagnostic, name, &self.attributes).label(self.consequence));
        }
    }

    /// Reports the attributes, children and text that nobody asked for.
    pub(super) fn finish(mut self) {
        self.finish_attributes();
        let parent = &self.element.name.value;
        for child in self.element.elements() {
            let name = child.name.value.as_str();
            if !self.children.contains(&name) {
                let message = format!("`<{parent}>` has no element named `<{name}>`");
                let diagnostic = Diagnostic::new(Code::UnknownElement, child.name.span, message);
                let is_taken = |meant: &str| has_single(self.element, meant);
                let place = (&child.name, child.span);
                let diagnostic = names::suggest_fix(diagnostic, place, &self.children, is_taken);
                self.bag.push(diagnostic.label(self.consequence));
            }
        }
        stray_text(self.element, self.bag);
    }
}

/// Whether an element has a child of this name that may stand once.
pub(super) fn has_single(element: &Element, name: &str) -> bool {
    names::is_single(name) && element.elements().any(|child| child.name.value == name)
}

/// Reports text between the tags of an element that has elements only.
pub(super) fn stray_text(element: &Element, bag: &mut Bag) {
    const MOST_PLACES: usize = 3;
    let mut end = None;
    // References cut one text into many.
    let mut places = element
        .texts()
        .filter(|text| end.replace(text.span.end) != Some(text.span.start))
        .map(|text| text.first);
    let Some(first) = places.next() else { return };
    let message =
        format!("text stands in `<{}>`, where IIS knows elements only", element.name.value);
    let diagnostic = Diagnostic::new(Code::StrayText, first, message)
        .help("put back what was left out here, or write a comment: `<!-- … -->`");
    bag.push(places.take(MOST_PLACES).fold(diagnostic, |it, place| it.related(place, "and here")));
}

/// The finding that a section stands a second time where it may stand once.
pub(super) fn duplicate_section(again: &Element, first: &Element) -> Diagnostic {
    let message = format!("the section `<{}>` stands twice for the same path", again.name.value);
    Diagnostic::new(Code::DuplicateSection, again.tag, message)
        .label("IIS answers 500.19 to every request")
        .related(first.tag, "first here")
        .help("join the two into one")
}
