//! One thing that the stand-in does otherwise.

/// What a test makes the server do otherwise than the rows say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// `Vary: Origin` is not sent (CM-16).
    NoVary,
    /// The origin is sent on two lines (CM-15).
    OriginTwice,
    /// Everybody who is let in is sent credentials (CM-10).
    CredentialsForAll,
    /// Preflights are answered with 200 (CM-5).
    PreflightWith200,
    /// `failUnlistedOrigins` keeps nobody out (CM-17).
    UnlistedPass,
    /// Origins compare without case (CM-11).
    CaseIgnored,
    /// `https://*.shop.example` takes `https://evilshop.example` (CM-12).
    NoDotBoundary,
    /// `allowed="false"` lets in (CM-17).
    DenialIgnored,
    /// `Access-Control-Max-Age` is not sent (CM-8).
    NoMaxAge,
    /// `Access-Control-Expose-Headers` is on preflights too (CM-9).
    ExposeOnPreflight,
    /// What is asked for is allowed, in place of the list (CM-7).
    HeadersEchoed,
    /// `Access-Control-Allow-Methods` is the method that was asked for (CM-6).
    MethodsEchoed,
    /// Custom header fields are not on errors (CH-1).
    NoCustomOnErrors,
    /// Custom header fields are not on what the handlers of OPTIONS answer (CH-1).
    NoCustomOnOptions,
    /// A configured `Cache-Control` replaces the application's (CH-5).
    CacheControlReplaced,
    /// `OPTIONSVerbHandler` answers 405 (OP-1).
    OptionsRefused,
    /// `*` is sent where a rule lists the origin (CM-15).
    StarForExact,
    /// `Origin: null` is let in (CM-12).
    NullLetIn,
    /// What a `<location>` adds is sent on other paths too (CH-10).
    LocationEverywhere,
    /// A denied verb is answered with 405 (OP-5).
    VerbWith405,
    /// `httpRedirect` answers 302, whatever status is configured (RD-1).
    RedirectWith302,
    /// Redirects have no `redirectHeaders` (CH-9).
    NoRedirectHeaders,
    /// Outbound rules do not run (RW-5).
    NoOutbound,
    /// `Strict-Transport-Security` is not sent (ST-3).
    NoHsts,
    /// The parts of `Strict-Transport-Security` have no space between them (ST-4, the other choice).
    NoSpaceInHsts,
    /// An empty `Access-Control-Allow-Methods` is sent where a rule has no methods (CM-6, another choice).
    EmptyMethods,
    /// `Vary: Origin` is sent to requests with an `Origin` only (CM-16, another choice).
    VaryToCors,
    /// `Vary: Origin` is sent only where a rule lists the origin (CM-16, another choice).
    VaryWhereMatched,
    /// A preflight of an origin that is not listed is answered by the module with 204 (CM-17, another choice).
    UnlistedPreflightAnswered,
    /// A preflight of an origin that is not listed is refused by the module (CM-17, another choice).
    UnlistedPreflightForbidden,
    /// The application's `Access-Control-Allow-Origin` and the module's are both sent (CM-18, another choice).
    OwnOriginAndModule,
    /// The module's `Access-Control-Allow-Origin` replaces the application's (CM-18, another choice).
    ModuleOverOwnOrigin,
    /// The module's fields are not on errors (CM-19, the other choice).
    NoCorsOnErrors,
    /// Without its handler OPTIONS is not found (OP-3, another choice).
    OptionsNotFound,
    /// Without its handler OPTIONS goes to the application (OP-3, another choice).
    OptionsToApplication,
    /// Fields are joined for `Cache-Control` and `Content-Type` only (CH-5, the other choice).
    OthersDoubled,
    /// An outbound rule whose value is empty sends the empty value (RW-5, the other choice).
    EmptySent,
    /// Outbound rules run when custom header fields are there (RW-9, the other choice).
    OutboundAfterCustom,
    /// `httpRedirect` drops the query (RD-2, the other choice).
    QueryDropped,
}
