//! What a site says about TLS (ST-1…7).

use cors_runtime::policy;

use crate::assume::{Assumptions, HstsForm};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::Hsts;
use crate::policy::arena::Arena;
use crate::policy::assumed::{self, about};
use crate::source::Span;

/// What the policy says with its place; `None` where it says nothing.
pub(super) fn lower<'p>(
    hsts: &Hsts,
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Option<(policy::Hsts<'p>, Span)> {
    let is_on = |value: Option<crate::source::Spanned<bool>>| value.is_some_and(|it| it.value);
    if !is_on(hsts.enabled) {
        if let Some(redirect) = hsts.redirect.filter(|redirect| redirect.value) {
            let message = "`redirectHttpToHttps` does nothing: `<hsts>` is not enabled";
            let finding = Diagnostic::new(Code::RedirectNever, redirect.span, message)
                .label("assumed of IIS (ST-5)")
                .help("set `enabled=\"true\"`, or remove it");
            bag.push(match hsts.enabled {
                Some(enabled) => finding.related(enabled.span, "switched off here"),
                None => finding,
            });
        }
        return None;
    }
    let mut value = format!("max-age={}", hsts.max_age.map_or(0, |age| age.value));
    let between = match assume.hsts_form() {
        HstsForm::Spaced => "; ",
        HstsForm::Unspaced => ";",
    };
    for (set, directive) in
        [(hsts.include_sub_domains, "includeSubDomains"), (hsts.preload, "preload")]
    {
        if is_on(set) {
            value.push_str(between);
            value.push_str(directive);
        }
    }
    let redirects = is_on(hsts.redirect);
    let is_assumed = assume.hsts_form() == HstsForm::Spaced;
    let assumed = [
        (is_assumed, about("ST-4", "`Strict-Transport-Security` has the form of RFC 6797")),
        (redirects, about("ST-6", "preflights over http are redirected too, and so fail")),
    ];
    assumed::report(hsts.tag, assumed, bag);
    let policy = policy::Hsts::new(arena.text(&value));
    Some((if redirects { policy.redirect_http_to_https() } else { policy }, hsts.tag))
}
