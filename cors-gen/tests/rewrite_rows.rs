//! The rows of URL Rewrite, case by case: a request and what comes of it.

use cors_gen::explain::{App, Explainer, Explanation, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

/// The run on a `web.config` with these sections.
fn run<'p>(sections: &str, arena: &'p Arena) -> Outcome<'p> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options::default(), arena)
}

/// What is sent to a request under these sections, which have no errors.
fn explain(sections: &str, request: &RequestSpec) -> Explanation {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    Explainer::new(policy, &outcome.sources).explain(request)
}

/// What comes of a request under these sections: `STATUS who`, and the lines of the field `X`, joined by ` | `.
fn answer(sections: &str, request: &RequestSpec) -> String {
    let explanation = explain(sections, request);
    let lines = explanation.headers.iter().filter(|(name, _)| name == "X");
    let lines: Vec<&str> = lines.map(|(_, value)| value.as_str()).collect();
    format!("{} {} {}", explanation.status, explanation.answered_by, lines.join(" | "))
        .trim_end()
        .to_owned()
}

/// The codes of the errors that these sections have.
fn errors(sections: &str) -> Vec<&'static str> {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
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
    let app = App { status: Some(200), headers: app_headers };
    RequestSpec { method, path, headers, app, ..RequestSpec::default() }
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
            (rules(redirect), "GET /", "301 url-rewrite"),
            (rules(elsewhere), "GET /new", ANSWERED),
            (rules(elsewhere), "GET /old", "301 url-rewrite"),
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

#[test]
fn rw_1_dots_are_resolved_before_rules_see_the_path() {
    // UR28: measured, encoded ones too.
    let admin = || inbound("", "url=\"^admin/\"", ">");
    let input = |input: &str, pattern: &str| {
        inbound("", "url=\".*\"", &format!(r#"><add input="{{{input}}}" pattern="{pattern}" />"#))
    };
    check(
        "RW-1, UR28",
        &[
            (admin(), "GET /x/../admin/y", ANSWERED),
            (admin(), "GET /x/%2e%2E/admin/y", ANSWERED),
            (admin(), "GET /x\\..\\admin\\y", ANSWERED),
            (admin(), "GET /x%5C..%2Fadmin/y", ANSWERED),
            // Assumption: slashes in a row are one.
            (admin(), "GET //admin//y", ANSWERED),
            (admin(), "GET /admin/../x", GOES_ON),
            (admin(), "GET /%252e%252e/admin/", GOES_ON),
            (input("URL", "^/admin/y$"), "GET /x/../admin/y", ANSWERED),
            (input("REQUEST_URI", r"^/admin/y\?q=\.\./a$"), "GET /x/../admin/y?q=../a", ANSWERED),
            (input("UNENCODED_URL", r"^/x/\.\./%61$"), "GET /x/../%61", ANSWERED),
        ],
    );
}

/// A rule that sets the variable `name` to the request's field `X-V`, and one that answers with what it is then.
fn with_variable(name: &str, replace: bool) -> String {
    format!(
        r#"<rewrite><rules><rule name="s"><match url=".*" /><serverVariables>
           <set name="{name}" value="set" replace="{replace}" /></serverVariables><action type="None" /></rule></rules>
           <outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
           <action type="Rewrite" value="{{{name}}}" /></rule></outboundRules></rewrite>"#
    )
}

#[test]
fn rw_6_a_variable_that_is_there_is_kept() {
    // URL Rewrite 2.0 reference, `replace`.
    check(
        "RW-6",
        &[
            (with_variable("HTTP_X_V", false), "GET / X-V=own", "200 application own"),
            (with_variable("HTTP_X_V", false), "GET /", "200 application set"),
            (with_variable("HTTP_X_V", false), "GET / X-V=", "200 application set"),
            (with_variable("HTTP_X_V", true), "GET / X-V=own", "200 application set"),
            (with_variable("MINE", false), "GET / MINE=own", "200 application set"),
        ],
    );
}

/// An outbound rule on a field, which puts brackets around what it finds.
fn bracket(field: &str, pattern: &str, more: &str) -> String {
    format!(
        r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_{field}" pattern="{pattern}" />
           <action type="Rewrite" value="[{{R:0}}]" {more} /></rule></outboundRules></rewrite>"#
    )
}

/// The lines of a response, `Name=value`.
fn lines(sections: &str, asked: &str) -> String {
    let explanation = explain(sections, &request(asked));
    let lines = explanation.headers.iter().map(|(name, value)| format!("{name}={value}"));
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn rw_5_several_lines_of_a_field() {
    let secure = bracket("Set-Cookie", "^[a-z].*", "");
    let vary = || "Vary=Accept Vary=Origin".to_owned();
    for (sections, sent, received) in [
        // CH-5: held joined, so one value, and all of it.
        (bracket("Vary", ".+", ""), vary(), "Vary=[Accept,Origin]"),
        (bracket("Vary", "Origin$", ""), vary(), "Vary=[Origin]"),
        (bracket("Vary", "^Origin", ""), vary(), "Vary=Accept Vary=Origin"),
        // Assumption: of cookies each line is a value of its own, and none is lost.
        (
            secure.clone(),
            "Set-Cookie=a=1 Set-Cookie=2 X=y Set-Cookie=b=3".to_owned(),
            "Set-Cookie=[a=1] Set-Cookie=2 X=y Set-Cookie=[b=3]",
        ),
        (
            bracket("Set-Cookie", ".*", r#"replace="false""#),
            "Set-Cookie=a Set-Cookie=b".to_owned(),
            "Set-Cookie=a Set-Cookie=b",
        ),
        (bracket("Set-Cookie", ".*", ""), String::new(), "Set-Cookie=[]"),
        // Of other fields the first line counts.
        (bracket("X", ".+", ""), "X=a X=b".to_owned(), "X=[a]"),
    ] {
        let got = lines(&sections, &format!("GET / -> {sent}"));
        assert_eq!(got, received, "RW-5, CH-5: {sent} under {sections}");
    }
}

#[test]
fn rw_6_html_encode() {
    // URL Rewrite 2.0 reference, "HtmlEncode".
    check(
        "RW-6",
        &[
            (
                outbound(".*", ">", "{HtmlEncode:{HTTP_X_V}}"),
                "GET / X-V=<a>&amp;'\"",
                "200 application &lt;a&gt;&amp;amp;&#39;&quot;",
            ),
            (
                outbound(".*", ">", "{HtmlEncode:{HTTP_X_V}}"),
                "GET / X-V=plain",
                "200 application plain",
            ),
        ],
    );
}

#[test]
fn rw_1_rules_in_a_location_see_the_path_from_their_file() {
    // UR23: measured, against the documentation.
    let rule = |url: &str| {
        format!(
            r#"<rewrite><rules><rule name="r"><match url="{url}" />
               <action type="CustomResponse" statusCode="204" /></rule></rules></rewrite>"#
        )
    };
    for (url, asked, expected) in [
        ("^sub/x", "GET /sub/x", ANSWERED),
        ("^x", "GET /sub/x", GOES_ON),
        ("^sub/x", "GET /x", GOES_ON),
    ] {
        let location = format!(
            r#"</system.webServer><location path="sub"><system.webServer>{}</system.webServer></location><system.webServer>"#,
            rule(url)
        );
        assert_eq!(answer(&location, &request(asked)), expected, "RW-1, UR23: {url} {asked}");
    }
}

#[test]
fn rw_10_a_guard_that_cannot_be_carried_is_an_error() {
    let guarded = |guard: &str| {
        format!(
            r#"<rewrite><rules><rule name="guard" stopProcessing="true"><match url=".*" /><conditions>{guard}</conditions>
               <action type="None" /></rule>
               <rule name="r"><match url=".*" /><action type="CustomResponse" statusCode="403" /></rule></rules></rewrite>"#
        )
    };
    for guard in [
        r#"<add input="{HTTP_X_Y}" pattern="^(?!a)" />"#,
        r#"<add input="{Unknown:{HTTP_X_Y}}" pattern="^a" />"#,
        r#"<add input="{HTTP_X_Y" pattern="^a" />"#,
        r#"<add input="{REMOTE_ADDR}" pattern="^10\." />"#,
    ] {
        assert_eq!(errors(&guarded(guard)), ["CG087"], "RW-10: {guard}");
        // Without a rule behind it, it guards nothing.
        let alone = guarded(guard).replace("CustomResponse", "None");
        assert!(errors(&alone).is_empty(), "RW-10: {guard}");
    }
}

#[test]
fn rw_6_a_variable_that_a_child_clears_is_empty_there() {
    let sections = |child: &str| {
        format!(
            r#"<rewrite><rules><rule name="s"><match url=".*" /><serverVariables>
               <set name="CAPTURED" value="set" /></serverVariables><action type="None" /></rule></rules>
               <outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="[{{CAPTURED}}]" /></rule></outboundRules></rewrite>
               </system.webServer><location path="sub"><system.webServer>{child}</system.webServer></location><system.webServer>"#
        )
    };
    let cleared = sections("<rewrite><rules><clear /></rules></rewrite>");
    check(
        "RW-6",
        &[
            (cleared.clone(), "GET /sub", "200 application []"),
            (cleared, "GET /", "200 application [set]"),
        ],
    );
    // What no rule sets is an error that says where.
    let unknown = r#"<rewrite><outboundRules><rule name="p"><match serverVariable="RESPONSE_Y" pattern=".*" />
        <action type="Rewrite" value="{NOBODY}" /></rule></outboundRules></rewrite>"#;
    let arena = Arena::new();
    let outcome = run(&sections(unknown), &arena);
    let errors: Vec<_> =
        outcome.diagnostics.iter().filter(|d| d.severity.name() == "error").collect();
    let messages: Vec<_> = errors.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["nothing sets the server variable `{NOBODY}` for `sub`"]);
}

#[test]
fn cf_2_rules_are_read_as_strictly_as_iis_does() {
    let rules = |rule: &str| format!("<rewrite><rules>{rule}</rules></rewrite>");
    let inbound = |matched: &str, conditions: &str, action: &str| {
        rules(&format!(
            r#"<rule name="r"><match {matched} /><conditions>{conditions}</conditions><action {action} /></rule>"#
        ))
    };
    let outbound = |conditions: &str| {
        format!(
            r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
               <conditions>{conditions}</conditions><action type="Rewrite" value="v" /></rule></outboundRules></rewrite>"#
        )
    };
    let none = r#"type="None""#;
    let same = r#"<add input="{HTTP_X_Y}" pattern="a" />"#;
    let file = r#"<add input="{REQUEST_FILENAME}" matchType="IsFile" />"#;
    for (sections, code) in [
        (inbound(r#"url="""#, "", none), Some("CG013")),
        (inbound(r#"url=".*""#, "", none), None),
        (inbound(r#"url=".*""#, "<clear />", none), Some("CG010")),
        (inbound(r#"url=".*""#, r#"<remove input="a" />"#, none), Some("CG010")),
        (
            inbound(r#"url=".*""#, "", r#"type="Redirect" url="/a" appendQueryString="foo""#),
            Some("CG013"),
        ),
        (
            inbound(r#"url=".*""#, "", r#"type="Rewrite" url="/a" logRewrittenUrl="1""#),
            Some("CG013"),
        ),
        (inbound(r#"url=".*""#, file, none), None),
        (inbound(r#"url=".*""#, &same.repeat(2), none), None),
        (outbound(same), None),
        (outbound(&same.repeat(2)), Some("CG015")),
        (outbound(&format!("{same}{}", same.replace("/>", "negate=\"true\" />"))), None),
        (outbound(file), Some("CG011")),
    ] {
        let errors = errors(&sections);
        assert_eq!(errors, Vec::from_iter(code), "CF-2: {sections}");
    }
    let global = inbound(r#"url=".*""#, file, none).replace("rules>", "globalRules>");
    assert_eq!(errors(&global), ["CG019", "CG011"], "CF-2, CF-9");
}

/// The choices where sources disagree, one by one; each has its note in `rewrite_findings.rs`.
#[test]
fn rw_choices_where_sources_disagree() {
    let two = |stop: bool| {
        format!(
            r#"<rewrite><outboundRules><rule name="a" stopProcessing="{stop}"><match serverVariable="RESPONSE_Y" pattern=".*" />
               <action type="Rewrite" value="a" /></rule>
               <rule name="b"><match serverVariable="RESPONSE_X" pattern=".*" /><action type="Rewrite" value="b" /></rule>
               </outboundRules></rewrite>"#
        )
    };
    let negated = |first: &str, second: &str| {
        let conditions = format!(
            r#"><add input="{{HTTP_A}}" pattern="^(.)(.)" {first} /><add input="{{HTTP_B}}" pattern="^(.)(.)" {second} />"#
        );
        outbound(".*", &conditions, "{C:1}{C:2}")
    };
    let not = r#"negate="true""#;
    let exact = |text: &str| {
        let add = format!(r#"><add input="{{HTTP_A}}" pattern="{text}" />"#);
        inbound(r#"patternSyntax="ExactMatch""#, r#"url="x""#, &add)
    };
    let wildcard = inbound(r#"patternSyntax="Wildcard""#, r#"url="a?c""#, ">");
    let original = outbound(".*", ">", "{HTTP_X_ORIGINAL_URL}");
    check(
        "RW-1, RW-2, RW-5, RW-6",
        &[
            (outbound(".*", ">", ""), "GET / -> X=own", GOES_ON),
            (two(true), "GET /", GOES_ON),
            (two(false), "GET /", "200 application b"),
            (negated("", not), "GET / A=xy B=z", "200 application xy"),
            (negated(not, ""), "GET / A=x B=yz", "200 application yz"),
            (outbound(".*", ">", "{UrlEncode:a b+c}"), "GET /", "200 application a%20b%2Bc"),
            (original, "GET /a/b?c X-Original-Url=/evil", "200 application /a/b?c"),
            (exact("abc"), "GET /x A=abc", ANSWERED),
            (exact("abc"), "GET /x A=xabc", GOES_ON),
            // UR21: measured.
            (wildcard.clone(), "GET /abc", GOES_ON),
            (wildcard, "GET /a%3Fc", ANSWERED),
        ],
    );
}
