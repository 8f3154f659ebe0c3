//! Findings as a `JUnit` report, which CI servers show as tests: a suite for each configuration, a case for each finding.

use std::fmt::Write;

use super::place;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::text::escape;

/// What one configuration has.
#[derive(Debug)]
pub struct Suite<'a> {
    /// What messages call the configuration.
    pub name: &'a str,
    /// Its findings.
    pub findings: Vec<&'a Diagnostic>,
    /// The least severity of a finding that fails.
    pub deny: Severity,
    /// The files that their places are in.
    pub sources: &'a SourceMap,
}

/// Renders a whole report. A finding of the suite's severity `deny` or above is a failure; one below passes, with its text as output.
///
/// A configuration without findings has one case, which passes.
#[must_use]
pub fn render(suites: &[Suite<'_>]) -> String {
    let cases = |suite: &Suite<'_>| suite.findings.len().max(1);
    let failures = |suite: &Suite<'_>| {
        suite.findings.iter().filter(|finding| finding.severity >= suite.deny).count()
    };
    let (tests, failed): (usize, usize) =
        (suites.iter().map(cases).sum(), suites.iter().map(failures).sum());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"cors-gen\" tests=\"{tests}\" failures=\"{failed}\">");
    for suite in suites {
        let (name, tests, failed) = (text(suite.name), cases(suite), failures(suite));
        let _ =
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\">");
        if suite.findings.is_empty() {
            let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"no findings\"/>");
        }
        for finding in &suite.findings {
            case(finding, &name, finding.severity >= suite.deny, suite.sources, &mut out);
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn case(finding: &Diagnostic, suite: &str, fails: bool, sources: &SourceMap, out: &mut String) {
    let (code, name, severity) = (finding.code, finding.code.name(), finding.severity.name());
    let place = text(&place(sources, finding.span));
    let message = text(&finding.message);
    let mut body = format!("{place}: {severity}: {message}");
    for help in &finding.help {
        body += "\nhelp: ";
        body += &text(help);
    }
    let _ = writeln!(out, "    <testcase classname=\"{suite}\" name=\"{code} {name} at {place}\">");
    let _ = if fails {
        writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{body}</failure>")
    } else {
        writeln!(out, "      <system-out>{body}</system-out>")
    };
    out.push_str("    </testcase>\n");
}

/// A text as XML can hold it, in elements and in values: what XML has no place for is written in words.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn a_suite_for_each_configuration() {
        let mut sources = SourceMap::default();
        let file = sources.add("a&b.config", None, "<a>\n<b/>".to_owned());
        let span = Span::new(file, 5, 6);
        let findings = [
            Diagnostic::new(Code::BadOrigin, span, "bad `\"<\x00\u{fffe}`").help("mend it"),
            Diagnostic::new(Code::Assumption, span, "so"),
        ];
        let suites = |deny| {
            let suite = |name, findings| Suite { name, findings, deny, sources: &sources };
            render(&[suite("a&b.config", findings.iter().collect()), suite("c.config", Vec::new())])
        };
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cors-gen" tests="3" failures="1">
  <testsuite name="a&amp;b.config" tests="2" failures="1">
    <testcase classname="a&amp;b.config" name="CG030 bad-origin at a&amp;b.config:2:2">
      <failure type="error" message="bad `&quot;&lt;\u{0}\u{fffe}`">a&amp;b.config:2:2: error: bad `&quot;&lt;\u{0}\u{fffe}`
help: mend it</failure>
    </testcase>
    <testcase classname="a&amp;b.config" name="CG090 assumption at a&amp;b.config:2:2">
      <system-out>a&amp;b.config:2:2: note: so</system-out>
    </testcase>
  </testsuite>
  <testsuite name="c.config" tests="1" failures="0">
    <testcase classname="c.config" name="no findings"/>
  </testsuite>
</testsuites>
"#;
        let rendered = suites(Severity::Warning);
        assert_eq!(rendered, expected, "\n{rendered}");
        assert!(suites(Severity::Note).contains("failures=\"2\""));
    }
}
