//! The texts that rules of URL Rewrite read.

use cors_runtime::__private::{InboundAction, InboundRule, OutboundRule, Part};

/// Every text that a rule for requests reads.
pub(crate) fn of_inbound<'p>(rule: &InboundRule<'p>) -> impl Iterator<Item = &'p [Part<'p>]> {
    let parts = *rule.parts();
    let conditions = parts.conditions.parts().list;
    let inputs = std::iter::once(parts.matched).chain(conditions.iter().copied());
    let inputs = inputs.map(|condition| condition.parts().input);
    let location = match parts.action {
        InboundAction::Redirect { location, .. } => Some(location),
        _ => None,
    };
    inputs.chain(parts.sets.iter().map(|set| set.parts().value)).chain(location)
}

/// Every text that a rule for responses reads.
pub(crate) fn of_outbound<'p>(rule: &OutboundRule<'p>) -> impl Iterator<Item = &'p [Part<'p>]> {
    let parts = *rule.parts();
    let conditions = [parts.pre_condition.parts().list, parts.conditions.parts().list];
    let inputs = std::iter::once(parts.matched).chain(conditions.into_iter().flatten().copied());
    inputs.map(|condition| condition.parts().input).chain(parts.value)
}

/// Whether a text has such a part, at any depth.
pub(crate) fn any(text: &[Part<'_>], is_it: &impl Fn(&Part<'_>) -> bool) -> bool {
    text.iter().any(|part| is_it(part) || part.inner().is_some_and(|text| any(text, is_it)))
}
