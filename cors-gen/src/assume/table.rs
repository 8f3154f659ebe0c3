//! The table of questions, and the answers as types.

use cors_runtime::policy::{BothSet, OnErrors, UnlistedPreflight, Vary};

use super::answers::{
    BadRules, CookieLines, EmptyResult, HstsForm, KnownHeaders, NoMethods, OutboundStop,
    RedirectQuery, RewrittenHeaders, StaticOptions,
};
use super::{Choice, Question};

/// An answer as a type, which has the name by which it is chosen.
#[cfg(feature = "json")]
pub(crate) trait Named: Copy {
    fn name(self) -> &'static str;
    /// `None` where no answer has the name.
    fn named(name: &str) -> Option<Self>;
}

/// The fields of [`Assumptions`] with their questions. The first answer is the default of the type.
macro_rules! questions {
    ($($field:ident: $kind:ty = $row:literal $about:literal [
        $($answer:path = $name:literal $meaning:literal,)+
    ])+) => {
        /// What is assumed of IIS: the project's answer to each question unless another was chosen. The default chooses none.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct Assumptions {
            $($field: Option<$kind>,)+
        }

        impl Assumptions {
            $(pub(crate) fn $field(&self) -> $kind {
                self.$field.unwrap_or_default()
            })+
        }

        $(#[cfg(feature = "json")]
        impl Named for $kind {
            fn name(self) -> &'static str {
                match self { $($answer => $name),+ }
            }

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some($answer),)+
                    _ => None,
                }
            }
        })+

        pub(super) static QUESTIONS: &[Question] = &[$({
            const ANSWERS: &[$kind] = &[$($answer),+];
            Question {
                row: $row,
                about: $about,
                choices: &[$(Choice { name: $name, meaning: $meaning }),+],
                get: |assumed| {
                    let chosen = assumed.$field?;
                    ANSWERS.iter().position(|answer| *answer == chosen)
                },
                set: |assumed, at| assumed.$field = ANSWERS.get(at).copied(),
            }
        }),+];
    };
}

questions! {
    no_methods: NoMethods = "CM-6" "what a preflight gets where a rule has no methods" [
        NoMethods::Omitted = "omitted" "no `Access-Control-Allow-Methods`",
        NoMethods::Empty = "empty" "`Access-Control-Allow-Methods` with nothing in it",
    ]
    bad_rules: BadRules = "CM-13"
        "what becomes of an `origin` with several `*` or with nothing in it, and of `*` with credentials" [
        BadRules::Refused = "refused" "every request fails, so that there is no policy",
        BadRules::Accepted = "accepted" "the rule matches nothing, and `*` is sent without credentials",
    ]
    vary: Vary = "CM-16" "which responses have `Vary: Origin`" [
        Vary::Section = "section" "all under the section",
        Vary::Cors = "cors" "those to requests with an `Origin` that the CORS module sees",
        Vary::Matched = "matched" "those to an origin that a rule allows",
        Vary::Never = "never" "none",
    ]
    unlisted_preflight: UnlistedPreflight = "CM-17"
        "who answers the preflight of an origin that no rule allows, without `failUnlistedOrigins`" [
        UnlistedPreflight::Next = "next" "the next handler, as with any OPTIONS",
        UnlistedPreflight::Answered = "answered" "the CORS module, with 204 and without CORS headers",
        UnlistedPreflight::Forbidden = "forbidden" "the CORS module, with 403",
    ]
    both_set: BothSet = "CM-18"
        "whose `Access-Control-Allow-Origin` and `-Credentials` are sent where the application sets them too" [
        BothSet::Application = "application" "the application's",
        BothSet::Module = "module" "the CORS module's",
        BothSet::Both = "both" "both, as two lines",
    ]
    on_errors: OnErrors = "CM-19" "whether the application's errors have the CORS module's headers" [
        OnErrors::Sent = "sent" "they have them",
        OnErrors::LeftOut = "left-out" "with a status from 400 on they have none, `Vary` neither",
    ]
    known_headers: KnownHeaders = "CH-5"
        "how a field that http.sys knows, other than `Cache-Control` and `Content-Type`, goes with one of the application's" [
        KnownHeaders::Joined = "joined" "joined to it, in one line",
        KnownHeaders::Doubled = "doubled" "as a second line, the CORS module's `Vary` too",
    ]
    static_options: StaticOptions = "OP-3" "what OPTIONS gets that falls to the handler of static files" [
        StaticOptions::MethodNotAllowed = "405" "405 with `Allow`",
        StaticOptions::Application = "application" "the application answers",
        StaticOptions::NotFound = "404" "404",
    ]
    empty_result: EmptyResult = "RW-5" "what an outbound rule does whose value comes to nothing" [
        EmptyResult::Removed = "removed" "it removes the header",
        EmptyResult::Sent = "sent-empty" "it sends the header with nothing in it",
    ]
    outbound_stop: OutboundStop = "RW-5" "what `stopProcessing` of an outbound rule ends" [
        OutboundStop::All = "all" "the run for all headers",
        OutboundStop::Field = "field" "the run for its own header",
    ]
    cookie_lines: CookieLines = "RW-5" "which lines an outbound rule runs on, of several `Set-Cookie`" [
        CookieLines::Each = "each" "each by itself",
        CookieLines::First = "first" "the first, and its value takes the place of all",
    ]
    rewritten_headers: RewrittenHeaders = "RW-9" "whether outbound rules act on custom headers" [
        RewrittenHeaders::RuleFirst = "rule-first" "no: they are added after the rules",
        RewrittenHeaders::HeaderFirst = "header-first" "yes: they are there when the rules run",
    ]
    hsts_form: HstsForm = "ST-4" "how the parts of `Strict-Transport-Security` are divided" [
        HstsForm::Spaced = "spaced" "by `; `",
        HstsForm::Unspaced = "unspaced" "by `;`",
    ]
    redirect_query: RedirectQuery = "RD-2" "what becomes of the query of a request that `httpRedirect` redirects, without `$Q`" [
        RedirectQuery::Kept = "kept" "it is appended, unless `exactDestination` is set",
        RedirectQuery::Dropped = "dropped" "it is dropped",
    ]
}
