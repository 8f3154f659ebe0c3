//! The header fields of Rocket's requests and responses.

extern crate std;

use std::borrow::Cow;
use std::string::String;
use std::vec::Vec;

use ::rocket::Response;
use ::rocket::http::HeaderMap;
use ::rocket::http::uri::Origin;

use crate::adapter::{Lines, Target, joined};
use crate::field::Field;
use crate::response::{Change, Edit, How, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::Written;

impl Target for Origin<'_> {
    fn path(&self) -> &str {
        self.path().raw().as_str()
    }

    fn query(&self) -> Option<&[u8]> {
        self.query().map(|query| query.raw().as_bytes())
    }

    fn authority(&self) -> Option<&[u8]> {
        None
    }
}

impl Lines for HeaderMap<'_> {
    fn lines(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.get(name).map(str::as_bytes)
    }
}

/// The response, as what a policy edits.
pub(super) struct Outgoing<'a, 'r>(pub(super) &'a mut Response<'r>);

impl ResponseHeaders<'static> for Outgoing<'_, '_> {
    type Value = Cow<'static, str>;

    fn value(text: &'static str) -> Self::Value {
        Cow::Borrowed(text)
    }

    fn edit(&mut self, edit: Edit<'static, Self::Value>) {
        let Edit { field, value, how, .. } = edit;
        let name = field.name();
        let is_there = self.0.headers().contains(name);
        match how {
            How::SetIfAbsent if is_there => {}
            How::Join if is_there => {
                let joined = joined(self.0.headers().lines(name), value.as_bytes());
                let joined = String::from_utf8(joined).map_or(value, Cow::Owned);
                self.0.set_raw_header(name, joined);
            }
            How::SetIfAbsent | How::Append | How::Join => self.0.adjoin_raw_header(name, value),
            How::Replace => drop(self.0.set_raw_header(name, value)),
        }
    }
}

impl OpenHeaders<'static> for Outgoing<'_, '_> {
    fn lines(&self, field: Field<'static>) -> impl Iterator<Item = &[u8]> {
        self.0.headers().lines(field.name())
    }

    fn remove(&mut self, field: Field<'static>, _: Reason) {
        self.0.remove_header(field.name());
    }
}

impl RewriteHeaders<'static> for Outgoing<'_, '_> {
    fn compose(&self, text: &Written<'_, 'static>) -> Option<Self::Value> {
        if let Some(text) = text.known() {
            return Some(Cow::Borrowed(text));
        }
        let mut bytes = Vec::new();
        text.for_each(|byte| bytes.push(byte));
        // One value that HTTP does not allow, and Rocket sends nothing at all.
        let is_value = bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | 0x80..));
        if is_value { String::from_utf8(bytes).ok().map(Cow::Owned) } else { None }
    }

    fn change_lines(
        &mut self,
        field: Field<'static>,
        _: Reason,
        mut change: impl FnMut(&Self, &[u8]) -> Change<Self::Value>,
    ) {
        let name = field.name();
        let lines = self.0.headers().get(name);
        let changed = lines.filter_map(|line| match change(self, line.as_bytes()) {
            Change::Keep => Some(Cow::Owned(String::from(line))),
            Change::Remove => None,
            Change::Set(value) => Some(value),
        });
        let changed: Vec<Self::Value> = changed.collect();
        self.0.remove_header(name);
        for line in changed {
            self.0.adjoin_raw_header(name, line);
        }
    }
}
