//! From what the runtime points to, to places in files.

use cors_runtime::{AnsweredBy, Decision, Field, Reason};

use super::response::Effect;
use super::{Because, RequestSpec};
use crate::policy::rewrite::InboundRule;
use crate::policy::{Policy, Rule, Scope};
use crate::source::{SourceMap, Span, Spanned};
use crate::text::{escape, one_line};

/// A place with what is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it is: `web.config:7:13`.
    pub source: String,
    /// What is written there: a start tag or an attribute, on one line.
    pub text: String,
}

/// The settings behind one decision.
pub(super) struct Trail<'a> {
    sources: &'a SourceMap,
    scope: &'a Scope,
    rule: Option<&'a Rule>,
    handler: Option<Span>,
    inbound: Option<&'a Spanned<InboundRule>>,
}

impl<'a> Trail<'a> {
    /// Finds what `decision` points to in the policy that it was built from.
    pub(super) fn new(policy: &'a Policy, sources: &'a SourceMap, decision: &Decision) -> Self {
        let path = decision.scope().path();
        let scope = policy.scopes().find(|scope| scope.path.value == path);
        let scope = scope.unwrap_or(&policy.root);
        let rule = decision
            .rule()
            .zip(decision.scope().cors_rules())
            .and_then(|(rule, rules)| position(rule, rules))
            .zip(scope.cors.as_ref())
            .and_then(|(at, cors)| cors.rules.get(at));
        let handlers = decision.scope().options_handlers();
        let handler = decision
            .options_handler()
            .and_then(|handler| position(handler, handlers))
            .and_then(|at| scope.options.get(at));
        let inbound = decision
            .inbound_rule()
            .zip(decision.scope().rewrite_rules())
            .and_then(|(rule, rules)| position(rule, rules.inbound_rules()))
            .zip(scope.rewrite.as_ref())
            .and_then(|(at, rules)| rules.inbound.get(at));
        Self { sources, scope, rule, handler: handler.map(|handler| handler.span), inbound }
    }

    /// The setting behind an edit; `None` only for what no setting is behind.
    pub(super) fn because(&self, effect: &Effect) -> Option<Because> {
        let span = match effect.reason {
            Reason::Rule => self.rule.map(|rule| in_rule(rule, effect.field)),
            Reason::Cors => self.scope.cors.as_ref().map(|cors| cors.section.span),
            Reason::Handler => self.handler,
            Reason::CustomHeader(at) => self.scope.custom_headers.get(at).map(|h| h.span),
            Reason::InboundRule => self.inbound.map(|rule| rule.span),
            Reason::OutboundRule(at) => {
                self.scope.rewrite.as_ref().and_then(|r| r.outbound.get(at)).map(|rule| rule.span)
            }
            Reason::RedirectHeader(at) => self.scope.redirect_headers.get(at).map(|h| h.span),
        };
        let Place { source, text } = self.place(span?);
        Some(Because { header: effect.name.clone(), source, text })
    }

    /// The setting behind an answer that is not the application's.
    pub(super) fn decided_by(&self, by: AnsweredBy, request: &RequestSpec) -> Option<Place> {
        let span = match by {
            AnsweredBy::Cors => self.rule.map(|rule| rule.pattern.span),
            AnsweredBy::CorsForbidden => self.scope.cors.as_ref().map(|c| c.fail_unlisted.span),
            AnsweredBy::OptionsVerbHandler | AnsweredBy::StaticFile => {
                self.handler.or(Some(self.scope.span()))
            }
            AnsweredBy::RequestFiltering => self.scope.verbs.as_ref().map(|verbs| {
                let listed = verbs.listed.iter().find(|verb| verb.value.0 == request.method);
                listed.map_or(verbs.allow_unlisted.span, |verb| verb.span)
            }),
            AnsweredBy::UrlRewrite | AnsweredBy::Aborted => self.inbound.map(|rule| rule.span),
            _ => None,
        };
        span.map(|span| self.place(span))
    }

    fn place(&self, span: Span) -> Place {
        let source = self.sources.locate(span).to_string();
        let text = one_line(start_tag(self.sources.text(span)));
        Place { source: escape(&source).into_owned(), text }
    }
}

/// The most precise place in a rule for what it says about a field.
fn in_rule(rule: &Rule, field: Field) -> Span {
    let place = match field {
        Field::AllowCredentials => rule.credentials.as_ref().map(|c| c.span),
        Field::AllowMethods => rule.allow_methods.as_ref().map(|m| m.span),
        Field::AllowHeaders => rule.allow_headers.as_ref().map(|h| h.span),
        Field::MaxAge => rule.max_age.as_ref().map(|m| m.span),
        Field::ExposeHeaders => rule.expose_headers.as_ref().map(|e| e.span),
        Field::AllowOrigin | Field::Vary | Field::Other { .. } => None,
    };
    place.unwrap_or(rule.pattern.span)
}

/// Which of `items` is `item` itself.
fn position<T>(item: &T, items: &[T]) -> Option<usize> {
    items.iter().position(|other| std::ptr::eq(item, other))
}

/// The start tag that an element's text begins with; text that is no element as it is.
fn start_tag(text: &str) -> &str {
    if !text.starts_with('<') {
        return text;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return &text[..=at],
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_start_tag_is_quoted() {
        for (text, tag) in [
            ("<add a=\">\" b='\">' />", "<add a=\">\" b='\">' />"),
            ("<cors enabled=\"true\"><add/></cors>", "<cors enabled=\"true\">"),
            ("maxAge=\"5>4\"", "maxAge=\"5>4\""),
            ("<add", "<add"),
        ] {
            assert_eq!(start_tag(text), tag);
        }
    }
}
