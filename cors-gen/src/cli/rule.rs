//! `cors-gen rule`: what the kinds of findings mean, and the rows that they name.

use std::fmt::Write;

use super::args::{Rule, Subject};
use super::behaviour;
use super::console::product;
use super::exit::{Exit, Failure};
use crate::diagnostic::Code;
use crate::report::pages;
use crate::text::one_line;

pub(super) fn run(args: &Rule) -> Result<Exit, Failure> {
    product(&match args.subject {
        Some(Subject::Code(code)) => pages::page(code),
        Some(Subject::Row(id)) => behaviour::page(id),
        None => table(),
    })?;
    Ok(Exit::Done)
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
    fn every_code_has_a_line() {
        assert_eq!(table().lines().count(), Code::ALL.len());
    }
}
