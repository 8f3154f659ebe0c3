//! XDT transforms (CF-10): what comes out, what is said, and whose place a value has.

mod effects;
mod oddities;
mod refusals;
mod xpath;

use cors_gen::diagnostic::{Code, Diagnostic, Severity};
use cors_gen::pipeline::{Options, Source, Transformed, transform};

const SOURCE: &str = r#"<?xml version="1.0"?>
<!-- kept -->
<configuration>
  <a   x='1'>
    <!-- inside -->
    <i n="1" v="one" />
    <i n="2" v="two"/>
    <i n="3"  v="three"  w="w">text</i>
  </a>
  <b/>
</configuration>
<!-- end -->
"#;

/// A transform file with this inside its root element.
fn xdt(body: &str) -> String {
    format!(
        "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\">\n{body}\n</configuration>\n"
    )
}

fn file(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), path: None, bytes: text.as_bytes().to_vec() }
}

fn run(source: &str, transforms: &[&str]) -> Transformed {
    let transforms: Vec<_> = transforms
        .iter()
        .enumerate()
        .map(|(index, text)| file(&format!("t{}.config", index + 1), text))
        .collect();
    transform(file("web.config", source), transforms, &Options::default())
}

/// The findings as `CODE severity place: message`.
fn findings(outcome: &Transformed) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let place = outcome.sources.locate(d.span);
        format!("{} {} {place}: {}", d.code, d.severity.name(), d.message)
    };
    outcome.diagnostics.iter().map(line).collect()
}

fn codes(outcome: &Transformed) -> Vec<(Code, Severity)> {
    outcome.diagnostics.iter().map(|d| (d.code, d.severity)).collect()
}

/// The result of a transform of `SOURCE` that has nothing to say.
fn silently(body: &str) -> String {
    let outcome = run(SOURCE, &[&xdt(body)]);
    assert_eq!(findings(&outcome), Vec::<String>::new(), "{body}");
    outcome.text.expect("no error")
}

/// `SOURCE` with one text in the place of another, which occurs once.
fn source_with(from: &str, to: &str) -> String {
    assert_eq!(SOURCE.matches(from).count(), 1, "{from}");
    SOURCE.replace(from, to)
}

const I1: &str = "    <i n=\"1\" v=\"one\" />\n";
const I2: &str = "    <i n=\"2\" v=\"two\"/>\n";
const I3: &str = "    <i n=\"3\"  v=\"three\"  w=\"w\">text</i>\n";
