//! What IIS would do with a request, in the order in which its modules would (OP-8).
//!
//! Request filtering, CORS module, URL Rewrite, handler; then, on whatever response there is, the header edits and between
//! them the outbound rules of URL Rewrite. There is one such order and it is here; the adapters only carry out.

use crate::field::{Field, FieldName};
use crate::filtering::Refusal;
use crate::path;
use crate::policy::{Cors, OptionsAnswer, OptionsHandler, OriginRule, Policy, Scope};
use crate::request::Request;
use crate::response::{Echo, Edit, FieldValue, How, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::{self, InboundAction, InboundRule, InboundRuleParts};

/// The part of IIS that a response comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnsweredBy {
    /// No part of IIS: the application.
    Application,
    /// The CORS module, which answers preflights of listed origins (CM-5).
    Cors,
    /// The CORS module, which refuses an origin (CM-17).
    CorsForbidden,
    /// No handler, of which none takes OPTIONS for the path (OP-3).
    NoHandler,
    /// `OPTIONSVerbHandler` (OP-1).
    OptionsVerbHandler,
    /// Request filtering, which refuses what it was told to (OP-5, RF-1): [`Decision::refusal`] says what.
    RequestFiltering,
    /// The static file handler, which knows no OPTIONS (OP-3), and no files without a type (SC-10).
    StaticFile,
    /// An inbound rule of URL Rewrite with a `CustomResponse` (RW-3).
    UrlRewrite,
    /// An inbound rule of URL Rewrite with an `AbortRequest` (RW-3): IIS drops the connection.
    ///
    /// A service cannot do that by its own means. The answer is a 400 without body that asks to close the connection: no
    /// browser takes it for a success, and nothing of the request reaches the application.
    Aborted,
}

impl AnsweredBy {
    /// The name in reports: `application`, `cors`, `cors-forbidden`, `no-handler`, `options-verb-handler`,
    /// `request-filtering`, `static-file`, `url-rewrite`, `aborted`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Cors => "cors",
            Self::CorsForbidden => "cors-forbidden",
            Self::NoHandler => "no-handler",
            Self::OptionsVerbHandler => "options-verb-handler",
            Self::RequestFiltering => "request-filtering",
            Self::StaticFile => "static-file",
            Self::UrlRewrite => "url-rewrite",
            Self::Aborted => "aborted",
        }
    }
}

/// A response that is given without asking the application; its body is [`Decision::body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Which part of IIS gives it; never [`AnsweredBy::Application`].
    pub by: AnsweredBy,
}

/// What to do with one request: answer it, or let the application answer; and in both cases how to edit the headers.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'p> {
    scope: &'p Scope<'p>,
    by: AnsweredBy,
    refusal: Option<Refusal>,
    rule: Option<&'p OriginRule<'p>>,
    handler: Option<&'p OptionsHandler<'p>>,
    inbound: Option<&'p InboundRule<'p>>,
    asks_for_headers: bool,
}

impl<'p> Policy<'p> {
    /// Decides what becomes of a request.
    ///
    /// Allocates nothing. Takes time proportional to the lengths of path and origin; how many scopes and CORS rules there are
    /// does not matter. What request filtering denies by lists is looked for entry by entry.
    #[must_use]
    pub fn decide(&'p self, request: &Request<'_>) -> Decision<'p> {
        Decision::in_scope(self.scope_of(request.path), request)
    }
}

impl<'p> Decision<'p> {
    fn in_scope(scope: &'p Scope<'p>, request: &Request<'_>) -> Self {
        let mut decision = Self {
            scope,
            by: AnsweredBy::Application,
            refusal: scope.refusal(request),
            rule: None,
            handler: None,
            inbound: None,
            asks_for_headers: request.requested_headers.is_some_and(|names| !names.is_empty()),
        };
        if decision.refusal.is_some() {
            decision.by = AnsweredBy::RequestFiltering;
            return decision;
        }
        if let (Some(cors), Some(origin)) = (&scope.0.cors, request.origin) {
            decision.rule = cors.rule_for(origin).filter(|rule| rule.0.allowed);
            match decision.rule {
                Some(_) if request.is_preflight() => decision.by = AnsweredBy::Cors,
                None if cors.fails_unlisted() => decision.by = AnsweredBy::CorsForbidden,
                _ => {}
            }
        }
        if let (AnsweredBy::Application, Some(rules)) = (decision.by, scope.0.rewrite) {
            decision.inbound = rewrite::answer(rules, request);
            decision.by = match decision.inbound.map(|rule| rule.0.action) {
                Some(InboundAction::Answer { .. }) => AnsweredBy::UrlRewrite,
                Some(InboundAction::Abort) => AnsweredBy::Aborted,
                Some(InboundAction::Nothing) | None => AnsweredBy::Application,
            };
        }
        if decision.by == AnsweredBy::Application && request.is_options() {
            decision.handler = scope.0.options.iter().find(|handler| handler.takes(request.path));
            decision.by = match decision.handler.map(|handler| handler.0.answer) {
                Some(OptionsAnswer::Application) => AnsweredBy::Application,
                Some(OptionsAnswer::VerbHandler) => AnsweredBy::OptionsVerbHandler,
                Some(OptionsAnswer::MethodNotAllowed) => AnsweredBy::StaticFile,
                Some(OptionsAnswer::NotFound) | None => AnsweredBy::NoHandler,
            };
        }
        decision
    }

    /// The answer to give now; `None` when the application is to answer.
    #[must_use]
    pub const fn answer(&self) -> Option<Answer> {
        let status = match self.by {
            AnsweredBy::Application => return None,
            AnsweredBy::Cors => 204,
            AnsweredBy::CorsForbidden => 403,
            AnsweredBy::OptionsVerbHandler => 200,
            AnsweredBy::NoHandler => 404,
            AnsweredBy::RequestFiltering => match self.refusal {
                Some(refusal) => refusal.status(),
                None => return None,
            },
            AnsweredBy::StaticFile => 405,
            AnsweredBy::Aborted => 400,
            AnsweredBy::UrlRewrite => match self.inbound {
                Some(InboundRule(InboundRuleParts {
                    action: InboundAction::Answer { status, .. },
                    ..
                })) => *status,
                _ => return None,
            },
        };
        Some(Answer { status, by: self.by })
    }

    /// The body of [`Decision::answer`]; empty but for a `CustomResponse` with 2xx and a description (RW-3).
    #[must_use]
    pub const fn body(&self) -> &'p str {
        match self.inbound {
            Some(InboundRule(InboundRuleParts {
                action: InboundAction::Answer { body, .. },
                ..
            })) => body,
            _ => "",
        }
    }

    /// Why request filtering refuses the request; `None` when it lets it pass.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The inbound rule of URL Rewrite that answers; `None` when none does.
    #[must_use]
    pub const fn inbound_rule(&self) -> Option<&'p InboundRule<'p>> {
        self.inbound
    }

    /// Whether the scope has outbound rules, so that the response is for [`Decision::apply_to`] and not for
    /// [`Decision::apply`].
    #[must_use]
    pub fn rewrites_response(&self) -> bool {
        self.scope.0.rewrite.is_some_and(|rules| !rules.0.outbound.is_empty())
    }

    /// Which part of IIS answers.
    #[must_use]
    pub const fn answered_by(&self) -> AnsweredBy {
        self.by
    }

    /// The CORS rule that applies: the most specific for the request's origin, when there is one and it allows.
    #[must_use]
    pub const fn rule(&self) -> Option<&'p OriginRule<'p>> {
        self.rule
    }

    /// The scope that the request's path falls in.
    #[must_use]
    pub const fn scope(&self) -> &'p Scope<'p> {
        self.scope
    }

    /// The handler that gets this OPTIONS request; `None` for other requests, and when something answers earlier.
    #[must_use]
    pub const fn options_handler(&self) -> Option<&'p OptionsHandler<'p>> {
        self.handler
    }

    /// Whether [`Decision::apply`] needs [`Echo::origin`].
    #[must_use]
    pub fn echoes_origin(&self) -> bool {
        self.rule.is_some_and(|rule| !rule.is_any())
    }

    /// The most lines that [`Decision::apply`] adds, for reserving room.
    #[must_use]
    pub fn max_edits(&self) -> usize {
        const REDIRECT: u16 = 307;
        let mut count = 0;
        self.edits(REDIRECT, |_| count += 1);
        count
    }

    /// Edits the header fields of the response, whose status is `status`.
    ///
    /// Call it once, on the final response, whoever made it: errors are edited as well (CH-1, CM-19). Outbound rules of URL
    /// Rewrite are passed over: where [`Decision::rewrites_response`] says that there are any, call
    /// [`Decision::apply_to`] in its place.
    pub fn apply<H: ResponseHeaders<'p>>(
        &self,
        status: u16,
        echo: &Echo<H::Value>,
        headers: &mut H,
    ) {
        self.edits(
            status,
            // Built in memory and read back at once, an edit costs more than what it does.
            #[inline(always)]
            |edit| carry_out(edit, echo, headers),
        );
    }

    /// Edits the header fields of the response to `request`, outbound rules of URL Rewrite included.
    ///
    /// As [`Decision::apply`] in all else. Where [`Decision::rewrites_response`] says that there are no such rules, the two
    /// are the same, and nothing of the request need be kept.
    pub fn apply_to<H: RewriteHeaders<'p>>(
        &self,
        request: &Request<'_>,
        status: u16,
        echo: &Echo<H::Value>,
        headers: &mut H,
    ) {
        self.edits_of_modules(&mut |edit| carry_out(edit, echo, headers));
        if let Some(rules) = self.scope.0.rewrite {
            // What answers earlier leaves the rules for requests without their turn.
            let ran = !matches!(
                self.by,
                AnsweredBy::RequestFiltering | AnsweredBy::Cors | AnsweredBy::CorsForbidden
            );
            rewrite::rewrite_response(rules, ran, request, status, headers);
        }
        self.configured_edits(status, &mut |edit| carry_out(edit, echo, headers));
    }

    /// Calls `each` with the edits, in wire order: the handler's own, the CORS module's, then the configured headers (CH-3).
    fn edits(&self, status: u16, mut each: impl FnMut(Edit<'p>)) {
        self.edits_of_modules(&mut each);
        self.configured_edits(status, &mut each);
    }

    fn edits_of_modules(&self, each: &mut impl FnMut(Edit<'p>)) {
        match self.by {
            AnsweredBy::OptionsVerbHandler => {
                const METHODS: &str = "OPTIONS, TRACE, GET, HEAD, POST";
                each(handler_line(ALLOW, METHODS));
                each(handler_line(PUBLIC, METHODS));
            }
            AnsweredBy::StaticFile => each(handler_line(ALLOW, "GET, HEAD, OPTIONS, TRACE")),
            AnsweredBy::Aborted => each(close(Reason::InboundRule)),
            AnsweredBy::RequestFiltering => each(close(Reason::Refusal)),
            _ => {}
        }
        if let Some(cors) = &self.scope.0.cors {
            self.cors_edits(cors, each);
        }
    }

    fn configured_edits(&self, status: u16, each: &mut impl FnMut(Edit<'p>)) {
        let custom = self.scope.0.custom_headers.iter().enumerate();
        let redirect = is_redirect(status).then_some(self.scope.0.redirect_headers);
        let redirect = redirect.into_iter().flatten().enumerate();
        custom
            .map(|(index, header)| (header, Reason::CustomHeader(index)))
            .chain(redirect.map(|(index, header)| (header, Reason::RedirectHeader(index))))
            .for_each(|(header, reason)| {
                let how = if header.0.joined { How::Join } else { How::Append };
                each(Edit::new(
                    Field::Other(header.0.name),
                    FieldValue::Known(header.0.value),
                    how,
                    reason,
                ));
            });
    }

    fn cors_edits(&self, cors: &Cors, each: &mut impl FnMut(Edit<'p>)) {
        if let Some(rule) = self.rule {
            let origin =
                if rule.is_any() { FieldValue::Known("*") } else { FieldValue::RequestOrigin };
            each(Edit::new(Field::AllowOrigin, origin, How::SetIfAbsent, Reason::Rule));
            if rule.0.credentials {
                each(Edit::of_rule(Field::AllowCredentials, "true"));
            }
            if self.by == AnsweredBy::Cors {
                rule.0
                    .allow_methods
                    .into_iter()
                    .for_each(|m| each(Edit::of_rule(Field::AllowMethods, m)));
                Edit::allow_headers(rule.0.allow_headers, self.asks_for_headers)
                    .into_iter()
                    .for_each(&mut *each);
                rule.0.max_age.into_iter().for_each(|s| each(Edit::of_rule(Field::MaxAge, s)));
            } else if let Some(names) = rule.0.expose_headers {
                let value = FieldValue::Known(names);
                each(Edit::new(Field::ExposeHeaders, value, How::Append, Reason::Rule));
            }
        }
        if cors.varies() {
            each(Edit::new(Field::Vary, FieldValue::Known("Origin"), How::Join, Reason::Cors));
        }
    }
}

/// Makes one edit, with the value in the form that the header fields take.
#[expect(clippy::inline_always, reason = "see Decision::apply")]
#[inline(always)]
fn carry_out<'p, H: ResponseHeaders<'p>>(edit: Edit<'p>, echo: &Echo<H::Value>, headers: &mut H) {
    if let Some(value) = echo.resolve(edit.value, H::value) {
        headers.edit(edit.with_value(value));
    }
}

const ALLOW: Field<'static> = Field::Other(FieldName::new("Allow", "allow"));
const CONNECTION: Field<'static> = Field::Other(FieldName::new("Connection", "connection"));
const PUBLIC: Field<'static> = Field::Other(FieldName::new("Public", "public"));

/// IIS closes the connection after what it refuses (RF-1).
const fn close<'p>(reason: Reason) -> Edit<'p> {
    Edit::new(CONNECTION, FieldValue::Known("close"), How::Append, reason)
}

fn handler_line<'p>(field: Field<'p>, value: &'p str) -> Edit<'p> {
    Edit::new(field, FieldValue::Known(value), How::Append, Reason::Handler)
}

/// The statuses of a redirect (RFC 9110, 15.4): those that come with a `Location` to go to.
const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

impl OptionsHandler<'_> {
    /// Whether a handler mapping's path pattern fits the path of a request.
    fn takes(&self, request_path: &[u8]) -> bool {
        let pattern = self.0.path.as_bytes();
        match pattern {
            b"*" => true,
            b"*." => !path::last_segment(request_path).contains(&b'.'),
            _ if pattern.contains(&b'/') => path::glob(
                pattern.strip_prefix(b"/").unwrap_or(pattern),
                request_path.strip_prefix(b"/").unwrap_or(request_path),
            ),
            _ => path::glob(pattern, path::last_segment(request_path)),
        }
    }
}
