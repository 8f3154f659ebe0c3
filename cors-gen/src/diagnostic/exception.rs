//! Exceptions that files make in comments, as plain data, and which finding each is for.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Code, Diagnostic, Fix};
use crate::source::{FileId, Span, Spanned};

/// An exception that a comment makes: `<!-- cors-gen: allow CG033: why -->`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The comment.
    pub place: Span,
    /// What it covers: the element after it, or the whole file.
    pub covers: Span,
    /// The kinds of findings that it is for, each with what to remove where it is for one too many.
    pub codes: Vec<Spanned<Code>>,
    /// Whether the comment names codes only.
    pub is_understood: bool,
    /// Why; empty where nobody says, and cut where it is long.
    pub reason: Arc<str>,
}

/// The exceptions of a run, of which each finding finds its own at once, however many there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Exceptions {
    listed: Vec<Listed>,
    /// Where they hold, by file and code: parts of the file that do not overlap, in their order.
    index: HashMap<(FileId, Code), Vec<Part>>,
    /// Whether the files that come now are also those of other runs.
    shared: bool,
}

#[derive(Debug, Clone)]
struct Listed {
    exception: Exception,
    /// Whether each of its codes was there.
    used: Vec<bool>,
    /// Whether other runs may need it.
    shared: bool,
}

/// A part of a file that an exception covers.
#[derive(Debug, Clone, Copy)]
struct Part {
    covers: Span,
    /// The position of the exception.
    exception: usize,
    /// The position of the code in it.
    code: usize,
}

impl Exceptions {
    /// Says that the files which come now are around the configuration: other sites have them too, and may need what
    /// this one does not.
    pub(super) const fn shared_from_here(&mut self) {
        self.shared = true;
    }

    /// Takes the exceptions of a file, in the order of the elements that they are for, outer ones first.
    pub(super) fn add(&mut self, exceptions: Vec<Exception>) {
        for exception in exceptions {
            for (code, of) in exception.codes.iter().enumerate() {
                let parts = self.index.entry((exception.covers.file, of.value)).or_default();
                // What another one covers as a whole is left to that.
                let is_covered =
                    parts.last().is_some_and(|last| last.covers.holds(exception.covers));
                if !is_covered {
                    let covers = exception.covers;
                    parts.push(Part { covers, exception: self.listed.len(), code });
                }
            }
            let used = vec![false; exception.codes.len()];
            self.listed.push(Listed { exception, used, shared: self.shared });
        }
    }

    /// The exception for a finding, which counts as used from then on.
    pub(super) fn take(&mut self, finding: &Diagnostic) -> Option<&Exception> {
        let parts = self.index.get(&(finding.span.file, finding.code))?;
        let after = parts.partition_point(|part| part.covers.start <= finding.span.start);
        let part = parts[after.checked_sub(1)?];
        if !part.covers.holds(finding.span) {
            return None;
        }
        let listed = &mut self.listed[part.exception];
        listed.used[part.code] = true;
        Some(&listed.exception)
    }

    /// The findings about codes that no finding came of; of files that other runs have as well, none.
    pub(super) fn unused(&self, is_it: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let own = self.listed.iter().filter(|listed| !listed.shared);
        let codes = own.flat_map(|listed| {
            let Exception { place, codes, is_understood, .. } = &listed.exception;
            let unused = codes.iter().zip(&listed.used).filter(|(_, used)| !**used);
            let are_all = *is_understood && !listed.used.contains(&true);
            unused.map(move |(code, _)| (*place, code, are_all))
        });
        let codes = codes.filter(|(_, code, _)| is_it(code.value));
        codes.map(|(place, code, are_all)| unused(place, code, are_all)).collect()
    }
}

fn unused(place: Span, code: &Spanned<Code>, is_whole: bool) -> Diagnostic {
    let (id, name) = (code.value.id(), code.value.name());
    let message = format!("nothing here is {id} ({name}): the exception is for nothing");
    let fix = Fix::safe("remove it");
    let fix = if is_whole { fix.remove(place) } else { fix.cut(code.span) };
    Diagnostic::new(Code::UnusedException, place, message)
        .help("remove it; it would hide the next finding of this kind")
        .fix(fix)
}
