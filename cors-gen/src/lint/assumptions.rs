//! What nobody has published about IIS and this policy depends on ("Assumptions" in `docs/iis-behaviour.md`).
//!
//! What an application does (CM-18) is not known here, and what rests on an assumption and stops the run (CM-13, CM-20) has
//! a finding of its own.

use cors_runtime::__private::{
    Condition, CorsParts, OptionsAnswer, OriginPattern, Part, Stop, Variable,
};
use cors_runtime::policy::{OnErrors, OriginRule, UnlistedPreflight, Vary};

use super::Looked;
use crate::diagnostic::Bag;
use crate::policy::assumed::{self, Assumed, about, is_lone_star, lets_unlisted_go_on, note};
use crate::policy::texts::{any, of_inbound, of_outbound};

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let parts = looked.scope.parts();
    if let Some((cors, places)) = parts.cors.as_ref().zip(looked.places.cors) {
        assumed::report(places.section, of_cors(cors.parts()), bag);
    }
    let custom = parts.custom_headers.iter().zip(looked.places.custom_headers);
    let redirect = parts.redirect_headers.iter().zip(looked.places.redirect_headers);
    for (header, place) in custom.chain(redirect) {
        let name = header.parts().name;
        if header.parts().joined && !matches!(name.as_lower(), "cache-control" | "content-type") {
            let name = name.as_written();
            bag.push(note(
                *place,
                about("CH-5", &format!("`{name}` is joined to one of the application's")),
            ));
        }
    }
    of_filtering(looked, bag);
    of_rewrite(looked, bag);
    for (handler, place) in parts.options.iter().zip(looked.places.options) {
        if handler.parts().answer == OptionsAnswer::MethodNotAllowed {
            let place = place.span().unwrap_or(looked.places.opened);
            bag.push(note(place, about("OP-3", "OPTIONS that no other handler takes gets 405")));
        }
    }
}

const URL_ENCODE: Assumed<'_> =
    about("RW-6", "`UrlEncode` leaves letters, digits and `-._~` as they are, a space is `%20`");
const HTML_ENCODE: Assumed<'_> = about("RW-6", "`HtmlEncode` changes `&`, `<`, `>` and quotes");
fn of_filtering(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let parts = looked.scope.parts();
    let Some((filtering, places)) = parts.filtering.zip(looked.places.filtering) else { return };
    let filters = filtering.parts();
    let limit = places.max_allowed_content_length.or(places.header_limits.first().copied());
    let of_both = filters.max_allowed_content_length.is_some() && !filters.header_limits.is_empty();
    let with_others = parts.verbs.is_some()
        || filters.max_url.is_some()
        || filters.max_query_string.is_some()
        || filters.deny_double_escaping
        || filters.deny_high_bit_characters
        || filters.file_extensions.is_some()
        || !filters.hidden_segments.is_empty()
        || !filters.deny_url_sequences.is_empty()
        || !filters.deny_query_string_sequences.is_empty();
    if let Some(place) = limit.filter(|_| of_both || with_others) {
        let what = about(
            "RF-1",
            "what several settings of request filtering refuse gets the status of the first",
        );
        bag.push(note(place, what));
    }
    let allowed = [places.always_allowed_urls, places.always_allowed_query_strings];
    if let Some(place) = allowed.iter().find_map(|list| list.first()) {
        bag.push(note(
            *place,
            about("RF-8", "what is always allowed is a path or a query as a whole"),
        ));
    }
}

fn of_rewrite(looked: &Looked<'_, '_>, bag: &mut Bag) {
    for (rule, places) in looked.outbound() {
        let parts = rule.parts();
        // A condition that nothing does not pass is there to keep it out.
        let conditions = parts.conditions.parts();
        let is_guard = |condition: &Condition<'_>| {
            condition.parts().test.accepts(b"") == condition.parts().negate
        };
        let is_guarded = !conditions.any && conditions.list.iter().any(is_guard);
        let has_literal = |text: &[Part<'_>]| text.iter().any(|p| matches!(p, Part::Literal(_)));
        let assumed = [
            (
                !is_guarded
                    && !parts.sends_empty
                    && parts.value.is_some_and(|value| !has_literal(value)),
                about("RW-5", "a rule whose value comes to nothing sends no header"),
            ),
            (
                parts.stop == Stop::Run,
                about("RW-5", "`stopProcessing` ends the run for all headers"),
            ),
            (of_outbound(rule).any(|text| any(text, &is_encoded)), URL_ENCODE),
            (of_outbound(rule).any(|text| any(text, &is_html)), HTML_ENCODE),
            (
                parts.field.lower_name() == "set-cookie" && !parts.first_line,
                about("RW-5", "a rule runs on each line of `Set-Cookie`"),
            ),
        ];
        assumed::report(places.tag, assumed, bag);
    }
    for (rule, places) in looked.inbound() {
        let assumed = [
            (
                of_inbound(rule).any(|text| any(text, &is_of_connection)),
                about("RW-2", "where nobody says how the request came, it came over TLS"),
            ),
            (of_inbound(rule).any(|text| any(text, &is_encoded)), URL_ENCODE),
            (of_inbound(rule).any(|text| any(text, &is_html)), HTML_ENCODE),
        ];
        assumed::report(places.tag, assumed, bag);
    }
}

fn is_encoded(part: &Part<'_>) -> bool {
    matches!(part, Part::Encoded(_))
}

fn is_html(part: &Part<'_>) -> bool {
    matches!(part, Part::Html(_))
}

fn is_of_connection(part: &Part<'_>) -> bool {
    use Variable as V;
    matches!(part, Part::Variable(V::Https | V::ServerPort | V::ServerPortSecure))
}

fn of_cors(cors: &CorsParts<'_>) -> [(bool, Assumed<'static>); 5] {
    let rules = || cors.origins.rules().iter().map(OriginRule::parts);
    let allowed = || rules().filter(|rule| rule.allowed);
    // It is the last, where there is one.
    let has_star = rules().next_back().is_some_and(|rule| rule.pattern == OriginPattern::Any);
    let unlisted_go_on =
        lets_unlisted_go_on(cors) && cors.unlisted_preflight == UnlistedPreflight::Next;
    let is_lone_star = is_lone_star(cors);
    let varies = !is_lone_star && cors.vary == Vary::Section;
    [
        (
            allowed().any(|rule| rule.allow_methods.is_none()),
            about("CM-6", "a rule without methods sends none"),
        ),
        (has_star && !is_lone_star, about("CM-15", "`*` beside other rules is sent as `*`")),
        (varies, about("CM-16", "`Vary: Origin` is on every response")),
        (unlisted_go_on, about("CM-17", "preflights of other origins go on to the next handler")),
        (
            allowed().next().is_some() && cors.on_errors == OnErrors::Sent,
            about("CM-19", "errors have the headers too"),
        ),
    ]
}
