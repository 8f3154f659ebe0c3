//! The rows that say what IIS does, from the project's specification: messages name them (CM-5, OP-1).

use std::fmt::Write;

use crate::assume::{Choice, Question, questions_of};

/// A copy of `docs/iis-behaviour.md`, which a test keeps equal to it.
const SPECIFICATION: &str = include_str!("../../docs/iis-behaviour.md");

/// The parts of the specification in which the id of a row names what a line of a table is about.
const ABOUT: [&str; 2] = ["Where sources disagree", "Choices where the rows are silent"];

/// A line of a table.
struct Line<'s> {
    /// The heading of the part that the table is in.
    part: &'s str,
    /// The names of the columns.
    columns: Vec<&'s str>,
    cells: Vec<&'s str>,
}

/// The ids of all rows, in the order of the specification.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    let rows = lines(SPECIFICATION).into_iter().filter(Line::is_row);
    rows.map(|line| line.cells[0])
}

/// The id as the specification has it; `None` when it has no such row. Letter case does not count.
pub(super) fn find(id: &str) -> Option<&'static str> {
    ids().find(|known| known.eq_ignore_ascii_case(id))
}

/// What a row says, with what else is known of it.
pub(super) fn page(id: &str) -> String {
    let mut page = String::new();
    for line in lines(SPECIFICATION) {
        if line.is_row() && line.cells[0] == id {
            row(&line, &mut page);
        } else if ABOUT.contains(&line.part) && starts_with_id(line.cells[0], id) {
            about(&line, &mut page);
        }
    }
    for question in questions_of(id) {
        choices(question, &mut page);
    }
    page
}

/// What there is to choose, with the words that do.
fn choices(question: &Question, page: &mut String) {
    let _ = writeln!(page, "\nTo choose, {}:", question.about);
    let names = question.choices().iter().map(|choice| choice.name.len());
    let widest = names.max().unwrap_or(0);
    for (at, choice) in question.choices().iter().enumerate() {
        let assumed = if at == 0 { " (assumed unless another is chosen)" } else { "" };
        let (row, Choice { name, meaning }) = (question.row, choice);
        let _ = writeln!(page, "  --assume {row}={name:widest$}  {meaning}{assumed}");
    }
}

fn row(line: &Line<'_>, page: &mut String) {
    let _ = write!(page, "{}", line.cells[0]);
    let grade = line.cell("grade").map(grades).filter(|grades| !grades.is_empty());
    if let Some(grades) = grade {
        let _ = write!(page, " ({grades})");
    }
    let _ = writeln!(page, "\n{}\n\n{}", line.part, line.cell("behaviour").unwrap_or_default());
    if let Some(source) = line.cell("source") {
        let _ = writeln!(page, "\nSource: {source}");
    }
}

fn about(line: &Line<'_>, page: &mut String) {
    let topic = line.cells[0].split_once(", ").map_or("", |(_, topic)| topic);
    let topic = if topic.is_empty() { String::new() } else { format!(" about {topic}") };
    let choice = line.cell("choice").unwrap_or_default();
    let _ = match line.cell("sources") {
        Some(sources) => {
            writeln!(page, "\nSources disagree{topic}: {sources}.\nThe project's choice: {choice}.")
        }
        None => writeln!(page, "\nChoice where the row is silent{topic}: {choice}"),
    };
}

/// What the letters of a grade stand for.
fn grades(letters: &str) -> String {
    let meanings = letters.split(',').map(str::trim).filter_map(|letter| match letter {
        "D" => Some("documented"),
        "M" => Some("measured"),
        "T" => Some("from a functional test"),
        "I" => Some("inferred"),
        _ => None,
    });
    meanings.collect::<Vec<_>>().join(", ")
}

impl<'s> Line<'s> {
    /// Whether it is a row with an id of its own, rather than about one.
    fn is_row(&self) -> bool {
        self.columns[0] == "id" && is_id(self.cells[0])
    }

    fn cell(&self, column: &str) -> Option<&'s str> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.cells.get(at).copied().filter(|cell| !cell.is_empty())
    }
}

/// The lines of all tables below their heads.
fn lines(document: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut part = "";
    let mut columns: Vec<&str> = Vec::new();
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            part = heading.trim();
        }
        let Some(cells) = cells(line) else {
            columns.clear();
            continue;
        };
        let is_rule = cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':')));
        if columns.is_empty() {
            columns = cells;
        } else if !is_rule {
            lines.push(Line { part, columns: columns.clone(), cells });
        }
    }
    lines
}

/// The cells of a line of a table; a `|` between backticks is a character.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let mut is_code = false;
    let cells = inner.split(|c| {
        is_code ^= c == '`';
        c == '|' && !is_code
    });
    Some(cells.map(str::trim).collect())
}

/// Two capitals, a hyphen and a number.
fn is_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(prefix, number)| {
        prefix.len() == 2
            && prefix.bytes().all(|b| b.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether a cell names the row, alone or before a comma.
fn starts_with_id(cell: &str, id: &str) -> bool {
    cell.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assume::questions;

    #[test]
    fn every_row_has_a_page() {
        assert!(ids().count() > 50, "the tables are read");
        for id in ids() {
            let page = page(id);
            assert!(
                page.starts_with(id) && page.lines().nth(3).is_some_and(|it| !it.is_empty()),
                "{page}"
            );
        }
    }

    #[test]
    fn what_else_is_known_stands_below() {
        let page = page("RW-5");
        for part in [
            "RW-5 (documented, measured, inferred)\nRW: URL Rewrite",
            "Sources disagree about empty result: two hosters' pages",
            "The project's choice: for all.",
            "Choice where the row is silent: Where a response has several lines",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(super::page("RW-8").contains(r"`\.(woff|css)$`"), "a bar between backticks");
        assert!(!super::page("CM-1").contains("CM-16"), "ids are compared whole");
    }

    #[test]
    fn what_can_be_chosen_stands_below() {
        let page = page("CM-16");
        let choices = "
To choose, which responses have `Vary: Origin`:
  --assume CM-16=section  all under the section (assumed unless another is chosen)
  --assume CM-16=cors     those to requests with an `Origin` that the CORS module sees
  --assume CM-16=matched  those to an origin that a rule allows
  --assume CM-16=never    none
";
        assert!(page.ends_with(choices), "{page}");
        for question in questions() {
            assert_eq!(find(question.row), Some(question.row), "a row with choices has a page");
        }
    }

    /// The part "Choices" of the specification has a line for each question.
    #[test]
    fn what_can_be_chosen_is_in_the_specification() {
        let line = |question: &Question| {
            let choices = question.choices().iter();
            let choices = choices.map(|choice| format!("`{}` {}", choice.name, choice.meaning));
            let choices = choices.collect::<Vec<_>>().join(" · ");
            format!("| {} | {} | {choices} |", question.row, question.about)
        };
        let lines: Vec<_> = questions().iter().map(line).collect();
        assert!(SPECIFICATION.contains(&lines.join("\n")), "{}", lines.join("\n"));
    }

    #[test]
    fn letter_case_does_not_count() {
        assert_eq!((find("cm-16"), find("CM-99"), find("")), (Some("CM-16"), None, None));
    }
}
