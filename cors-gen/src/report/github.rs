//! Findings as workflow commands, which GitHub Actions shows at the lines of a pull request.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::text::escape;

/// Renders a diagnostic as one command, without line break: `::error file=web.config,line=4,…::message`.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let command = match diagnostic.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let (start, end) = (sources.locate(diagnostic.span), sources.locate(diagnostic.span.at_end()));
    let (code, name) = (diagnostic.code, diagnostic.code.name());
    let mut text = data(&escape(&diagnostic.message));
    for help in &diagnostic.help {
        text += "%0A";
        text += &data(&escape(help));
    }
    // The runner reads columns only of what is on one line.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let file = property(&escape(&start.file));
    let (line, end_line) = (start.line, end.line);
    let title = property(&format!("{code} {name}"));
    format!("::{command} file={file},line={line},endLine={end_line}{columns},title={title}::{text}")
}

/// A text after the command: the runner undoes these escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, in which two more characters mean something.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn nothing_of_a_text_is_a_command() {
        let mut sources = SourceMap::default();
        let file = sources.add("a,b:c%.config", None, "<a>\n<b/>".to_owned());
        let found = Diagnostic::new(Code::BadOrigin, Span::new(file, 5, 6), "100% `\n::error::x`")
            .help("mend it");
        assert_eq!(
            render(&found, &sources),
            "::error file=a%2Cb%3Ac%25.config,line=2,endLine=2,col=2,endColumn=3,title=CG030 bad-origin\
             ::100%25 `\\n::error::x`%0Amend it"
        );
    }

    #[test]
    fn several_lines_have_no_columns() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, "<a>\n<b/>".to_owned());
        let found = Diagnostic::new(Code::Assumption, Span::new(file, 0, 6), "so");
        assert_eq!(
            render(&found, &sources),
            "::notice file=web.config,line=1,endLine=2,title=CG090 assumption::so"
        );
    }
}
