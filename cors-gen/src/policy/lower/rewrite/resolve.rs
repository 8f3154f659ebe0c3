//! From a text as written to its parts: what each reference means where it stands.

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{Map, Part};

use super::handled::Handling;
use super::names::{Known, resolve};
use super::text::{Piece, parse};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::arena::Arena;
use crate::source::Spanned;

/// What all rules of a scope can refer to.
#[derive(Debug)]
pub(super) struct Shared<'s, 'p> {
    /// The maps, by name in lower case.
    pub(super) maps: HashMap<String, &'p Map<'p>>,
    /// The variables, in capitals, that inbound rules set and rules read.
    pub(super) variables: HashSet<String>,
    /// The variables, in capitals, that rules of any path set.
    pub(super) set_anywhere: &'s HashSet<String>,
    /// The path that the rules are for, the first of those that have them.
    pub(super) path: &'s str,
    /// What it matters to OPTIONS that URLs are rewritten.
    pub(super) handling: Handling,
    pub(super) arena: &'p Arena,
}

impl Shared<'_, '_> {
    /// Whether rules set a variable of this name that others read.
    pub(super) fn sets(&self, name: &str) -> bool {
        self.variables.contains(&name.to_ascii_uppercase())
    }
}

/// The groups that references of one rule can mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Groups<'a> {
    /// How many groups the rule's own pattern has; `None` where a match leaves none, as with a negated pattern.
    pub(super) rule: Option<u32>,
    /// The same for each condition.
    pub(super) conditions: &'a [Option<u32>],
    /// Whether one condition is enough.
    pub(super) any: bool,
    /// `trackAllCaptures`.
    pub(super) track_all: bool,
}

/// Resolves the texts of one rule.
pub(super) struct Resolver<'a, 'p> {
    pub(super) shared: &'a Shared<'a, 'p>,
    pub(super) groups: Groups<'a>,
    /// Whether the rule is one for responses.
    pub(super) response: bool,
}

impl<'p> Resolver<'_, 'p> {
    /// The parts of a text of which conditions before `before` have been tested; `Err` where it cannot be carried.
    pub(super) fn text(
        &self,
        written: &Spanned<String>,
        before: usize,
    ) -> Result<&'p [Part<'p>], Diagnostic> {
        let pieces = parse(&written.value).map_err(|problem| {
            Diagnostic::new(Code::BadReference, written.span, problem)
                .label("IIS fails when it gets here")
                .help("write a reference as `{HTTP_ORIGIN}`, `{C:1}` or `{Map:{HTTP_ORIGIN}}`")
        })?;
        self.parts(&pieces, before).map_err(|refusal| {
            Diagnostic::new(refusal.code, written.span, refusal.message).help(refusal.help)
        })
    }

    fn parts(&self, pieces: &[Piece], before: usize) -> Result<&'p [Part<'p>], Refusal> {
        let part = |piece: &Piece| match piece {
            Piece::Literal(text) => Ok(Some(Part::Literal(self.shared.arena.text(text)))),
            Piece::Reference { name, argument: Some(argument), written } => {
                self.call(name, argument, written, before)
            }
            Piece::Reference { name, argument: None, written } => self.variable(name, written),
        };
        let parts = pieces.iter().filter_map(|piece| part(piece).transpose());
        Ok(self.shared.arena.list(&parts.collect::<Result<Vec<_>, _>>()?))
    }

    fn variable(&self, name: &str, written: &str) -> Result<Option<Part<'p>>, Refusal> {
        let arena = self.shared.arena;
        let known = resolve(name, self.response, arena);
        if self.shared.sets(name) {
            let otherwise: &[Part<'p>] = match known {
                Known::Part(part) => arena.list(&[part]),
                Known::OfServer(_) | Known::Unknown => &[],
            };
            let name = arena.text(name);
            return Ok(Some(Part::Set { name, otherwise }));
        }
        match known {
            Known::Part(part) => Ok(Some(part)),
            Known::OfServer(why) => Err(Refusal {
                code: Code::UnknownVariable,
                message: format!("a service does not know `{written}`: {why}"),
                help: "write the rule without it, or do what it does in the service",
            }),
            // The rule that sets it is not among those of this path.
            Known::Unknown if self.shared.set_anywhere.contains(&name.to_ascii_uppercase()) => {
                Ok(None)
            }
            Known::Unknown => Err(Refusal {
                code: Code::UnknownVariable,
                message: match self.shared.path {
                    "" => format!("nothing sets the server variable `{written}`"),
                    path => format!("nothing sets the server variable `{written}` for `{path}`"),
                },
                help: "correct its name, or give the configuration whose rules set it with `--parent`",
            }),
        }
    }

    /// `{C:1}`, `{ToLower:…}`, `{Map:…}` and their like.
    fn call(
        &self,
        name: &str,
        argument: &[Piece],
        written: &str,
        before: usize,
    ) -> Result<Option<Part<'p>>, Refusal> {
        if let ("R" | "C", [Piece::Literal(number)]) =
            (name.to_ascii_uppercase().as_str(), argument)
        {
            let group = number.parse::<u8>().ok().filter(|group| *group < 10);
            let part = group.and_then(|group| match name {
                "R" | "r" => self.rule_group(group).map(Some),
                // Where one condition is enough, the next is looked at only when none before it held.
                _ if self.groups.any && before < self.groups.conditions.len() => Some(None),
                _ => self.condition_group(group, before).map(Some),
            });
            return part.ok_or_else(|| self.no_group(name, group, written, before));
        }
        let text = self.parts(argument, before)?;
        Ok(Some(match name.to_ascii_lowercase().as_str() {
            "tolower" => Part::Lower(text),
            "urlencode" => Part::Encoded(text),
            "htmlencode" => Part::Html(text),
            "urldecode" => Part::Decoded(text),
            name => {
                let map = self.shared.maps.get(name).ok_or_else(|| Refusal {
                    code: Code::UnknownVariable,
                    message: format!(
                        "`{written}` names no rewrite map and no function that is carried"
                    ),
                    help: "correct the name; functions are `ToLower`, `UrlEncode`, `UrlDecode` and `HtmlEncode`",
                })?;
                Part::Lookup(map, text)
            }
        }))
    }

    fn no_group(&self, name: &str, group: Option<u8>, written: &str, before: usize) -> Refusal {
        let tracking = Groups { track_all: true, ..self.groups };
        let tracking = Self { groups: tracking, ..*self };
        let is_forgotten = !self.groups.track_all
            && name.eq_ignore_ascii_case("C")
            && group.is_some_and(|group| tracking.condition_group(group, before).is_some());
        let (message, help) = if is_forgotten {
            (
                format!(
                    "`{written}` is a group that only `trackAllCaptures=\"true\"` keeps: without it, groups are of the last condition"
                ),
                "set `trackAllCaptures=\"true\"` on `<conditions>`, or count the `(` of the last pattern alone",
            )
        } else {
            (
                format!("`{written}` is a group that no pattern before it has"),
                "count the `(` of the pattern: group 0 is the whole match, and negated patterns have none",
            )
        };
        Refusal { code: Code::BadReference, message, help }
    }

    fn rule_group(&self, group: u8) -> Option<Part<'p>> {
        (u32::from(group) <= self.groups.rule?).then_some(Part::RuleGroup(group))
    }

    /// Without `trackAllCaptures` the groups are those of the last condition before; with it, all are counted through, and
    /// group 0 is the first one's.
    fn condition_group(&self, group: u8, before: usize) -> Option<Part<'p>> {
        let Groups { conditions, any, track_all, .. } = self.groups;
        let conditions = conditions.get(..before)?;
        if any {
            let has = conditions.iter().flatten().any(|groups| u32::from(group) <= *groups);
            return has.then_some(Part::AnyConditionGroup(group));
        }
        let mut with_groups = conditions.iter().enumerate().filter_map(|(at, g)| Some((at, (*g)?)));
        let (at, group) = if track_all && group > 0 {
            let mut left = u32::from(group);
            with_groups.find_map(|(at, groups)| {
                if left <= groups {
                    return Some((at, left));
                }
                left -= groups;
                None
            })?
        } else {
            let (at, groups) =
                if track_all { with_groups.next()? } else { with_groups.next_back()? };
            (u32::from(group) <= groups).then_some((at, u32::from(group)))?
        };
        let condition = u8::try_from(at).ok()?;
        Some(Part::ConditionGroup { condition, group: u8::try_from(group).ok()? })
    }
}

/// Why a reference is refused.
struct Refusal {
    code: Code,
    message: String,
    help: &'static str,
}
