//! The header fields of answers to preflights: made once, and cloned for all who get the same.

use core::ptr;

use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, HeaderMap, HeaderValue};

use super::headers::Outgoing;
use super::kept::Lent;
use super::shelf::{Place, Shelf};
use crate::__private::OriginRuleParts;
use crate::policy::{AllowHeaders, OriginRule, Scope};
use crate::{AnsweredBy, Decision, Echo};

/// The header fields of the answer to a preflight, with the values of the request that it sends back.
pub(super) fn headers(
    granted: Granted,
    decision: &Decision<'static>,
    lent: &Lent<'_>,
) -> HeaderMap {
    static ANSWERS: Shelf<Granted, HeaderMap, 64> = Shelf::new();
    let mut headers = ANSWERS.get(granted, || made(decision));
    if let Some(origin) = lent.echoed_origin(decision) {
        // The first field's first line is the rule's, also where a configured field has the same name.
        if let Some(line) = headers.values_mut().next() {
            *line = origin.clone();
        }
    }
    if let Some(requested) = lent.echoed_headers(decision) {
        // No look-up: it is among the first.
        let mut lines = headers.iter_mut();
        if let Some((_, line)) = lines.find(|(name, _)| **name == ACCESS_CONTROL_ALLOW_HEADERS) {
            *line = requested.clone();
        }
    }
    headers
}

/// The header fields, with empty values for those that are sent back.
fn made(decision: &Decision<'static>) -> HeaderMap {
    const NO_CONTENT: u16 = 204;
    let mut headers = HeaderMap::with_capacity(decision.max_edits());
    let empty = || Some(HeaderValue::from_static(""));
    let mut echo = Echo { origin: empty(), requested_headers: empty() };
    let mut outgoing = Outgoing { headers: &mut headers, echo: &mut echo, own: true };
    decision.apply(NO_CONTENT, &Outgoing::ECHO, &mut outgoing);
    headers
}

/// All that the header fields depend on, but for what is sent back.
pub(super) struct Granted {
    scope: &'static Scope<'static>,
    rule: &'static OriginRule<'static>,
    sends_back_headers: bool,
    has_hsts: bool,
}

impl Granted {
    /// What a decision grants that answers a preflight; `None` of others, and where rules rewrite what is granted.
    pub(super) fn by(decision: &Decision<'static>) -> Option<Self> {
        let is_as_granted = decision.answered_by() == AnsweredBy::Cors && !decision.needs_request();
        let rule = decision.rule().filter(|_| is_as_granted)?;
        let (sends_back_headers, has_hsts) = (decision.sends_back_headers(), decision.has_hsts());
        Some(Self { scope: decision.scope(), rule, sends_back_headers, has_hsts })
    }
}

/// Rules for different origins that grant the same, as those of tenants, have one answer.
impl PartialEq for Granted {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.scope, other.scope)
            && self.sends_back_headers == other.sends_back_headers
            && self.has_hsts == other.has_hsts
            && (ptr::eq(self.rule, other.rule) || grants_alike(self.rule, other.rule))
    }
}

fn grants_alike(one: &OriginRule<'_>, other: &OriginRule<'_>) -> bool {
    let OriginRuleParts {
        pattern: _,
        allowed,
        credentials,
        max_age,
        allow_methods,
        allow_headers,
        expose_headers: _,
    } = *one.parts();
    let others = other.parts();
    one.is_any() == other.is_any()
        && allowed == others.allowed
        && credentials == others.credentials
        && max_age == others.max_age
        && allow_methods == others.allow_methods
        && allow_headers == others.allow_headers
}

/// By where the texts lie, which rules that grant the same share in generated code.
impl Place for Granted {
    fn place(&self) -> usize {
        let address = |text: Option<&str>| text.map_or(0, |text| text.as_ptr().addr());
        let rule = self.rule.parts();
        let names = match rule.allow_headers {
            AllowHeaders::Listed(names) => Some(names),
            AllowHeaders::None | AllowHeaders::Requested => None,
        };
        ptr::from_ref(self.scope).addr()
            ^ address(rule.allow_methods)
            ^ address(names).rotate_left(9)
            ^ address(rule.max_age).rotate_left(18)
            ^ usize::from(rule.credentials)
            ^ usize::from(self.sends_back_headers) << 1
    }
}
