//! Preflights that `<httpRedirect>` and `<hsts>` send elsewhere (RD-7, ST-6).

use cors_runtime::policy::Policy;
use cors_runtime::{AnsweredBy, Field, Request};

use super::Looked;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::policy::Lowered;
use crate::source::Span;

/// Those of the CORS module are answered before (CM-5).
pub(super) fn lint(policy: &Policy<'_>, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let by_header = looked.custom_header("Access-Control-Allow-Origin").map(|(_, place)| place);
    let is_it = |rule: &super::Outbound<'_>| rule.0.parts().field == Field::AllowOrigin;
    let by_rule = || looked.outbound().find(is_it).map(|(_, places)| places.tag);
    let Some(wanted) = by_header.or_else(by_rule) else { return };
    let Some(place) = redirecting(policy, looked) else { return };
    let message = "`httpRedirect` also redirects preflights";
    bag.push(
        Diagnostic::new(Code::RedirectsPreflights, place, message)
            .label("browsers do not follow redirects of preflights (RD-7)")
            .related(wanted, "so this never helps one")
            .help("write a rule of URL Rewrite that leaves OPTIONS out: `<add input=\"{REQUEST_METHOD}\" pattern=\"^OPTIONS$\" negate=\"true\" />`"),
    );
}

/// Those that come over http, where the site redirects to https and has CORS anywhere. A note: a page on https sends none.
pub(super) fn of_hsts(policy: &Lowered<'_>, budget: &Budget, bag: &mut Bag) {
    let Some(place) = policy.hsts else { return };
    if !policy.policy.parts().hsts.is_some_and(|hsts| hsts.parts().redirects) {
        return;
    }
    let mut looked = policy.scopes().map(|(scope, places)| {
        let policy = policy.policy;
        Looked { policy, scope, places, budget, host: super::asking::HOST }
    });
    let wanted = looked.find_map(|looked| {
        let header = looked.custom_header("Access-Control-Allow-Origin").map(|(_, place)| place);
        header.or_else(|| looked.allowing_rule())
    });
    let Some(wanted) = wanted else { return };
    let message = "`redirectHttpToHttps` also redirects preflights that come over http";
    bag.push(
        Diagnostic::new(Code::RedirectsPreflights, place, message)
            .severity(Severity::Note)
            .label("browsers do not follow redirects of preflights (ST-6)")
            .related(wanted, "so this helps pages only that call the site over https")
            .help("have them call the site by its https address"),
    );
}

/// What redirects a preflight of the scope: asked of the policy, for a path that an API has and for one that a file has.
fn redirecting(policy: &Policy<'_>, looked: &Looked<'_, '_>) -> Option<Span> {
    let rules = looked.scope.parts().http_redirect?.parts().inbound;
    let places = looked.places.http_redirect?.inbound;
    ["", "orders", "orders.json"].iter().find_map(|name| {
        let path = format!("/{}/{name}", looked.scope.path());
        let preflight = Request::new(b"OPTIONS", path.as_bytes())
            .origin(Some(b"https://app.example"))
            .requested_method(Some(b"PUT"));
        let decision = policy.decide(&preflight);
        if decision.answered_by() != AnsweredBy::HttpRedirect {
            return None;
        }
        // Another scope may be in the way.
        let redirecting = decision.inbound_rule()?;
        let at = rules.iter().position(|rule| std::ptr::eq(rule, redirecting))?;
        places.get(at).map(|places| places.tag)
    })
}
