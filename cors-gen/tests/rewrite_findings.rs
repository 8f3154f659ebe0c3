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
        (r"^https://(a|b).shop.example$", "{HTTP_ORIGIN}", Some("https://axshop.example")),
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

/// A map is a list of origins: what only captures the origin for it lets nobody pass.
#[test]
fn a_map_may_be_the_list() {
    const MAP: &str = r#"<rewriteMaps><rewriteMap name="M"><add key="https://a.example" value="y" /></rewriteMap></rewriteMaps>"#;
    let capture = r#"<rules><rule name="c"><match url=".*" /><conditions><add input="{HTTP_ORIGIN}" pattern=".+" /></conditions>
        <serverVariables><set name="CAPTURED" value="{C:0}" /></serverVariables><action type="None" /></rule></rules>"#;
    let looked_up =
        |key: &str, pattern: &str| format!(r#"<add input="{{M:{key}}}" pattern="{pattern}" />"#);
    let both = |key: &str| origin(".+") + &looked_up(key, "y");
    for (rules, conditions, value, found) in [
        ("", looked_up("{HTTP_ORIGIN}", "y"), "{HTTP_ORIGIN}", None),
        ("", both("{C:0}"), "{HTTP_ORIGIN}", None),
        ("", both("{HTTP_ORIGIN}"), "{HTTP_ORIGIN}", None),
        (capture, looked_up("{CAPTURED}", ".+"), "{CAPTURED}", None),
        (capture, looked_up("{CAPTURED}", ".+"), "{C:0}", None),
        (capture, String::new(), "{CAPTURED}", Some("CG100")),
        ("", origin(".+"), "{HTTP_ORIGIN}", Some("CG101")),
    ] {
        let text = echo(&conditions, value).replace("<rewrite>", &format!("<rewrite>{MAP}{rules}"));
        let all = findings(&text);
        let lax = all.iter().find(|it| it.starts_with("CG100") || it.starts_with("CG101"));
        assert_eq!(lax.map(|it| &it[..5]), found, "{conditions} {value}: {all:?}");
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
    let headers = r#"<httpProtocol><customHeaders><add name="Access-Control-Allow-Origin" value="*" /><add name="Access-Control-Allow-Methods" value="PUT" /></customHeaders></httpProtocol>"#;
    for (rules, found) in [
        (preflight.clone(), &[][..]),
        (
            format!("{redirect}{preflight}"),
            &[
                "CG102 the redirect `r` also catches OPTIONS",
                "CG103 the rule `p` never sees OPTIONS: `r` ends the run before it",
            ],
        ),
        (format!("{preflight}{redirect}"), &[]),
        (refuse, &["CG050 the rule `f` refuses every preflight"]),
        (
            r#"<rule name="x"><match url=".*" /><action type="CustomResponse" statusCode="302" /></rule>"#.to_owned(),
            &["CG013 `302` is not a valid value of `statusCode` here"],
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
            &["CG087 when the rule `f` ends the run is not known: a service does not know `{REMOTE_ADDR}`: it belongs to the connection or to who is logged on"],
        ),
        (
            r#"<rule name="s"><match url=".*" /><serverVariables><set name="RESPONSE_X" value="1" /></serverVariables></rule>"#.to_owned(),
            &["CG060 the rule `s` sets `RESPONSE_X` before there is a response"],
        ),
        (
            // What nobody reads need not be known.
            r#"<rule name="s"><match url=".*" /><serverVariables><set name="HTTP_X_REAL_IP" value="{REMOTE_ADDR}" /></serverVariables></rule>"#.to_owned(),
            &[
                "CG061 what the rule `s` sets `HTTP_X_REAL_IP` to does not reach the service",
                "CG027 a stock server does not allow rules to set `HTTP_X_REAL_IP`, or any other variable",
            ],
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
               <serverVariables><set name="V{n}" value="{{V{}}}{{V{}}}" /></serverVariables></rule>"#,
            n.saturating_sub(1),
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

/// Sets that people have, which must not count as multiplying.
#[test]
fn references_that_people_write_are_carried() {
    // Learn's idiom to compare values of the request with each other, from four conditions on.
    let compared = echo(
        &(origin("^https://(.+)$")
            + r#"<add input="{HTTP_HOST}##{C:1}" pattern="^(.+)##(.*)" />
                   <add input="{HTTP_REFERER}##{C:1}##{C:2}" pattern="^([^#]*)##([^#]*)##(.*)" />
                   <add input="{QUERY_STRING}##{C:1}##{C:3}" pattern="^([^#]*)##([^#]*)##(.*)" />
                   <add input="{HTTP_HOST}##{C:3}" pattern="^([^#]*)##.*" />"#),
        "{C:1}",
    )
    .replace("<conditions>", "<conditions trackAllCaptures=\"false\">");
    let set = |n: usize, from: &str| {
        format!(
            r#"<rule name="s{n}"><match url="(.*)" /><conditions><add input="{from}" pattern="^(https?://)(.+)$" /></conditions>
               <serverVariables><set name="V{n}" value="{{C:1}}{{C:2}}" /></serverVariables><action type="None" /></rule>"#
        )
    };
    // Three variables, each made of the one before.
    let chained = format!(
        "<rewrite><rules>{}{}{}</rules></rewrite>{}",
        set(1, "{HTTP_ORIGIN}"),
        set(2, "{V1}"),
        set(3, "{V2}"),
        echo("", "{V3}"),
    );
    let map = r#"<rewriteMaps><rewriteMap name="AllowedOrigins" defaultValue=""><add key="https://a.example" value="true" /></rewriteMap></rewriteMaps>"#;
    let listed = r#"<conditions><add input="{AllowedOrigins:{CAPTURED_ORIGIN}}" pattern="^true$" /></conditions>"#;
    // The plainest allow-list: capture the origin, answer preflights, send it back.
    let list = format!(
        r#"<rewrite>{map}<rules><rule name="capture"><match url=".*" /><conditions><add input="{{HTTP_ORIGIN}}" pattern=".+" /></conditions>
             <serverVariables><set name="CAPTURED_ORIGIN" value="{{C:0}}" /></serverVariables><action type="None" /></rule>
           <rule name="preflight" stopProcessing="true"><match url=".*" />
             <conditions><add input="{{AllowedOrigins:{{CAPTURED_ORIGIN}}}}" pattern="^true$" />
             <add input="{{REQUEST_METHOD}}" pattern="^OPTIONS$" /></conditions>
             <action type="CustomResponse" statusCode="204" /></rule></rules>
           <outboundRules><rule name="o"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
             {listed}<action type="Rewrite" value="{{CAPTURED_ORIGIN}}" /></rule></outboundRules></rewrite>"#
    );
    for (what, sections) in [("compared", compared), ("chained", merged(&chained)), ("list", list)]
    {
        let all = findings(&sections);
        assert!(!all.iter().any(|finding| finding.starts_with("CG08")), "{what}: {all:?}");
    }
}

/// Two `<rewrite>` groups as one.
fn merged(sections: &str) -> String {
    sections.replace("</rewrite><rewrite>", "")
}

#[test]
fn groups_that_are_not_kept_are_named_so() {
    let conditions = origin("^(https)://(.+)$") + r#"<add input="{HTTP_HOST}" pattern="^(.+)$" />"#;
    let sections = echo(&conditions, "{C:2}")
        .replace("<conditions>", "<conditions trackAllCaptures=\"false\">");
    let found = "CG080 `{C:2}` is a group that only `trackAllCaptures=\"true\"` keeps: without it, groups are of the last condition";
    let all = findings(&sections);
    assert!(all.iter().any(|finding| finding == found), "{all:?}");
}

/// What the notes about assumptions say, without their beginning.
fn assumed(sections: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
    assert!(outcome.policy.is_some(), "{:#?}", outcome.diagnostics);
    let assumed = outcome.diagnostics.iter().filter(|d| d.code.id() == "CG090");
    let what = |d: &cors_gen::diagnostic::Diagnostic| {
        d.message.trim_start_matches("assumed of IIS: ").to_owned()
    };
    assumed.map(what).collect()
}

/// Where sources disagree, who depends on the choice is told (docs/iis-behaviour.md, "Where sources disagree").
#[test]
fn what_sources_disagree_about_is_noted() {
    const UR23: &str = "a rule in a `<location>` sees the path from the folder of its file, or from its application (RW-1)";
    let outbound = |attributes: &str, pattern: &str, conditions: &str, value: &str| {
        format!(
            r#"<rewrite><outboundRules><rule name="o" {attributes}><match serverVariable="RESPONSE_X" pattern="{pattern}" />
               <conditions>{conditions}</conditions><action type="Rewrite" value="{value}" /></rule></outboundRules></rewrite>"#
        )
    };
    let inbound = |attributes: &str, url: &str| {
        format!(
            r#"<rewrite><rules><rule name="r" {attributes}><match url="{url}" />
               <action type="CustomResponse" statusCode="204" /></rule></rules></rewrite>"#
        )
    };
    let in_location = |path: &str, sections: &str| {
        format!(
            r#"</system.webServer><location path="{path}"><system.webServer>{sections}</system.webServer></location><system.webServer>"#
        )
    };
    let negated = r#"<add input="{HTTP_A}" pattern="^(a)" /><add input="{HTTP_B}" pattern="b" negate="true" />"#;
    for (sections, what) in [
        (outbound("", ".*", "", "v"), None),
        (
            outbound("", ".*", "", ""),
            Some("a rule whose value comes to nothing sends no header (RW-5)"),
        ),
        (
            outbound(r#"stopProcessing="true""#, ".*", "", "v"),
            Some("`stopProcessing` ends the run for all headers (RW-5)"),
        ),
        (
            outbound("", ".*", negated, "v{C:1}"),
            Some("`{C:n}` counts groups of conditions that are not negated only (RW-6)"),
        ),
        (outbound("", ".*", negated, "v"), None),
        (
            outbound("", ".*", "", "v{UrlEncode:{HTTP_A}}"),
            Some(
                "`UrlEncode` leaves letters, digits and `-._~` as they are, a space is `%20` (RW-6)",
            ),
        ),
        (
            outbound("", ".*", "", "v{HtmlEncode:{HTTP_A}}"),
            Some("`HtmlEncode` changes `&`, `<`, `>` and quotes (RW-6)"),
        ),
        (
            outbound("", ".*", "", "v{HTTP_X_ORIGINAL_URL}"),
            Some(
                "`{HTTP_X_ORIGINAL_URL}` is the URL as it was sent, whatever rules rewrote (RW-2)",
            ),
        ),
        (
            inbound("", "^api//x"),
            Some("slashes in a row are one in the path that rules see (RW-1)"),
        ),
        (inbound("", "^api/x"), None),
        (
            inbound(r#"patternSyntax="Wildcard""#, "api/?"),
            Some("`?` of a `Wildcard` pattern stands for itself (RW-1)"),
        ),
        (inbound(r#"patternSyntax="Wildcard""#, "api/*"), None),
        (
            inbound(r#"patternSyntax="ExactMatch""#, "api"),
            Some("`ExactMatch` is about the whole text (RW-1)"),
        ),
        (
            inbound("", ".*").replace(
                "<action",
                r#"<conditions><add input="{UrlEncode:{HTTP_A}}" pattern="a" /></conditions><action"#,
            ),
            Some(
                "`UrlEncode` leaves letters, digits and `-._~` as they are, a space is `%20` (RW-6)",
            ),
        ),
        (
            outbound(r#"preCondition="p""#, ".*", "", "v").replace(
                "</outboundRules>",
                r#"<preConditions><preCondition name="P" patternSyntax="ExactMatch"><add input="{HTTP_A}" pattern="a" /></preCondition>
                   <preCondition name="q" patternSyntax="ExactMatch"><add input="{HTTP_A}" pattern="a" /></preCondition></preConditions></outboundRules>"#,
            ),
            Some("`ExactMatch` is about the whole text (RW-1)"),
        ),
        (in_location("sub", &inbound("", "^api/x")), Some(UR23)),
        (in_location("sub", &inbound("", "^api/x").replace("<match", "<match negate=\"true\"")), Some(UR23)),
        // It sees the same path both ways, or does not look at it.
        (in_location(".", &inbound("", "^api/x")), None),
        (in_location("sub", &inbound("", ".*")), None),
        (in_location("sub", &inbound("", "^api/x").replace("CustomResponse", "None")), None),
    ] {
        assert_eq!(assumed(&sections), Vec::from_iter(what), "{sections}");
    }
}
