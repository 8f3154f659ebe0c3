//! What is said about policies that let too much in, that browsers cannot use, or of which a part is dead; each finding with
//! configurations that have it and that do not.

use cors_gen::pipeline::{self, Input, Options, Source};
use cors_gen::policy::Arena;

/// The findings about a configuration, as `CG170 warning` or with `message`, without assumptions.
fn found(input: Input) -> Vec<(String, String)> {
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    assert!(outcome.policy.is_some(), "{:#?}", outcome.diagnostics);
    let findings = outcome.diagnostics.iter().filter(|it| it.code.id() != "CG090");
    findings
        .map(|it| {
            assert!(!it.help.is_empty(), "{it:?} says what to do");
            (format!("{} {}", it.code, it.severity.name()), it.message.clone())
        })
        .collect()
}

fn of(sections: &str) -> Vec<(String, String)> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    found(Input::from_reader("web.config", text.as_bytes()).expect("text in memory"))
}

fn codes(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(code, _)| code.as_str()).collect()
}

/// Each of the configurations has exactly these findings.
#[track_caller]
fn check(cases: &[(String, &[&str])]) {
    for (sections, expected) in cases {
        let found = of(sections);
        assert_eq!(codes(&found), *expected, "{sections}\n{found:#?}");
    }
}

/// A `<cors>` with these rules.
fn cors(rules: &str) -> String {
    format!(r#"<cors enabled="true">{rules}</cors>"#)
}

/// A rule that lacks nothing.
fn rule(origin: &str, attributes: &str) -> String {
    format!(
        r#"<add origin="{origin}" {attributes}><allowMethods><add method="PUT" /></allowMethods>
           <allowHeaders><add header="Content-Type" /></allowHeaders></add>"#
    )
}

const CREDENTIALS: &str = r#"allowCredentials="true""#;

fn headers(headers: &[(&str, &str)]) -> String {
    let add = |(name, value): &(&str, &str)| {
        let name = name.trim_start_matches('-');
        format!(r#"<add name="Access-Control-{name}" value="{value}" />"#)
    };
    let all: String = headers.iter().map(add).collect();
    format!("<httpProtocol><customHeaders>{all}</customHeaders></httpProtocol>")
}

/// An outbound rule that sends the origin back where it passes a pattern, with `Vary` and, if so, credentials.
fn echo(pattern: &str, credentials: bool) -> String {
    let set = |name: &str, value: &str| {
        format!(
            r#"<rule name="{name}"><match serverVariable="RESPONSE_{name}" pattern=".*" /><action type="Rewrite" value="{value}" /></rule>"#
        )
    };
    let credentials =
        if credentials { set("Access-Control-Allow-Credentials", "true") } else { String::new() };
    format!(
        r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
           <conditions><add input="{{HTTP_ORIGIN}}" pattern="{pattern}" /></conditions>
           <action type="Rewrite" value="{{HTTP_ORIGIN}}" /></rule>{}{credentials}</outboundRules></rewrite>"#,
        set("Vary", "Origin")
    )
}

#[test]
fn cm_12_wildcards_over_everybodys_names() {
    let of = |origin: &str, attributes: &str| cors(&rule(origin, attributes));
    check(&[
        (of("https://*", CREDENTIALS), &["CG170 warning"]),
        (of("https://*:8443", CREDENTIALS), &["CG170 warning"]),
        // As `*` is.
        (of("https://*", ""), &[]),
        (of("https://*.com", CREDENTIALS), &["CG170 warning"]),
        (of("https://*.com", ""), &["CG170 note"]),
        (of("https://*.azurewebsites.net", CREDENTIALS), &["CG170 warning"]),
        (of("https://*.github.io", ""), &["CG170 note"]),
        (of("https://*.co.uk", ""), &["CG170 note"]),
        (of("https://*.contoso.co.uk", CREDENTIALS), &[]),
        (of("https://*.contoso.azurewebsites.net", CREDENTIALS), &[]),
        (of("https://*.corp", CREDENTIALS), &[]),
        (of("https://*contoso.com", ""), &["CG100 warning"]),
        (of("https://*-app.azurewebsites.net", CREDENTIALS), &["CG100 warning"]),
        (of("https://*-app.contoso.com", CREDENTIALS), &[]),
        (of("chrome-extension://*", CREDENTIALS), &[]),
    ]);
    let message = &self::of(&of("https://*contoso.com", ""))[0].1;
    assert_eq!(message, "the origin `https://evilcontoso.com` passes `https://*contoso.com`");
}

#[test]
fn origins_of_plain_http_with_credentials() {
    let allowed = |origin: &str, credentials: &str| {
        headers(&[("-Allow-Origin", origin), ("-Allow-Credentials", credentials)])
    };
    check(&[
        (cors(&rule("http://contoso.com", CREDENTIALS)), &["CG171 warning"]),
        (cors(&rule("http://contoso.com", "")), &[]),
        (cors(&rule("http://*.contoso.com", CREDENTIALS)), &["CG171 warning"]),
        // Names that nobody outside can have.
        (cors(&rule("http://intranet", CREDENTIALS)), &["CG171 note"]),
        (cors(&rule("http://10.1.2.3:8080", CREDENTIALS)), &["CG171 note"]),
        (cors(&rule("http://localhost:3000", CREDENTIALS)), &[]),
        (allowed("http://contoso.com", "true"), &["CG171 warning"]),
        (headers(&[("-Allow-Origin", "http://contoso.com")]), &[]),
        (echo(r"^https?://(www\.)?contoso\.com$", true), &["CG171 warning"]),
        (echo(r"^https?://(www\.)?contoso\.com$", false), &[]),
        (echo(r"^https?://[a-z]+\.contoso\.com$", true), &["CG171 warning"]),
        (echo(r"^https://[a-z]+\.contoso\.com$", true), &[]),
    ]);
}

#[test]
fn the_visitors_own_machine_in_production() {
    let app = rule("https://app.contoso.com", "");
    check(&[
        (cors(&rule("http://localhost:4200", CREDENTIALS)), &[]),
        (cors(&(rule("http://localhost:4200", CREDENTIALS) + &app)), &["CG172 warning"]),
        (cors(&(rule("http://localhost:4200", "") + &app)), &["CG172 note"]),
        (cors(&(rule("http://127.0.0.1", "") + &app)), &["CG172 note"]),
        (cors(&(rule("http://localhost:4200", "") + &rule("https://app.corp", ""))), &[]),
        (headers(&[("-Allow-Origin", "http://localhost")]), &[]),
        (echo(r"^https?://(localhost|app\.contoso\.com)(:\d+)?$", false), &["CG172 note"]),
        (echo(r"^(https://app\.contoso\.com|http://localhost:3000)$", true), &["CG172 warning"]),
        (echo(r"^http://localhost(:\d+)?$", false), &[]),
    ]);
}

/// A transform for anything but debugging makes what is deployed.
#[test]
fn a_transform_makes_what_is_deployed() {
    let text = format!(
        "<configuration><system.webServer>{}</system.webServer></configuration>",
        headers(&[("-Allow-Origin", "http://localhost:3000")])
    );
    let transform = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><system.webServer xdt:Transform="SetAttributes(a)" a="b" /></configuration>"#;
    for (name, expected) in [("Web.Release.config", &["CG172 note"][..]), ("Web.Debug.config", &[])]
    {
        let mut input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
        let source = Source::from_reader(name, transform.as_bytes()).expect("text in memory");
        input.transforms.push(source);
        let found = found(input);
        let found: Vec<_> =
            codes(&found).into_iter().filter(|code| code.starts_with("CG17")).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn preflights_that_lack_what_they_ask_for() {
    let bare =
        |attributes: &str| cors(&format!(r#"<add origin="https://a.contoso.com" {attributes} />"#));
    let with = |methods: &str| {
        cors(&format!(
            r#"<add origin="https://a.contoso.com"><allowMethods><add method="{methods}" /></allowMethods></add>"#
        ))
    };
    let answered = |list: &str| {
        headers(&[("-Allow-Origin", "*"), (list, "X-Total")])
            + r#"<rewrite><rules><rule name="p"><match url=".*" /><conditions><add input="{REQUEST_METHOD}" pattern="^OPTIONS$" /></conditions>
                 <action type="CustomResponse" statusCode="204" /></rule></rules></rewrite>"#
    };
    check(&[
        (bare(""), &["CG180 note"]),
        (bare(r#"maxAge="0""#), &["CG180 note"]),
        // Whoever says how long an answer is kept wants one that helps.
        (bare(r#"maxAge="600""#), &["CG180 warning"]),
        (bare(r#"allowed="false""#), &["CG194 note"]),
        (with("POST"), &["CG180 note"]),
        (with("PUT"), &[]),
        (with("DELETE"), &[]),
        (cors(&rule("https://a.contoso.com", "")), &[]),
        // As files are sent to everybody.
        (headers(&[("-Allow-Origin", "*")]), &[]),
        (headers(&[("-Allow-Origin", "*"), ("-Max-Age", "600")]), &["CG180 warning"]),
        (answered("-Expose-Headers"), &["CG180 warning"]),
        (answered("-Allow-Headers"), &[]),
    ]);
}

#[test]
fn wildcards_that_are_names() {
    let listed = |list: &str, item: &str, attributes: &str| {
        cors(&format!(
            r#"<add origin="https://a.contoso.com" {attributes}><allowMethods><add method="DELETE" /></allowMethods><{list}><add {item}="*" /></{list}></add>"#
        ))
    };
    let by_headers = |origin: &str| {
        headers(&[
            ("-Allow-Origin", origin),
            ("-Allow-Credentials", "true"),
            ("-Allow-Methods", "*"),
            ("-Allow-Headers", "*, Authorization"),
        ])
    };
    check(&[
        (listed("allowHeaders", "header", CREDENTIALS), &["CG181 warning"]),
        (listed("allowHeaders", "header", ""), &["CG182 note"]),
        (listed("exposeHeaders", "header", CREDENTIALS), &["CG181 warning"]),
        (listed("exposeHeaders", "header", ""), &[]),
        (by_headers("https://a.contoso.com"), &["CG181 warning", "CG181 warning"]),
        // Credentials are in vain, and the rest means what it does without them.
        (by_headers("*"), &["CG043 warning"]),
        (headers(&[("-Allow-Origin", "*"), ("-Allow-Headers", "*")]), &["CG182 note"]),
        (headers(&[("-Allow-Origin", "*"), ("-Allow-Headers", "*, authorization")]), &[]),
    ]);
}

#[test]
fn lists_have_commas_between_names() {
    let listed = |name: &str, value: &str| headers(&[("-Allow-Origin", "*"), (name, value)]);
    check(&[
        (listed("-Allow-Methods", "PUT; DELETE"), &["CG043 warning"]),
        (listed("-Allow-Methods", "PUT DELETE"), &["CG043 warning"]),
        (listed("-Allow-Methods", "PUT, DELETE"), &[]),
        (listed("-Allow-Headers", "content-type;x-a"), &["CG043 warning"]),
        (listed("-Expose-Headers", "[X-Total]"), &["CG043 warning"]),
        (listed("-Expose-Headers", "X-Total,"), &[]),
    ]);
}

#[test]
fn values_of_rules_are_as_those_of_custom_headers() {
    let sent = |value: &str| {
        format!(
            r#"<rewrite><outboundRules><rule name="o"><match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" /><action type="Rewrite" value="{value}" /></rule></outboundRules></rewrite>"#
        )
    };
    check(&[
        (sent("https://a.contoso.com"), &[]),
        (sent("https://a.contoso.com, https://b.contoso.com"), &["CG043 warning"]),
        (sent("https://a.contoso.com/"), &["CG043 warning"]),
        (sent("null"), &["CG033 warning"]),
    ]);
}

#[test]
fn methods_that_nothing_takes() {
    let allowed = |methods: &str| headers(&[("-Allow-Origin", "*"), ("-Allow-Methods", methods)]);
    let handlers = |handlers: &str| format!("<handlers>{handlers}</handlers>");
    let everything = r#"<add name="app" path="*" verb="*" modules="httpPlatformHandler" />"#;
    let webdav =
        r#"<add name="WebDAV" path="*" verb="PROPFIND,PUT,DELETE" modules="WebDAVModule" />"#;
    let pages = r#"<add name="pages" path="*.php" verb="*" modules="FastCgiModule" />"#;
    let expected: &[&str] = &["CG183 note"];
    for (sections, expected) in [
        (allowed("GET,PUT") + &handlers(pages), expected),
        (allowed("GET,PUT") + &handlers(webdav), expected),
        (allowed("GET,POST") + &handlers(webdav), &[]),
        (allowed("GET,PUT") + &handlers(everything), &[]),
        // Nobody knows the handlers of a file that says nothing of them.
        (allowed("GET,PUT"), &[]),
    ] {
        let found = of(&sections);
        let found: Vec<_> =
            codes(&found).into_iter().filter(|it| it.starts_with("CG183")).collect();
        assert_eq!(found, expected, "{sections}");
    }
}

#[test]
fn origins_that_are_allowed_for_options_alone() {
    let rules = |pattern: &str| {
        let set = |name: &str, value: &str| {
            format!(
                r#"<rule name="{name}" preCondition="p"><match serverVariable="RESPONSE_{name}" pattern=".*" /><action type="Rewrite" value="{value}" /></rule>"#
            )
        };
        format!(
            r#"<rewrite><outboundRules>{}{}<preConditions><preCondition name="p"><add input="{{REQUEST_METHOD}}" pattern="{pattern}" /></preCondition></preConditions></outboundRules></rewrite>"#,
            set("Access-Control-Allow-Origin", "*"),
            set("Access-Control-Allow-Headers", "Content-Type"),
        )
    };
    check(&[
        (rules("^OPTIONS$"), &["CG184 warning"]),
        (rules("^(OPTIONS|GET)$"), &[]),
        (rules("."), &[]),
    ]);
}

#[test]
fn methods_in_lower_case() {
    let allowed = |methods: &str| headers(&[("-Allow-Origin", "*"), ("-Allow-Methods", methods)]);
    check(&[
        (allowed("GET, patch"), &["CG185 warning"]),
        (allowed("get, put, delete"), &["CG185 warning", "CG185 warning"]),
        (allowed("PATCH, patch"), &[]),
        // These need no list.
        (allowed("get, post, PUT"), &[]),
        (
            cors(r#"<add origin="*"><allowMethods><add method="Delete" /></allowMethods></add>"#),
            &["CG185 warning"],
        ),
    ]);
}

#[test]
fn op_5_methods_that_request_filtering_refuses() {
    let verbs = |attributes: &str, verbs: &str| {
        format!(
            "<security><requestFiltering><verbs {attributes}>{verbs}</verbs></requestFiltering></security>"
        )
    };
    let denied = verbs("", r#"<add verb="PUT" allowed="false" />"#);
    let only = verbs(
        r#"allowUnlisted="false""#,
        r#"<add verb="GET" allowed="true" /><add verb="OPTIONS" allowed="true" />"#,
    );
    let allowed = |methods: &str| headers(&[("-Allow-Origin", "*"), ("-Allow-Methods", methods)]);
    let below = |sections: &str| {
        format!(
            "</system.webServer><location path=\"api\"><system.webServer>{sections}</system.webServer></location><system.webServer>"
        )
    };
    let expected: &[&str] = &["CG186 warning"];
    for (sections, expected) in [
        (allowed("GET, PUT") + &denied, expected),
        (allowed("GET, POST") + &denied, &[]),
        (allowed("GET, POST") + &only, expected),
        (allowed("GET, OPTIONS") + &only, &[]),
        (cors(&rule("https://a.contoso.com", "")) + &denied, expected),
        (allowed("GET, PUT") + &below(&denied), expected),
    ] {
        let found = of(&sections);
        let found: Vec<_> =
            codes(&found).into_iter().filter(|it| it.starts_with("CG186")).collect();
        assert_eq!(found, expected, "{sections}");
    }
}

#[test]
fn cookies_are_shown_to_nobody() {
    let exposed = |names: &str| headers(&[("-Allow-Origin", "*"), ("-Expose-Headers", names)]);
    check(&[
        (exposed("X-Total, set-cookie"), &["CG187 warning"]),
        (exposed("X-Total"), &[]),
        (
            cors(
                r#"<add origin="https://a.contoso.com"><allowMethods><add method="DELETE" /></allowMethods><exposeHeaders><add header="Set-Cookie" /></exposeHeaders></add>"#,
            ),
            &["CG187 warning"],
        ),
    ]);
}

/// Where the bindings say the site's names, it is told for those alone.
#[test]
fn cm_17_the_sites_own_origin() {
    let site = |rules: &str| {
        format!(
            r#"<configuration><system.webServer><cors enabled="true" failUnlistedOrigins="true">{rules}</cors></system.webServer></configuration>"#
        )
    };
    let host = |bindings: &str| {
        format!(
            r#"<configuration><system.applicationHost><sites><site name="s" id="1"><application path="/" />
               <bindings>{bindings}</bindings></site></sites></system.applicationHost></configuration>"#
        )
    };
    let named = r#"<binding protocol="https" bindingInformation="*:443:www.contoso.com" /><binding protocol="net.tcp" bindingInformation="808:*" />"#;
    let other = rule("https://a.contoso.com", "");
    let own = rule("https://www.contoso.com", "");
    for (rules, bindings, expected) in [
        (other.clone(), None, &["CG188 note"][..]),
        (other.clone() + &rule("*", ""), None, &[]),
        (other.clone(), Some(named), &["CG188 warning"]),
        (other.clone() + &own, Some(named), &[]),
        (
            other.clone() + &own,
            Some(r#"<binding protocol="http" bindingInformation="*:80:" />"#),
            &["CG188 note"],
        ),
        (
            other,
            Some(r#"<binding protocol="http" bindingInformation="[::1]:8080:a.contoso.com" />"#),
            &["CG188 warning"],
        ),
    ] {
        let mut input =
            Input::from_reader("web.config", site(&rules).as_bytes()).expect("text in memory");
        let parent = bindings.map(|bindings| {
            Source::from_reader("applicationHost.config", host(bindings).as_bytes())
                .expect("text in memory")
        });
        input.parents.extend(parent);
        assert_eq!(codes(&found(input)), expected, "{rules} {bindings:?}");
    }
}

#[test]
fn rw_4_rw_5_rules_that_never_count() {
    let inbound = |name: &str, url: &str, conditions: &str, action: &str| {
        format!(
            r#"<rule name="{name}" stopProcessing="true"><match url="{url}" /><conditions>{conditions}</conditions><action {action} /></rule>"#
        )
    };
    let gone = r#"type="CustomResponse" statusCode="410""#;
    let rules = |rules: &[String]| format!("<rewrite><rules>{}</rules></rewrite>", rules.concat());
    let options = r#"<add input="{REQUEST_METHOD}" pattern="^OPTIONS$" />"#;
    let get = r#"<add input="{REQUEST_METHOD}" pattern="^GET$" />"#;
    let set = |name: &str, value: &str, conditions: &str| {
        format!(
            r#"<rule name="{name}"><match serverVariable="RESPONSE_X-A" pattern=".*" /><conditions>{conditions}</conditions><action type="Rewrite" value="{value}" /></rule>"#
        )
    };
    let outbound = |rules: &[String]| {
        format!("<rewrite><outboundRules>{}</outboundRules></rewrite>", rules.concat())
    };
    for (sections, expected) in [
        (rules(&[inbound("a", ".*", "", gone), inbound("b", "^x", "", gone)]), true),
        (rules(&[inbound("a", "(.*)", "", gone), inbound("b", "^x", "", gone)]), true),
        (rules(&[inbound("a", ".*", get, gone), inbound("b", "^x", "", gone)]), false),
        (rules(&[inbound("a", "^y", "", gone), inbound("b", "^x", "", gone)]), false),
        // Told as one that never sees OPTIONS.
        (rules(&[inbound("a", ".*", "", gone), inbound("b", ".*", options, gone)]), false),
        (outbound(&[set("a", "1", ""), set("b", "2", "")]), true),
        (outbound(&[set("a", "1", get), set("b", "2", "")]), true),
        (outbound(&[set("a", "1", ""), set("b", "2", get)]), false),
    ] {
        let found = of(&sections);
        let is_found = codes(&found).contains(&"CG190 warning");
        assert_eq!(is_found, expected, "{sections}\n{found:#?}");
    }
}

#[test]
fn removals_of_what_is_not_there() {
    let own = rule("https://a.contoso.com", "");
    check(&[
        (
            cors(&(r#"<remove origin="https://b.contoso.com" />"#.to_owned() + &own)),
            &["CG191 note"],
        ),
        // Who adds it makes sure.
        (cors(&(r#"<remove origin="https://a.contoso.com" />"#.to_owned() + &own)), &[]),
        (r#"<rewrite><rules><remove name="gone" /></rules></rewrite>"#.to_owned(), &["CG191 note"]),
        // A server may have these.
        (r#"<handlers><remove name="WebDAV" /></handlers>"#.to_owned(), &[]),
    ]);
}

#[test]
fn cm_7_names_under_all_requested_headers() {
    let headers = |attributes: &str, names: &str| {
        cors(&format!(
            r#"<add origin="https://a.contoso.com"><allowHeaders {attributes}>{names}</allowHeaders></add>"#
        ))
    };
    let name = r#"<add header="X-A" />"#;
    check(&[
        (headers(r#"allowAllRequestedHeaders="true""#, name), &["CG192 note"]),
        (headers(r#"allowAllRequestedHeaders="true""#, ""), &[]),
        (headers(r#"allowAllRequestedHeaders="false""#, name), &[]),
    ]);
}

#[test]
fn ages_that_browsers_cut() {
    let aged = |age: &str| cors(&rule("https://a.contoso.com", &format!(r#"maxAge="{age}""#)));
    check(&[
        (aged("7200"), &[]),
        (aged("7201"), &["CG193 note"]),
        (aged("86401"), &["CG193 note"]),
        (
            headers(&[("-Allow-Origin", "*"), ("-Allow-Headers", "X-A"), ("-Max-Age", "1728000")]),
            &["CG193 note"],
        ),
    ]);
    let message = |age: &str| of(&aged(age)).remove(0).1;
    assert_eq!(
        message("7201"),
        "not every browser keeps the answer to a preflight for 7201 seconds"
    );
    assert_eq!(message("86401"), "no browser keeps the answer to a preflight for 86401 seconds");
}

#[test]
fn cm_14_rules_that_others_say_too() {
    let wild = rule("https://*.contoso.com", "");
    let denied = r#"allowed="false""#;
    check(&[
        (cors(&(rule("https://a.contoso.com", "") + &wild)), &["CG194 note"]),
        (cors(&(rule("https://a.contoso.com", CREDENTIALS) + &wild)), &[]),
        (cors(&(rule("https://a.contoso.com", denied) + &wild)), &[]),
        (cors(&(rule("https://*.a.contoso.com", "") + &wild)), &["CG194 note"]),
        (cors(&(rule("https://a.fabrikam.com", "") + &wild)), &[]),
        (cors(&(rule("https://a.fabrikam.com", denied) + &wild)), &["CG194 note"]),
        // One for `*` sends `*`, the other the origin.
        (cors(&(rule("https://a.contoso.com", "") + &rule("*", ""))), &[]),
        (cors(&(rule("https://a.contoso.com", denied) + &rule("*", ""))), &[]),
    ]);
}

/// Every origin that a finding shows is one that the policy lets in.
#[test]
fn origins_that_are_shown_are_let_in() {
    let method =
        |pattern: &str| format!(r#"<add input="{{REQUEST_METHOD}}" pattern="{pattern}" />"#);
    let strange = r"^https://.*contoso\.com$";
    let with = |extra: &str| {
        echo(strange, false).replace("</conditions>", &format!("{extra}</conditions>"))
    };
    for (sections, expected) in [
        (with(""), true),
        (with(&method("^PUT$")), true),
        (with(&method("^UNUSUAL$")), false),
        (with(r#"<add input="{URL}" pattern="^/api/v\d+/orders" />"#), true),
        (with(r#"<add input="{HTTP_HOST}" pattern="^api\.fabrikam\.com$" />"#), true),
        (with(r#"<add input="{HTTP_ORIGIN}" pattern="^https://[^.]*\.contoso\.com$" />"#), false),
        (with(r#"<add input="{HTTP_ORIGIN}" pattern="evil" negate="true" />"#), true),
        (with(r#"<add input="{HTTP_X_SECRET}" pattern="^1$" />"#), false),
    ] {
        let found = of(&sections);
        assert_eq!(codes(&found).contains(&"CG100 warning"), expected, "{sections}\n{found:#?}");
    }
}

/// That this ends is what it tests.
#[test]
fn many_rules_and_many_paths_come_to_an_end() {
    let rule = |n: usize| {
        format!(
            r#"<add origin="https://{n}.contoso.com" allowCredentials="true" maxAge="99999" />"#
        )
    };
    let rules: String = (0..2_000).map(rule).collect();
    let wild = |n: usize| format!(r#"<add origin="https://*.{n}.contoso.com" />"#);
    let wilds: String = (0..2_000).map(wild).collect();
    let verbs = |n: usize| {
        format!(
            r#"<location path="p{n}"><system.webServer><security><requestFiltering><verbs><add verb="PUT" allowed="false" /></verbs></requestFiltering></security></system.webServer></location>"#
        )
    };
    let locations: String = (0..300).map(verbs).collect();
    let pattern = |n: usize| {
        echo(&format!(r"^https://.*(a|b){{0,20}}{n}\.contoso\.com"), true)
            .replace("<rewrite><outboundRules>", "")
            .replace("</outboundRules></rewrite>", "")
            .replace("name=\"", &format!("name=\"{n}-"))
    };
    let patterns: String = (0..60).map(pattern).collect();
    let text = format!(
        "<configuration><system.webServer>{}<rewrite><outboundRules>{patterns}</outboundRules></rewrite></system.webServer>{locations}</configuration>",
        cors(&(rules + &wilds)),
    );
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    assert!(outcome.policy.is_some());
}
