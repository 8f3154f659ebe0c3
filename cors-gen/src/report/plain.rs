//! A diagnostic with the lines it is about, for compilers: drawn without the crate that draws [`human`](super::human), which a
//! macro's user would have to build.

use std::fmt::Write;
use std::ops::Range;

use super::line::Line;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceMap, Span};
use crate::text::escape;

/// Characters that terminals draw in two columns, the first and last of each run.
const WIDE: [(char, char); 8] = [
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{a4cf}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff60}'),
    ('\u{1f300}', '\u{1faff}'),
    ('\u{20000}', '\u{3fffd}'),
];

/// A line of source, and what is said below it.
struct Excerpt<'a> {
    span: Span,
    number: usize,
    text: String,
    /// Where in the text, marked with what, and the words there.
    remarks: Vec<(Range<usize>, char, &'a str)>,
}

/// Renders a diagnostic: the code and the message, each place in its line with what to say there, and what to do.
///
/// The severity is not said: the compiler says it. Ends with a line break.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let excerpts = excerpts(diagnostic, sources);
    let widest = excerpts.iter().map(|excerpt| excerpt.number).max().unwrap_or_default();
    let margin = " ".repeat(widest.to_string().len());
    let mut text = format!("{}: {}\n", diagnostic.code, escape(&diagnostic.message));
    for (index, excerpt) in excerpts.iter().enumerate() {
        let arrow = if index == 0 { "-->" } else { ":::" };
        excerpt.draw(&mut text, arrow, &margin, sources);
    }
    let fix = diagnostic.fix.as_deref().map(|fix| &fix.message);
    let fix = fix.filter(|fix| !diagnostic.help.contains(fix));
    for help in diagnostic.help.iter().chain(fix) {
        let _ = writeln!(text, "{margin} = help: {}", escape(help));
    }
    text
}

/// The places of a diagnostic, those of one line together; the one that it is about first.
fn excerpts<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    let own = (diagnostic.span, &diagnostic.label, '^');
    let others = diagnostic.related.iter().map(|(span, label)| (*span, label, '-'));
    for (span, label, mark) in std::iter::once(own).chain(others) {
        let file = sources.file(span.file);
        let (number, _) = file.line_at(file.floor(span.start as usize));
        let (text, place) = Line::of(file, span.range()).cut();
        let remark = (place, mark, &**label);
        let same = excerpts
            .iter_mut()
            .find(|it| (it.span.file, it.number) == (span.file, number) && it.text == text);
        match same {
            Some(excerpt) => excerpt.remarks.push(remark),
            None => excerpts.push(Excerpt { span, number, text, remarks: vec![remark] }),
        }
    }
    excerpts
}

impl Excerpt<'_> {
    fn draw(&self, text: &mut String, arrow: &str, margin: &str, sources: &SourceMap) {
        let place = super::place(sources, self.span);
        let number = self.number;
        let line = self.text.replace('\t', TAB);
        let _ = writeln!(text, "{margin}{arrow} {place}\n{margin} |");
        let _ = writeln!(text, "{number:<width$} | {}", line.trim_end(), width = margin.len());
        for (range, mark, label) in &self.remarks {
            let before = " ".repeat(columns(&self.text[..range.start]));
            let marks = mark.to_string().repeat(columns(&self.text[range.clone()]).max(1));
            let row = format!("{margin} | {before}{marks} {}", escape(label));
            let _ = writeln!(text, "{}", row.trim_end());
        }
        let _ = writeln!(text, "{margin} |");
    }
}

/// What stands for a tab.
const TAB: &str = "    ";

/// How many columns of a terminal a text takes.
fn columns(text: &str) -> usize {
    let is_wide = |c: char| WIDE.iter().any(|(first, last)| (*first..=*last).contains(&c));
    let columns = text.chars().map(|c| match c {
        '\t' => TAB.len(),
        c => 1 + usize::from(is_wide(c)),
    });
    columns.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fix};

    const TEXT: &str = "<configuration>\n\t<system.webServer>\n\t\t<cors enabled=\"true\">\n\t\t\t<add origin=\"*\" allowCredentials=\"true\" />\n";

    fn span_of(sources: &SourceMap, file: crate::source::FileId, part: &str) -> Span {
        let start = sources.file(file).text().find(part).expect("part");
        Span::new(file, start, start + part.len())
    }

    #[test]
    fn the_line_the_caret_related_places_and_help() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, "\n".repeat(8) + TEXT);
        let parent = sources.add("../applicationHost.config", None, "<x/>\n<日本/>".to_owned());
        let found = Diagnostic::new(
            Code::WildcardWithCredentials,
            span_of(&sources, file, "allowCredentials=\"true\""),
            "IIS refuses `*` with credentials",
        )
        .label("credentials for every origin")
        .related(span_of(&sources, file, "origin=\"*\""), "every origin")
        .related(span_of(&sources, file, "<cors enabled=\"true\">"), "the module is enabled here")
        .related(span_of(&sources, parent, "日本"), "")
        .help("name the origins")
        .fix(Fix::risky("remove it"));
        let expected = r#"CG031: IIS refuses `*` with credentials
  --> web.config:12:20
   |
12 |             <add origin="*" allowCredentials="true" />
   |                             ^^^^^^^^^^^^^^^^^^^^^^^ credentials for every origin
   |                  ---------- every origin
   |
  ::: web.config:11:3
   |
11 |         <cors enabled="true">
   |         --------------------- the module is enabled here
   |
  ::: ../applicationHost.config:2:2
   |
2  | <日本/>
   |  ----
   |
   = help: name the origins
   = help: remove it
"#;
        let rendered = render(&found, &sources);
        assert_eq!(rendered, expected, "\n{rendered}");
    }

    #[test]
    fn nothing_hostile_gets_through() {
        let hostile = "\x1b]0;x\x07 \u{202e} \u{9b} \u{200f} \u{2028} \u{feff} \x7f \r";
        let mut sources = SourceMap::default();
        let file = sources.add(hostile, None, format!("<add origin=\"{hostile}\" bad/>"));
        let found = Diagnostic::new(Code::BadOrigin, span_of(&sources, file, "bad"), hostile)
            .label(hostile)
            .related(Span::new(file, 0, 4), hostile.to_owned())
            .help(hostile)
            .fix(Fix::safe(format!("write {hostile}")));
        let rendered = render(&found, &sources);
        assert!(!rendered.replace('\n', "").contains(crate::text::is_hostile), "{rendered:?}");
        let lines: Vec<&str> = rendered.lines().collect();
        let source = lines.iter().find(|line| line.contains("<add")).expect("source line");
        let carets = lines.iter().find(|line| line.contains("^^^")).expect("carets");
        let column = |line: &str, part: &str| line.find(part).map(|at| line[..at].chars().count());
        assert_eq!(column(source, "bad"), column(carets, "^^^"), "{rendered}");
    }

    #[test]
    fn odd_places_are_no_panic_and_long_lines_are_cut() {
        let mut sources = SourceMap::default();
        let long = format!("{}<bad/>{}", "é".repeat(700_000), "y".repeat(700_000));
        let file = sources.add("web.config", None, format!("é\n\r\n\x1b{long}"));
        let empty = sources.add("empty.config", None, String::new());
        let bad = span_of(&sources, file, "<bad/>");
        for place in [(0, 0), (1, 1), (3, 99), (1, 1_500_000), (9_999_999, 9_999_999)] {
            let found = Diagnostic::new(Code::NotXml, Span::new(empty, place.0, place.1), "no")
                .related(Span::new(file, place.0, place.1), "here")
                .related(bad, "");
            let rendered = render(&found, &sources);
            assert!(rendered.len() < 2000, "{rendered}");
            assert!(rendered.contains("--> empty.config:1:1\n"), "{rendered}");
            assert!(rendered.contains("<bad/>"), "{rendered}");
        }
    }
}
