//! The rows of URL Rewrite, case by case: a request and what comes of it.

use cors_gen::explain::{App, Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;

/// What comes of a request under these sections: `STATUS who`, and the lines of the field `X`, joined by ` | `.
fn answer(sections: &str, request: &RequestSpec) -> String {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let explanation = Explainer::new(policy, &outcome.sources).explain(request);
    let lines = explanation.headers.iter().filter(|(name, _)| name == "X");
    let lines: Vec<&str> = lines.map(|(_, value)| value.as_str()).collect();
    format!("{} {} {}", explanation.status, explanation.answered_by, lines.join(" | "))
        .trim_end()
        .to_owned()
}

/// The codes of the errors that these sections have.
fn errors(sections: &str) -> Vec<&'static str> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let errors = outcome.diagnostics.iter().filter(|d| d.severity.name() == "error");
    errors.map(|d| d.code.id()).collect()
}

/// `METHOD path Name=value Name=value`; fields after `->` are the application's.
fn request(text: &str) -> RequestSpec {
    let (request, app) = text.split_once(" -> ").unwrap_or((text, ""));
    let mut words = request.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let field = |word: &str| {
        let (name, value) = word.split_once('=').expect("Name=value");
        (name.to_owned(), value.to_owned())
    };
    let headers = words.map(field).collect();
    let app_headers = app.split(' ').filter(|word| !word.is_empty()).map(field).collect();
    RequestSpec { method, path, headers, app: App { status: 200, headers: app_headers } }
}

/// An inbound rule that answers 204.
fn inbound(attributes: &str, matched: &str, conditions: &str) -> String {
    format!(
        r#"<rewrite><rules><rule name="r" {attributes}><match {matched} /><conditions {conditions}</conditions>
           <action type="CustomResponse" statusCode="204" /></rule></rules></rewrite>"#
    )
}

/// An outbound rule on the field `X`.
fn outbound(pattern: &str, conditions: &str, value: &str) -> String {
    format!(
        r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern="{pattern}" />
           <conditions {conditions}</conditions><action type="Rewrite" value="{value}" /></rule></outboundRules></rewrite>"#
    )
}

fn check(row: &str, cases: &[(String, &str, &str)]) {
    for (sections, asked, expected) in cases {
        assert_eq!(answer(sections, &request(asked)), *expected, "{row}: {asked} under {sections}");
    }
}

const GOES_ON: &str = "200 application";
const ANSWERED: &str = "204 url-rewrite";

#[test]
fn rw_1_what_a_rule_matches() {
    let url = |pattern: &str, more: &str| inbound(more, &format!("url=\"{pattern}\""), ">");
    let method = |attributes: &str, pattern: &str| {
        let add = format!(
            r#"{attributes}><add input="{{REQUEST_METHOD}}" pattern="{pattern}" /><add input="{{HTTP_X_B}}" pattern="^b$" />"#
        );
        inbound("", "url=\".*\"", &add)
    };
    check(
        "RW-1",
        &[
            // Without leading slash and query, searched, without case.
            (url("^api/x$", ""), "GET /API/x?q=1", ANSWERED),
            (url("^/api", ""), "GET /api/x", GOES_ON),
            (url("pi", ""), "GET /api/x", ANSWERED),
            (inbound("", r#"url="api" ignoreCase="false""#, ">"), "GET /API", GOES_ON),
            (inbound("", r#"url="api" negate="true""#, ">"), "GET /other", ANSWERED),
            // Wildcard and ExactMatch are about the whole.
            (url("api/*", r#"patternSyntax="Wildcard""#), "GET /api/x", ANSWERED),
            (url("pi/*", r#"patternSyntax="Wildcard""#), "GET /api/x", GOES_ON),
            (url("api", r#"patternSyntax="ExactMatch""#), "GET /api", ANSWERED),
            (url("a.i", r#"patternSyntax="ExactMatch""#), "GET /api", GOES_ON),
            // All conditions unless any will do.
            (method("", "^PUT$"), "PUT / X-B=b", ANSWERED),
            (method("", "^PUT$"), "PUT /", GOES_ON),
            (method(r#"logicalGrouping="MatchAny""#, "^PUT$"), "PUT /", ANSWERED),
            (method(r#"logicalGrouping="MatchAny""#, "^PUT$"), "GET / X-B=b", ANSWERED),
            (method(r#"logicalGrouping="MatchAny""#, "^PUT$"), "GET /", GOES_ON),
        ],
    );
}

#[test]
fn rw_2_what_a_condition_can_ask_for() {
    let input = |input: &str, pattern: &str| {
        let add = format!(r#"><add input="{input}" pattern="{pattern}" />"#);
        inbound("", "url=\".*\"", &add)
    };
    check(
        "RW-2",
        &[
            (input("{REQUEST_METHOD}", "^OPTIONS$"), "OPTIONS /", ANSWERED),
            (input("{HTTP_ORIGIN}", "^https://a"), "GET / Origin=https://a.example", ANSWERED),
            (input("{HTTP_X_Y}", "^1$"), "GET / X-Y=1", ANSWERED),
            // A field that the request does not have is the empty text.
            (input("{HTTP_X_Y}", "^$"), "GET /", ANSWERED),
            (input("{HTTP_HOST}", "^shop"), "GET / Host=shop.example", ANSWERED),
            (input("{REQUEST_URI}", r"^/a\?b=c$"), "GET /a?b=c", ANSWERED),
            (input("{QUERY_STRING}", "^b=c$"), "GET /a?b=c", ANSWERED),
            (input("{URL}", "^/a$"), "GET /a?b=c", ANSWERED),
        ],
    );
}

#[test]
fn rw_3_answers() {
    let respond = |action: &str| {
        format!(
            r#"<rewrite><rules><rule name="r"><match url=".*" /><action {action} /></rule></rules></rewrite>
               <httpProtocol><customHeaders><add name="X" value="custom" /></customHeaders></httpProtocol>
               <security><authentication><anonymousAuthentication enabled="false" /></authentication></security>"#
        )
    };
    check(
        "RW-3",
        &[
            // Before authentication and handlers; custom headers apply.
            (
                respond(r#"type="CustomResponse" statusCode="200" statusDescription="OK""#),
                "OPTIONS /",
                "200 url-rewrite custom",
            ),
            (
                respond(r#"type="CustomResponse" statusCode="403""#),
                "GET /",
                "403 url-rewrite custom",
            ),
        ],
    );
    let aborted = answer(&respond(r#"type="AbortRequest""#), &request("GET /"));
    assert!(aborted.contains("aborted"), "RW-3: {aborted}");
    for status in ["300", "302", "307"] {
        let action = format!(r#"type="CustomResponse" statusCode="{status}""#);
        assert!(!errors(&respond(&action)).is_empty(), "RW-3: {status} is a configuration error");
    }
}

#[test]
fn rw_4_rules_run_in_order() {
    let rules = |first: &str| {
        format!(
            r#"<rewrite><rules>{first}<rule name="answer"><match url=".*" /><action type="CustomResponse" statusCode="204" /></rule></rules></rewrite>"#
        )
    };
    let none = |stop: bool| {
        format!(
            r#"<rule name="none" stopProcessing="{stop}"><match url=".*" /><action type="None" /></rule>"#
        )
    };
    let redirect = r#"<rule name="https"><match url=".*" /><action type="Redirect" url="https://a.example/" /></rule>"#;
    let elsewhere =
        r#"<rule name="old"><match url="^old" /><action type="Redirect" url="/new" /></rule>"#;
    check(
        "RW-4",
        &[
            (rules(&none(false)), "GET /", ANSWERED),
            (rules(&none(true)), "GET /", GOES_ON),
            (rules(redirect), "GET /", GOES_ON),
            (rules(elsewhere), "GET /new", ANSWERED),
            (rules(elsewhere), "GET /old", GOES_ON),
        ],
    );
}

#[test]
fn rw_5_what_an_outbound_rule_sets() {
    let always = |pattern: &str| outbound(pattern, ">", "set");
    let negated = r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".+" negate="true" />
        <action type="Rewrite" value="set" /></rule></outboundRules></rewrite>"#;
    check(
        "RW-5",
        &[
            // An absent field is the empty text.
            (always(".*"), "GET /", "200 application set"),
            (always("^$"), "GET /", "200 application set"),
            (always(".+"), "GET /", GOES_ON),
            (always(".+"), "GET / -> X=own", "200 application set"),
            (always("^$"), "GET / -> X=own", "200 application own"),
            (negated.to_owned(), "GET /", "200 application set"),
            (negated.to_owned(), "GET / -> X=own", "200 application own"),
            // The whole value is set, and what is empty is not sent.
            (outbound("w", ">", "set"), "GET / -> X=own", "200 application set"),
            (outbound(".*", ">", "{HTTP_X_Y}"), "GET / -> X=own", GOES_ON),
        ],
    );
}

#[test]
fn rw_6_what_values_may_hold() {
    let origin = |pattern: &str, value: &str| {
        outbound(".*", &format!(r#"><add input="{{HTTP_ORIGIN}}" pattern="{pattern}" />"#), value)
    };
    let pre = |pattern: &str| {
        format!(
            r#"<rewrite><outboundRules><rule name="o" preCondition="p"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="set" /></rule><preConditions><preCondition name="p">
               <add input="{{RESPONSE_CONTENT_TYPE}}" pattern="{pattern}" /></preCondition></preConditions></outboundRules></rewrite>"#
        )
    };
    let asked = "GET / Origin=https://App.shop.example";
    check(
        "RW-6",
        &[
            (
                origin(r"^https://(\w+)\.(.+)$", "{C:0}"),
                asked,
                "200 application https://App.shop.example",
            ),
            (
                origin(r"^https://(\w+)\.(.+)$", "{C:2}/{C:1}"),
                asked,
                "200 application shop.example/App",
            ),
            (origin("App", "{HTTP_ORIGIN}"), asked, "200 application https://App.shop.example"),
            (
                origin("App", "{ToLower:{HTTP_ORIGIN}}"),
                asked,
                "200 application https://app.shop.example",
            ),
            (origin("App", "{UrlEncode:{C:0}?}"), asked, "200 application App%3F"),
            (outbound("o(.)n", ">", "{R:1}"), "GET / -> X=own", "200 application w"),
            (pre("^text/html"), "GET / -> Content-Type=text/html", "200 application set"),
            (pre("^text/html"), "GET / -> Content-Type=image/png", GOES_ON),
        ],
    );
}

#[test]
fn rw_7_maps() {
    let map = |attributes: &str| {
        format!(
            r#"<rewrite><rewriteMaps><rewriteMap name="m" {attributes}><add key="https://a.example" value="A" /></rewriteMap></rewriteMaps>
               <outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="{{m:{{HTTP_ORIGIN}}}}" /></rule></outboundRules></rewrite>"#
        )
    };
    check(
        "RW-7",
        &[
            (map(""), "GET / Origin=https://a.example", "200 application A"),
            (map(""), "GET / Origin=https://A.EXAMPLE", "200 application A"),
            (map(r#"ignoreCase="false""#), "GET / Origin=https://A.EXAMPLE", GOES_ON),
            (map(""), "GET / Origin=https://b.example", GOES_ON),
            (
                map(r#"defaultValue="none""#),
                "GET / Origin=https://b.example",
                "200 application none",
            ),
        ],
    );
}

#[test]
fn rw_8_what_iis_refuses_or_never_does() {
    let rule = |inner: &str, attributes: &str| {
        format!(
            r#"<rewrite><outboundRules><rule name="o" {attributes}><match serverVariable="RESPONSE_X" pattern=".*" />{inner}
               <action type="Rewrite" value="set" /></rule></outboundRules></rewrite>"#
        )
    };
    let variables = r#"<serverVariables><set name="X" value="1" /></serverVariables>"#;
    assert!(
        !errors(&rule(variables, "")).is_empty(),
        "RW-8: serverVariables under an outbound rule"
    );
    assert!(
        !errors(&rule("", r#"preCondition="missing""#)).is_empty(),
        "RW-8: unknown preCondition"
    );
    check("RW-8", &[(rule("", r#"patternSyntax="Wildcard""#), "GET /", GOES_ON)]);
}

#[test]
fn rw_9_an_outbound_rule_and_a_custom_header() {
    let both = outbound(".*", ">", "rule")
        + r#"<httpProtocol><customHeaders><add name="X" value="custom" /></customHeaders></httpProtocol>"#;
    check("RW-9", &[(both, "GET / -> X=own", "200 application rule | custom")]);
}

#[test]
fn rw_10_what_is_not_regular_is_refused() {
    for pattern in ["a(?=b)", "a(?!b)", "(?&lt;=a)b", "(?&lt;!a)b", r"(a)\1"] {
        let found = errors(&outbound(pattern, ">", "set"));
        assert_eq!(found.len(), 1, "RW-10: {pattern} {found:?}");
    }
}
