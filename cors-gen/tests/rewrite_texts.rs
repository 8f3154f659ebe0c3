//! What references in texts of rules come to: groups of other conditions, and variables that rules before have set.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;

/// Checks the field `X` of the responses to requests with some header fields, `Name=value` each, those of the application
/// behind `->`; empty where it has none.
fn check(row: &str, rewrite: &str, cases: &[(&str, &str)]) {
    let text = format!(
        "<configuration><system.webServer><rewrite>{rewrite}</rewrite></system.webServer></configuration>"
    );
    let arena = Arena::new();
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let explainer = Explainer::new(policy, &outcome.sources);
    let fields = |text: &str| {
        let fields = text.split(' ').filter_map(|field| field.split_once('='));
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    for (asked, expected) in cases {
        let (request, app) = asked.split_once("->").unwrap_or((asked, ""));
        let mut request = RequestSpec {
            path: "/x".to_owned(),
            headers: fields(request),
            ..RequestSpec::default()
        };
        request.app.headers = fields(app);
        let headers = explainer.explain(&request).headers;
        let sent = headers.iter().find(|(name, _)| name == "X").map_or("", |(_, value)| value);
        assert_eq!(sent, *expected, "{row}: {asked} under {rewrite}");
    }
}

/// An outbound rule that sets `X` where conditions hold.
fn set_x(more: &str, conditions: &str, value: &str) -> String {
    format!(
        r#"<rule name="x" {more}><match serverVariable="RESPONSE_X" pattern=".*" />{conditions}
           <action type="Rewrite" value="{value}" /></rule>"#
    )
}

#[test]
fn rw_6_group_0_of_lists_of_texts() {
    let any = set_x(
        "",
        r#"<conditions logicalGrouping="MatchAny"><add input="{HTTP_ORIGIN}" pattern="^https://a\.example$" />
           <add input="{HTTP_ORIGIN}" pattern="^https://(b|c)\.example$" /></conditions>"#,
        "[{C:0}]",
    );
    let both = set_x(
        "",
        r#"<conditions><add input="{HTTP_X_S}://{HTTP_X_H}" pattern="^https?://a$" /></conditions>"#,
        "[{C:0}]",
    );
    let own = set_x("", "", "[{R:0}]").replace("\".*\"", "\"^(?:|a|b)$\"");
    let check = |rules: &str, cases: &[(&str, &str)]| {
        check("RW-6", &format!("<outboundRules>{rules}</outboundRules>"), cases);
    };
    check(
        &any,
        &[
            ("Origin=https://a.example", "[https://a.example]"),
            ("Origin=https://c.example", "[https://c.example]"),
            ("Origin=https://d.example", ""),
        ],
    );
    check(
        &both,
        &[
            ("X-S=https X-H=a", "[https://a]"),
            ("X-S=http X-H=a", "[http://a]"),
            ("X-S=http X-H=b", ""),
        ],
    );
    check(&own, &[("", "[]"), ("-> X=b", "[b]"), ("-> X=c", "c")]);
}

#[test]
fn rw_6_groups_belong_to_the_conditions_they_stand_among() {
    let rules = format!(
        r#"<outboundRules>{}<preConditions><preCondition name="p"><add input="{{HTTP_ACCEPT}}" pattern="^text/(.*)$" />
           <add input="{{C:1}}" pattern="^html$" /></preCondition></preConditions></outboundRules>"#,
        set_x(
            r#"preCondition="p""#,
            r#"<conditions><add input="{HTTP_ORIGIN}" pattern="^https://(.*)$" /></conditions>"#,
            "[{C:1}]",
        )
    );
    check(
        "RW-6",
        &rules,
        &[
            ("Accept=text/html Origin=https://a", "[a]"),
            ("Accept=text/css Origin=https://html", ""),
            ("Accept=text/html Origin=http://a", ""),
        ],
    );
}

/// What IIS holds joined is one value, whatever the number of its lines (CH-5).
#[test]
fn rw_5_a_field_of_several_lines_in_a_text() {
    let rule = |value: &str| format!("<outboundRules>{}</outboundRules>", set_x("", "", value));
    let lines = "-> Vary=a Vary=b Vary=c X-Y=a X-Y=b";
    check("RW-5", &rule("{RESPONSE_VARY}"), &[(lines, "a,b,c"), ("-> Vary=a", "a"), ("", "")]);
    check("RW-5", &rule("{RESPONSE_X_Y}"), &[(lines, "a")]);
    check("RW-5", &rule("({RESPONSE_VARY})"), &[(lines, "(a,b,c)")]);
}

/// A rule that sets `V` to its number where the field `N` names it, with more attributes and another action for some.
fn setting(number: usize, more: &str) -> String {
    format!(
        r#"<rule name="r{number}" {more}><match url=".*" /><conditions><add input="{{HTTP_N}}" pattern="-{number}-" /></conditions>
           <serverVariables><set name="V" value="{number}" /></serverVariables><action type="None" /></rule>"#
    )
}

/// A variable is what the last rule that fired set it to, however many rules there are; what ends the run ends that too.
#[test]
fn rw_4_rw_6_the_last_rule_that_fired_sets_a_variable() {
    const RULES: usize = 300;
    let stop = |number| matches!(number, 3 | 70 | 257);
    let rules: String = (0..RULES)
        .map(|n| setting(n, if stop(n) { r#"stopProcessing="true""# } else { "" }))
        .collect();
    let last = r#"<rule name="end" stopProcessing="true"><match url=".*" /><conditions><add input="{HTTP_E}" pattern="^1$" /></conditions>
        <action type="None" /></rule>"#;
    let late = setting(RULES, "");
    let rules = format!(
        "<rules>{rules}{last}{late}</rules><outboundRules>{}</outboundRules>",
        set_x("", "", "[{V}]")
    );
    let cases = [
        ("N=-", "[]"),
        ("N=-0-", "[0]"),
        ("N=-1-", "[1]"),
        ("N=-0-1-2-", "[2]"),
        ("N=-0-3-4-", "[3]"),
        ("N=-63-64-", "[64]"),
        ("N=-65-", "[65]"),
        ("N=-70-71-299-", "[70]"),
        ("N=-1-255-", "[255]"),
        ("N=-1-256-", "[256]"),
        ("N=-255-257-258-", "[257]"),
        ("N=-256-299-", "[299]"),
        ("N=-1-300-", "[300]"),
        ("N=-1-300- E=1", "[1]"),
        ("N=-300- E=1", "[]"),
    ];
    check("RW-4, RW-6", &rules, &cases);
}

/// A rule that runs on lines one by one has fired where it did on any of them.
#[test]
fn rw_5_a_rule_on_lines_stops_the_run() {
    let rules = format!(
        r#"<outboundRules><rule name="first" stopProcessing="true">
           <match serverVariable="RESPONSE_Set_Cookie" pattern="^a" /><action type="Rewrite" value="a" /></rule>{}</outboundRules>"#,
        set_x("", "", "ran")
    );
    check(
        "RW-5",
        &rules,
        &[
            ("-> Set-Cookie=a=1", ""),
            ("-> Set-Cookie=b=1", "ran"),
            ("-> Set-Cookie=a=1 Set-Cookie=b=1", ""),
            ("-> Set-Cookie=b=1 Set-Cookie=a=1", ""),
            ("", "ran"),
        ],
    );
}
