//! What a site says about TLS (ST-1…7).

use cors_runtime::policy;

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::Hsts;
use crate::policy::arena::Arena;
use crate::policy::assumed;
use crate::source::Span;

/// What the policy says with its place; `None` where it says nothing.
pub(super) fn lower<'p>(
    hsts: &Hsts,
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
    if is_on(hsts.include_sub_domains) {
        value.push_str("; includeSubDomains");
    }
    if is_on(hsts.preload) {
        value.push_str("; preload");
    }
    let redirects = is_on(hsts.redirect);
    let assumed = [
        (true, "`Strict-Transport-Security` has the form of RFC 6797 (ST-4)"),
        (redirects, "preflights over http are redirected too, and so fail (ST-6)"),
    ];
    assumed::report(hsts.tag, assumed, bag);
    let policy = policy::Hsts::new(arena.text(&value));
    Some((if redirects { policy.redirect_http_to_https() } else { policy }, hsts.tag))
}
