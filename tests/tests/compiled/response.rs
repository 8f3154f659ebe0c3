//! A response that keeps its header fields and all that was done to them.

use cors_runtime::rewrite::Written;
use cors_runtime::{
    Change, Edit, Field, How, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders,
};

/// A response's header fields, names in lower case, and the log of what was done.
#[derive(Debug)]
pub(crate) struct Response {
    lines: Vec<(String, Vec<u8>)>,
    done: Vec<String>,
}

impl Response {
    /// The response of an application that sends these fields.
    pub(crate) fn new(own: &[(String, String)]) -> Self {
        let own = own.iter().map(|(name, value)| (name.to_lowercase(), value.as_bytes().to_vec()));
        Self { lines: own.collect(), done: Vec::new() }
    }
}

impl<'p> ResponseHeaders<'p> for Response {
    type Value = Vec<u8>;

    fn value(text: &'p str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    fn edit(&mut self, edit: Edit<'p, Vec<u8>>) {
        self.done.push(format!("{edit:?}"));
        let name = edit.field.lower_name();
        let own = self.lines.iter_mut().find(|(it, _)| it == name);
        match (edit.how, own) {
            (How::SetIfAbsent, Some(_)) => {}
            (How::Join, Some((_, value))) => {
                value.push(b',');
                value.extend(edit.value);
            }
            (How::Replace, Some(_)) => {
                self.lines.retain(|(it, _)| it != name);
                self.lines.push((name.to_owned(), edit.value));
            }
            _ => self.lines.push((name.to_owned(), edit.value)),
        }
    }
}

impl<'p> OpenHeaders<'p> for Response {
    fn lines(&self, field: Field<'p>) -> impl Iterator<Item = &[u8]> {
        let lines = self.lines.iter().filter(move |(name, _)| name == field.lower_name());
        lines.map(|(_, value)| value.as_slice())
    }

    fn remove(&mut self, field: Field<'p>, reason: Reason) {
        self.done.push(format!("remove {field:?} {reason:?}"));
        self.lines.retain(|(name, _)| name != field.lower_name());
    }
}

impl<'p> RewriteHeaders<'p> for Response {
    fn compose(&self, text: &Written<'_, 'p>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        text.for_each(|byte| bytes.push(byte));
        let is_value = !bytes.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t');
        is_value.then_some(bytes)
    }

    fn change_lines(
        &mut self,
        field: Field<'p>,
        reason: Reason,
        mut change: impl FnMut(&Self, &[u8]) -> Change<Vec<u8>>,
    ) {
        let changes: Vec<_> = self
            .lines
            .iter()
            .map(
                |(name, value)| {
                    if name == field.lower_name() { change(self, value) } else { Change::Keep }
                },
            )
            .collect();
        self.done.push(format!("change {field:?} {reason:?} {changes:?}"));
        let lines = std::mem::take(&mut self.lines).into_iter().zip(changes);
        let left = lines.filter_map(|((name, value), change)| match change {
            Change::Keep => Some((name, value)),
            Change::Remove => None,
            Change::Set(value) => Some((name, value)),
        });
        self.lines = left.collect();
    }
}
