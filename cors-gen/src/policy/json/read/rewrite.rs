//! The rules of URL Rewrite, read back: patterns are compiled again, references looked at before anything follows them.

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{
    Condition, Conditions, InboundRule, MOST_STOPS, Map, OutboundRule, Part, Rewrite, Set, Stop,
    Test,
};
use cors_runtime::pattern::Pattern;

use super::text::Within;
use super::{Broken, Read, Reader};
use crate::assume::{CookieLines, EmptyResult, OutboundStop};
use crate::pattern::{self, PatternError, Syntax};
use crate::policy::json::at::At;
use crate::policy::json::chosen::Chosen;
use crate::policy::json::rewrite::{
    Action, JsonCondition, JsonConditions, JsonInbound, JsonMap, JsonOutbound, JsonRewrite,
    JsonSyntax, TestKind,
};
use crate::policy::lower::rewrite::cost::Before;
use crate::policy::lower::rewrite::rule::{self, Wanted};
use crate::policy::lower::rewrite::{keeps, maps};
use crate::policy::places::{RewritePlaces, RewriteRulePlaces};
use crate::policy::token::{field, is_token};
use crate::source::Span;

/// What rules of several paths have in common.
#[derive(Default)]
pub(super) struct Known<'p> {
    pub(super) maps: Vec<&'p Map<'p>>,
    patterns: HashMap<(String, Syntax, bool, Vec<u8>), &'p Pattern<'p>>,
}

/// Rules with their places.
type Rules<'p> = (&'p Rewrite<'p>, RewritePlaces<'p>);

/// A condition whose pattern is not compiled yet.
struct Draft<'j, 'p> {
    json: &'j JsonCondition<'j>,
    input: &'p [Part<'p>],
}

impl<'p> Reader<'_, 'p> {
    pub(super) fn map(&self, json: &JsonMap<'_>) -> &'p Map<'p> {
        let entries = json.entries.iter().map(|(key, value)| (&**key, &**value));
        let map = self.table(&json.name, entries, json.ignore_case);
        self.arena.one(map.default_value(self.arena.text(&json.default)))
    }

    fn table<'j>(
        &self,
        name: &str,
        entries: impl Iterator<Item = (&'j str, &'j str)>,
        ignore_case: bool,
    ) -> Map<'p> {
        let mut seen = HashSet::new();
        let entries = entries.filter_map(|(key, value)| {
            let folded = if ignore_case { key.to_ascii_lowercase() } else { key.to_owned() };
            seen.insert(folded).then(|| (self.arena.text(key), self.arena.text(value)))
        });
        let entries: Vec<_> = entries.collect();
        maps::table(name, &entries, ignore_case, self.arena)
    }

    pub(super) fn rewrite(&mut self, json: &JsonRewrite<'_>) -> Read<Rules<'p>> {
        let mut before = Before::default();
        let inbound = self.inbound_list(&json.inbound, &mut before)?;
        let mut outbound = Vec::with_capacity(json.outbound.len());
        for rule in &json.outbound {
            outbound.push(self.outbound(rule, &before)?);
        }
        let stops = outbound.iter().filter(|(rule, _)| rule.parts().stop == Stop::Field);
        if let Some((_, places)) = stops.clone().nth(MOST_STOPS) {
            let message = format!("more than {MOST_STOPS} rules end the run for their header");
            return Err(Broken { at: places.tag, message });
        }
        let (inbound, inbound_at): (Vec<_>, Vec<_>) = inbound.into_iter().unzip();
        let (outbound, outbound_at): (Vec<_>, Vec<_>) = outbound.into_iter().unzip();
        let keeps: Vec<&str> = keeps::fields(&inbound, &outbound).into_iter().collect();
        let rules = Rewrite::new(self.arena.list(&inbound), self.arena.list(&outbound));
        let places = RewritePlaces {
            inbound: self.arena.list(&inbound_at),
            outbound: self.arena.list(&outbound_at),
        };
        Ok((self.arena.one(rules.keeps(self.arena.list(&keeps))), places))
    }

    /// The rules of `<httpRedirect>`.
    pub(super) fn requests(&mut self, json: &[JsonInbound<'_>]) -> Read<Rules<'p>> {
        let rules = self.inbound_list(json, &mut Before::default())?;
        let (rules, places): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
        let places = RewritePlaces { inbound: self.arena.list(&places), outbound: &[] };
        Ok((self.arena.one(Rewrite::new(self.arena.list(&rules), &[])), places))
    }

    fn inbound_list(
        &mut self,
        json: &[JsonInbound<'_>],
        before: &mut Before,
    ) -> Read<Vec<(InboundRule<'p>, RewriteRulePlaces<'p>)>> {
        let mut rules = Vec::with_capacity(json.len());
        for rule in json {
            rules.push(self.inbound(rule, before)?);
        }
        Ok(rules)
    }

    fn inbound(
        &mut self,
        json: &JsonInbound<'_>,
        before: &mut Before,
    ) -> Read<(InboundRule<'p>, RewriteRulePlaces<'p>)> {
        let matched = self.draft(&json.url, Within::before_all(&json.url.source))?;
        let (list, after) = self.drafts(&json.conditions, &json.source, true)?;
        let mut values = Vec::new();
        for set in &json.variables {
            values.push(self.text(&set.value_parts, after)?);
        }
        let sets = json.variables.iter().zip(&values).map(|(json, value)| {
            let set = Set::new(self.arena.text(&json.name), value);
            if json.replace { set } else { set.keep() }
        });
        let sets: Vec<_> = sets.collect();
        let location = json.location_parts.as_ref();
        let location = location.map(|parts| self.text(parts, after)).transpose()?;
        values.extend(location);
        let lowered = self.compiled(Some(&matched), &list, json.conditions.any, values)?;
        self.check_cost(&json.source, &lowered, before)?;
        before.and(&lowered, json.variables.iter().map(|set| &*set.name));

        let mut rule = InboundRule::new(self.arena.text(&json.name), lowered.matched)
            .conditions(lowered.conditions)
            .sets(self.arena.list(&sets));
        rule = match (json.action, json.status, location) {
            (Action::None, ..) => rule,
            (Action::Abort, ..) => rule.abort(),
            (Action::Rewrite, ..) => match &json.options_path {
                Some(path) => rule.to_path(self.arena.text(path)),
                None => rule.to_application(),
            },
            (Action::Answer, Some(status @ 100..=999), _) => {
                rule.answer(status, self.arena.text(json.body.as_deref().unwrap_or_default()))
            }
            (Action::Redirect, Some(status @ (301 | 302 | 303 | 307 | 308)), Some(location)) => {
                rule.redirect(status, location)
            }
            _ => return Err(self.broken(&json.source, "the rule does not say what it does")),
        };
        let rule = if json.stop { rule.stop() } else { rule };
        let places = self.places(&json.source, &json.url, &json.conditions, None);
        Ok((rule, places))
    }

    fn outbound(
        &mut self,
        json: &JsonOutbound<'_>,
        before: &Before,
    ) -> Read<(OutboundRule<'p>, RewriteRulePlaces<'p>)> {
        if !is_token(&json.header) {
            let message = format!("`{}` is no name of a header field", json.header);
            return Err(self.broken(&json.source, message));
        }
        let (pre_list, _) = self.drafts(&json.pre_condition, &json.source, false)?;
        let pre_any = json.pre_condition.any;
        let pre_condition = self.compiled(None, &pre_list, pre_any, Vec::new())?;
        self.check_cost(&json.source, &pre_condition, before)?;
        let matched = self.draft(&json.before, Within::before_all(&json.before.source))?;
        let (list, after) = self.drafts(&json.conditions, &json.source, true)?;
        let value = json.value_parts.as_ref();
        let value = value.map(|parts| self.text(parts, after)).transpose()?;
        let values = value.into_iter().collect();
        let lowered = self.compiled(Some(&matched), &list, json.conditions.any, values)?;
        self.check_cost(&json.source, &lowered, before)?;

        let header = field(&json.header, self.arena);
        let mut rule = OutboundRule::new(self.arena.text(&json.name), header, lowered.matched)
            .pre_condition(pre_condition.conditions)
            .conditions(lowered.conditions);
        if let Some(value) = value {
            rule = rule.value(value);
        }
        if !json.replace {
            rule = rule.keep();
        }
        if json.stop {
            rule = match json.stop_for {
                Some(Chosen(OutboundStop::Field)) => rule.stop_field(),
                Some(Chosen(OutboundStop::All)) | None => rule.stop(),
            };
        }
        if json.empty_result.0 == EmptyResult::Sent {
            rule = rule.send_empty();
        }
        if json.cookie_lines.0 == CookieLines::First {
            rule = rule.first_line();
        }
        let pre_condition = Some(&json.pre_condition);
        let places = self.places(&json.source, &json.before, &json.conditions, pre_condition);
        Ok((rule, places))
    }

    fn places(
        &self,
        source: &At,
        matched: &JsonCondition<'_>,
        conditions: &JsonConditions<'_>,
        pre_condition: Option<&JsonConditions<'_>>,
    ) -> RewriteRulePlaces<'p> {
        let of = |conditions: &JsonConditions<'_>| {
            let list = conditions.list.iter().map(|condition| self.at(&condition.source));
            self.arena.list(&list.collect::<Vec<Span>>())
        };
        RewriteRulePlaces {
            tag: self.at(source),
            matched: self.at(&matched.source),
            conditions: of(conditions),
            pre_condition: pre_condition.map_or(&[], of),
        }
    }

    fn draft<'j>(&self, json: &'j JsonCondition<'j>, within: Within<'_>) -> Read<Draft<'j, 'p>> {
        Ok(Draft { json, input: self.text(&json.input_parts, within)? })
    }

    /// The conditions, and what makes sense after them.
    fn drafts<'j>(
        &self,
        json: &'j JsonConditions<'j>,
        source: &'j At,
        matched: bool,
    ) -> Read<(Vec<Draft<'j, 'p>>, Within<'j>)> {
        let mut drafts = Vec::with_capacity(json.list.len());
        for (conditions, condition) in json.list.iter().enumerate() {
            let within = Within { source: &condition.source, conditions, matched };
            drafts.push(self.draft(condition, within)?);
        }
        Ok((drafts, Within { source, conditions: json.list.len(), matched }))
    }

    /// A rule with its patterns compiled for the groups that its texts refer to.
    fn compiled(
        &mut self,
        matched: Option<&Draft<'_, 'p>>,
        list: &[Draft<'_, 'p>],
        any: bool,
        values: Vec<&'p [Part<'p>]>,
    ) -> Read<rule::Lowered<'p>> {
        let mut wanted = Wanted::none(list.len());
        list.iter().map(|draft| draft.input).chain(values.iter().copied()).for_each(|text| {
            wanted.see(text);
        });
        let matched = match matched {
            Some(draft) => self.condition(draft, &wanted.rule)?,
            None => Condition::new(&[], Test::Always),
        };
        let mut conditions = Vec::with_capacity(list.len());
        for (draft, wanted) in list.iter().zip(&wanted.conditions) {
            conditions.push(self.condition(draft, wanted)?);
        }
        let conditions = self.arena.list(&conditions);
        Ok(rule::Lowered {
            matched,
            matched_at: Span::new(self.file, 0, 0),
            conditions: if any { Conditions::any(conditions) } else { Conditions::all(conditions) },
            conditions_at: &[],
            values,
        })
    }

    fn check_cost(&self, source: &At, rule: &rule::Lowered<'p>, before: &Before) -> Read<()> {
        if before.is_too_much(rule) {
            let message =
                "the references of this rule would have it read the request too many times";
            return Err(self.broken(source, message));
        }
        Ok(())
    }

    fn condition(&mut self, draft: &Draft<'_, 'p>, wanted: &[u8]) -> Read<Condition<'p>> {
        let Draft { json, input } = draft;
        let test = match (json.test, &json.pattern, json.syntax, &json.texts) {
            (TestKind::Always, ..) => Test::Always,
            (TestKind::Never, ..) => Test::Never,
            (TestKind::Pattern, Some(text), Some(syntax), _) => {
                let syntax = match syntax {
                    JsonSyntax::EcmaScript => Syntax::EcmaScript,
                    JsonSyntax::Wildcard => Syntax::Wildcard,
                    JsonSyntax::ExactMatch => Syntax::ExactMatch,
                };
                let pattern = self.pattern(text, syntax, json.ignore_case, wanted);
                Test::Pattern(pattern.map_err(|error| {
                    self.broken(&json.source, format!("the pattern `{text}` is none: {error}"))
                })?)
            }
            (TestKind::OneOf, Some(name), _, Some(texts)) => {
                let entries = texts.iter().map(|text| (&**text, ""));
                Test::OneOf(self.arena.one(self.table(name, entries, json.ignore_case)))
            }
            _ => return Err(self.broken(&json.source, "the condition does not say what it tests")),
        };
        let condition = Condition::new(input, test);
        Ok(if json.negate { condition.negate() } else { condition })
    }

    fn pattern(
        &mut self,
        text: &str,
        syntax: Syntax,
        ignore_case: bool,
        wanted: &[u8],
    ) -> Result<&'p Pattern<'p>, PatternError> {
        let key = (text.to_owned(), syntax, ignore_case, wanted.to_vec());
        if let Some(known) = self.known.patterns.get(&key) {
            return Ok(known);
        }
        let parsed = pattern::parse(text, syntax, ignore_case)?;
        parsed.spend(text.len(), &self.budget)?;
        let table = self.arena.list(&parsed.compile(wanted, &self.budget)?.table());
        let pattern = Pattern::new(self.arena.text(text), syntax, ignore_case, table);
        let pattern = self.arena.one(pattern);
        self.known.patterns.insert(key, pattern);
        Ok(pattern)
    }
}
