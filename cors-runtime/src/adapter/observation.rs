//! Shadow mode: what a policy would do, told and not done.

extern crate std;

use core::fmt;
use std::collections::BTreeMap;
use std::string::String;
use std::sync::Arc;
use std::vec::Vec;

use crate::Decided;

/// What a policy would have done with a request, beside what the service did.
///
/// Its `Display` is one line for a log, safe to print:
/// `GET /api/orders from https://a.example: 403 by cors-forbidden (CM-17), origin unlisted; the service sent 200`.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) origin: Option<&'a [u8]>,
    pub(crate) decided: Decided,
    pub(crate) sent_status: u16,
    pub(crate) differing: &'a [String],
}

/// Who is told.
#[derive(Clone)]
pub(crate) struct Callback(Arc<dyn Fn(&Observation<'_>) + Send + Sync>);

impl Callback {
    pub(crate) fn new(callback: impl Fn(&Observation<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }

    pub(crate) fn tell(&self, observation: &Observation<'_>) {
        (self.0)(observation);
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")
    }
}

/// The lines of a response by field, whose names are in lower case.
pub(crate) struct Fields(BTreeMap<String, Vec<Vec<u8>>>);

impl Fields {
    /// The fields of some lines, names first.
    pub(crate) fn of<N: AsRef<str>, V: AsRef<[u8]>>(lines: impl Iterator<Item = (N, V)>) -> Self {
        let mut fields: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, value) in lines {
            let lines = fields.entry(name.as_ref().to_ascii_lowercase()).or_default();
            lines.push(value.as_ref().to_vec());
        }
        Self(fields)
    }

    /// The names of the fields whose lines are others here and there.
    pub(crate) fn differing(&self, others: &Self) -> Vec<String> {
        let differs = |name: &&String| self.0.get(*name) != others.0.get(*name);
        let gone = self.0.keys().filter(|name| !others.0.contains_key(*name));
        others.0.keys().filter(differs).chain(gone).cloned().collect()
    }
}

impl<'a> Observation<'a> {
    /// The method of the request.
    #[must_use]
    pub const fn method(&self) -> &'a str {
        self.method
    }

    /// The path of the request in the site, as received.
    #[must_use]
    pub const fn path(&self) -> &'a str {
        self.path
    }

    /// The `Origin` of the request; `None` when it has none.
    #[must_use]
    pub const fn origin(&self) -> Option<&'a [u8]> {
        self.origin
    }

    /// What the policy decided, and why.
    #[must_use]
    pub const fn decided(&self) -> &Decided {
        &self.decided
    }

    /// The status that the service sent.
    #[must_use]
    pub const fn sent_status(&self) -> u16 {
        self.sent_status
    }

    /// The status that would have been sent; that of the service, where the policy lets it answer.
    #[must_use]
    pub fn would_send_status(&self) -> u16 {
        self.decided.status().unwrap_or(self.sent_status)
    }

    /// The names of the header fields whose lines would have been others, in lower case.
    pub fn differing_headers(&self) -> impl Iterator<Item = &'a str> {
        self.differing.iter().map(String::as_str)
    }

    /// Whether client and server would have noticed nothing: status and header fields are the same, and the service is asked.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.decided.status().is_none() && self.differing.is_empty()
    }
}

impl fmt::Display for Observation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.escape_debug(), self.path.escape_debug())?;
        if let Some(origin) = self.origin {
            write!(f, " from {}", origin.escape_ascii())?;
        }
        write!(f, ": {}; the service sent {}", self.decided, self.sent_status)?;
        for (at, name) in self.differing.iter().enumerate() {
            f.write_str(if at == 0 { "; other headers: " } else { ", " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}
