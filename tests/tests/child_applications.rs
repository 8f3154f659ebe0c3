//! CF-3, CF-5: what an application has from the `web.config` of the site that it is in.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Source};
use cors_gen::policy::Arena;

const SITE: &str = r#"<configuration>
  <location path="." inheritInChildApplications="false">
    <system.webServer>
      <httpProtocol><customHeaders><add name="X-Site-Only" value="1" /></customHeaders></httpProtocol>
      <cors enabled="true" failUnlistedOrigins="true" />
    </system.webServer>
  </location>
  <location path="">
    <system.webServer>
      <security><requestFiltering><verbs><add verb="TRACE" allowed="false" /></verbs></requestFiltering></security>
    </system.webServer>
  </location>
</configuration>"#;

const APPLICATION: &str = r#"<configuration>
  <system.webServer>
    <httpProtocol><customHeaders><add name="X-App" value="1" /></customHeaders></httpProtocol>
  </system.webServer>
</configuration>"#;

fn source(name: &str, text: &str) -> Source {
    Source::from_reader(name, text.as_bytes()).expect("bytes can be read")
}

/// Status and header names of the answer to a request for `/shop/x` with an origin that no rule lists.
fn answer(app: Option<&str>, method: &str) -> (u16, Vec<String>) {
    let mut input = Input::new(vec![(String::new(), source("shop/web.config", APPLICATION))]);
    input.parents = vec![source("web.config", SITE)];
    input.app = app.map(str::to_owned);
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let request = RequestSpec {
        method: method.to_owned(),
        path: "/shop/x".to_owned(),
        headers: vec![("Origin".to_owned(), "https://evil.example".to_owned())],
        ..RequestSpec::default()
    };
    let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
    (explanation.status, explanation.headers.into_iter().map(|(name, _)| name).collect())
}

/// CF-5: hidden from a child application, and only what is hidden.
#[test]
fn what_is_not_for_child_applications() {
    assert_eq!(answer(Some("/shop"), "GET"), (200, vec!["X-App".to_owned()]));
    assert_eq!(answer(Some("/shop"), "TRACE").0, 404);
}

/// CF-3: in the application itself it counts as everything else does.
#[test]
fn the_application_itself_has_it() {
    let headers = ["Vary", "X-Site-Only", "X-App"].map(str::to_owned).to_vec();
    assert_eq!(answer(None, "GET"), (403, headers));
}
