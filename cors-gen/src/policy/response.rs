//! A response's header fields that remember which edits took effect.

use std::borrow::Cow;

use cors_runtime::rewrite::Written;
use cors_runtime::{
    Change, Edit, Field, How, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders,
};

/// The lines of a response in wire order, with the edits that changed them.
pub(crate) struct Lines<'p> {
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) edits: Vec<Effect<'p>>,
}

/// An edit that took effect.
pub(crate) struct Effect<'p> {
    /// The name of the line it is in.
    #[cfg_attr(not(feature = "explain"), expect(dead_code, reason = "explanations name it"))]
    pub(crate) name: String,
    pub(crate) field: Field<'p>,
    pub(crate) reason: Reason,
}

impl<'p> Lines<'p> {
    pub(crate) const fn new(lines: Vec<(String, String)>) -> Self {
        Self { lines, edits: Vec::new() }
    }

    /// Takes the lines of a field away that come after its `first`.
    fn keep_first(&mut self, first: usize, field: Field<'p>) {
        let mut position = 0;
        self.lines.retain(|line| {
            position += 1;
            position - 1 <= first || !line.0.eq_ignore_ascii_case(field.name())
        });
    }
}

impl<'p> ResponseHeaders<'p> for Lines<'p> {
    type Value = Cow<'p, str>;

    fn value(text: &'p str) -> Self::Value {
        Cow::Borrowed(text)
    }

    fn edit(&mut self, edit: Edit<'p, Self::Value>) {
        let Edit { field, value, how, reason, .. } = edit;
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
                self.keep_first(first, field);
                self.lines[first].0.clone()
            }
            (How::Replace, Some(first)) => {
                self.lines[first].1 = value.into_owned();
                self.keep_first(first, field);
                self.lines[first].0.clone()
            }
            (How::Append | How::SetIfAbsent | How::Join | How::Replace, _) => {
                self.lines.push((field.name().to_owned(), value.into_owned()));
                field.name().to_owned()
            }
        };
        self.edits.push(Effect { name, field, reason });
    }
}

impl<'p> OpenHeaders<'p> for Lines<'p> {
    fn lines(&self, field: Field<'p>) -> impl Iterator<Item = &[u8]> {
        let lines = self.lines.iter();
        let lines = lines.filter(move |line| line.0.eq_ignore_ascii_case(field.name()));
        lines.map(|line| line.1.as_bytes())
    }

    fn remove(&mut self, field: Field<'p>, reason: Reason) {
        let is_field = |line: &(String, String)| line.0.eq_ignore_ascii_case(field.name());
        if let Some(line) = self.lines.iter().find(|line| is_field(line)) {
            let name = line.0.clone();
            self.lines.retain(|line| !is_field(line));
            self.edits.push(Effect { name, field, reason });
        }
    }
}

impl<'p> RewriteHeaders<'p> for Lines<'p> {
    fn compose(&self, text: &Written<'_, 'p>) -> Option<Self::Value> {
        let mut bytes = Vec::new();
        text.for_each(|byte| bytes.push(byte));
        let allowed = bytes.iter().all(|byte| !byte.is_ascii_control() || *byte == b'\t');
        allowed.then(|| Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn change_lines(
        &mut self,
        field: Field<'p>,
        reason: Reason,
        mut change: impl FnMut(&Self, &[u8]) -> Change<Self::Value>,
    ) {
        let mut changed = None;
        let mut lines = Vec::with_capacity(self.lines.len());
        for (name, value) in &self.lines {
            let is_field = name.eq_ignore_ascii_case(field.name());
            let change = if is_field { change(self, value.as_bytes()) } else { Change::Keep };
            if change != Change::Keep {
                changed = Some(name.clone());
            }
            match change {
                Change::Keep => lines.push((name.clone(), value.clone())),
                Change::Remove => {}
                Change::Set(value) => lines.push((name.clone(), value.into_owned())),
            }
        }
        self.lines = lines;
        self.edits.extend(changed.map(|name| Effect { name, field, reason }));
    }
}
