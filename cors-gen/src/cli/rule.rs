//! `cors-gen rule`: what the kinds of findings mean, and the rows that they name.

use std::fmt::Write;

use super::args::{Rule, Subject};
use super::behaviour;
use super::console::product;
use super::exit::{Exit, Failure};
use crate::diagnostic::{Code, Severity};
use crate::text::one_line;

pub(super) fn run(args: &Rule) -> Result<Exit, Failure> {
    product(&match args.subject {
        Some(Subject::Code(code)) => page(code),
        Some(Subject::Row(id)) => behaviour::page(id),
        None => table(),
    })?;
    Ok(Exit::Done)
}

/// One kind of finding.
fn page(code: Code) -> String {
    let consequence = match (code.if_allowed(), code.severity()) {
        (Some(consequence), _) => format!("`--allow {code}` makes it a warning: {consequence}."),
        (None, Severity::Error) => "It cannot be allowed.".to_owned(),
        (None, _) => "It is no error, so there is nothing to allow.".to_owned(),
    };
    let summary = one_line(code.summary());
    let severity = code.severity().name();
    format!("{code} {} ({severity})\n\n{summary}\n\n{consequence}\n", code.name())
}

/// All kinds of findings, a line each.
fn table() -> String {
    let names = Code::ALL.iter().map(|code| code.name().len());
    let widest = names.max().unwrap_or(0);
    let mut table = String::new();
    for code in Code::ALL {
        let (name, severity) = (code.name(), code.severity().name());
        let allow = if code.if_allowed().is_some() { "--allow" } else { "" };
        let summary = one_line(code.summary());
        let _ = writeln!(table, "{code}  {name:widest$}  {severity:7}  {allow:7}  {summary}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_happens_when_allowed() {
        assert_eq!(
            page(Code::WildcardWithCredentials),
            "CG031 wildcard-with-credentials (error)\n\n\
             The origin `*` with credentials, which IIS refuses and no browser accepts (CM-13).\n\n\
             `--allow CG031` makes it a warning: `*` is sent without `Access-Control-Allow-Credentials`.\n"
        );
        assert!(page(Code::NotXml).ends_with("It cannot be allowed.\n"));
        assert!(page(Code::NullOrigin).ends_with("nothing to allow.\n"));
        assert_eq!(table().lines().count(), Code::ALL.len());
    }
}
