//! Addresses to send clients to: absolute, and nothing in them but what an address may have (RD-8).

use super::coding::{escape, is_of_address};
use super::part::Part;
use super::scene::{Context, Scene};
use super::variable::Variable;

/// What an address as written is relative to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Not known yet: so far there are letters as a scheme has them.
    Scheme,
    /// Not known yet: a scheme, its colon, and as many slashes.
    Colon(u8),
    /// Nothing: it has a scheme.
    Absolute,
    /// The site: it starts with a slash.
    Site,
    /// A folder.
    Folder,
}

impl Start {
    fn next(self, first: bool, byte: u8) -> Self {
        match (self, byte) {
            (Self::Scheme, b'/' | b'\\') if first => Self::Site,
            (Self::Scheme, b':') if !first => Self::Colon(0),
            (Self::Scheme, b'+' | b'-' | b'.' | b'0'..=b'9') if !first => self,
            (Self::Scheme, b'a'..=b'z' | b'A'..=b'Z') => self,
            (Self::Colon(0), b'/') => Self::Colon(1),
            (Self::Colon(_), b'/') => Self::Absolute,
            (Self::Scheme | Self::Colon(_), _) => Self::Folder,
            (known, _) => known,
        }
    }
}

impl<'p> Scene<'_, 'p> {
    /// Calls `each` with the bytes of the address that `text` comes to.
    ///
    /// Without a `Host`, which every browser sends, the address has no host either.
    pub(super) fn each_of_location(
        &self,
        (base, query): (&str, bool),
        text: &'p [Part<'p>],
        context: Context<'p>,
        each: &mut dyn FnMut(u8),
    ) {
        let (mut start, mut first) = (Start::Scheme, true);
        self.each(text, context, &mut |byte| {
            start = start.next(first, byte);
            first = false;
        });
        let query = self.request.query().filter(|asked| query && !asked.is_empty());
        let mut address = Address { each, query, has_query: false, last: 0 };
        let host = self.request.header("host").unwrap_or_default();
        if start != Start::Absolute && !host.is_empty() {
            let scheme: &[u8] = if self.request.is_https() { b"https://" } else { b"http://" };
            scheme.iter().chain(host).for_each(|byte| address.plain(*byte));
        }
        match start {
            Start::Absolute => {}
            // However many slashes the text starts with: two would name a host.
            Start::Site => address.plain(b'/'),
            _ => base.bytes().for_each(|byte| address.of_path(byte)),
        }
        let mut is_leading = start == Start::Site;
        for part in text {
            let is_path = is_of_path(part, context);
            let mut push = |byte, is_path| {
                is_leading &= matches!(byte, b'/' | b'\\');
                match (is_leading, is_path) {
                    (true, _) => {}
                    (_, true) => address.of_path(byte),
                    (_, false) => address.push(byte),
                }
            };
            if let Part::Variable(Variable::RequestUri) = part {
                Variable::Url.each(self.request, &mut |byte| push(byte, true));
                if let Some(query) = self.request.query() {
                    [b'?'].iter().chain(query).for_each(|byte| push(*byte, false));
                }
            } else {
                let part = core::slice::from_ref(part);
                self.each(part, context, &mut |byte| push(byte, is_path));
            }
        }
        address.finish();
    }
}

/// Whether a part is a piece of a path whose percent-encoding was undone: where it has a `?`, that is none of a query.
fn is_of_path<'p>(part: &Part<'p>, context: Context<'p>) -> bool {
    let is_path = |input: &[Part<'p>]| {
        let mut variables = input.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            _ => None,
        });
        variables.next().is_some_and(|variable| variable.is_path())
    };
    match *part {
        Part::Variable(variable) => variable.is_path(),
        Part::RuleGroup(_) => is_path(context.matched.0.input),
        Part::ConditionGroup { condition, .. } => {
            let condition = context.conditions.0.list.get(usize::from(condition));
            condition.is_some_and(|condition| is_path(condition.0.input))
        }
        Part::Lower(text) => text.iter().all(|part| is_of_path(part, context)),
        _ => false,
    }
}

/// An address being written.
struct Address<'e, 'r> {
    each: &'e mut dyn FnMut(u8),
    /// The query that is still to be appended.
    query: Option<&'r [u8]>,
    has_query: bool,
    last: u8,
}

impl Address<'_, '_> {
    fn push(&mut self, byte: u8) {
        match byte {
            b'?' => self.has_query = true,
            // A fragment is last.
            b'#' => self.finish(),
            _ => {}
        }
        self.plain(byte);
    }

    fn of_path(&mut self, byte: u8) {
        if matches!(byte, b'%' | b'?' | b'#') { self.escaped(byte) } else { self.plain(byte) }
    }

    fn plain(&mut self, byte: u8) {
        if is_of_address(byte) {
            (self.each)(byte);
            self.last = byte;
        } else {
            self.escaped(byte);
        }
    }

    fn escaped(&mut self, byte: u8) {
        escape(byte, self.each);
        self.last = byte;
    }

    /// Appends the query, behind one that is there (RD-8).
    fn finish(&mut self) {
        let Some(query) = self.query.take() else { return };
        match (self.has_query, self.last) {
            (false, _) => self.plain(b'?'),
            (true, b'?' | b'&') => {}
            (true, _) => self.plain(b'&'),
        }
        self.has_query = true;
        for byte in query {
            self.plain(*byte);
        }
    }
}
