//! What pages can read under the policies of `fixtures/browser`: what `explain` says, in the model of a browser.
//! `CORS_GEN_BLESS=1` accepts what there is; the test `browser` holds a real browser to the same tables.

mod properties;

use cors_gen::explain::Explainer;
use cors_gen::policy::Arena;
use cors_tests::fetch::Browser;
use cors_tests::fetch_cases::{self, Explained};
use cors_tests::fetch_table::{self, COOKIE, LATER};
use cors_tests::golden::Goldens;

#[test]
fn tables() {
    let mut goldens = Goldens::new();
    for case in fetch_cases::all() {
        let arena = Arena::new();
        let outcome = case.outcome(&arena);
        let policy = outcome.policy.as_ref().expect("no errors");
        let explainer = Explainer::new(policy, &outcome.sources);
        let mut table = case.table();
        table.run(|script| {
            let mut browser = Browser::with_cookie(COOKIE.0, COOKIE.1);
            let calls = script.calls.iter().map(|call| {
                if call.later {
                    browser.wait(LATER);
                }
                let mut server = Explained { explainer, call, sent: Vec::new() };
                let verdict = browser.fetch(&call.fetch, &mut server);
                fetch_table::outcome(&server.sent, &verdict)
            });
            calls.collect()
        });
        goldens.check(&case.file(), &table.to_string());
    }
    goldens.finish();
}
