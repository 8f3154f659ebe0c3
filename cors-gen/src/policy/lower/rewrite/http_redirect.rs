//! `<httpRedirect>` (RD-1…7) as rules for requests: the first whose pattern fits redirects.

use cors_runtime::__private::{Condition, Conditions, InboundRule, Part, Test, Variable};

use super::patterns::{Patterns, Tested};
use crate::assume::{Assumptions, RedirectQuery};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{self, HttpRedirect, PatternSyntax, RuleLevel};
use crate::policy::arena::Arena;
use crate::policy::assumed::{self, about};
use crate::policy::lower::address;
use crate::policy::places::RewriteRulePlaces;
use crate::source::{Span, Spanned};

/// A rule with its places.
pub(super) type Lowered<'p> = (InboundRule<'p>, RewriteRulePlaces<'p>);

/// What it depends on what a section comes to: the addresses of its texts, and how they are meant.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    entries: usize,
    destination: Option<(Span, usize)>,
    manner: Manner,
}

impl Key {
    /// `None` for a section that is not enabled.
    pub(super) fn of(redirect: &HttpRedirect) -> Option<Self> {
        redirect.enabled.filter(|enabled| enabled.value)?;
        let destination = redirect.destination.as_ref();
        Some(Self {
            entries: address(&redirect.entries[..]),
            destination: destination.map(|(text, level)| (text.span, address(&**level))),
            manner: Manner::of(redirect),
        })
    }
}

/// How the destinations of a section are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Manner {
    exact: bool,
    child_only: bool,
    status: u16,
}

impl Manner {
    pub(super) fn of(redirect: &HttpRedirect) -> Self {
        Self {
            exact: redirect.exact.is_some_and(|exact| exact.value),
            child_only: redirect.child_only.is_some_and(|only| only.value),
            status: redirect.status.map(|status| status.value).unwrap_or_default().code(),
        }
    }
}

/// A destination as written.
struct Written<'w> {
    tag: Span,
    wildcard: Option<&'w Spanned<String>>,
    destination: &'w Spanned<String>,
    level: &'w RuleLevel,
    /// `childOnly`, where it is set.
    child_only: Option<Span>,
}

/// The rules of a section that is enabled.
pub(super) fn lower<'p>(
    redirect: &HttpRedirect,
    assume: &Assumptions,
    arena: &'p Arena,
    patterns: &mut Patterns<'p, '_>,
    bag: &mut Bag,
) -> Vec<Lowered<'p>> {
    let manner = Manner::of(redirect);
    let keeps_query = assume.redirect_query() == RedirectQuery::Kept;
    let child_only = redirect.child_only.filter(|only| only.value).map(|only| only.span);
    let destination = redirect.destination.as_ref().filter(|(text, _)| !text.value.is_empty());
    let entries = redirect.entries.iter().map(|entry| Written {
        tag: entry.entry.tag,
        wildcard: Some(&entry.entry.wildcard),
        destination: &entry.entry.destination,
        level: &entry.level,
        child_only,
    });
    let written: Vec<Written<'_>> = match destination {
        Some((text, level)) => {
            if let Some(hidden) = redirect.entries.first() {
                let message = "the patterns of `<httpRedirect>` do nothing beside a `destination`";
                bag.push(
                    Diagnostic::new(Code::RedirectNever, hidden.entry.tag, message)
                        .label("IIS looks at none of them (RD-5)")
                        .related(text.span, "where all requests are sent")
                        .help("remove `destination`, or the patterns"),
                );
            }
            vec![Written { tag: text.span, wildcard: None, destination: text, level, child_only }]
        }
        None => entries.collect(),
    };
    if let (true, Some(enabled)) = (written.is_empty(), redirect.enabled) {
        let message = "`<httpRedirect>` is enabled and says no destination";
        bag.push(
            Diagnostic::new(Code::RedirectNever, enabled.span, message)
                .label("taken as if it were not enabled")
                .help("add `destination=\"https://…\"`, or remove the section"),
        );
    }
    let rules = written
        .iter()
        .filter_map(|written| rule(written, manner, keeps_query, arena, patterns, bag));
    rules.collect()
}

fn rule<'p>(
    written: &Written<'_>,
    manner: Manner,
    keeps_query: bool,
    arena: &'p Arena,
    patterns: &mut Patterns<'p, '_>,
    bag: &mut Bag,
) -> Option<Lowered<'p>> {
    let mut destination = Destination::read(&written.destination.value);
    let mut compile = |text: &Spanned<String>, attribute, syntax, wanted: &Destination<'_>| {
        let test = effective::Test { pattern: Some(text.clone()), ignore_case: None, negate: None };
        let tested = Tested::read(&test, attribute, syntax)?;
        let groups = tested.groups().unwrap_or(0);
        let wanted = wanted.groups().filter(|group| u32::from(*group) < groups);
        let mut wanted: Vec<u8> = wanted.map(|group| group + 1).collect();
        wanted.sort_unstable();
        wanted.dedup();
        Ok((patterns.compile(&tested, &wanted)?, groups))
    };
    let compiled = match written.wildcard {
        Some(wildcard) => compile(wildcard, "wildcard", PatternSyntax::Wildcard, &destination),
        None => Ok((Test::Always, 0)),
    };
    // What is in the directory itself, and not in one below it.
    let below = written.child_only.map(|span| Spanned::new("^/?[^/]*$".to_owned(), span));
    let none = Destination(Vec::new());
    let below = below.map(|below| compile(&below, "childOnly", PatternSyntax::EcmaScript, &none));
    let mut keep = |compiled: Result<(Test<'p>, u32), Diagnostic>| {
        compiled.map_err(|problem| bag.push(problem)).ok()
    };
    let (matched, groups) = keep(compiled)?;
    let below = match below {
        Some(below) => Some(keep(below)?.0),
        None => None,
    };
    if let Some(group) = destination.drop_unknown(groups) {
        let message = format!("`${group}` stands for no `*` of the pattern, and comes to nothing");
        bag.push(
            Diagnostic::new(Code::RedirectText, written.destination.span, message)
                .label("the first `*` is `$0` (RD-4)")
                .help("count the `*` of `wildcard` from 0"),
        );
    }
    let suffix = suffix(written.level, false, arena);
    let conditions = below.map(|test| Condition::new(arena.list(&suffix), test));
    let name = written.wildcard.map_or("httpRedirect", |wildcard| wildcard.value.as_str());
    let input = [Part::Variable(Variable::Url)];
    let input: &[Part<'p>] = if matched == Test::Always { &[] } else { arena.list(&input) };
    let rule = InboundRule::new(arena.text(name), Condition::new(input, matched))
        .conditions(Conditions::all(arena.list(conditions.as_slice())));
    let places = RewriteRulePlaces {
        tag: written.tag,
        matched: written.wildcard.map_or(written.tag, |wildcard| wildcard.span),
        conditions: arena.list(written.child_only.as_slice()),
        pre_condition: &[],
    };
    if written.destination.value == "!" {
        return Some((rule.stop(), places));
    }
    report_braces(written, bag);
    let appends_query = keeps_query && !manner.exact && !destination.has_query();
    note(written, manner, appends_query, &destination, bag);
    let mut text = destination.text(written.level, arena);
    if !manner.exact {
        text.extend(self::suffix(written.level, written.destination.value.ends_with('/'), arena));
    }
    let location = Part::Location {
        base: arena.text(&written.level.folder),
        query: appends_query,
        text: arena.list(&text),
    };
    Some((rule.redirect(manner.status, arena.list(&[location])), places))
}

/// What of a path comes after where a destination was written; with its slash, unless one is there before it.
fn suffix<'p>(level: &RuleLevel, after_slash: bool, arena: &'p Arena) -> Vec<Part<'p>> {
    let skipped = u8::try_from(level.skipped).unwrap_or(u8::MAX);
    let path = |after_slash| {
        Part::Variable(if after_slash {
            Variable::Path { skipped }
        } else {
            Variable::Suffix { skipped }
        })
    };
    match level.prefix.trim_end_matches('/') {
        "" => vec![path(after_slash)],
        above => {
            let slash = if after_slash { "" } else { "/" };
            vec![Part::Literal(arena.text(&format!("{slash}{above}"))), path(false)]
        }
    }
}

/// A destination taken apart (RD-4).
struct Destination<'w>(Vec<Piece<'w>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece<'w> {
    Literal(&'w str),
    /// `$S`
    Suffix,
    /// `$P`
    Query,
    /// `$Q`
    Search,
    /// `$V`
    Path,
    /// `$0` to `$9`
    Group(u8),
}

impl<'w> Destination<'w> {
    fn read(text: &'w str) -> Self {
        let mut pieces = Vec::new();
        let (mut from, mut at) = (0, 0);
        let bytes = text.as_bytes();
        while let Some(dollar) = text[at..].find('$').map(|found| at + found) {
            at = dollar + 1;
            let piece = match bytes.get(at) {
                Some(b'S') => Piece::Suffix,
                Some(b'P') => Piece::Query,
                Some(b'Q') => Piece::Search,
                Some(b'V') => Piece::Path,
                Some(digit @ b'0'..=b'9') => Piece::Group(digit - b'0'),
                _ => continue,
            };
            pieces.extend([Piece::Literal(&text[from..dollar]), piece]);
            at += 1;
            from = at;
        }
        pieces.push(Piece::Literal(&text[from..]));
        pieces.retain(|piece| *piece != Piece::Literal(""));
        Self(pieces)
    }

    fn groups(&self) -> impl Iterator<Item = u8> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Group(group) => Some(*group),
            _ => None,
        })
    }

    /// Takes away what stands for no group of the pattern; says the first of them.
    fn drop_unknown(&mut self, groups: u32) -> Option<u8> {
        let unknown = self.groups().find(|group| u32::from(*group) >= groups);
        self.0.retain(|piece| !matches!(piece, Piece::Group(group) if u32::from(*group) >= groups));
        unknown
    }

    fn has_query(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Query | Piece::Search))
    }

    fn text<'p>(&self, level: &RuleLevel, arena: &'p Arena) -> Vec<Part<'p>> {
        let part = |piece: &Piece<'_>| match *piece {
            Piece::Literal(text) => vec![Part::Literal(arena.text(text))],
            Piece::Suffix => suffix(level, false, arena),
            Piece::Query => vec![Part::Variable(Variable::Query)],
            Piece::Search => vec![Part::Variable(Variable::Search)],
            Piece::Path => vec![Part::Variable(Variable::Url)],
            Piece::Group(group) => vec![Part::RuleGroup(group + 1)],
        };
        self.0.iter().flat_map(part).collect()
    }
}

/// Reports what IIS sends as it is though it was meant to be replaced.
fn report_braces(written: &Written<'_>, bag: &mut Bag) {
    let span = written.destination.span;
    if written.destination.value.contains('{') {
        let message = "`httpRedirect` replaces no references in braces";
        bag.push(
            Diagnostic::new(Code::RedirectText, span, message)
                .label("IIS sends the text as it is (RD-4)")
                .help("write the address, with `$V` for the path and `$Q` for the query; references are for URL Rewrite"),
        );
    }
}

/// Notes what nobody has published about a redirect.
fn note(
    written: &Written<'_>,
    manner: Manner,
    appends_query: bool,
    destination: &Destination<'_>,
    bag: &mut Bag,
) {
    if bag.has_errors() {
        return;
    }
    let assumed = [
        (
            appends_query,
            about("RD-2", "`httpRedirect` appends the query where `exactDestination` is not set"),
        ),
        (
            manner.child_only,
            about("RD-3", "`childOnly` is about what lies in the directory and not below it"),
        ),
        (
            destination.groups().next().is_some(),
            about("RD-4", "`$0` is the first `*` of the pattern"),
        ),
        (
            written.wildcard.is_some(),
            about(
                "RD-5",
                "a pattern of `httpRedirect` is about the whole path from the root of the site",
            ),
        ),
    ];
    assumed::report(written.tag, assumed, bag);
}
