//! From what the runtime points to, to places in files.

use cors_runtime::{AnsweredBy, Decision, Field, Reason, Refusal};

use super::Because;
use crate::policy::response::Effect;
use crate::policy::{
    AllowListPlaces, HandlerPlace, Lowered, RewriteRulePlaces, RulePlaces, ScopePlaces,
};
use crate::source::{SourceMap, Span};
use crate::text::{escape, one_line, start_tag};

/// A place with what is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it is: `web.config:7:13`.
    pub source: String,
    /// What is written there: a start tag or an attribute, on one line.
    pub text: String,
    /// Where it is, as a place in the sources.
    pub span: Span,
}

/// The settings behind one decision.
pub(super) struct Trail<'a, 'p> {
    sources: Option<&'a SourceMap>,
    scope: &'a ScopePlaces<'p>,
    decision: &'a Decision<'p>,
    rule: Option<&'a RulePlaces>,
    handler: Option<HandlerPlace>,
    inbound: Option<&'a RewriteRulePlaces<'p>>,
    hsts: Option<Span>,
}

impl<'a, 'p> Trail<'a, 'p> {
    /// Finds the places of what `decision` points to.
    pub(super) fn new(
        policy: &'a Lowered<'p>,
        sources: Option<&'a SourceMap>,
        decision: &'a Decision<'p>,
    ) -> Self {
        let parts = decision.scope().parts();
        let scope = policy.places_of(decision.scope());
        let rules = parts.cors.map_or(&[][..], |cors| cors.parts().origins.rules());
        let rule = decision.rule().and_then(|rule| position(rule, rules));
        let rule = rule.zip(scope.cors).and_then(|(at, cors)| cors.rules.get(at));
        let handler =
            decision.options_handler().and_then(|handler| position(handler, parts.options));
        let handler = handler.and_then(|at| scope.options.get(at)).copied();
        let (rules, places) = match decision.answered_by() {
            AnsweredBy::HttpRedirect => (parts.http_redirect, scope.http_redirect),
            _ => (parts.rewrite, scope.rewrite),
        };
        let inbound = rules.map_or(&[][..], |rules| rules.parts().inbound);
        let inbound = decision.inbound_rule().and_then(|rule| position(rule, inbound));
        let inbound = inbound.zip(places).and_then(|(at, rules)| rules.inbound.get(at));
        Self { sources, scope, decision, rule, handler, inbound, hsts: policy.hsts }
    }

    /// The settings behind an edit, several where the value is made of them; none only for what no setting is behind.
    pub(super) fn because(&self, effect: &Effect<'_>) -> impl Iterator<Item = Because> {
        let spans = match static_places(self.scope, effect) {
            [] => self.behind(effect).into_iter().collect(),
            places => places.to_vec(),
        };
        spans.into_iter().map(|span| {
            let Place { source, text, span } = self.place(span);
            Because { header: effect.name.clone(), source, text, span, reason: effect.reason }
        })
    }

    fn behind(&self, effect: &Effect<'_>) -> Option<Span> {
        match effect.reason {
            Reason::Rule => self.rule.map(|rule| in_rule(rule, effect.field)),
            Reason::Cors => self.scope.cors.map(|cors| cors.section),
            Reason::Handler => self.handler_place(),
            Reason::CustomHeader(at) => self.scope.custom_headers.get(at).copied(),
            Reason::RedirectHeader(at) => self.scope.redirect_headers.get(at).copied(),
            Reason::Refusal => self.refused(),
            Reason::InboundRule => self.inbound.map(|rule| rule.tag),
            Reason::Hsts => self.hsts,
            Reason::OutboundRule(at) => {
                self.scope.rewrite.and_then(|rules| rules.outbound.get(at)).map(|rule| rule.tag)
            }
            Reason::StaticFiles if effect.field.lower_name() == "etag" => {
                self.scope.static_files?.without_etag
            }
            Reason::StaticFiles => self.scope.static_files?.expires,
            reason => self.file_type(reason),
        }
    }

    /// What says of which type a file is, or that it has none.
    pub(super) fn file_type(&self, reason: Reason) -> Option<Span> {
        let places = self.scope.static_files?;
        match reason {
            Reason::FileType(at) => places.types.get(at).copied(),
            Reason::OtherTypes => places.other_types,
            _ => None,
        }
    }

    /// The setting behind an answer that is not the application's.
    pub(super) fn decided_by(&self, by: AnsweredBy) -> Option<Place> {
        let span = match by {
            AnsweredBy::Cors => {
                let section = self.scope.cors.map(|cors| cors.section);
                self.rule.map(|rule| rule.tag).or(section)
            }
            AnsweredBy::CorsForbidden => self.scope.cors.map(|cors| cors.fail_unlisted),
            AnsweredBy::NoHandler | AnsweredBy::OptionsVerbHandler | AnsweredBy::StaticFile => {
                self.handler_place().or(Some(self.scope.opened))
            }
            AnsweredBy::RequestFiltering => self.refused(),
            AnsweredBy::UrlRewrite | AnsweredBy::HttpRedirect | AnsweredBy::Aborted => {
                self.inbound.map(|rule| rule.tag)
            }
            AnsweredBy::Hsts => self.hsts,
            _ => None,
        };
        span.map(|span| self.place(span))
    }

    /// The handler mapping; where nobody left one, what opened the scope.
    fn handler_place(&self) -> Option<Span> {
        self.handler.map(|handler| handler.span().unwrap_or(self.scope.opened))
    }

    /// What request filtering refuses the request by.
    fn refused(&self) -> Option<Span> {
        let entry = |list: &[Span], at: usize| list.get(at).copied();
        let listed = |list: AllowListPlaces<'_>, at: Option<usize>| match at {
            Some(at) => entry(list.listed, at),
            None => Some(list.allow_unlisted),
        };
        let refusal = self.decision.refusal()?;
        if let Refusal::Verb(at) = refusal {
            return listed(self.scope.verbs?, at);
        }
        let places = self.scope.filtering?;
        match refusal {
            Refusal::ContentLength => places.max_allowed_content_length,
            Refusal::Url => places.max_url,
            Refusal::QueryString => places.max_query_string,
            Refusal::Header(at) => entry(places.header_limits, at),
            Refusal::DoubleEscaping => places.double_escaping,
            Refusal::HighBitCharacters => places.high_bit_characters,
            Refusal::UrlSequence(at) => entry(places.deny_url_sequences, at),
            Refusal::FileExtension(at) => listed(places.file_extensions?, at),
            Refusal::HiddenSegment(at) => entry(places.hidden_segments, at),
            Refusal::QueryStringSequence(at) => entry(places.deny_query_string_sequences, at),
            _ => None,
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let nowhere = || Place { source: String::new(), text: String::new(), span };
        self.sources.map_or_else(nowhere, |sources| place(sources, span))
    }
}

/// A place with what is written there.
pub(super) fn place(sources: &SourceMap, span: Span) -> Place {
    let source = sources.locate(span).to_string();
    let text = one_line(start_tag(sources.text(span)));
    Place { source: escape(&source).into_owned(), text, span }
}

/// What the `Cache-Control` of a static file is made of; empty for other edits.
fn static_places<'p>(scope: &ScopePlaces<'p>, effect: &Effect<'_>) -> &'p [Span] {
    let Some(places) = scope.static_files else { return &[] };
    match effect.reason {
        Reason::StaticFiles if effect.field.lower_name() == "cache-control" => places.cache_control,
        Reason::FileCache(at) => places.by_extension.get(at).copied().unwrap_or_default(),
        _ => &[],
    }
}

/// The most precise place in a rule for what it says about a field.
fn in_rule(rule: &RulePlaces, field: Field<'_>) -> Span {
    let place = match field {
        Field::AllowCredentials => rule.credentials,
        Field::AllowMethods => rule.allow_methods,
        Field::AllowHeaders => rule.allow_headers,
        Field::MaxAge => rule.max_age,
        Field::ExposeHeaders => rule.expose_headers,
        _ => None,
    };
    place.unwrap_or(rule.tag)
}

/// Which of `items` is `item` itself.
fn position<T>(item: &T, items: &[T]) -> Option<usize> {
    items.iter().position(|other| std::ptr::eq(item, other))
}
