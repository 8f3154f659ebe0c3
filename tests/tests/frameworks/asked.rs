//! What services ask of any adapter besides (CM-17): the expectations, whatever the framework.

use std::sync::{Arc, Mutex};

use crate::application::Served;
use crate::loopback::{A, B, get, preflight};

/// An origin that no rule lists, and that the service knows.
pub(crate) const TENANT: &str = "https://tenant.example";

/// A service of `SITE` that sends who decided in `x-decided`.
pub(crate) fn tells_who_decided(served: &Served) {
    for (origin, decided) in [
        (A, "application (CM-9), origin allowed by https://a.example, scope api"),
        (B, "403 by cors-forbidden (CM-17), origin unlisted, scope api"),
    ] {
        assert_eq!(get(served.address, "/api/orders", origin).values("x-decided"), [decided]);
    }
}

/// A service of `SITE` that knows the tenant.
pub(crate) fn knows_the_tenant(served: &Served) {
    for (origin, status, allowed) in
        [(A, 200, true), (TENANT, 200, true), (B, 403, false), ("null", 403, false)]
    {
        let received = get(served.address, "/api/orders", origin);
        assert_eq!(received.status, status, "{origin}");
        let sent = received.values("access-control-allow-origin") == [origin];
        assert_eq!((sent, received.values("vary")), (allowed, vec!["Origin"]), "{origin}");
        let received = preflight(served.address, "/api/orders", origin);
        let methods = if allowed { &["PUT"][..] } else { &[] };
        assert_eq!(received.values("access-control-allow-methods"), methods, "{origin}");
    }
}

/// A service of `SITE` at `/api`, and one at the root.
pub(crate) fn differ_by_where_they_stand(at: &Served, root: &Served) {
    assert_eq!(
        (get(at.address, "/orders", B).status, get(root.address, "/orders", B).status),
        (403, 404)
    );
}

/// What shadow mode told.
pub(crate) type Log = Arc<Mutex<Vec<String>>>;

/// A service of `SITE` that knows the tenant, in shadow mode.
pub(crate) fn changes_nothing(served: &Served, log: &Log) {
    for origin in [A, B, TENANT] {
        let received = get(served.address, "/api/orders", origin);
        assert_eq!((received.status, &*received.body), (200, "[]"), "{origin}");
        assert!(received.values("access-control-allow-origin").is_empty(), "{origin}");
    }
    let all = "access-control-allow-origin, vary, x-site";
    let expected = [
        format!(
            "GET /api/orders from {A}: application (CM-9), origin allowed by {A}, scope api; the service sent 200; other headers: {all}"
        ),
        format!(
            "GET /api/orders from {B}: 403 by cors-forbidden (CM-17), origin unlisted, scope api; the service sent 200; other headers: vary, x-site, content-type"
        ),
        format!(
            "GET /api/orders from {TENANT}: application (CM-9), origin allowed-at-run-time by {A}, scope api; the service sent 200; other headers: {all}"
        ),
    ];
    assert_eq!(*log.lock().expect("no panic"), expected);
}
