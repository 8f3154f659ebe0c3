//! Applying fixes: the text of the files that they are in, with nothing else changed.

use std::path::PathBuf;

use crate::diagnostic::{Change, Diagnostic, Severity};
use crate::pipeline::{self, Input, Options, Source};
use crate::policy::Arena;
use crate::source::{Encoding, SourceFile, SourceMap, decode};

/// How often findings are looked at again: what is mended may bring another finding to light.
const MOST_ROUNDS: usize = 20;
/// How many fixes are tried one by one, where together they leave an error that was not there before.
const MOST_TRIED: usize = 20;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that need nobody to look at them.
    Safe,
    /// All.
    All,
}

/// A file with fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What messages call the file.
    pub name: String,
    /// Where it was read from; `None` for text that is no file.
    pub path: Option<PathBuf>,
    /// Its bytes as they were read.
    pub before: Vec<u8>,
    /// Its bytes with the fixes: those of every other place as they were.
    pub after: Vec<u8>,
}

/// What applying fixes came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs {
    /// The files that change, in the order of the input: the configuration and its transforms. The levels above are for
    /// those to change whose they are, and what a `configSource` names is checked by itself.
    pub files: Vec<Repaired>,
    /// How many fixes were applied.
    pub fixes: usize,
}

/// Applies fixes to the files of a configuration until none is left; writes nothing.
///
/// Of fixes that overlap the first is applied, and the others when the findings are looked at again. One that would leave a
/// configuration with an error where there was none is not applied.
#[must_use]
pub fn repair(input: &Input, options: &Options, reach: Reach) -> Repairs {
    let mut current = input.clone();
    let mut fixes = 0;
    for _ in 0..MOST_ROUNDS {
        let (edits, has_errors) = proposed(&current, options, reach);
        let next = together(&current, &edits)
            .filter(|next| has_errors || !breaks(next, options))
            .map(|next| (next, edits.len()))
            .or_else(|| one_by_one(&current, &edits, options));
        let Some((next, number)) = next.filter(|(_, number)| *number > 0) else { break };
        current = next;
        fixes += number;
    }
    let pairs = sources(input).zip(sources(&current));
    let repaired = pairs.filter(|(old, new)| old.bytes != new.bytes).map(|(old, new)| Repaired {
        name: old.name.clone(),
        path: old.path.clone(),
        before: old.bytes.clone(),
        after: new.bytes.clone(),
    });
    Repairs { files: repaired.collect(), fixes }
}

/// The files that may be changed.
fn sources(input: &Input) -> impl Iterator<Item = &Source> {
    input.files.iter().map(|(_, source)| source).chain(&input.transforms)
}

/// The changes of one fix in one file.
struct Edit {
    /// The position of the file.
    file: usize,
    changes: Vec<Change>,
}

/// The fixes of a run that do not overlap, in the order of their places, and whether the run has errors.
fn proposed(input: &Input, options: &Options, reach: Reach) -> (Vec<Edit>, bool) {
    let arena = Arena::new();
    let outcome = pipeline::run(input.clone(), options, &arena);
    let mut edits: Vec<Edit> = Vec::new();
    for finding in &outcome.diagnostics {
        edits.extend(edit(finding, &outcome.sources, input, reach));
    }
    edits.sort_by_key(|edit| (edit.file, edit.changes[0].span));
    let mut end = (0, 0);
    edits.retain(|edit| {
        let (first, last) =
            (edit.changes[0].span.start, edit.changes[edit.changes.len() - 1].span.end);
        let is_apart = (edit.file, first) >= end;
        if is_apart {
            end = (edit.file, last.max(first + 1));
        }
        is_apart
    });
    (edits, outcome.worst() == Some(Severity::Error))
}

/// What the fix of a finding changes, if it may be applied.
fn edit(finding: &Diagnostic, map: &SourceMap, input: &Input, reach: Reach) -> Option<Edit> {
    let wanted = finding.fix.as_ref().filter(|fix| fix.is_safe || reach == Reach::All);
    let changes = wanted?.changes(map)?;
    let place = changes.first()?.span.file;
    let same_file = changes.iter().all(|change| change.span.file == place);
    let file = sources(input).position(|source| is_of(source, map.file(place)))?;
    same_file.then_some(Edit { file, changes })
}

fn is_of(source: &Source, file: &SourceFile) -> bool {
    (source.name.as_str(), source.path.as_deref()) == (file.name(), file.path())
}

/// The input with these changes; `None` where a file cannot be written as it was read.
fn together(input: &Input, edits: &[Edit]) -> Option<Input> {
    let mut changed = input.clone();
    let files = changed.files.iter_mut().map(|(_, source)| source).chain(&mut changed.transforms);
    for (number, source) in files.enumerate() {
        let own: Vec<_> = edits.iter().filter(|edit| edit.file == number).collect();
        if own.is_empty() {
            continue;
        }
        let encoding = Encoding::of(&source.bytes);
        let text = decode(&source.bytes).ok().filter(|it| encoding.encode(it) == source.bytes)?;
        let mut written = String::with_capacity(text.len());
        let mut end = 0;
        for Change { span, text: new } in own.iter().flat_map(|edit| &edit.changes) {
            let range = span.range();
            written.extend([text.get(end..range.start)?, new]);
            end = range.end;
        }
        written.push_str(text.get(end..)?);
        source.bytes = encoding.encode(&written);
    }
    Some(changed)
}

fn breaks(input: &Input, options: &Options) -> bool {
    let arena = Arena::new();
    pipeline::run(input.clone(), options, &arena).worst() == Some(Severity::Error)
}

/// The input with those of the changes that leave no error, and how many these are.
fn one_by_one(input: &Input, edits: &[Edit], options: &Options) -> Option<(Input, usize)> {
    // From the end on, so that the places of the others stay.
    let mut current = input.clone();
    let mut applied = 0;
    for edit in edits.iter().rev().take(MOST_TRIED) {
        let changed = together(&current, std::slice::from_ref(edit))?;
        if !breaks(&changed, options) {
            current = changed;
            applied += 1;
        }
    }
    Some((current, applied))
}
