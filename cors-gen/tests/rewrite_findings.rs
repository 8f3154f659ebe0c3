//! What is said about URL Rewrite rules, finding by finding, and that hostile ones come to an end.

use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

fn run<'p>(sections: &str, arena: &'p Arena) -> Outcome<'p> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options::default(), arena)
}

/// The findings as `CG080 message`.
fn findings(sections: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
    let has_errors = outcome.diagnostics.iter().any(|d| d.severity.name() == "error");
    assert_eq!(outcome.policy.is_none(), has_errors, "{sections}");
    let finding = |d: &cors_gen::diagnostic::Diagnostic| {
        assert!(!d.help.is_empty() || d.code.id() == "CG041", "{} says what to do", d.code);
        format!("{} {}", d.code, d.message)
    };
    let assumed = |found: &String| found.starts_with("CG090");
    outcome.diagnostics.iter().map(finding).filter(|found| !assumed(found)).collect()
}

/// An outbound rule that sends the origin back under these conditions, with `Vary`.
fn echo(conditions: &str, value: &str) -> String {
    format!(
        r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
           <conditions>{conditions}</conditions><action type="Rewrite" value="{value}" /></rule>
           <rule name="v"><match serverVariable="RESPONSE_Vary" pattern=".*" /><action type="Rewrite" value="Origin" /></rule>
           </outboundRules></rewrite>"#
    )
}

fn origin(pattern: &str) -> String {
    format!(r#"<add input="{{HTTP_ORIGIN}}" pattern="{pattern}" />"#)
}

#[test]
fn origin_patterns_are_shown_what_passes() {
    for (pattern, value, passes) in [
        (r"^https://app\.example$", "{HTTP_ORIGIN}", None),
        (r"^https://([a-z]+\.)*app\.example$", "{C:0}", None),
        (r"^https://app\.example", "{HTTP_ORIGIN}", Some("https://app.example.evil.example")),
        // Only what matched is sent back, which is not the other's origin.
        (r"^https://app\.example", "{C:0}", None),
        (r"^https://app\.example.*", "{C:0}", Some("https://app.example.evil.example")),
        (r"^https://.*shop\.example$", "{HTTP_ORIGIN}", Some("https://evilshop.example")),
        (r"shop\.example$", "{HTTP_ORIGIN}", Some("https://evilshop.example")),
        (r"^https://(a|b).shop.example$", "{HTTP_ORIGIN}", Some("https://a.shopxexample")),
    ] {
        let found = findings(&echo(&origin(pattern), value));
        let expected = passes
            .map(|origin| format!("CG100 the origin `{origin}` passes the pattern `{pattern}`"));
        assert_eq!(found, Vec::from_iter(expected), "{pattern} {value}");
    }
}

#[test]
fn echoes_need_a_condition_on_the_origin() {
    let any = "CG101 the rule `o` sends every origin back as an allowed one";
    for (conditions, found) in [
        (String::new(), Some(any)),
        (origin(".+"), Some(any)),
        (origin("^https?://"), None),
        (r#"<add input="{REQUEST_METHOD}" pattern="GET" />"#.to_owned(), Some(any)),
        (r#"<add input="{HTTP_ORIGIN}" pattern="." negate="true" />"#.to_owned(), None),
    ] {
        let all = findings(&echo(&conditions, "{HTTP_ORIGIN}"));
        let echoes = all.iter().find(|finding| finding.starts_with("CG101"));
        assert_eq!(echoes.map(String::as_str), found, "{conditions}: {all:?}");
    }
}

#[test]
fn what_cannot_be_carried_is_an_error_that_names_it() {
    for (conditions, value, found) in [
        (
            origin("(?!x)"),
            "*",
            "CG082 the pattern `(?!x)` cannot be carried: negative look-ahead `(?!…)` is not regular",
        ),
        (
            origin(r"(a)\1"),
            "*",
            r"CG082 the pattern `(a)\1` cannot be carried: a back-reference is not regular",
        ),
        (origin("(a"), "*", "CG082 the pattern `(a` cannot be carried: `(` without `)`"),
        (String::new(), "{C:0}", "CG080 `{C:0}` is a group that no pattern before it has"),
        (origin("(a)"), "{C:2}", "CG080 `{C:2}` is a group that no pattern before it has"),
        (String::new(), "{R:1}", "CG080 `{R:1}` is a group that no pattern before it has"),
        (String::new(), "{HTTP_ORIGIN", "CG080 a `{` has no `}`"),
        (String::new(), "{CAPTURED}", "CG081 nothing sets the server variable `{CAPTURED}`"),
        (
            String::new(),
            "{REMOTE_ADDR}",
            "CG081 a service does not know `{REMOTE_ADDR}`: it belongs to the connection or to who is logged on",
        ),
        (
            String::new(),
            "{Map:{HTTP_ORIGIN}}",
            "CG081 `{Map:{HTTP_ORIGIN}}` names no rewrite map and no function that is carried",
        ),
        (String::new(), "a&#10;b", "CG041 the value has the control character U+000A"),
    ] {
        let all = findings(&echo(&conditions, value));
        assert!(all.iter().any(|finding| finding == found), "{conditions} {value}: {all:?}");
    }
}

#[test]
fn rules_for_requests_are_put_in_order() {
    let rule = |name: &str, method: &str, action: &str| {
        format!(
            r#"<rule name="{name}" stopProcessing="true"><match url=".*" /><conditions>
               <add input="{{REQUEST_METHOD}}" pattern="{method}" /></conditions><action {action} /></rule>"#
        )
    };
    let redirect = r#"<rule name="r"><match url="(.*)" /><action type="Redirect" url="https://x/{R:1}" /></rule>"#;
    let preflight = rule("p", "^OPTIONS$", r#"type="CustomResponse" statusCode="204""#);
    let refuse = rule("f", "OPTIONS", r#"type="CustomResponse" statusCode="403""#);
    let headers = r#"<httpProtocol><customHeaders><add name="Access-Control-Allow-Origin" value="*" /></customHeaders></httpProtocol>"#;
    let routing = "CG061 the URL Rewrite rule `r` is routing and is not carried";
    for (rules, found) in [
        (preflight.clone(), &[][..]),
        (
            format!("{redirect}{preflight}"),
            &[
                routing,
                "CG102 the redirect `r` also catches OPTIONS",
                "CG103 the rule `p` never sees OPTIONS: `r` ends the run before it",
            ],
        ),
        (format!("{preflight}{redirect}"), &[routing]),
        (refuse, &["CG050 the rule `f` refuses every preflight"]),
        (
            r#"<rule name="x"><match url=".*" /><action type="CustomResponse" statusCode="302" /></rule>"#.to_owned(),
            &["CG013 `302` is no value of `statusCode` here"],
        ),
        (
            format!(
                r#"<rule name="f" stopProcessing="true"><match url=".*" /><conditions><add input="{{REQUEST_FILENAME}}" matchType="IsFile" /></conditions><action type="None" /></rule>{preflight}"#
            ),
            &["CG086 whether there is such a file on the server is not known"],
        ),
        (
            format!(
                r#"<rule name="f" stopProcessing="true"><match url=".*" /><conditions><add input="{{REMOTE_ADDR}}" pattern="^10\." /></conditions><action type="None" /></rule>{preflight}"#
            ),
            &["CG087 a service does not know `{REMOTE_ADDR}`: it belongs to the connection or to who is logged on"],
        ),
        (
            r#"<rule name="s"><match url=".*" /><serverVariables><set name="RESPONSE_X" value="1" /></serverVariables></rule>"#.to_owned(),
            &["CG060 the rule `s` sets `RESPONSE_X` before there is a response"],
        ),
        (
            // What nobody reads need not be known.
            r#"<rule name="s"><match url=".*" /><serverVariables><set name="HTTP_X_REAL_IP" value="{REMOTE_ADDR}" /></serverVariables></rule>"#.to_owned(),
            &["CG061 what the rule `s` sets `HTTP_X_REAL_IP` to does not reach the service"],
        ),
    ] {
        let all = findings(&format!("{headers}<rewrite><rules>{rules}</rules></rewrite>"));
        assert_eq!(all, found, "{rules}");
    }
}

#[test]
fn refused_fixtures_are_refused_for_their_reasons() {
    for (fixture, codes) in [
        ("rewrite-server-variables-outbound", &["CG010"][..]),
        ("rewrite-unknown-precondition", &["CG083"]),
        ("rewrite-not-regular", &["CG082", "CG082", "CG080"]),
        ("rewrite-references", &["CG013"]),
    ] {
        let path =
            format!("{}/../tests/fixtures/refused/{fixture}.config", env!("CARGO_MANIFEST_DIR"));
        let input = Input::read("web.config", path.as_ref()).expect(fixture);
        let arena = Arena::new();
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let found: Vec<_> = outcome.diagnostics.iter().map(|d| d.code.id()).collect();
        assert_eq!(found, codes, "{fixture}");
        assert!(outcome.policy.is_none(), "{fixture}");
    }
}

/// That this ends is what it tests: each of these takes ages where work is not limited.
#[test]
fn hostile_rules_come_to_an_end() {
    let condition = r#"<add input="{C:0}{C:0}" pattern="(.*)" />"#;
    let doubling = echo(&format!("{}{}", origin("(.*)"), condition.repeat(60)), "{C:0}")
        .replace("<conditions>", "<conditions trackAllCaptures=\"false\">");
    let nested = echo("", &"{ToLower:".repeat(5000));
    let set = |n: usize| {
        format!(
            r#"<rule name="r{n}"><match url=".*" /><conditions><add input="{{V{}}}{{V{}}}" pattern=".*" /></conditions>
               <serverVariables><set name="V{n}" value="{{V{}}}" /></serverVariables></rule>"#,
            n.saturating_sub(1),
            n.saturating_sub(1),
            n.saturating_sub(1)
        )
    };
    let chain: String = (0..60).map(set).collect();
    let chain = format!("<rewrite><rules>{chain}</rules></rewrite>");
    let repeats = echo(&origin(&"(a{500}){500}".repeat(20)), "*");
    let entry = |n: usize| format!(r#"<add key="https://{n}.example" value="1" />"#);
    let map: String = (0..20_000).map(entry).collect();
    let map = format!(
        r#"<rewrite><rewriteMaps><rewriteMap name="M">{map}</rewriteMap></rewriteMaps></rewrite>"#
    );
    for (what, sections) in [
        ("doubling", doubling),
        ("nested", nested),
        ("chain", chain),
        ("repeats", repeats),
        ("map", map),
    ] {
        let arena = Arena::new();
        let outcome = run(&sections, &arena);
        let refused = what == "map" || outcome.policy.is_none();
        assert!(refused, "{what}");
    }
}
