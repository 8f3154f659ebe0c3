//! Diagnostics as JSON, for programs.
//!
#![doc = include_str!("../../docs/json.md")]

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::{Change, Diagnostic, Fix, Silenced, SilencedBy};
use crate::inventory::Entry;
use crate::source::{Place, SourceMap};

/// A diagnostic in its JSON form.
///
/// Lines and columns count from 1, columns in characters. The end is exclusive: where both ends are one place, nothing is
/// between them.
#[derive(Debug, Clone, Serialize)]
pub struct JsonDiagnostic<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
    related: Vec<Related<'a>>,
    help: &'a [Cow<'static, str>],
    fixes: Vec<JsonFix<'a>>,
}

/// A fix; `safe` where nobody needs to look at it.
#[derive(Debug, Clone, Serialize)]
struct JsonFix<'a> {
    message: &'a str,
    safe: bool,
    edits: Vec<JsonEdit>,
}

/// A part of a file and what is to stand there, as in the file: escaped for XML.
#[derive(Debug, Clone, Serialize)]
struct JsonEdit {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: String,
}

/// A finding that is not shown, in its JSON form: what the finding has, and `exception`, which is null where an option
/// silences it.
#[derive(Debug, Clone, Serialize)]
pub struct JsonSilenced<'a> {
    #[serde(flatten)]
    finding: JsonDiagnostic<'a>,
    exception: Option<JsonException<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonException<'a> {
    file: String,
    line: usize,
    column: usize,
    reason: &'a str,
}

impl<'a> JsonSilenced<'a> {
    /// The JSON form of a finding that is silenced, whose places are in `sources`.
    #[must_use]
    pub fn new(silenced: &'a Silenced, sources: &SourceMap) -> Self {
        let exception = match &silenced.by {
            SilencedBy::Level => None,
            SilencedBy::Exception { place, reason } => {
                let Place { file, line, column } = sources.locate(*place);
                Some(JsonException { file, line, column, reason })
            }
        };
        Self { finding: JsonDiagnostic::new(&silenced.finding, sources), exception }
    }
}

impl<'a> JsonFix<'a> {
    fn new(fix: &'a Fix, sources: &SourceMap) -> Option<Self> {
        let edits = fix.changes(sources)?.into_iter().map(|Change { span, text }| {
            let Place { file, line, column } = sources.locate(span);
            let end = sources.locate(span.at_end());
            JsonEdit { file, line, column, end_line: end.line, end_column: end.column, text }
        });
        Some(Self { message: &fix.message, safe: fix.is_safe, edits: edits.collect() })
    }
}

#[derive(Debug, Clone, Serialize)]
struct Related<'a> {
    file: String,
    line: usize,
    column: usize,
    label: &'a str,
}

impl<'a> JsonDiagnostic<'a> {
    /// The JSON form of `diagnostic`, whose places are in `sources`.
    #[must_use]
    pub fn new(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Self {
        let start = sources.locate(diagnostic.span);
        let end = sources.locate(diagnostic.span.at_end());
        let related = diagnostic.related.iter().map(|(span, label)| {
            let at = sources.locate(*span);
            Related { file: at.file, line: at.line, column: at.column, label }
        });
        Self {
            code: diagnostic.code.id(),
            name: diagnostic.code.name(),
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            file: start.file,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            label: &diagnostic.label,
            related: related.collect(),
            help: &diagnostic.help,
            fixes: diagnostic.fix.iter().filter_map(|fix| JsonFix::new(fix, sources)).collect(),
        }
    }
}

/// An entry of the inventory in its JSON form.
#[derive(Debug, Clone, Serialize)]
pub struct JsonEntry<'a> {
    section: &'a str,
    disposition: &'static str,
    file: String,
    line: usize,
    column: usize,
    why: &'static str,
    #[serde(rename = "do")]
    todo: &'static str,
}

impl<'a> JsonEntry<'a> {
    /// The JSON form of `entry`, whose place is in `sources`.
    #[must_use]
    pub fn new(entry: &'a Entry, sources: &SourceMap) -> Self {
        let Entry { section, span, disposition, why, todo } = entry;
        let Place { file, line, column } = sources.locate(*span);
        Self { section, disposition: disposition.name(), file, line, column, why, todo }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn keys_and_their_order() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, "<a>\n<é/>\n</a>".to_owned());
        let found = Diagnostic::new(Code::BadOrigin, Span::new(file, 4, 9), "bad")
            .label("here")
            .related(Span::new(file, 10, 14), "there")
            .help("mend it");
        let json = serde_json::to_string(&JsonDiagnostic::new(&found, &sources));
        assert_eq!(
            json.expect("JSON"),
            r#"{"code":"CG030","name":"bad-origin","severity":"error","message":"bad","file":"web.config","line":2,"column":1,"end_line":2,"end_column":5,"label":"here","related":[{"file":"web.config","line":3,"column":1,"label":"there"}],"help":["mend it"],"fixes":[]}"#
        );
    }
}
