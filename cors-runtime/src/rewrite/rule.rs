//! The data of rules: what the generator writes.

use super::map::Map;
use super::part::Part;
use crate::pattern::Pattern;
use crate::response::Field;

/// The rules of URL Rewrite for one scope.
#[derive(Debug, Clone, Copy)]
pub struct Rewrite {
    pub(super) inbound: &'static [InboundRule],
    pub(super) outbound: &'static [OutboundRule],
    pub(crate) keeps: &'static [&'static str],
}

impl Rewrite {
    /// Rules for requests and rules for responses, each in the order in which they run.
    #[must_use]
    pub const fn new(inbound: &'static [InboundRule], outbound: &'static [OutboundRule]) -> Self {
        Self { inbound, outbound, keeps: &[] }
    }

    /// Names the request header fields that rules for responses read, in lower case: what to keep of a request.
    #[must_use]
    pub const fn keeps(mut self, fields: &'static [&'static str]) -> Self {
        self.keeps = fields;
        self
    }

    /// The rules for requests.
    #[must_use]
    pub const fn inbound_rules(&self) -> &'static [InboundRule] {
        self.inbound
    }

    /// The rules for responses.
    #[must_use]
    pub const fn outbound_rules(&self) -> &'static [OutboundRule] {
        self.outbound
    }
}

/// What a text is tested for.
#[derive(Debug, Clone, Copy)]
pub enum Test {
    /// Nothing: every text passes.
    Always,
    /// No text passes.
    Never,
    /// A pattern is found in it.
    Pattern(&'static Pattern<'static>),
    /// It is a key of the map.
    OneOf(&'static Map),
}

/// A text and what it is tested for.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    pub(super) input: &'static [Part],
    pub(super) test: Test,
    pub(super) negate: bool,
}

impl Condition {
    /// Holds when the text that `input` comes to passes the test.
    #[must_use]
    pub const fn new(input: &'static [Part], test: Test) -> Self {
        Self { input, test, negate: false }
    }

    /// Holds when the text does not pass.
    #[must_use]
    pub const fn negate(mut self) -> Self {
        self.negate = true;
        self
    }
}

/// Conditions that count together.
#[derive(Debug, Clone, Copy)]
pub struct Conditions {
    pub(super) list: &'static [Condition],
    pub(super) any: bool,
}

impl Conditions {
    /// No condition, which holds.
    pub(super) const NONE: Self = Self { list: &[], any: false };

    /// All of them have to hold.
    #[must_use]
    pub const fn all(list: &'static [Condition]) -> Self {
        Self { list, any: false }
    }

    /// One of them has to hold; without any, that is so.
    #[must_use]
    pub const fn any(list: &'static [Condition]) -> Self {
        Self { list, any: true }
    }
}

/// A server variable that a rule sets.
#[derive(Debug, Clone, Copy)]
pub struct Set {
    pub(super) variable: u16,
    pub(super) value: &'static [Part],
    pub(super) replace: bool,
}

impl Set {
    /// Sets the variable of this number to the text that `value` comes to.
    #[must_use]
    pub const fn new(variable: u16, value: &'static [Part]) -> Self {
        Self { variable, value, replace: true }
    }

    /// Leaves the variable as it is when a rule before has set it.
    #[must_use]
    pub const fn keep(mut self) -> Self {
        self.replace = false;
        self
    }
}

/// A rule for requests.
#[derive(Debug, Clone, Copy)]
pub struct InboundRule {
    pub(super) matched: Condition,
    pub(super) conditions: Conditions,
    pub(super) sets: &'static [Set],
    pub(crate) action: InboundAction,
    pub(super) stop: bool,
}

/// What a rule for requests does besides setting variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InboundAction {
    Nothing,
    Answer { status: u16, body: &'static str },
    Abort,
}

impl InboundRule {
    /// A rule that does nothing where `matched` holds; the other methods say what it does.
    #[must_use]
    pub const fn new(matched: Condition) -> Self {
        Self {
            matched,
            conditions: Conditions::NONE,
            sets: &[],
            action: InboundAction::Nothing,
            stop: false,
        }
    }

    /// Sets the conditions that have to hold besides; left out, there are none.
    #[must_use]
    pub const fn conditions(mut self, conditions: Conditions) -> Self {
        self.conditions = conditions;
        self
    }

    /// Sets server variables.
    #[must_use]
    pub const fn sets(mut self, sets: &'static [Set]) -> Self {
        self.sets = sets;
        self
    }

    /// Answers with a status, and with a body where it is not empty (RW-3).
    #[must_use]
    pub const fn answer(mut self, status: u16, body: &'static str) -> Self {
        self.action = InboundAction::Answer { status, body };
        self
    }

    /// Drops the connection (RW-3).
    #[must_use]
    pub const fn abort(mut self) -> Self {
        self.action = InboundAction::Abort;
        self
    }

    /// Keeps later rules from running (`stopProcessing`, RW-4).
    #[must_use]
    pub const fn stop(mut self) -> Self {
        self.stop = true;
        self
    }
}

/// A rule for responses: it sets a header field.
#[derive(Debug, Clone, Copy)]
pub struct OutboundRule {
    pub(super) field: Field,
    pub(super) pre: Conditions,
    pub(super) matched: Condition,
    pub(super) conditions: Conditions,
    pub(super) value: Option<&'static [Part]>,
    pub(super) replace: bool,
    pub(super) stop: bool,
}

impl OutboundRule {
    /// A rule about a header field that does nothing where `matched` holds; the other methods say what it does.
    #[must_use]
    pub const fn new(field: Field, matched: Condition) -> Self {
        Self {
            field,
            pre: Conditions::NONE,
            matched,
            conditions: Conditions::NONE,
            value: None,
            replace: true,
            stop: false,
        }
    }

    /// Sets the precondition; left out, there is none.
    #[must_use]
    pub const fn pre_condition(mut self, conditions: Conditions) -> Self {
        self.pre = conditions;
        self
    }

    /// Sets the conditions that have to hold besides; left out, there are none.
    #[must_use]
    pub const fn conditions(mut self, conditions: Conditions) -> Self {
        self.conditions = conditions;
        self
    }

    /// Sets the whole value of the field to the text that `value` comes to; an empty text removes the field (RW-5).
    #[must_use]
    pub const fn value(mut self, value: &'static [Part]) -> Self {
        self.value = Some(value);
        self
    }

    /// Leaves a field that the response has as it is (`replace="false"`).
    #[must_use]
    pub const fn keep(mut self) -> Self {
        self.replace = false;
        self
    }

    /// Keeps later rules from running (`stopProcessing`).
    #[must_use]
    pub const fn stop(mut self) -> Self {
        self.stop = true;
        self
    }
}
