//! A response's header fields that remember which edits took effect.

use std::borrow::Cow;

use cors_runtime::{Edit, Field, How, Reason, ResponseHeaders};

/// The lines of a response in wire order, with the edits that changed them.
pub(super) struct Lines {
    pub(super) lines: Vec<(String, String)>,
    pub(super) edits: Vec<Effect>,
}

/// An edit that took effect.
pub(super) struct Effect {
    /// The name of the line it is in.
    pub(super) name: String,
    pub(super) field: Field,
    pub(super) reason: Reason,
}

impl Lines {
    pub(super) const fn new(lines: Vec<(String, String)>) -> Self {
        Self { lines, edits: Vec::new() }
    }
}

impl ResponseHeaders for Lines {
    type Value = Cow<'static, str>;

    fn value(text: &'static str) -> Self::Value {
        Cow::Borrowed(text)
    }

    fn edit(&mut self, edit: Edit<Self::Value>) {
        let Edit { field, value, how, reason } = edit;
        let is_field = |line: &(String, String)| line.0.eq_ignore_ascii_case(field.name());
        let present = self.lines.iter().position(is_field);
        let name = match (how, present) {
            (How::SetIfAbsent, Some(_)) => return,
            (How::Join, Some(first)) => {
                let joined: Vec<&str> = self
                    .lines
                    .iter()
                    .filter(|line| is_field(line))
                    .map(|line| line.1.as_str())
                    .chain([&*value])
                    .collect();
                self.lines[first].1 = joined.join(",");
                let mut position = 0;
                self.lines.retain(|line| {
                    position += 1;
                    position - 1 <= first || !is_field(line)
                });
                self.lines[first].0.clone()
            }
            (How::Append | How::SetIfAbsent | How::Join, _) => {
                self.lines.push((field.name().to_owned(), value.into_owned()));
                field.name().to_owned()
            }
        };
        self.edits.push(Effect { name, field, reason });
    }
}
