//! What rules see: the request, the response as it is so far, and the texts that these come to.

use core::cell::Cell;
use core::ops::Range;

use super::coding::{self, Decoder};
use super::part::Part;
use super::rule::{Condition, Conditions, InboundRule, Rewrite, Set, Test};
use crate::field::Field;
use crate::pattern::Walk;
use crate::request::Request;

/// An exchange as rules see it.
pub(super) struct Scene<'a, 'p> {
    pub(super) request: &'a Request<'a>,
    pub(super) rules: &'p Rewrite<'p>,
    pub(super) ran: &'a Ran,
    /// The response, once there is one.
    pub(super) response: Option<Response<'a, 'p>>,
}

/// Calls its second argument with the values of a header field's lines.
type Lines<'a, 'p> = dyn Fn(Field<'p>, &mut dyn FnMut(&'a [u8])) + 'a;

/// A response as rules see it.
pub(super) struct Response<'a, 'p> {
    pub(super) status: u16,
    /// The lines of each header field.
    pub(super) lines: &'a Lines<'a, 'p>,
    /// The line that a rule is run on, of a field whose lines it is run on one by one.
    pub(super) current: Option<(Field<'p>, &'a [u8])>,
}

/// How many rules for requests are remembered to have fired. What later ones cost more is known to the generator.
#[doc(hidden)]
pub const REMEMBERED: usize = 256;

/// Which of the first rules for requests fired: what finding out what a variable was set to takes again and again.
#[derive(Default)]
pub(super) struct Ran {
    /// For how many rules it is known.
    known: Cell<usize>,
    /// Whether one of them ended the run.
    ended: Cell<bool>,
    fired: [Cell<u64>; REMEMBERED / 64],
}

impl Ran {
    fn fired(&self, at: usize) -> bool {
        self.fired[at / 64].get() >> (at % 64) & 1 == 1
    }

    /// Notes whether the next rule fired.
    fn note(&self, fired: bool, ends_run: bool) {
        let at = self.known.get();
        let bits = &self.fired[at / 64];
        bits.set(bits.get() | u64::from(fired) << (at % 64));
        self.ended.set(self.ended.get() || fired && ends_run);
        self.known.set(at + 1);
    }
}

/// The rule that a text belongs to: what its references mean.
#[derive(Clone, Copy)]
pub(super) struct Context<'p> {
    pub(super) matched: &'p Condition<'p>,
    pub(super) conditions: &'p Conditions<'p>,
    /// How many of the inbound rules ran before.
    pub(super) before: usize,
}

impl<'a, 'p: 'a> Scene<'a, 'p> {
    pub(super) fn hold(&self, conditions: &'p Conditions<'p>, context: Context<'p>) -> bool {
        let mut list = conditions.0.list.iter();
        if conditions.0.any && !conditions.0.list.is_empty() {
            list.any(|condition| self.holds(condition, context))
        } else {
            list.all(|condition| self.holds(condition, context))
        }
    }

    pub(super) fn holds(&self, condition: &'p Condition<'p>, context: Context<'p>) -> bool {
        self.passes(condition, context) != condition.0.negate
    }

    fn passes(&self, condition: &'p Condition<'p>, context: Context<'p>) -> bool {
        let input = condition.0.input;
        let test = &condition.0.test;
        if let Some(text) = self.slice(input, context) {
            return test.accepts(text);
        }
        match test {
            Test::Pattern(pattern) => {
                let mut walk = Walk::new(pattern);
                self.each(input, context, &mut |byte| walk.step(byte));
                walk.is_match()
            }
            Test::OneOf(map) => map.find_bytes(|each| self.each(input, context, each)).is_some(),
            Test::Always => true,
            Test::Never => false,
        }
    }

    /// The text as one run of bytes, where it is there already; `None` where it has to be put together.
    pub(super) fn slice(&self, text: &'p [Part<'p>], context: Context<'p>) -> Option<&'a [u8]> {
        match text {
            [] => Some(b""),
            [part] => self.slice_of(part, context),
            _ => None,
        }
    }

    fn slice_of(&self, part: &'p Part<'p>, context: Context<'p>) -> Option<&'a [u8]> {
        match *part {
            Part::Literal(text) => Some(text.as_bytes()),
            Part::Variable(variable) => variable.slice(self.request),
            Part::Set { name, otherwise } => match self.setter(name, otherwise, context) {
                Some((value, context)) => self.slice(value, context),
                None => self.slice(otherwise, context),
            },
            Part::Status | Part::Location { .. } => None,
            Part::Response(field) => self.response.as_ref().map_or(Some(b""), |r| r.slice(field)),
            Part::RuleGroup(_) | Part::ConditionGroup { .. } | Part::AnyConditionGroup(_) => {
                let Some((input, range)) = self.group(part, context) else { return Some(b"") };
                let text = self.slice(input, context)?;
                text.get(range.start..range.end.min(text.len()))
            }
            Part::Lower(text) => {
                self.slice(text, context).filter(|text| !text.iter().any(u8::is_ascii_uppercase))
            }
            Part::Encoded(text) => self
                .slice(text, context)
                .filter(|text| text.iter().all(|byte| coding::is_unreserved(*byte))),
            Part::Html(text) => self
                .slice(text, context)
                .filter(|text| text.iter().all(|byte| coding::is_html_text(*byte))),
            Part::Decoded(text) => self.slice(text, context).filter(|text| !text.contains(&b'%')),
            Part::Lookup(map, key) => {
                let value = match self.slice(key, context) {
                    Some(key) => map.value(key),
                    None => map.value_of(|each| self.each(key, context, each)),
                };
                Some(value.as_bytes())
            }
        }
    }

    /// Calls `each` with the bytes of the text.
    pub(super) fn each(
        &self,
        text: &'p [Part<'p>],
        context: Context<'p>,
        each: &mut dyn FnMut(u8),
    ) {
        for part in text {
            match self.slice_of(part, context) {
                Some(bytes) => bytes.iter().copied().for_each(&mut *each),
                None => self.each_of(part, context, each),
            }
        }
    }

    /// As [`Scene::each`], of a part that is no run of bytes.
    fn each_of(&self, part: &'p Part<'p>, context: Context<'p>, each: &mut dyn FnMut(u8)) {
        match *part {
            Part::Variable(variable) => variable.each(self.request, each),
            Part::Set { name, otherwise } => match self.setter(name, otherwise, context) {
                Some((value, context)) => self.each(value, context, each),
                None => self.each(otherwise, context, each),
            },
            Part::Status => {
                if let Some(response) = &self.response {
                    digits(response.status).for_each(each);
                }
            }
            Part::RuleGroup(_) | Part::ConditionGroup { .. } | Part::AnyConditionGroup(_) => {
                let Some((input, range)) = self.group(part, context) else { return };
                let mut at = 0;
                self.each(input, context, &mut |byte| {
                    if range.contains(&at) {
                        each(byte);
                    }
                    at += 1;
                });
            }
            Part::Lower(text) => {
                self.each(text, context, &mut |byte| each(byte.to_ascii_lowercase()));
            }
            Part::Encoded(text) => {
                self.each(text, context, &mut |byte| coding::encode(byte, each));
            }
            Part::Html(text) => {
                self.each(text, context, &mut |byte| coding::encode_html(byte, each));
            }
            Part::Response(field) => {
                if let Some(response) = &self.response {
                    response.each(field, each);
                }
            }
            Part::Decoded(text) => {
                let mut decoder = Decoder::default();
                self.each(text, context, &mut |byte| decoder.push(byte, each));
                decoder.flush(each);
            }
            Part::Location { base, query, text } => {
                self.each_of_location((base, query), text, context, each);
            }
            // Always a run of bytes.
            Part::Literal(_) | Part::Lookup(..) => {}
        }
    }

    /// The text that a group is a piece of, and which piece; `None` where it took no part.
    fn group(
        &self,
        part: &'p Part<'p>,
        context: Context<'p>,
    ) -> Option<(&'p [Part<'p>], Range<usize>)> {
        let list = context.conditions.0.list;
        let (condition, group) = match *part {
            Part::RuleGroup(group) => (context.matched, group),
            Part::ConditionGroup { condition, group } => (list.get(usize::from(condition))?, group),
            Part::AnyConditionGroup(group) => {
                (list.iter().find(|condition| self.holds(condition, context))?, group)
            }
            _ => return None,
        };
        if condition.0.negate {
            return None;
        }
        let input = condition.0.input;
        let Test::Pattern(pattern) = condition.0.test else {
            // The whole text is the match, and there are no groups.
            let found = group == 0 && self.passes(condition, context);
            return found.then_some((input, 0..usize::MAX));
        };
        let captures = if let Some(text) = self.slice(input, context) {
            pattern.captures(text)
        } else {
            let mut walk = Walk::new(pattern);
            self.each(input, context, &mut |byte| walk.step(byte));
            walk.captures()
        };
        Some((input, captures?.get(usize::from(group))?))
    }

    /// The text that the rules before set a variable to, and the rule it belongs to; `otherwise` is what it is without them.
    fn setter(
        &self,
        name: &str,
        otherwise: &'p [Part<'p>],
        Context { before, .. }: Context<'p>,
    ) -> Option<(&'p [Part<'p>], Context<'p>)> {
        self.run(before.min(REMEMBERED));
        let mut found: Option<(&'p Set<'p>, Context<'p>)> = None;
        for (at, rule) in self.rules.0.inbound.iter().enumerate().take(before) {
            let set = rule.0.sets.iter().find(|set| set.0.name.eq_ignore_ascii_case(name));
            if set.is_none() && !rule.ends_run() {
                continue;
            }
            let context = rule.context(at);
            let fired =
                if at < REMEMBERED { self.ran.fired(at) } else { self.fires(rule, context) };
            if !fired {
                continue;
            }
            // What the request itself brought is a value as well (RW-6).
            let is_free = || found.is_none() && self.is_empty(otherwise, context);
            if let Some(set) = set.filter(|set| set.0.replace || is_free()) {
                found = Some((set, context));
            }
            if rule.ends_run() {
                break;
            }
        }
        found.map(|(set, context)| (set.0.value, context))
    }

    /// Runs the first rules in their order, as far as that was not done: none is asked for before those before it are known.
    fn run(&self, before: usize) {
        let known = self.ran.known.get();
        let rules = self.rules.0.inbound.iter().enumerate().take(before).skip(known);
        for (at, rule) in rules {
            let counts = !rule.0.sets.is_empty() || rule.ends_run();
            let fired = counts && !self.ran.ended.get() && self.fires(rule, rule.context(at));
            self.ran.note(fired, rule.ends_run());
        }
    }

    pub(super) fn is_empty(&self, text: &'p [Part<'p>], context: Context<'p>) -> bool {
        self.slice(text, context).map_or_else(
            || {
                let mut empty = true;
                self.each(text, context, &mut |_| empty = false);
                empty
            },
            <[u8]>::is_empty,
        )
    }

    pub(super) fn fires(&self, rule: &'p InboundRule<'p>, context: Context<'p>) -> bool {
        self.holds(&rule.0.matched, context) && self.hold(&rule.0.conditions, context)
    }
}

impl<'a, 'p> Response<'a, 'p> {
    /// The value of a field, where it is one run of bytes.
    fn slice(&self, field: Field<'p>) -> Option<&'a [u8]> {
        if let Some((current, line)) = self.current
            && current.lower_name() == field.lower_name()
        {
            return Some(line);
        }
        let (mut first, mut count) = (None, 0_usize);
        (self.lines)(field, &mut |line| {
            first = first.or(Some(line));
            count += 1;
        });
        (count < 2 || !field.is_joined()).then_some(first.unwrap_or_default())
    }

    /// Calls `each` with the value of a field that is several lines.
    fn each(&self, field: Field<'p>, each: &mut dyn FnMut(u8)) {
        let mut is_first = true;
        (self.lines)(field, &mut |line| {
            if !core::mem::take(&mut is_first) {
                each(b',');
            }
            line.iter().copied().for_each(&mut *each);
        });
    }
}

fn digits(status: u16) -> impl Iterator<Item = u8> {
    let digits = [status / 100 % 10, status / 10 % 10, status % 10];
    #[expect(clippy::cast_possible_truncation, reason = "these are digits")]
    digits.into_iter().map(|digit| b'0' + digit as u8)
}

/// The text that a rule puts into a header field.
pub struct Written<'a, 'p> {
    pub(super) scene: &'a Scene<'a, 'p>,
    pub(super) text: &'p [Part<'p>],
    pub(super) context: Context<'p>,
}

impl<'p> Written<'_, 'p> {
    /// The text where it was known when generating, so that it can be shared; `None` for others.
    #[must_use]
    pub const fn known(&self) -> Option<&'p str> {
        match self.text {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text where it is one run of bytes of the request or of the response; `None` where it has to be put together.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.scene.slice(self.text, self.context)
    }

    /// Calls `each` with the bytes of the text.
    pub fn for_each(&self, mut each: impl FnMut(u8)) {
        self.scene.each(self.text, self.context, &mut each);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.scene.is_empty(self.text, self.context)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString as _;

    use super::*;

    #[test]
    fn a_status_is_three_digits() {
        for status in [100, 204, 418, 599, 999] {
            assert!(digits(status).eq(status.to_string().bytes()), "{status}");
        }
    }
}
