//! The header fields of a response, in an array.

use core::fmt::{self, Write};

use cors_runtime::{Edit, Field, How, ResponseHeaders};

/// Room for the header fields of a response.
const ROOM: usize = 16;

/// The header fields of one response.
#[derive(Debug, Default)]
pub(crate) struct Lines<'r> {
    slots: [Option<Line<'r>>; ROOM],
    count: usize,
    is_full: bool,
}

#[derive(Debug, Clone, Copy)]
struct Line<'r> {
    field: Field<'static>,
    value: &'r str,
    /// Whether the value belongs to the line before, behind a comma.
    is_joined: bool,
}

impl<'r> Lines<'r> {
    /// Writes the fields.
    ///
    /// # Errors
    ///
    /// When not all of them had room, or `out` has none.
    pub(crate) fn write(&self, out: &mut impl Write) -> fmt::Result {
        if self.is_full {
            return Err(fmt::Error);
        }
        for (index, line) in self.lines().enumerate() {
            match (line.is_joined, index) {
                (true, _) => write!(out, ",{}", line.value)?,
                (false, 0) => write!(out, "{}: {}", line.field.name(), line.value)?,
                (false, _) => write!(out, "\r\n{}: {}", line.field.name(), line.value)?,
            }
        }
        if self.count > 0 { out.write_str("\r\n") } else { Ok(()) }
    }

    fn lines(&self) -> impl Iterator<Item = &Line<'r>> {
        self.slots[..self.count].iter().flatten()
    }

    /// The position behind the last line of a field.
    fn behind(&self, field: Field<'static>) -> Option<usize> {
        (1..=self.count).rev().find(|behind| is_of(self.slots[behind - 1].as_ref(), field))
    }

    fn remove(&mut self, field: Field<'static>) {
        while let Some(behind) = self.behind(field) {
            self.slots[behind - 1..self.count].rotate_left(1);
            self.count -= 1;
        }
    }

    fn insert(&mut self, at: usize, line: Line<'r>) {
        if self.count == ROOM {
            self.is_full = true;
            return;
        }
        self.slots[at..=self.count].rotate_right(1);
        self.slots[at] = Some(line);
        self.count += 1;
    }
}

impl<'r> ResponseHeaders<'static> for Lines<'r> {
    type Value = &'r str;

    fn value(text: &'static str) -> &'r str {
        text
    }

    fn edit(&mut self, edit: Edit<'static, &'r str>) {
        let Edit { field, value, how, .. } = edit;
        let line = Line { field, value, is_joined: false };
        match (how, self.behind(field)) {
            (How::SetIfAbsent, Some(_)) => {}
            (How::Join, Some(behind)) => self.insert(behind, Line { is_joined: true, ..line }),
            (How::Replace, _) => {
                self.remove(field);
                self.insert(self.count, line);
            }
            _ => self.insert(self.count, line),
        }
    }
}

fn is_of(line: Option<&Line<'_>>, field: Field<'static>) -> bool {
    line.is_some_and(|line| line.field.lower_name() == field.lower_name())
}
