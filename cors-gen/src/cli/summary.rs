//! The findings of many configurations, counted by code and by site.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::checked::Checked;
use super::console::numbers;
use crate::diagnostic::{Code, Severity};
use crate::text::escape;

/// How many sites people are shown.
const MOST_SITES: usize = 20;

/// How many characters of the name of a site people are shown, from its end.
const LONGEST: usize = 70;

/// The findings of a run, counted.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    /// The number of configurations that were read.
    configurations: usize,
    by_code: Vec<OfCode>,
    /// Those that have findings, in the order of the run.
    by_site: Vec<OfSite<'a>>,
}

#[derive(Debug, Serialize)]
struct OfCode {
    code: &'static str,
    name: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// The number of configurations that have it.
    configurations: usize,
}

#[derive(Debug, Serialize)]
struct OfSite<'a> {
    site: &'a str,
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl<'a> Summary<'a> {
    pub(super) fn new(checked: &'a [Checked]) -> Self {
        let mut codes: BTreeMap<Code, (Counts, usize)> = BTreeMap::new();
        let mut by_site = Vec::new();
        for one in checked {
            let mut own: BTreeMap<Code, Counts> = BTreeMap::new();
            let mut all = Counts::default();
            for finding in &one.diagnostics {
                own.entry(finding.code).or_default().add(finding.severity, 1);
                all.add(finding.severity, 1);
            }
            for (code, counts) in own {
                let (sum, configurations) = codes.entry(code).or_default();
                for (severity, number) in counts.each() {
                    sum.add(severity, number);
                }
                *configurations += 1;
            }
            let [errors, warnings, notes] = all.0;
            if errors + warnings + notes > 0 {
                by_site.push(OfSite { site: &one.name, errors, warnings, notes });
            }
        }
        let by_code =
            codes.into_iter().map(|(code, (Counts([errors, warnings, notes]), sites))| {
                let (code, name) = (code.id(), code.name());
                OfCode { code, name, errors, warnings, notes, configurations: sites }
            });
        Self { configurations: checked.len(), by_code: by_code.collect(), by_site }
    }

    /// Two lists for people, the second of which is cut; ends with an empty line. Nothing where there are no findings.
    ///
    /// `what` is what the configurations are called, in the singular.
    pub(super) fn render(&self, what: &str) -> String {
        let mut out = String::new();
        if self.by_code.is_empty() {
            return out;
        }
        out += "By code:\n";
        for OfCode { code, name, errors, warnings, notes, configurations } in &self.by_code {
            let counts = numbers([*errors, *warnings, *notes]);
            let plural = if *configurations == 1 { "" } else { "s" };
            let _ = writeln!(out, "  {code} {name:30} {counts} in {configurations} {what}{plural}");
        }
        let _ = writeln!(out, "By {what}:");
        let mut sites: Vec<&OfSite<'_>> = self.by_site.iter().collect();
        sites.sort_by_key(|site| Reverse((site.errors, site.warnings, site.notes)));
        let shown = sites.iter().take(MOST_SITES).map(|site| (end(site.site), site));
        let shown: Vec<_> = shown.collect();
        let width = shown.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, OfSite { errors, warnings, notes, .. }) in shown {
            let counts = numbers([*errors, *warnings, *notes]);
            let _ = writeln!(out, "  {name:width$} {counts}");
        }
        if sites.len() > MOST_SITES {
            let _ = writeln!(out, "  and {} more with findings", sites.len() - MOST_SITES);
        }
        out + "\n"
    }
}

/// The end of a name, which tells sites apart.
fn end(name: &str) -> String {
    let name = escape(name);
    match name.char_indices().rev().nth(LONGEST - 1) {
        Some((at, _)) if at > 0 => format!("…{}", &name[at..]),
        _ => name.into_owned(),
    }
}

/// The numbers of errors, warnings and notes.
#[derive(Debug, Clone, Copy, Default)]
struct Counts([usize; 3]);

impl Counts {
    fn add(&mut self, severity: Severity, number: usize) {
        self.0[match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        }] += number;
    }

    fn each(self) -> [(Severity, usize); 3] {
        let [errors, warnings, notes] = self.0;
        [(Severity::Error, errors), (Severity::Warning, warnings), (Severity::Note, notes)]
    }
}
