//! What a policy does that its author hardly wants: carried as IIS does it, and said.
//!
//! A rule sees the finished policy, adds diagnostics and changes nothing.

mod allow_origin;
mod answers;
mod asking;
mod assumptions;
mod broad;
mod custom_headers;
mod inventory;
mod lists;
mod methods;
mod options;
mod origins;
mod own_origin;
mod preflights;
mod redirects;
mod redundant;
mod rewrite;
mod stated;
mod static_files;

use std::collections::HashSet;

use cors_runtime::__private::{HeaderParts, InboundRule, OutboundRule};
use cors_runtime::policy::{Header, OriginRule, Policy, Scope};
use cors_runtime::{Field, FieldName};

use crate::budget::Budget;
use crate::diagnostic::{Bag, Severity};
use crate::policy::{Lowered, RewriteRulePlaces, RulePlaces, ScopePlaces};
use crate::source::{Span, Spanned};

pub(crate) use self::inventory::inventory;
#[cfg(feature = "cli")]
pub(crate) use self::origins::is_sent;

/// What is known beside the policy.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The start of a transform that makes what is deployed.
    pub(crate) transform: Option<Span>,
    /// The origins that the site is reached by, as its bindings say.
    pub(crate) own_origins: Vec<Spanned<String>>,
    /// Whether these are all.
    pub(crate) knows_own_origins: bool,
}

/// Reports what is questionable about a policy.
pub(crate) fn lint(policy: &Lowered<'_>, facts: &Facts, budget: &Budget, bag: &mut Bag) {
    let mut seen = Seen::default();
    let mut seen_lists = Seen::default();
    let mut own_origins = Vec::new();
    let mut rewrites = rewrite::Rules::default();
    let mut answers = answers::Answers::default();
    let mut ages = lists::Ages::default();
    let mut found = Bag::default();
    for (scope, places) in policy.scopes() {
        let scope = Looked { policy: policy.policy, scope, places, budget, host: asking::HOST };
        if let Some(cors) = scope.places.cors
            && seen.is_new(cors.rules)
        {
            scope.rules().for_each(|(rule, places)| origins::lint(rule, places.tag, bag));
            broad::lint(&scope, facts, &mut found);
            redundant::lint(&scope, &mut found);
            own_origin::lint(&scope, facts, &mut own_origins, &mut found);
        }
        let stated = scope.stated(&mut seen_lists);
        for stated in &stated {
            if stated.field == Field::AllowOrigin {
                custom_headers::allow_origin(stated, bag);
            }
            lists::lint(stated, &mut ages, &mut found);
            broad::of_stated(stated, facts, &mut found);
        }
        answers.lint(&scope, &mut found);
        custom_headers::lint(&scope, bag);
        allow_origin::lint(&scope, bag);
        preflights::lint(policy.policy, &scope, bag);
        if scope.scope.parts().http_redirect.is_some_and(|rules| seen.is_new(rules.parts().inbound))
        {
            redirects::lint(policy.policy, &scope, bag);
        }
        rewrites.lint(&scope, facts, &mut found);
        static_files::lint(&scope, bag);
    }
    ages.finish(&mut found);
    redirects::of_hsts(policy, budget, bag);
    static_files::note_layer(policy, bag);
    // Where there is no policy, nothing rests on anything, and what is good to know can wait.
    let has_policy = !bag.has_errors();
    let found = found.finish(false).shown.into_iter();
    bag.extend(found.filter(|it| has_policy || it.severity > Severity::Note));
    if has_policy {
        let scopes = policy.scopes();
        let policy = policy.policy;
        scopes.for_each(|(scope, places)| {
            assumptions::lint(&Looked { policy, scope, places, budget, host: asking::HOST }, bag);
        });
    }
}

/// A scope with its places.
#[derive(Clone, Copy)]
struct Looked<'a, 'p> {
    policy: &'p Policy<'p>,
    scope: &'p Scope<'p>,
    places: &'a ScopePlaces<'p>,
    budget: &'a Budget,
    /// The host that requests are for.
    host: &'a str,
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
struct Seen(HashSet<(usize, usize)>);

impl Seen {
    fn is_new<T>(&mut self, list: &[T]) -> bool {
        self.is_new_beside(list, &[(); 0])
    }

    /// Whether a list was not yet looked at beside this other one.
    fn is_new_beside<T, U>(&mut self, list: &[T], other: &[U]) -> bool {
        self.0.insert((list.as_ptr().addr(), other.as_ptr().addr()))
    }
}
