//! The inventory of a configuration, a line for each section.

use std::fmt::Write as _;

use crate::inventory::{Disposition, Entry};
use crate::source::SourceMap;
use crate::text::{escape, one_line, shorten};

/// The most characters of a section's path that are shown.
const LONGEST: usize = 80;

/// Renders an inventory: under each disposition its sections with their places, and what to do or why.
///
/// Ends with an empty line.
#[must_use]
pub fn render(entries: &[Entry], sources: &SourceMap) -> String {
    let mut out = String::new();
    for disposition in Disposition::ALL {
        let mut of_one = entries.iter().filter(|entry| entry.disposition == disposition).peekable();
        if of_one.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "{}:", disposition.name());
        for entry in of_one {
            let section = one_line(&entry.section);
            let section = shorten(&section, LONGEST);
            let words = if entry.todo.is_empty() { entry.why } else { entry.todo };
            let words = if words.is_empty() { String::new() } else { format!(": {words}") };
            let place = super::place(sources, entry.span);
            let _ = writeln!(out, "  {place} {}{words}", escape(&section));
        }
    }
    out.push('\n');
    out
}
