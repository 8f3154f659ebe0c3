//! What IIS would do with a request, in the order in which its modules would (OP-8).
//!
//! `hsts`, request filtering, CORS module, URL Rewrite, `httpRedirect`, handler (OP-9); then, on whatever response there is, the header edits and between
//! them the outbound rules of URL Rewrite. There is one such order and it is here; the adapters only carry out.

use crate::answer::{Answer, AnsweredBy};
use crate::field::{Field, FieldName};
use crate::filtering::Refusal;
use crate::listing::Listing;
use crate::path;
use crate::policy::{
    AllowHeaders, Cors, Hsts, OptionsAnswer, OptionsHandler, OriginRule, Policy, Scope, ScopeParts,
    TO_HTTPS,
};
use crate::request::Request;
use crate::response::{Echo, Edit, FieldValue, How, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::{self, Answering, Handled, InboundAction, InboundRule, is_redirect};

/// What to do with one request: answer it, or let the application answer; and in both cases how to edit the headers.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'p> {
    scope: &'p Scope<'p>,
    by: AnsweredBy,
    refusal: Option<Refusal>,
    listing: Listing<'p>,
    handler: Option<&'p OptionsHandler<'p>>,
    answering: Option<Answering<'p>>,
    /// What is said about TLS, where the request came over it.
    hsts: Option<Hsts<'p>>,
    /// Whether the answer names the header fields that a preflight asks for.
    sends_back_headers: bool,
}

impl<'p> Policy<'p> {
    /// Decides what becomes of a request.
    ///
    /// Allocates nothing. Takes time proportional to the lengths of path and origin; how many scopes and CORS rules there are
    /// does not matter. What request filtering denies by lists is looked for entry by entry.
    #[must_use]
    pub fn decide(&'p self, request: &Request<'_>) -> Decision<'p> {
        self.decide_as_listed(request, None)
    }

    /// Decides what becomes of a request in front of a router, which takes paths as they are written.
    ///
    /// IIS resolves `..` before anybody sees the path, so that its settings are those of what answers. A router does not: the
    /// handler of `/api/{name}` gets `/api/..%2Fpublic`, of which IIS's reading is `/public`. So a path with such a segment, however
    /// it is encoded, is refused ([`AnsweredBy::ParentSegment`]); browsers and other clients resolve them by themselves. In all
    /// else as [`Policy::decide`].
    #[must_use]
    pub fn decide_routed(&'p self, request: &Request<'_>) -> Decision<'p> {
        if request.has_parent_segment() {
            let mut decision = Decision::open(self.0.hsts, self.scope_of(request.path), request);
            decision.by = AnsweredBy::ParentSegment;
            return decision;
        }
        self.decide(request)
    }

    /// As [`Policy::decide`]; an origin that no rule lists counts as `like`, where that is given.
    pub(crate) fn decide_as_listed(
        &'p self,
        request: &Request<'_>,
        like: Option<&[u8]>,
    ) -> Decision<'p> {
        Decision::in_scope(self.0.hsts, self.scope_of(request.path), request, like)
    }
}

impl<'p> Decision<'p> {
    /// A decision in which nothing is decided yet.
    fn open(hsts: Option<Hsts<'p>>, scope: &'p Scope<'p>, request: &Request<'_>) -> Self {
        Self {
            scope,
            by: AnsweredBy::Application,
            refusal: None,
            listing: Listing::NotAsked,
            handler: None,
            answering: None,
            hsts: hsts.filter(|_| request.is_https()),
            sends_back_headers: false,
        }
    }

    fn in_scope(
        hsts: Option<Hsts<'p>>,
        scope: &'p Scope<'p>,
        request: &Request<'_>,
        like: Option<&[u8]>,
    ) -> Self {
        let mut decision = Self::open(hsts, scope, request);
        if hsts.is_some_and(|hsts| hsts.redirects(request)) {
            decision.answering = Some(Answering { rules: &TO_HTTPS, at: 0 });
            decision.by = AnsweredBy::Hsts;
            return decision;
        }
        decision.refusal = scope.refusal(request);
        if decision.refusal.is_some() {
            decision.by = AnsweredBy::RequestFiltering;
            return decision;
        }
        if let (Some(cors), Some(origin)) = (&scope.0.cors, request.origin) {
            decision.listing = cors.listing(origin, like);
            match decision.rule() {
                Some(rule) if request.is_preflight() => {
                    decision.by = AnsweredBy::Cors;
                    decision.sends_back_headers = rule.0.allow_headers == AllowHeaders::Requested
                        && request.asks_for_headers();
                }
                None if cors.fails_unlisted() => decision.by = AnsweredBy::CorsForbidden,
                None if request.is_preflight() => {
                    decision.by = cors.0.unlisted_preflight.answered_by();
                }
                _ => {}
            }
        }
        let mut handled = Handled::default();
        if let (AnsweredBy::Application, Some(rules)) = (decision.by, scope.0.rewrite) {
            let run = rewrite::run(rules, request);
            (decision.answering, handled) = (run.answering, run.handled);
            decision.by = match decision.action() {
                Some(InboundAction::Answer { .. } | InboundAction::Redirect { .. }) => {
                    AnsweredBy::UrlRewrite
                }
                Some(InboundAction::Abort) => AnsweredBy::Aborted,
                _ => AnsweredBy::Application,
            };
        }
        if let (AnsweredBy::Application, Some(rules)) = (decision.by, scope.0.http_redirect) {
            decision.answering = rewrite::run(rules, request).answering;
            if decision.answering.is_some() {
                decision.by = AnsweredBy::HttpRedirect;
            }
        }
        if decision.by == AnsweredBy::Application && request.is_options() {
            let path = match handled {
                Handled::AsAsked => request.path,
                Handled::As(path) => path.as_bytes(),
                Handled::ByApplication => return decision,
            };
            decision.handler = scope.0.options.iter().find(|handler| handler.takes(path));
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
            AnsweredBy::Aborted | AnsweredBy::ParentSegment => 400,
            AnsweredBy::UrlRewrite | AnsweredBy::HttpRedirect | AnsweredBy::Hsts => {
                match self.action() {
                    Some(
                        InboundAction::Answer { status, .. }
                        | InboundAction::Redirect { status, .. },
                    ) => status,
                    _ => return None,
                }
            }
        };
        Some(Answer { status, by: self.by })
    }

    /// The body of [`Decision::answer`]; empty but for a `CustomResponse` with 2xx and a description (RW-3).
    #[must_use]
    pub const fn body(&self) -> &'p str {
        match self.action() {
            Some(InboundAction::Answer { body, .. }) => body,
            _ => "",
        }
    }

    /// Why request filtering refuses the request; `None` when it lets it pass.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The inbound rule of URL Rewrite, or the rule of `<httpRedirect>`, that answers; `None` when none does.
    #[must_use]
    pub const fn inbound_rule(&self) -> Option<&'p InboundRule<'p>> {
        match &self.answering {
            Some(answering) => Some(answering.rule()),
            None => None,
        }
    }

    /// The position of [`Decision::inbound_rule`] among the rules of its list.
    pub(crate) const fn inbound_position(&self) -> Option<usize> {
        match &self.answering {
            Some(answering) => Some(answering.at),
            None => None,
        }
    }

    const fn action(&self) -> Option<InboundAction<'p>> {
        match self.inbound_rule() {
            Some(rule) => Some(rule.0.action),
            None => None,
        }
    }

    /// Whether the response takes the request to make, so that it is for [`Decision::apply_to`] and not for
    /// [`Decision::apply`]: the answer is a redirect, or the scope has outbound rules.
    #[must_use]
    pub fn needs_request(&self) -> bool {
        let has_outbound = || self.scope.0.rewrite.is_some_and(|it| !it.0.outbound.is_empty());
        self.redirects() || (has_outbound() && !self.is_bare())
    }

    /// Whether the answer stands for something that is no answer, so that nothing is sent with it that is configured.
    const fn is_bare(&self) -> bool {
        matches!(self.by, AnsweredBy::Aborted | AnsweredBy::ParentSegment)
    }

    /// Whether the answer is a redirect of the configuration's, with a `Location` made of the request.
    const fn redirects(&self) -> bool {
        matches!(self.action(), Some(InboundAction::Redirect { .. }))
    }

    /// Which part of IIS answers.
    #[must_use]
    pub const fn answered_by(&self) -> AnsweredBy {
        self.by
    }

    /// The CORS rule that applies: the most specific for the request's origin, when there is one and it allows.
    #[must_use]
    pub const fn rule(&self) -> Option<&'p OriginRule<'p>> {
        self.listing.allowing()
    }

    /// What the CORS module found about the request's origin.
    #[must_use]
    pub const fn listing(&self) -> Listing<'p> {
        self.listing
    }

    /// The row of `docs/iis-behaviour.md` that says why; `None` where the request goes on and nothing is said about it.
    #[must_use]
    pub const fn row(&self) -> Option<&'static str> {
        Some(match self.by {
            AnsweredBy::Application => match self.listing {
                Listing::NotAsked => return None,
                Listing::Allowed(_) | Listing::AllowedAtRunTime(_) => "CM-9",
                Listing::Denied(_) | Listing::Unlisted => "CM-17",
            },
            AnsweredBy::Cors if self.rule().is_some() => "CM-5",
            AnsweredBy::Cors | AnsweredBy::CorsForbidden => "CM-17",
            AnsweredBy::Hsts => "ST-5",
            AnsweredBy::HttpRedirect => "RD-1",
            AnsweredBy::NoHandler | AnsweredBy::StaticFile => "OP-3",
            AnsweredBy::OptionsVerbHandler => "OP-1",
            AnsweredBy::RequestFiltering => match self.refusal {
                Some(refusal) => refusal.row(),
                None => return None,
            },
            AnsweredBy::UrlRewrite if self.redirects() => "RD-8",
            AnsweredBy::UrlRewrite | AnsweredBy::Aborted => "RW-3",
            AnsweredBy::ParentSegment => "RW-1",
        })
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
        self.rule().is_some_and(|rule| !rule.is_any())
    }

    /// Whether the answer names the header fields that the preflight asks for, so that [`Decision::apply`] needs
    /// [`Echo::requested_headers`].
    #[cfg(feature = "tower")]
    pub(crate) const fn sends_back_headers(&self) -> bool {
        self.sends_back_headers
    }

    /// Whether the response says something of TLS.
    #[cfg(feature = "tower")]
    pub(crate) const fn has_hsts(&self) -> bool {
        self.hsts.is_some()
    }

    /// The most lines that [`Decision::apply`] adds, for reserving room.
    #[must_use]
    pub fn max_edits(&self) -> usize {
        const REDIRECT: u16 = 307;
        let mut count = usize::from(self.redirects());
        self.edits(REDIRECT, |_| count += 1);
        count
    }

    /// Edits the header fields of the response, whose status is `status`.
    ///
    /// Call it once, on the final response, whoever made it: errors are edited as well (CH-1, CM-19). Outbound rules of URL
    /// Rewrite and the `Location` of a redirect are passed over: where [`Decision::needs_request`] says that there are
    /// any, call [`Decision::apply_to`] in its place.
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

    /// Edits the header fields of the response to `request`, with the `Location` of a redirect and outbound rules of URL
    /// Rewrite.
    ///
    /// As [`Decision::apply`] in all else. Where [`Decision::needs_request`] says that there is no such thing, the two are
    /// the same, and nothing of the request need be kept. An answer can be made at once, while the request is there.
    pub fn apply_to<H: RewriteHeaders<'p>>(
        &self,
        request: &Request<'_>,
        status: u16,
        echo: &Echo<H::Value>,
        headers: &mut H,
    ) {
        if let Some(location) =
            self.answering.and_then(|answering| rewrite::redirect(answering, request, headers))
        {
            let reason =
                if self.by == AnsweredBy::Hsts { Reason::Hsts } else { Reason::InboundRule };
            headers.edit(Edit::new(LOCATION, location, How::Append, reason));
        }
        self.edits_of_modules(status, &mut |edit| carry_out(edit, echo, headers));
        if self.scope.0.custom_headers_first {
            self.configured_edits(status, &mut |edit| carry_out(edit, echo, headers));
        }
        if let Some(rules) = self.scope.0.rewrite.filter(|_| !self.is_bare()) {
            // What answers earlier leaves the rules for requests without their turn.
            let ran = !matches!(
                self.by,
                AnsweredBy::Hsts
                    | AnsweredBy::RequestFiltering
                    | AnsweredBy::Cors
                    | AnsweredBy::CorsForbidden
            );
            rewrite::rewrite_response(rules, ran, request, status, headers);
        }
        self.hsts_edit(&mut |edit| carry_out(edit, echo, headers));
        if !self.scope.0.custom_headers_first {
            self.configured_edits(status, &mut |edit| carry_out(edit, echo, headers));
        }
    }

    /// Calls `each` with the edits, in wire order: the handler's own, the CORS module's, then the configured fields (CH-3).
    fn edits(&self, status: u16, mut each: impl FnMut(Edit<'p>)) {
        self.edits_of_modules(status, &mut each);
        self.hsts_edit(&mut each);
        self.configured_edits(status, &mut each);
    }

    fn edits_of_modules(&self, status: u16, each: &mut impl FnMut(Edit<'p>)) {
        match self.by {
            AnsweredBy::OptionsVerbHandler => {
                const METHODS: &str = "OPTIONS, TRACE, GET, HEAD, POST";
                each(handler_line(ALLOW, METHODS));
                each(handler_line(PUBLIC, METHODS));
            }
            AnsweredBy::StaticFile => each(handler_line(ALLOW, "GET, HEAD, OPTIONS, TRACE")),
            AnsweredBy::Aborted => return each(close(Reason::InboundRule)),
            AnsweredBy::ParentSegment => return each(close(Reason::ParentSegment)),
            AnsweredBy::RequestFiltering => each(close(Reason::Refusal)),
            _ => {}
        }
        let is_own = self.by != AnsweredBy::Application;
        if let Some(cors) = self.scope.0.cors.as_ref().filter(|it| is_own || it.is_about(status)) {
            self.cors_edits(cors, each);
        }
    }

    fn hsts_edit(&self, each: &mut impl FnMut(Edit<'p>)) {
        if let Some(hsts) = self.hsts.filter(|_| !self.is_bare()) {
            let value = FieldValue::Known(hsts.0.value);
            each(Edit::new(STRICT_TRANSPORT_SECURITY, value, How::Append, Reason::Hsts));
        }
    }

    fn configured_edits(&self, status: u16, each: &mut impl FnMut(Edit<'p>)) {
        if self.is_bare() {
            return;
        }
        let ScopeParts { custom_headers, redirect_headers, .. } = self.scope.0;
        let redirect_headers = if is_redirect(status) { redirect_headers } else { &[] };
        let custom: fn(usize) -> Reason = Reason::CustomHeader;
        for (headers, reason) in
            [(custom_headers, custom), (redirect_headers, Reason::RedirectHeader)]
        {
            for (index, header) in headers.iter().enumerate() {
                let how = if header.0.joined { How::Join } else { How::Append };
                let (name, value) =
                    (Field::Other(header.0.name), FieldValue::Known(header.0.value));
                each(Edit::new(name, value, how, reason(index)));
            }
        }
    }

    fn cors_edits(&self, cors: &Cors, each: &mut impl FnMut(Edit<'p>)) {
        if let Some(rule) = self.rule() {
            let origin =
                if rule.is_any() { FieldValue::Known("*") } else { FieldValue::RequestOrigin };
            let how = cors.0.both_set.how();
            each(Edit::new(Field::AllowOrigin, origin, how, Reason::Rule));
            if rule.0.credentials {
                let value = FieldValue::Known("true");
                each(Edit::new(Field::AllowCredentials, value, how, Reason::Rule));
            }
            if self.by == AnsweredBy::Cors {
                rule.0
                    .allow_methods
                    .into_iter()
                    .for_each(|m| each(Edit::of_rule(Field::AllowMethods, m)));
                Edit::allow_headers(rule.0.allow_headers, self.sends_back_headers)
                    .into_iter()
                    .for_each(&mut *each);
                rule.0.max_age.into_iter().for_each(|s| each(Edit::of_rule(Field::MaxAge, s)));
            } else if let Some(names) = rule.0.expose_headers {
                let value = FieldValue::Known(names);
                each(Edit::new(Field::ExposeHeaders, value, How::Append, Reason::Rule));
            }
        }
        if cors.varies(self.listing) {
            let how = if cors.0.vary_line { How::Append } else { How::Join };
            each(Edit::new(Field::Vary, FieldValue::Known("Origin"), how, Reason::Cors));
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
const LOCATION: Field<'static> = Field::Other(FieldName::new("Location", "location"));
const PUBLIC: Field<'static> = Field::Other(FieldName::new("Public", "public"));
const STRICT_TRANSPORT_SECURITY: Field<'static> =
    Field::Other(FieldName::new("Strict-Transport-Security", "strict-transport-security"));

/// IIS closes the connection after what it refuses (RF-1).
const fn close<'p>(reason: Reason) -> Edit<'p> {
    Edit::new(CONNECTION, FieldValue::Known("close"), How::Append, reason)
}

fn handler_line<'p>(field: Field<'p>, value: &'p str) -> Edit<'p> {
    Edit::new(field, FieldValue::Known(value), How::Append, Reason::Handler)
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
