//! Findings as SARIF 2.1.0, for code scanning services and editors.
//!
//! The part of the format that findings need, with the names of the standard (OASIS SARIF 2.1.0, section 3).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::Hasher;

use serde::Serialize;
use siphasher::sip::SipHasher13;

use super::{page_of, pages, uri};
use crate::diagnostic::{Change, Code, Diagnostic, Fix, Silenced, SilencedBy};
use crate::source::{SourceMap, Span};
use crate::text::{escape, one_line};

/// What one run of `check` found, whatever the number of configurations.
///
/// Columns count characters from 1; the end of a region is exclusive. Places in files have URIs that are relative when
/// the name that the user gave is.
#[derive(Debug, Serialize)]
pub struct Sarif<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: &'static str,
    short_description: Message<'static>,
    help_uri: String,
    help: Help,
    default_configuration: Configuration,
}

/// What is shown beside a finding; whoever shows Markdown shows the page.
#[derive(Debug, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message<'a>,
    artifact_changes: [ArtifactChange; 1],
    properties: FixProperties,
}

#[derive(Debug, Serialize)]
struct FixProperties {
    safe: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message<'static>,
}

#[derive(Debug, Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    justification: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Serialize)]
struct Fingerprints {
    #[serde(rename = "corsGenFinding/v1")]
    finding: String,
}

impl<'a> Sarif<'a> {
    /// The findings, and those that are silenced, as suppressed; each with the files that its places are in.
    pub fn new(
        findings: impl IntoIterator<Item = (&'a Diagnostic, &'a SourceMap)>,
        silenced: impl IntoIterator<Item = (&'a Silenced, &'a SourceMap)>,
    ) -> Self {
        let findings = findings.into_iter().map(|(finding, sources)| (finding, sources, None));
        let silenced =
            silenced.into_iter().map(|(it, sources)| (&it.finding, sources, Some(&it.by)));
        let findings: Vec<_> = findings.chain(silenced).collect();
        let codes: BTreeSet<Code> = findings.iter().map(|(finding, ..)| finding.code).collect();
        let codes: Vec<Code> = codes.into_iter().collect();
        let results = findings.into_iter().map(|(finding, sources, by)| {
            let index = codes.binary_search(&finding.code).unwrap_or_else(|at| at);
            SarifResult {
                suppressions: by.map(Suppression::new).into_iter().collect(),
                ..SarifResult::new(finding, index, sources)
            }
        });
        let run = Run {
            column_kind: "unicodeCodePoints",
            results: results.collect(),
            tool: Tool {
                driver: Driver {
                    name: "cors-gen",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: codes.iter().copied().map(Rule::new).collect(),
                },
            },
        };
        Self {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        }
    }
}

impl Rule {
    fn new(code: Code) -> Self {
        let summary = one_line(code.summary());
        let way_on = code
            .if_allowed()
            .map(|consequence| format!("\n\n`--allow {code}` makes it a warning: {consequence}."));
        let help = format!("{summary}{}", way_on.unwrap_or_default());
        Self {
            id: code.id(),
            name: code.name(),
            short_description: Message { text: Cow::Owned(summary) },
            help_uri: page_of(code),
            help: Help { text: help, markdown: pages::page(code) },
            default_configuration: Configuration { level: code.severity().name() },
        }
    }
}

impl<'a> SarifResult<'a> {
    fn new(finding: &'a Diagnostic, rule_index: usize, sources: &SourceMap) -> Self {
        let related = finding.related.iter().map(|(span, label)| Location {
            message: message(label),
            ..Location::new(*span, sources)
        });
        let helps = finding.help.iter().map(|help| escape(help));
        let text: Vec<_> = std::iter::once(escape(&finding.message)).chain(helps).collect();
        Self {
            rule_id: finding.code.id(),
            rule_index,
            level: finding.severity.name(),
            message: Message { text: Cow::Owned(text.join("\n")) },
            locations: [Location {
                message: message(&finding.label),
                ..Location::new(finding.span, sources)
            }],
            related_locations: related.collect(),
            partial_fingerprints: Fingerprints { finding: fingerprint(finding, sources) },
            fixes: finding.fix.iter().filter_map(|fix| SarifFix::new(fix, sources)).collect(),
            suppressions: Vec::new(),
        }
    }
}

impl<'a> SarifFix<'a> {
    fn new(fix: &'a Fix, sources: &SourceMap) -> Option<Self> {
        let changes = fix.changes(sources)?;
        let file = sources.file(changes.first()?.span.file);
        let replacements = changes.into_iter().map(|Change { span, text }| Replacement {
            deleted_region: Region::new(span, sources),
            inserted_content: Message { text: Cow::Owned(text) },
        });
        let change = ArtifactChange {
            artifact_location: ArtifactLocation { uri: uri::of_file(file.name()) },
            replacements: replacements.collect(),
        };
        Some(Self {
            description: Message { text: escape(&fix.message) },
            artifact_changes: [change],
            properties: FixProperties { safe: fix.is_safe },
        })
    }
}

impl<'a> Suppression<'a> {
    fn new(by: &'a SilencedBy) -> Self {
        match by {
            SilencedBy::Exception { reason, .. } => {
                Self { kind: "inSource", justification: escape(reason) }
            }
            SilencedBy::Level => Self { kind: "external", justification: Cow::Borrowed("") },
        }
    }
}

impl Region {
    fn new(span: Span, sources: &SourceMap) -> Self {
        let (start, end) = (sources.locate(span), sources.locate(span.at_end()));
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl Location<'_> {
    fn new(span: Span, sources: &SourceMap) -> Self {
        let uri = uri::of_file(sources.file(span.file).name());
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri },
                region: Region::new(span, sources),
            },
            message: None,
        }
    }
}

fn message(label: &str) -> Option<Message<'_>> {
    (!label.is_empty()).then(|| Message { text: escape(label) })
}

/// What stays the same while the finding does: its code, its text, and the text and the section that it is about.
fn fingerprint(finding: &Diagnostic, sources: &SourceMap) -> String {
    let mut hasher = SipHasher13::new();
    let section = sources.section(finding.span).unwrap_or_default();
    for part in [finding.code.id(), section, sources.text(finding.span), &finding.message] {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_with_two_places() {
        let mut sources = SourceMap::default();
        let file = sources.add("sites/a b.config", None, "<a>\n<é/>\n</a>".to_owned());
        let found = Diagnostic::new(Code::BadOrigin, Span::new(file, 4, 9), "bad `\x1b`")
            .label("here")
            .related(Span::new(file, 10, 14), "there")
            .help("mend it");
        let sarif = serde_json::to_value(Sarif::new([(&found, &sources)], [])).expect("JSON");
        let run = &sarif["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "CG030");
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let mut result = run["results"][0].clone();
        let print = result["partialFingerprints"]["corsGenFinding/v1"].take();
        assert_eq!(print.as_str().map(str::len), Some(16));
        let place = |line, column, end| {
            serde_json::json!({
                "artifactLocation": { "uri": "sites/a%20b.config" },
                "region": { "startLine": line, "startColumn": column, "endLine": line, "endColumn": end },
            })
        };
        assert_eq!(
            result,
            serde_json::json!({
                "ruleId": "CG030", "ruleIndex": 0, "level": "error",
                "message": { "text": "bad `\\u{1b}`\nmend it" },
                "locations": [{ "physicalLocation": place(2, 1, 5), "message": { "text": "here" } }],
                "relatedLocations": [{ "physicalLocation": place(3, 1, 5), "message": { "text": "there" } }],
                "partialFingerprints": { "corsGenFinding/v1": null },
            })
        );
    }

    #[test]
    fn a_finding_is_the_same_when_lines_move() {
        let fingerprint = |before: &str| {
            let mut sources = SourceMap::default();
            let file = sources.add("web.config", None, format!("{before}<b/>"));
            let span = Span::new(file, before.len(), before.len() + 4);
            fingerprint(&Diagnostic::new(Code::BadOrigin, span, "bad"), &sources)
        };
        assert_eq!(fingerprint("<a>"), fingerprint("<a>\n<!-- c -->\n"));
    }
}
