//! `cors-gen rule`: what the kinds of findings mean, and the rows that they name.

use std::fmt::Write;

use super::args::{Rule, Subject};
use super::behaviour;
use super::console::product;
use super::exit::{Exit, Failure};
use crate::diagnostic::Code;
use crate::text::one_line;

/// The pages `docs/rules/CGnnn.md` one after the other, which a test keeps equal to them.
const PAGES: &str = include_str!("../../docs/rules.md");

pub(super) fn run(args: &Rule) -> Result<Exit, Failure> {
    product(&match args.subject {
        Some(Subject::Code(code)) => page(code),
        Some(Subject::Row(id)) => behaviour::page(id),
        None => table(),
    })?;
    Ok(Exit::Done)
}

/// The page about one kind of finding.
fn page(code: Code) -> String {
    let title = format!("# {code}: {}", code.name());
    let mut lines = PAGES.lines().skip_while(|line| *line != title);
    let mut page = String::new();
    page.extend(lines.next());
    for line in lines.take_while(|line| !line.starts_with("# CG")) {
        page.extend(["\n", line]);
    }
    page.truncate(page.trim_end().len());
    page + "\n"
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
    fn every_code_has_a_page() {
        for code in Code::ALL {
            let page = page(*code);
            assert!(
                page.starts_with(&format!("# {code}: {}\n\n**", code.name())),
                "{code}: {page}"
            );
            assert_eq!(page.matches("\n## See\n").count(), 1, "{code}: one page, and all of it");
            assert!(!page.contains(".md)"), "{code}: links to files are of no use here");
        }
        assert_eq!(table().lines().count(), Code::ALL.len());
    }
}
