//! The data of rules: what the generator writes.

use super::map::Map;
use super::part::Part;
use crate::field::Field;
use crate::pattern::Pattern;

/// The rules of URL Rewrite for one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rewrite<'p>(pub(crate) RewriteParts<'p>);

/// What a [`Rewrite`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RewriteParts<'p> {
    pub inbound: &'p [InboundRule<'p>],
    pub outbound: &'p [OutboundRule<'p>],
    pub keeps: &'p [&'p str],
}

impl<'p> Rewrite<'p> {
    /// Rules for requests and rules for responses, each in the order in which they run.
    ///
    /// # Panics
    ///
    /// When more than 32 rules end the run for their field.
    #[must_use]
    pub const fn new(inbound: &'p [InboundRule<'p>], outbound: &'p [OutboundRule<'p>]) -> Self {
        assert!(field_stops(outbound) <= MOST_STOPS, "too many rules end the run for their field");
        Self(RewriteParts { inbound, outbound, keeps: &[] })
    }

    /// Names the request header fields that rules for responses read, in lower case: what to keep of a request.
    #[must_use]
    pub const fn keeps(mut self, fields: &'p [&'p str]) -> Self {
        self.0.keeps = fields;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &RewriteParts<'p> {
        &self.0
    }
}

/// How many rules of a scope can end the run for their field: those that did are remembered.
#[doc(hidden)]
pub const MOST_STOPS: usize = 32;

const fn field_stops(rules: &[OutboundRule]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < rules.len() {
        if matches!(rules[at].0.stop, Stop::Field) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The statuses of a redirect (RFC 9110, 15.4): those that come with a `Location` to go to.
pub(crate) const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// What a text is tested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Test<'p> {
    /// Nothing: every text passes.
    Always,
    /// No text passes.
    Never,
    /// A pattern is found in it.
    Pattern(&'p Pattern<'p>),
    /// It is a key of the map.
    OneOf(&'p Map<'p>),
}

/// A text and what it is tested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Condition<'p>(pub(crate) ConditionParts<'p>);

/// What a [`Condition`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConditionParts<'p> {
    pub input: &'p [Part<'p>],
    pub test: Test<'p>,
    pub negate: bool,
}

impl<'p> Condition<'p> {
    /// Holds when the text that `input` comes to passes the test.
    #[must_use]
    pub const fn new(input: &'p [Part<'p>], test: Test<'p>) -> Self {
        Self(ConditionParts { input, test, negate: false })
    }

    /// Holds when the text does not pass.
    #[must_use]
    pub const fn negate(mut self) -> Self {
        self.0.negate = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &ConditionParts<'p> {
        &self.0
    }
}

/// Conditions that count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Conditions<'p>(pub(crate) ConditionsParts<'p>);

/// What [`Conditions`] say, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConditionsParts<'p> {
    pub list: &'p [Condition<'p>],
    pub any: bool,
}

impl<'p> Conditions<'p> {
    /// No condition, which holds.
    pub const NONE: Conditions<'static> = Conditions::all(&[]);

    /// All of them have to hold.
    #[must_use]
    pub const fn all(list: &'p [Condition<'p>]) -> Self {
        Self(ConditionsParts { list, any: false })
    }

    /// One of them has to hold; without any, that is so.
    #[must_use]
    pub const fn any(list: &'p [Condition<'p>]) -> Self {
        Self(ConditionsParts { list, any: true })
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &ConditionsParts<'p> {
        &self.0
    }
}

/// A server variable that a rule sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Set<'p>(pub(crate) SetParts<'p>);

/// What a [`Set`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SetParts<'p> {
    pub name: &'p str,
    pub value: &'p [Part<'p>],
    pub replace: bool,
}

impl<'p> Set<'p> {
    /// Sets the variable of this name, whose letter case does not count, to the text that `value` comes to.
    #[must_use]
    pub const fn new(name: &'p str, value: &'p [Part<'p>]) -> Self {
        Self(SetParts { name, value, replace: true })
    }

    /// Leaves the variable as it is when the request brought it or a rule before has set it (RW-6).
    #[must_use]
    pub const fn keep(mut self) -> Self {
        self.0.replace = false;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &SetParts<'p> {
        &self.0
    }
}

/// A rule of URL Rewrite for requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InboundRule<'p>(pub(crate) InboundRuleParts<'p>);

/// What an [`InboundRule`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InboundRuleParts<'p> {
    pub name: &'p str,
    pub matched: Condition<'p>,
    pub conditions: Conditions<'p>,
    pub sets: &'p [Set<'p>],
    pub action: InboundAction<'p>,
    pub stop: bool,
}

/// What a rule for requests does besides setting variables.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InboundAction<'p> {
    /// Nothing; it sets variables or ends the run.
    Nothing,
    /// Answers.
    Answer {
        /// The status.
        status: u16,
        /// The body; empty for none.
        body: &'p str,
    },
    /// Sends the client elsewhere (RD-8).
    Redirect {
        /// The status.
        status: u16,
        /// The value of `Location`.
        location: &'p [Part<'p>],
    },
    /// Drops the connection.
    Abort,
    /// Has another URL handled in place of the request's, which matters to OPTIONS alone (OP-11).
    Rewrite {
        /// The path that handlers are looked up by; `None` where the application takes the request.
        path: Option<&'p str>,
    },
}

impl<'p> InboundRule<'p> {
    /// A rule that does nothing where `matched` holds; the other methods say what it does.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'p str, matched: Condition<'p>) -> Self {
        Self(InboundRuleParts {
            name,
            matched,
            conditions: Conditions::NONE,
            sets: &[],
            action: InboundAction::Nothing,
            stop: false,
        })
    }

    /// Sets the conditions that have to hold besides; left out, there are none.
    #[doc(hidden)]
    #[must_use]
    pub const fn conditions(mut self, conditions: Conditions<'p>) -> Self {
        self.0.conditions = conditions;
        self
    }

    /// Sets server variables.
    #[doc(hidden)]
    #[must_use]
    pub const fn sets(mut self, sets: &'p [Set<'p>]) -> Self {
        self.0.sets = sets;
        self
    }

    /// Answers with a status, and with a body where it is not empty (RW-3).
    ///
    /// # Panics
    ///
    /// When the status is none of HTTP.
    #[doc(hidden)]
    #[must_use]
    pub const fn answer(mut self, status: u16, body: &'p str) -> Self {
        assert!(100 <= status && status <= 999, "a status is a number of three digits");
        self.0.action = InboundAction::Answer { status, body };
        self
    }

    /// Sends the client to the address that `location` comes to (RD-1, RD-8).
    ///
    /// # Panics
    ///
    /// When the status is none of a redirect.
    #[doc(hidden)]
    #[must_use]
    pub const fn redirect(mut self, status: u16, location: &'p [Part<'p>]) -> Self {
        assert!(is_redirect(status), "a redirect is 301, 302, 303, 307 or 308");
        self.0.action = InboundAction::Redirect { status, location };
        self
    }

    /// Has OPTIONS handled by who handles this path (OP-11).
    #[doc(hidden)]
    #[must_use]
    pub const fn to_path(mut self, path: &'p str) -> Self {
        self.0.action = InboundAction::Rewrite { path: Some(path) };
        self
    }

    /// Has OPTIONS handled by the application (OP-11).
    #[doc(hidden)]
    #[must_use]
    pub const fn to_application(mut self) -> Self {
        self.0.action = InboundAction::Rewrite { path: None };
        self
    }

    /// Drops the connection (RW-3).
    #[doc(hidden)]
    #[must_use]
    pub const fn abort(mut self) -> Self {
        self.0.action = InboundAction::Abort;
        self
    }

    /// Keeps later rules from running (`stopProcessing`, RW-4).
    #[doc(hidden)]
    #[must_use]
    pub const fn stop(mut self) -> Self {
        self.0.stop = true;
        self
    }

    /// The name that the configuration gives the rule.
    #[must_use]
    pub const fn name(&self) -> &'p str {
        self.0.name
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &InboundRuleParts<'p> {
        &self.0
    }
}

/// A rule for responses: it sets a header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutboundRule<'p>(pub(crate) OutboundRuleParts<'p>);

/// What an [`OutboundRule`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutboundRuleParts<'p> {
    pub name: &'p str,
    pub field: Field<'p>,
    pub pre_condition: Conditions<'p>,
    pub matched: Condition<'p>,
    pub conditions: Conditions<'p>,
    pub value: Option<&'p [Part<'p>]>,
    pub replace: bool,
    pub stop: Stop,
    pub sends_empty: bool,
    pub first_line: bool,
}

/// What of the rules for responses does not run any more when a rule has fired.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    /// All run.
    Nothing,
    /// No later rule runs.
    Run,
    /// No later rule about the same field runs.
    Field,
}

impl<'p> OutboundRule<'p> {
    /// A rule about a header field that does nothing where `matched` holds; the other methods say what it does.
    #[must_use]
    pub const fn new(name: &'p str, field: Field<'p>, matched: Condition<'p>) -> Self {
        Self(OutboundRuleParts {
            name,
            field,
            pre_condition: Conditions::NONE,
            matched,
            conditions: Conditions::NONE,
            value: None,
            replace: true,
            stop: Stop::Nothing,
            sends_empty: false,
            first_line: false,
        })
    }

    /// Sets the precondition; left out, there is none.
    #[must_use]
    pub const fn pre_condition(mut self, conditions: Conditions<'p>) -> Self {
        self.0.pre_condition = conditions;
        self
    }

    /// Sets the conditions that have to hold besides; left out, there are none.
    #[must_use]
    pub const fn conditions(mut self, conditions: Conditions<'p>) -> Self {
        self.0.conditions = conditions;
        self
    }

    /// Sets the whole value of the field to the text that `value` comes to; an empty text removes the field (RW-5).
    #[must_use]
    pub const fn value(mut self, value: &'p [Part<'p>]) -> Self {
        self.0.value = Some(value);
        self
    }

    /// Leaves a field that the response has as it is (`replace="false"`).
    #[must_use]
    pub const fn keep(mut self) -> Self {
        self.0.replace = false;
        self
    }

    /// Keeps later rules from running (`stopProcessing`).
    #[must_use]
    pub const fn stop(mut self) -> Self {
        self.0.stop = Stop::Run;
        self
    }

    /// Keeps later rules about the same field from running (`stopProcessing`, as it can be chosen: RW-5).
    #[must_use]
    pub const fn stop_field(mut self) -> Self {
        self.0.stop = Stop::Field;
        self
    }

    /// Sends the field where its value comes to nothing; left out, it is removed then (RW-5).
    #[must_use]
    pub const fn send_empty(mut self) -> Self {
        self.0.sends_empty = true;
        self
    }

    /// Runs once for a field that has a value in each line, such as `Set-Cookie`: on the first, in the place of all. Left out, it runs on
    /// each (RW-5).
    #[must_use]
    pub const fn first_line(mut self) -> Self {
        self.0.first_line = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &OutboundRuleParts<'p> {
        &self.0
    }
}
