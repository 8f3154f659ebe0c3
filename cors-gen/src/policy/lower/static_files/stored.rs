//! Responses that IIS stores, and CORS by origin (OC-2).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, Profile};

/// Says which profiles store responses whatever their origin, where these have a header that depends on it.
pub(super) fn note(scope: &EffectiveScope, bag: &mut Bag) {
    let cors = &scope.cors;
    let is_enabled = cors.enabled.is_some_and(|enabled| enabled.value);
    let by_origin = cors.rules.iter().find(|rule| rule.origin.value != "*");
    let Some(rule) = by_origin.filter(|_| is_enabled) else { return };
    let stores = |profile: &&Profile| {
        let policies = [profile.policy, profile.kernel_policy];
        policies.into_iter().flatten().any(|policy| policy.value.stores())
    };
    let profiles = scope.caching.profiles.iter().map(|profile| &**profile);
    for profile in profiles.filter(stores).filter(|profile| !varies_by_origin(profile)) {
        let message = "IIS stores these responses whatever their origin";
        bag.push(
            Diagnostic::new(Code::StoredForAllOrigins, profile.tag, message)
                .label("a stored one has the headers of whoever asked first (OC-2)")
                .related(rule.origin.span, "these depend on the origin")
                .help("the service does not store; a cache of its own has to obey `Vary: Origin`"),
        );
    }
}

fn varies_by_origin(profile: &Profile) -> bool {
    let names = profile.vary_by_headers.as_ref().map_or("", |names| names.value.as_str());
    names.split([',', ';']).any(|name| name.trim().eq_ignore_ascii_case("Origin"))
}
