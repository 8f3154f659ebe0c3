//! The report as of unit tests: a case for each kind of difference and for each assumption.

use std::fmt::Write;

use super::super::report::Report;
use super::super::settle::Outcome;
use super::words::{groups, lines, name, place, settled};
use crate::report::junit::text;

/// Renders a report about the configuration that messages call `config`.
pub(crate) fn render(report: &Report, config: &str) -> String {
    let mut cases = String::new();
    let (mut count, mut failed) = (0_usize, 0_usize);
    let class = text(config);
    let mut case = |name: &str, failure: Option<(String, String)>| {
        count += 1;
        let name = text(name);
        let _ = match failure {
            None => writeln!(cases, "    <testcase classname=\"{class}\" name=\"{name}\"/>"),
            Some((message, body)) => {
                failed += 1;
                let (message, body) = (text(&message), body_text(&body));
                writeln!(
                    cases,
                    "    <testcase classname=\"{class}\" name=\"{name}\">\n      <failure message=\"{message}\">{body}</failure>\n    \
                     </testcase>"
                )
            }
        };
    };
    let groups = groups(&report.differences);
    for group in &groups {
        let first = &group.parts[0];
        let mut body = String::new();
        for part in &group.parts {
            let source = place(&part.source);
            let _ = writeln!(body, "{} {}  {source}", part.row, name(&part.misfit.item));
            both(["expected", "got"], &part.misfit, &mut body);
        }
        let _ = writeln!(body, "{}", group.first.curl);
        let title =
            format!("{} {} at {}", first.row, name(&first.misfit.item), group.first.request.path);
        case(&title, Some((group.first.browser.clone(), body)));
    }
    for between in &report.between {
        let mut body = String::new();
        for part in &between.parts {
            both(["old", "new"], part, &mut body);
        }
        let _ = writeln!(body, "{}\n{}", between.curl[0], between.curl[1]);
        let title = format!(
            "between the two: {} {} at {}",
            between.request.method,
            name(&between.parts[0].item),
            between.request.path
        );
        case(&title, Some((between.browser.clone(), body)));
    }
    for one in &report.assumptions {
        let is_contradicted = matches!(one.result, Outcome::Contradicted { .. });
        let curl = one.shown_by.as_ref().map(|shown| shown.curl.clone()).unwrap_or_default();
        let failure = is_contradicted.then(|| (settled(one), curl));
        case(&format!("{} {}", one.row, one.about), failure);
    }
    if groups.is_empty() {
        case(&format!("{} responses as the configuration says", report.asked), None);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cors-gen verify\" tests=\"{count}\" failures=\"{failed}\">\n  \
         <testsuite name=\"{class}\" tests=\"{count}\" failures=\"{failed}\">\n{cases}  </testsuite>\n</testsuites>\n"
    )
}

fn both([expected, got]: [&str; 2], misfit: &super::super::judge::Misfit, out: &mut String) {
    for line in lines(&misfit.item, &misfit.expected) {
        let _ = writeln!(out, "  {expected} {line}");
    }
    for line in lines(&misfit.item, &misfit.got) {
        let _ = writeln!(out, "  {got} {line}");
    }
}

/// A text of several lines as XML can hold it.
fn body_text(body: &str) -> String {
    body.lines().map(text).collect::<Vec<_>>().join("\n")
}
