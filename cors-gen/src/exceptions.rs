//! Exceptions in comments: `<!-- cors-gen: allow CG033: why -->` before the element that they are for.
//!
//! They cover findings whose place is that element or within it; before the root element, those of the whole file.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Exception, Fix};
use crate::source::{SourceMap, Span, Spanned};
use crate::text::{one_line, shorten};
use crate::xml::{Comment, Element, Forest, Node};

/// What a comment to this tool begins with.
const NAME: &str = "cors-gen";
/// How an exception is written.
const FORM: &str = "write `<!-- cors-gen: allow CG033: why -->` before the element";
/// How many characters of a reason are kept.
const LONGEST_REASON: usize = 300;
/// How many codes of one comment are told that there are not, and how many that were meant.
const MOST_UNKNOWN: usize = 3;

/// The exceptions of a file, outer ones first, and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Finds the exceptions in a file, whose text is in `sources`.
pub(crate) fn find(forest: &Forest, sources: &SourceMap) -> Found {
    let mut found = Found::default();
    let file = forest.first.file;
    let whole = Span::new(file, 0, sources.file(file).text().len());
    let mut whole = Some(whole);
    found.nodes(&forest.nodes, sources, &mut |root| whole.take().unwrap_or(root.span));
    found
}

impl Found {
    /// `covered` is what a comment before an element covers.
    fn nodes(
        &mut self,
        nodes: &[Node],
        sources: &SourceMap,
        covered: &mut dyn FnMut(&Element) -> Span,
    ) {
        let mut ahead: Vec<Exception> = Vec::new();
        for node in nodes {
            match node {
                Node::Comment(Comment::Written(place)) => {
                    ahead.extend(self.comment(*place, sources.text(*place)));
                }
                Node::Element(element) => {
                    let covers = covered(element);
                    let ahead = ahead.drain(..);
                    self.exceptions.extend(ahead.map(|it| Exception { covers, ..it }));
                    self.nodes(&element.children, sources, &mut |child| child.span);
                }
                Node::Comment(Comment::Out(_)) | Node::Text(_) | Node::Instruction(_) => {}
            }
        }
        for exception in ahead {
            let message = "no element follows this exception: it is for nothing";
            self.diagnostics.push(bad(exception.place, message).help(FORM));
        }
    }

    /// The exception that a comment makes; it covers nothing yet.
    fn comment(&mut self, place: Span, text: &str) -> Option<Exception> {
        let inner = text.strip_prefix("<!--")?.strip_suffix("-->")?;
        let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        let span = |range: Range<usize>| {
            let start = place.start as usize;
            Span::new(place.file, start + range.start, start + range.end)
        };
        let words = match order(inner)? {
            Ok(words) => words,
            Err(message) => {
                self.diagnostics.push(bad(place, message).help(FORM));
                return None;
            }
        };
        let (codes, reason) = words.split_once(':').unwrap_or((words, ""));
        let mut known: Vec<Spanned<Code>> = Vec::new();
        let mut unknown = 0;
        let parts: Vec<&str> = codes.split(',').collect();
        for (number, part) in parts.iter().enumerate() {
            let name = part.trim();
            let start = at(part) + part.len() - part.trim_start().len();
            let word = span(start..start + name.len());
            match name.parse::<Code>() {
                Ok(code) if known.iter().any(|known| known.value == code) => {}
                Ok(code) => {
                    // With the comma, and of several the last with that before it.
                    let whole = match (number, parts.get(number + 1)) {
                        (_, Some(next)) => start..at(next) + next.len() - next.trim_start().len(),
                        (0, None) => start..start + name.len(),
                        (_, None) => at(part) - 1..start + name.len(),
                    };
                    known.push(Spanned::new(code, span(whole)));
                }
                Err(_) => {
                    unknown += 1;
                    if unknown <= MOST_UNKNOWN {
                        self.diagnostics.push(no_code(word, name));
                    }
                }
            }
        }
        let reason: Arc<str> = shorten(&one_line(reason), LONGEST_REASON).into();
        if known.is_empty() {
            return None;
        }
        if reason.is_empty() {
            let message = "an exception without a reason";
            self.diagnostics.push(
                Diagnostic::new(Code::ExceptionWithoutReason, place, message).help(
                    "say why behind the codes and a colon: `<!-- cors-gen: allow CG033: why -->`",
                ),
            );
        }
        let is_understood = unknown == 0;
        Some(Exception { place, covers: place, codes: known, is_understood, reason })
    }
}

fn bad(place: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BadException, place, message)
}

/// What stands behind `cors-gen: allow` in a comment, or why the comment is no exception; `None` for a comment to others.
fn order(comment: &str) -> Option<Result<&str, String>> {
    let comment = comment.trim();
    let (name, rest) = comment.split_at_checked(NAME.len())?;
    let rest = rest.trim_start();
    let said = rest.strip_prefix(':');
    let words = said.unwrap_or(rest).trim_start();
    let end = words.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(words.len());
    let (word, after) = words.split_at(end);
    let is_order = ["allow", "warn", "deny", "ignore", "disable"].contains(&&*word.to_lowercase());
    if !name.eq_ignore_ascii_case(NAME) || (said.is_none() && !is_order) {
        return None;
    }
    Some(match word {
        "allow" if said.is_some() => Ok(after),
        "allow" => Err("there is no colon behind `cors-gen`".to_owned()),
        "warn" | "deny" => Err(format!("only `allow` stands in files; `--{word}` is an option")),
        "" => Err("this comment says nothing".to_owned()),
        word => Err(format!("`{word}` is nothing that a comment can say")),
    })
}

fn no_code(place: Span, name: &str) -> Diagnostic {
    let first = name.split_whitespace().next().unwrap_or_default();
    if name.is_empty() {
        return bad(place, "a code is missing here").help(FORM);
    }
    if first != name && first.parse::<Code>().is_ok() {
        return bad(place, format!("`{name}` is no code"))
            .help("put commas between codes, and a colon between the codes and the reason");
    }
    let diagnostic = bad(place, format!("there is no code `{name}`"));
    let meant: Vec<Code> = Code::like(name).take(MOST_UNKNOWN).collect();
    let names: Vec<_> = meant.iter().map(|code| format!("{code} ({})", code.name())).collect();
    match &*meant {
        [] => diagnostic.help("`cors-gen rule` lists all codes"),
        [code] => diagnostic
            .help(format!("did you mean {}?", names[0]))
            .fix(Fix::risky(format!("write {code}")).rename(place, place, name, code.id())),
        _ => diagnostic.help(format!("did you mean {}?", names.join(" or "))),
    }
}
