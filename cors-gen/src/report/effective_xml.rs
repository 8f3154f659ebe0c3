//! An effective configuration as XML, each value with the file and line it came from.

mod rewrite;

use std::borrow::Cow;
use std::fmt::Write;
use std::rc::Rc;

use crate::effective::{Cors, EffectiveScope, Handler, HeaderEntry, NameList, OriginRule, Verbs};
use crate::source::{SourceMap, Span, Spanned};
use crate::text::{escape, is_hostile};

/// The width in characters from which a line is too long for others to be aligned with.
const WIDEST: usize = 160;

/// How deep sections stand; the comments of one are aligned with each other.
const SECTIONS: usize = 2;

/// Renders the effective configuration that counts for `path`, with places as comments at the ends of the lines.
///
/// It is itself a configuration, with the same effect as the levels it came from: collections start with `<clear />`, so
/// that their entries are not added a second time to those of the server. Only rules of URL Rewrite that were written at
/// different levels do not mean the same side by side: the URL that each matches is relative to its own level. Ends with a line break. Whatever the configuration holds, the text is
/// well-formed and has no control, bidirectional or invisible characters.
#[must_use]
pub fn render(path: &str, scope: &EffectiveScope, sources: &SourceMap) -> String {
    let mut printer = Printer { sources, lines: Vec::new(), open: Vec::new() };
    printer.group("configuration", |printer| {
        printer.group("system.webServer", |printer| printer.sections(scope));
    });
    let own = format!("/{}", scope.path.value);
    let of = if own == path { String::new() } else { format!(" is that of {own}") };
    let place = printer.place(scope.path.span);
    let heading = in_comment(&format!("the effective configuration of {path}{of}: {place}"));
    printer.finish(&heading)
}

/// An attribute to print, and where it was written.
struct Attribute<'a> {
    name: &'a str,
    value: Cow<'a, str>,
    span: Span,
}

/// Which places of attributes are told apart.
#[derive(Clone, Copy)]
enum Places {
    /// Each: they come from elements of several levels.
    Lines,
    /// Those in other files, where a transform set them: they are of the element with this start tag.
    Files(Span),
}

struct Line {
    text: String,
    comment: String,
    opens_section: bool,
}

struct Printer<'s> {
    sources: &'s SourceMap,
    lines: Vec<Line>,
    open: Vec<&'static str>,
}

impl Printer<'_> {
    fn sections(&mut self, scope: &EffectiveScope) {
        if scope.cors.tag.is_some() {
            self.cors(&scope.cors);
        }
        self.group("httpProtocol", |printer| {
            printer.headers("customHeaders", &scope.http_protocol.custom_headers);
            if !scope.http_protocol.redirect_headers.is_empty() {
                printer.headers("redirectHeaders", &scope.http_protocol.redirect_headers);
            }
        });
        self.group("handlers", |printer| {
            printer.clear();
            scope.handlers.mappings.iter().for_each(|handler| printer.handler(handler));
        });
        self.group("security", |printer| {
            printer
                .group("requestFiltering", |printer| printer.verbs(&scope.request_filtering.verbs));
            printer.group("authentication", |printer| {
                for (name, enabled) in [
                    ("anonymousAuthentication", scope.anonymous_authentication.enabled),
                    ("windowsAuthentication", scope.windows_authentication.enabled),
                ] {
                    if enabled.is_some() {
                        printer.empty(name, &present([switch("enabled", enabled)]), Places::Lines);
                    }
                }
            });
        });
        let name = "runAllManagedModulesForAllRequests";
        let all = present([switch(name, scope.modules.run_all_managed)]);
        if !all.is_empty() {
            self.empty("modules", &all, Places::Lines);
        }
        self.rewrite(scope);
    }

    fn cors(&mut self, cors: &Cors) {
        let attributes = present([
            switch("enabled", cors.enabled),
            switch("failUnlistedOrigins", cors.fail_unlisted_origins),
        ]);
        self.element("cors", &attributes, Places::Lines, |printer| {
            printer.clear();
            cors.rules.iter().for_each(|rule| printer.rule(rule));
        });
    }

    fn rule(&mut self, rule: &OriginRule) {
        let max_age = rule.max_age.map(|seconds| Attribute {
            name: "maxAge",
            value: Cow::Owned(seconds.value.to_string()),
            span: seconds.span,
        });
        let attributes = present([
            Some(text("origin", &rule.origin)),
            switch("allowed", rule.allowed),
            switch("allowCredentials", rule.allow_credentials),
            max_age,
        ]);
        let OriginRule { tag, allow_headers, allow_methods, expose_headers, .. } = rule;
        if allow_headers.is_none() && allow_methods.is_none() && expose_headers.is_none() {
            self.empty("add", &attributes, Places::Files(*tag));
            return;
        }
        self.element("add", &attributes, Places::Files(*tag), |printer| {
            if let Some(headers) = allow_headers {
                let all =
                    present([switch("allowAllRequestedHeaders", headers.allow_all_requested)]);
                printer.names("allowHeaders", "header", &all, &headers.list);
            }
            if let Some(list) = allow_methods {
                printer.names("allowMethods", "method", &[], list);
            }
            if let Some(list) = expose_headers {
                printer.names("exposeHeaders", "header", &[], list);
            }
        });
    }

    fn names(
        &mut self,
        element: &'static str,
        key: &'static str,
        attributes: &[Attribute<'_>],
        list: &NameList,
    ) {
        if list.names.is_empty() {
            self.empty(element, attributes, Places::Files(list.tag));
            return;
        }
        self.element(element, attributes, Places::Files(list.tag), |printer| {
            for name in &list.names {
                printer.empty("add", &[text(key, name)], Places::Lines);
            }
        });
    }

    fn headers(&mut self, element: &'static str, entries: &[Rc<HeaderEntry>]) {
        self.group(element, |printer| {
            printer.clear();
            for entry in entries {
                let value = entry.value.as_ref().map(|value| text("value", value));
                let attributes = present([Some(text("name", &entry.name)), value]);
                printer.empty("add", &attributes, Places::Files(entry.tag));
            }
        });
    }

    fn handler(&mut self, handler: &Handler) {
        let Handler { tag, name, path, verb, modules, managed_type, script_processor, others } =
            handler;
        let optional = |name, value: &'_ Option<Spanned<String>>| -> Option<Attribute<'static>> {
            value.as_ref().map(|value| Attribute {
                name,
                value: Cow::Owned(value.value.clone()),
                span: value.span,
            })
        };
        let mut attributes = present([
            Some(text("name", name)),
            Some(text("path", path)),
            Some(text("verb", verb)),
            optional("modules", modules),
            optional("type", managed_type),
            optional("scriptProcessor", script_processor),
        ]);
        attributes.extend(others.iter().map(|(name, value)| text(name, value)));
        self.empty("add", &attributes, Places::Files(*tag));
    }

    fn verbs(&mut self, verbs: &Verbs) {
        let attributes = present([switch("allowUnlisted", verbs.allow_unlisted)]);
        if verbs.entries.is_empty() {
            self.empty("verbs", &attributes, Places::Lines);
            return;
        }
        self.element("verbs", &attributes, Places::Lines, |printer| {
            printer.clear();
            for entry in verbs.entries.iter() {
                let allowed = switch("allowed", Some(entry.allowed));
                let attributes = present([Some(text("verb", &entry.verb)), allowed]);
                printer.empty("add", &attributes, Places::Files(entry.tag));
            }
        });
    }

    fn clear(&mut self) {
        self.empty("clear", &[], Places::Lines);
    }

    /// Prints an element without attributes that has others in it; nothing when it turns out to have none.
    fn group(&mut self, name: &'static str, content: impl FnOnce(&mut Self)) {
        let before = self.lines.len();
        self.element(name, &[], Places::Lines, content);
        if self.lines.len() == before + 2 {
            self.lines.truncate(before);
        }
    }

    /// Prints an element that has others in it.
    fn element(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        places: Places,
        content: impl FnOnce(&mut Self),
    ) {
        self.tag(name, attributes, places, ">");
        self.open.push(name);
        content(self);
        self.open.pop();
        self.line(&format!("</{name}>"), String::new());
    }

    /// Prints an element that has nothing in it.
    fn empty(&mut self, name: &str, attributes: &[Attribute<'_>], places: Places) {
        self.tag(name, attributes, places, " />");
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], places: Places, end: &str) {
        let mut tag = format!("<{name}");
        for attribute in attributes {
            let _ = write!(tag, " {}=\"{}\"", attribute.name, in_value(&attribute.value));
        }
        tag.push_str(end);
        let comment = self.comment(attributes, places);
        self.line(&tag, comment);
    }

    fn line(&mut self, text: &str, comment: String) {
        let indent = "  ".repeat(self.open.len());
        let opens_section = self.open.len() == SECTIONS && !text.starts_with("</");
        self.lines.push(Line { text: indent + text, comment, opens_section });
    }

    /// The places of attributes: one for all when it is one, otherwise each with the names it is of.
    fn comment(&self, attributes: &[Attribute<'_>], places: Places) -> String {
        let mut groups: Vec<(Span, Vec<&str>)> = Vec::new();
        let is_one = |a: Span, b: Span| match places {
            Places::Lines => self.place(a) == self.place(b),
            Places::Files(_) => a.file == b.file,
        };
        for attribute in attributes {
            match groups.iter_mut().find(|(span, _)| is_one(*span, attribute.span)) {
                Some((_, names)) => names.push(attribute.name),
                None => groups.push((attribute.span, vec![attribute.name])),
            }
        }
        let comment = match (groups.as_slice(), places) {
            ([], _) => return String::new(),
            ([(span, _)], Places::Files(tag)) if tag.file == span.file => self.place(tag),
            ([(span, _)], _) => self.place(*span),
            (groups, _) => {
                let each = groups
                    .iter()
                    .map(|(span, names)| format!("{}: {}", names.join(", "), self.place(*span)));
                each.collect::<Vec<_>>().join("; ")
            }
        };
        in_comment(&comment)
    }

    /// A place as file and line.
    fn place(&self, span: Span) -> String {
        let location = self.sources.locate(span);
        format!("{}:{}", location.file, location.line)
    }

    fn finish(self, heading: &str) -> String {
        let width = |line: &Line| line.text.chars().count();
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let _ = writeln!(out, "<!-- {heading} -->");
        for section in self.lines.chunk_by(|_, next| !next.opens_section) {
            let commented = section.iter().filter(|line| !line.comment.is_empty());
            let widest = commented.map(width).filter(|width| *width <= WIDEST).max().unwrap_or(0);
            for line in section {
                out.push_str(&line.text);
                if !line.comment.is_empty() {
                    let gap = widest.saturating_sub(width(line)) + 2;
                    let _ = write!(out, "{:gap$}<!-- {} -->", "", line.comment);
                }
                out.push('\n');
            }
        }
        out
    }
}

fn text<'a>(name: &'a str, value: &'a Spanned<String>) -> Attribute<'a> {
    Attribute { name, value: Cow::Borrowed(&value.value), span: value.span }
}

fn switch(name: &'static str, value: Option<Spanned<bool>>) -> Option<Attribute<'static>> {
    let word = |value| Cow::Borrowed(if value { "true" } else { "false" });
    value.map(|value| Attribute { name, value: word(value.value), span: value.span })
}

fn present<const N: usize>(attributes: [Option<Attribute<'_>>; N]) -> Vec<Attribute<'_>> {
    attributes.into_iter().flatten().collect()
}

/// A text as the value of an attribute in double quotes; reading it gives the text again.
fn in_value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if is_hostile(c) => {
                let _ = write!(escaped, "&#x{:X};", c as u32);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text as it can stand in a comment, where XML does not allow `--`.
fn in_comment(text: &str) -> String {
    escape(text).replace("--", "-\\u{2d}").replace("--", "-\\u{2d}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(
            in_value("a&b<c>\"d\"'\t\n\u{202e}"),
            "a&amp;b&lt;c&gt;&quot;d&quot;'&#x9;&#xA;&#x202E;"
        );
        for text in ["--", "---", "----", "-->", "a--b---c.config:1", "\u{202e}--\x1b"] {
            let escaped = in_comment(text);
            assert!(!escaped.contains("--") && !escaped.contains(is_hostile), "{escaped}");
        }
        assert_eq!(in_comment("a-b.config:1"), "a-b.config:1");
    }
}
