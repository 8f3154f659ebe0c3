//! What a policy does that its author hardly wants: carried as IIS does it, and said.
//!
//! A rule sees the finished policy, adds diagnostics and changes nothing.

mod allow_origin;
mod assumptions;
mod custom_headers;
mod inventory;
mod options;
mod origins;
mod preflights;
mod redirects;
mod rewrite;
mod static_files;

use cors_runtime::__private::{HeaderParts, InboundRule, OutboundRule};
use cors_runtime::FieldName;
use cors_runtime::policy::{Header, OriginRule, Scope};

use crate::budget::Budget;
use crate::diagnostic::Bag;
use crate::policy::{Lowered, RewriteRulePlaces, RulePlaces, ScopePlaces};
use crate::source::Span;

pub(crate) use self::inventory::inventory;

/// Reports what is questionable about a policy.
pub(crate) fn lint(policy: &Lowered<'_>, budget: &Budget, bag: &mut Bag) {
    let mut seen = Seen::default();
    for (scope, places) in policy.scopes() {
        let scope = Looked { scope, places, budget };
        if let Some(cors) = scope.places.cors
            && seen.is_new(cors.rules)
        {
            scope.rules().for_each(|(rule, places)| origins::lint(rule, places.tag, bag));
        }
        custom_headers::lint(&scope, bag);
        allow_origin::lint(&scope, bag);
        preflights::lint(policy.policy, &scope, bag);
        if scope.scope.parts().http_redirect.is_some_and(|rules| seen.is_new(rules.parts().inbound))
        {
            redirects::lint(policy.policy, &scope, bag);
        }
        rewrite::lint(&scope, bag);
        static_files::lint(&scope, bag);
    }
    redirects::of_hsts(policy, budget, bag);
    static_files::note_layer(policy, bag);
    // Where there is no policy, nothing rests on anything.
    if !bag.has_errors() {
        let scopes = policy.scopes();
        scopes
            .for_each(|(scope, places)| assumptions::lint(&Looked { scope, places, budget }, bag));
    }
}

/// A scope with its places.
#[derive(Clone, Copy)]
struct Looked<'a, 'p> {
    scope: &'p Scope<'p>,
    places: &'a ScopePlaces<'p>,
    budget: &'a Budget,
}

impl<'p> Looked<'_, 'p> {
    /// The origin rules with their places.
    fn rules(&self) -> impl Iterator<Item = (&'p OriginRule<'p>, &'p RulePlaces)> {
        let rules = self.scope.parts().cors.map_or(&[][..], |cors| cors.parts().origins.rules());
        rules.iter().zip(self.places.cors.map_or(&[][..], |cors| cors.rules))
    }

    /// The place of the first origin rule that allows anything.
    fn allowing_rule(&self) -> Option<Span> {
        let (_, places) = self.rules().find(|(rule, _)| rule.parts().allowed)?;
        Some(places.tag)
    }

    /// The custom headers with their places.
    fn custom_headers(&self) -> impl Iterator<Item = (&'p HeaderParts<'p>, Span)> {
        let headers = self.scope.parts().custom_headers.iter().map(Header::parts);
        headers.zip(self.places.custom_headers.iter().copied())
    }

    /// The custom header of this name with its place.
    fn custom_header(&self, name: &str) -> Option<(&'p HeaderParts<'p>, Span)> {
        let is_it = |name_of: FieldName<'_>| name_of.as_written().eq_ignore_ascii_case(name);
        self.custom_headers().find(|(header, _)| is_it(header.name))
    }

    /// The rules for requests with their places.
    fn inbound(&self) -> impl Iterator<Item = Inbound<'p>> {
        let rules = self.scope.parts().rewrite.map_or(&[][..], |rules| rules.parts().inbound);
        rules.iter().zip(self.places.rewrite.map_or(&[][..], |places| places.inbound))
    }

    /// The rules for responses with their places.
    fn outbound(&self) -> impl Iterator<Item = Outbound<'p>> {
        let rules = self.scope.parts().rewrite.map_or(&[][..], |rules| rules.parts().outbound);
        rules.iter().zip(self.places.rewrite.map_or(&[][..], |places| places.outbound))
    }
}

/// A rule for requests with its places.
type Inbound<'p> = (&'p InboundRule<'p>, &'p RewriteRulePlaces<'p>);

/// A rule for responses with its places.
type Outbound<'p> = (&'p OutboundRule<'p>, &'p RewriteRulePlaces<'p>);

/// The lists that were looked at: what scopes share is looked at once.
#[derive(Default)]
struct Seen(std::collections::HashSet<usize>);

impl Seen {
    fn is_new<T>(&mut self, list: &[T]) -> bool {
        self.0.insert(list.as_ptr().addr())
    }
}
