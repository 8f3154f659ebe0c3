//! The rows about redirects and about who gets OPTIONS after a rewrite, case by case: a request and what comes of it.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome, Source};
use cors_gen::policy::Arena;

/// The run on a `web.config` with these sections.
fn run<'p>(sections: &str, arena: &'p Arena) -> Outcome<'p> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    pipeline::run(input, &Options::default(), arena)
}

/// The findings of these sections: code and message.
fn findings(sections: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
    outcome.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect()
}

/// What comes of `METHOD url Name=value` under a whole configuration: `STATUS who Location`.
fn answer_of(configuration: &str, request: &str) -> String {
    answer_to(Input::from_reader("web.config", configuration.as_bytes()), request)
}

/// As [`answer_of`], of more than one file.
fn answer_to(input: std::io::Result<Input>, request: &str) -> String {
    let arena = Arena::new();
    let outcome = pipeline::run(input.expect("in memory"), &Options::default(), &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let mut words = request.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let field = |word: &str| {
        let (name, value) = word.split_once('=').expect("Name=value");
        (name.to_owned(), value.to_owned())
    };
    let headers = words.map(field).collect();
    let request = RequestSpec { method, path, headers, ..RequestSpec::default() };
    let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
    let mut locations = explanation.headers.iter().filter(|(name, _)| name == "Location");
    let location = locations.next().map_or("", |(_, value)| value.as_str());
    assert_eq!(locations.next(), None, "one line");
    format!("{} {} {location}", explanation.status, explanation.answered_by).trim_end().to_owned()
}

fn answer(sections: &str, request: &str) -> String {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    answer_of(&text, request)
}

fn check(row: &str, cases: &[(String, &str, &str)]) {
    for (sections, asked, expected) in cases {
        assert_eq!(answer(sections, asked), *expected, "{row}: {asked} under {sections}");
    }
}

const GOES_ON: &str = "200 application";
const STOCK: &str = "200 options-verb-handler";

/// A rule of URL Rewrite that redirects.
fn rule(matched: &str, action: &str) -> String {
    format!(
        r#"<rewrite><rules><rule name="r"><match url="{matched}" /><action type="Redirect" {action} /></rule></rules></rewrite>"#
    )
}

fn redirect(attributes: &str, entries: &str) -> String {
    format!(r#"<httpRedirect enabled="true" {attributes}>{entries}</httpRedirect>"#)
}

#[test]
fn rd_8_where_url_rewrite_redirects_to() {
    let to = |url: &str| rule(".*", &format!("url=\"{url}\""));
    let path = |pattern: &str, url: &str| rule(pattern, &format!("url=\"{url}\""));
    check(
        "RD-8",
        &[
            (
                to("https://a.example/x"),
                "GET https://s.example/",
                "301 url-rewrite https://a.example/x",
            ),
            (to("/x"), "GET https://s.example/y", "301 url-rewrite https://s.example/x"),
            (to("x"), "GET http://s.example:81/y", "301 url-rewrite http://s.example:81/x"),
            // However many slashes it starts with, it is a path of this site.
            (
                path("^(/|go)(.*)", "/{R:2}"),
                "GET https://s.example/go//a.evil",
                "301 url-rewrite https://s.example/a.evil",
            ),
            (
                path("^go(.*)", "//{R:1}"),
                "GET https://s.example/go/a.evil",
                "301 url-rewrite https://s.example/a.evil",
            ),
            // A word before a colon is a scheme only where slashes follow.
            (to("a:b"), "GET https://s.example/", "301 url-rewrite https://s.example/a:b"),
            // The query, at its place.
            (
                to("/x"),
                "GET https://s.example/?a=1&b=2",
                "301 url-rewrite https://s.example/x?a=1&b=2",
            ),
            (to("/x?"), "GET https://s.example/?a=1", "301 url-rewrite https://s.example/x?a=1"),
            (
                to("/x?y=z"),
                "GET https://s.example/?a=1",
                "301 url-rewrite https://s.example/x?y=z&a=1",
            ),
            (
                to("/x#top"),
                "GET https://s.example/?a=1",
                "301 url-rewrite https://s.example/x?a=1#top",
            ),
            (to("/x"), "GET https://s.example/?", "301 url-rewrite https://s.example/x"),
            (
                rule(".*", r#"url="/x" appendQueryString="false""#),
                "GET https://s.example/?a=1",
                "301 url-rewrite https://s.example/x",
            ),
            // What has no place in an address is encoded, what a path was decoded for is encoded again.
            (
                path("(.*)", "/n/{R:1}"),
                "GET https://s.example/a%20%22b%3F%25",
                "301 url-rewrite https://s.example/n/a%20%22b%3F%25",
            ),
            (
                path("(.*)", "/n/{ToLower:{R:1}}"),
                "GET https://s.example/%C3%89A",
                "301 url-rewrite https://s.example/n/%C3%89a",
            ),
            (
                to("/caf\u{e9} {HTTP_X}"),
                "GET https://s.example/ X=a%20b",
                "301 url-rewrite https://s.example/caf%C3%A9%20a%20b",
            ),
            // Without a host the address has none either.
            (to("/x"), "GET /", "301 url-rewrite /x"),
            // What the first line of `Host` says is what counts.
            (
                to("/x"),
                "GET https://s.example/ Host=h.example",
                "301 url-rewrite https://h.example/x",
            ),
        ],
    );
    for (kind, status) in [
        ("Permanent", 301),
        ("Found", 302),
        ("SeeOther", 303),
        ("Temporary", 307),
        ("301", 301),
        ("307", 307),
    ] {
        let sections = rule(".*", &format!(r#"url="https://a.example/" redirectType="{kind}""#));
        let expected = format!("{status} url-rewrite https://a.example/");
        assert_eq!(answer(&sections, "GET https://s.example/"), expected, "RD-8: {kind}");
    }
}

#[test]
fn rd_8_what_cannot_be_carried_is_refused_by_name() {
    for (sections, code) in [
        (rule(".*", r#"url="https://a.example/{REMOTE_ADDR}""#), "CG081"),
        (rule(".*", r#"url="https://a.example/{R:4}""#), "CG080"),
        (rule("(?=a)", r#"url="https://a.example/""#), "CG082"),
        (rule(".*", ""), "CG012"),
    ] {
        let found = findings(&sections);
        assert!(found.iter().any(|finding| finding.starts_with(code)), "{code}: {found:?}");
        assert!(!found.iter().any(|finding| finding.contains("routing")), "{found:?}");
    }
}

/// The folder of the file is what a relative address is below.
#[test]
fn rd_8_a_location_is_no_folder() {
    let location = |sections: &str| {
        format!(
            r#"<configuration><location path="sub"><system.webServer>{sections}</system.webServer></location></configuration>"#
        )
    };
    let sections = location(&rule("^sub/old$", "url=\"new\""));
    let request = "GET https://s.example/sub/old";
    assert_eq!(
        answer_of(&sections, request),
        "301 url-rewrite https://s.example/new",
        "RW-1, UR23"
    );
}

/// In a folder's file a relative address is below that folder; one that starts with a slash is the site's (UR35).
#[test]
fn rd_8_a_folder_is_what_addresses_are_below() {
    let file = |url: &str| {
        let rule = rule("^old/(.*)", &format!("url=\"{url}\""));
        format!("<configuration><system.webServer>{rule}</system.webServer></configuration>")
    };
    for (url, location) in [
        ("new/{R:1}", "https://s.example/Shop%20A/new/x"),
        ("/new/{R:1}", "https://s.example/new/x"),
        ("https://a.example/{R:1}", "https://a.example/x"),
    ] {
        let mut input = Input::from_reader("web.config", &b"<configuration />"[..]);
        let below = Source::from_reader("Shop A/web.config", file(url).as_bytes());
        let below = ("Shop A".to_owned(), below.expect("in memory"));
        input.as_mut().expect("in memory").files.push(below);
        let answer = answer_to(input, "GET https://s.example/shop%20a/old/x");
        assert_eq!(answer, format!("301 url-rewrite {location}"), "RD-8: {url}");
    }
}

/// A text may have what rules before have set, and what maps hold.
#[test]
fn rd_8_an_application_keeps_its_place_in_the_site() {
    let text = format!(
        "<configuration><system.webServer>{}</system.webServer></configuration>",
        rule("^old/(.*)", r#"url="new/{R:1}""#)
    );
    let input = Input::from_reader("web.config", text.as_bytes());
    let input = input.map(|input| Input { app: Some("/shop".to_owned()), ..input });
    let expected = "301 url-rewrite https://h.example/shop/new/x";
    assert_eq!(answer_to(input, "GET /old/x Host=h.example"), expected);
}

#[test]
fn rd_8_variables_and_maps() {
    let sections = r#"<rewrite><rewriteMaps><rewriteMap name="Hosts" defaultValue="www"><add key="a" value="b" /></rewriteMap></rewriteMaps><rules>
        <rule name="set"><match url="^([^/]+)/" /><serverVariables><set name="TENANT" value="{R:1}" /></serverVariables></rule>
        <rule name="go"><match url="/(.*)" /><action type="Redirect" url="https://{Hosts:{TENANT}}.example/{UrlEncode:{R:1}}" /></rule>
        </rules></rewrite>"#;
    check(
        "RD-8",
        &[
            (sections.to_owned(), "GET /a/x/y", "301 url-rewrite https://b.example/x%2Fy"),
            (sections.to_owned(), "GET /c/x", "301 url-rewrite https://www.example/x"),
        ],
    );
}

/// Every path of the site that is meant has it, whichever file says so.
#[test]
fn st_2_of_several_sites_the_one_that_is_meant() {
    let server = r#"<configuration><system.applicationHost><sites>
        <site name="A"><application path="/" /><hsts enabled="true" redirectHttpToHttps="true" /></site>
        <site name="B"><application path="/" /></site></sites></system.applicationHost></configuration>"#;
    let location = r#"<configuration><location path="api"><system.webServer><httpProtocol><customHeaders><add name="X" value="1" /></customHeaders>
        </httpProtocol></system.webServer></location></configuration>"#;
    for (site, answer) in [("A", "301 hsts https://s.example/api/x"), ("B", GOES_ON)] {
        let mut input = Input::from_reader("web.config", location.as_bytes()).expect("in memory");
        let server = Source::from_reader("applicationHost.config", server.as_bytes());
        input.parents.push(server.expect("in memory"));
        input.site = Some(site.to_owned());
        assert_eq!(answer_to(Ok(input), "GET http://s.example/api/x"), answer, "ST-2: {site}");
    }
}

#[test]
fn rd_1_status_and_switch() {
    let to = r#"destination="https://a.example" exactDestination="true""#;
    check(
        "RD-1",
        &[
            (redirect(to, ""), "GET https://s.example/", "302 http-redirect https://a.example"),
            (redirect(to, ""), "POST https://s.example/x/y", "302 http-redirect https://a.example"),
            (format!("<httpRedirect {to} />"), "GET /", GOES_ON),
            (format!(r#"<httpRedirect enabled="false" {to} />"#), "GET /", GOES_ON),
        ],
    );
    for (word, status) in
        [("Found", 302), ("Permanent", 301), ("Temporary", 307), ("PermRedirect", 308)]
    {
        let sections = redirect(&format!(r#"{to} httpResponseStatus="{word}""#), "");
        let expected = format!("{status} http-redirect https://a.example");
        assert_eq!(answer(&sections, "GET /"), expected, "RD-1: {word}");
    }
    let found = findings(&redirect(r#"destination="/" httpResponseStatus="Moved""#, ""));
    assert!(found[0].starts_with("CG013"), "{found:?}");
}

/// A module that is taken out redirects nothing.
#[test]
fn op_12_without_its_module_there_is_no_redirect() {
    let off = r#"<modules><remove name="HttpRedirectionModule" /></modules>"#;
    let sections = redirect(r#"destination="https://a.example""#, "") + off;
    assert_eq!(answer(&sections, "GET /x"), GOES_ON, "OP-12");
    assert!(findings(&sections).iter().any(|finding| finding.starts_with("CG025")), "OP-12");
}

#[test]
fn rd_2_what_is_appended() {
    let to = |destination: &str, exact: &str| {
        redirect(&format!(r#"destination="{destination}" exactDestination="{exact}""#), "")
    };
    check(
        "RD-2",
        &[
            (
                to("https://a.example", "false"),
                "GET /x/y?q=1",
                "302 http-redirect https://a.example/x/y?q=1",
            ),
            (
                to("https://a.example/", "false"),
                "GET /x/y",
                "302 http-redirect https://a.example/x/y",
            ),
            (to("https://a.example/n", "false"), "GET /", "302 http-redirect https://a.example/n/"),
            (
                to("https://a.example/", "true"),
                "GET /x?q=1",
                "302 http-redirect https://a.example/",
            ),
            (
                to("https://a.example", "false"),
                "GET /a%20b/../%3Fc",
                "302 http-redirect https://a.example/%3Fc",
            ),
            (to("/n", "true"), "GET https://s.example/x", "302 http-redirect https://s.example/n"),
        ],
    );
}

#[test]
fn rd_3_only_what_is_in_the_directory() {
    let sections = redirect(r#"destination="https://a.example" childOnly="true""#, "");
    check(
        "RD-3",
        &[
            (sections.clone(), "GET /x.html", "302 http-redirect https://a.example/x.html"),
            (sections.clone(), "GET /", "302 http-redirect https://a.example/"),
            (sections, "GET /sub/x.html", GOES_ON),
        ],
    );
}

#[test]
fn rd_4_and_rd_5_patterns_and_what_they_stand_for() {
    let by = |wildcard: &str, destination: &str| {
        let entry = format!(r#"<add wildcard="{wildcard}" destination="{destination}" />"#);
        redirect(r#"exactDestination="true""#, &entry)
    };
    check(
        "RD-4, RD-5",
        &[
            (
                by("*.asp", "/"),
                "GET https://s.example/x/Y.ASP",
                "302 http-redirect https://s.example/",
            ),
            (by("*.asp", "/"), "GET /x.aspx", GOES_ON),
            (
                by("/a/*", "https://a.example/$0"),
                "GET /a/b/c",
                "302 http-redirect https://a.example/b/c",
            ),
            (
                by("/*/*.asp", "https://a.example/$1-$0"),
                "GET /x/y.asp",
                "302 http-redirect https://a.example/y-x",
            ),
            (
                by("*", "https://a.example$V$Q"),
                "GET /x/y?z",
                "302 http-redirect https://a.example/x/y?z",
            ),
            (by("*", "https://a.example$V$Q"), "GET /x", "302 http-redirect https://a.example/x"),
            (
                by("*", "https://a.example$S?a=1&amp;$P"),
                "GET /x?b=2",
                "302 http-redirect https://a.example/x?a=1&b=2",
            ),
            (by("*", "https://a.example/$"), "GET /x", "302 http-redirect https://a.example/$"),
            (by("*", "https://a.example/$x"), "GET /x", "302 http-redirect https://a.example/$x"),
            (by("*", "!"), "GET /x", GOES_ON),
        ],
    );
    let two = |attributes: &str| {
        let entries = r#"<add wildcard="/x*" destination="!" /><add wildcard="*" destination="https://b.example" />"#;
        redirect(&format!(r#"exactDestination="true" {attributes}"#), entries)
    };
    check(
        "RD-5",
        &[
            (two(""), "GET /xyz", GOES_ON),
            (two(""), "GET /abc", "302 http-redirect https://b.example"),
            (
                two(r#"destination="https://a.example""#),
                "GET /xyz",
                "302 http-redirect https://a.example",
            ),
        ],
    );
    for (sections, finding) in [
        (
            two(r#"destination="https://a.example""#),
            "CG107 the patterns of `<httpRedirect>` do nothing beside a `destination`",
        ),
        (redirect("", ""), "CG107 `<httpRedirect>` is enabled and says no destination"),
        (
            by("/a*", "https://a.example/$1"),
            "CG106 `$1` stands for no `*` of the pattern, and comes to nothing",
        ),
        (by("*", "https://{HTTP_HOST}"), "CG106 `httpRedirect` replaces no references in braces"),
    ] {
        assert!(
            findings(&sections).contains(&finding.to_owned()),
            "{finding}: {:?}",
            findings(&sections)
        );
    }
    let twice =
        redirect("", r#"<add wildcard="a" destination="b" /><add wildcard="A" destination="c" />"#);
    assert!(findings(&twice)[0].starts_with("CG015"), "RD-5: the key is `wildcard`");
}

#[test]
fn rd_6_headers_are_on_redirects() {
    let sections = redirect(r#"destination="https://a.example""#, "")
        + r#"<httpProtocol><customHeaders><add name="X-C" value="1" /></customHeaders>
             <redirectHeaders><add name="X-R" value="2" /></redirectHeaders></httpProtocol>"#;
    let arena = Arena::new();
    let outcome = run(&sections, &arena);
    let policy = outcome.policy.as_ref().expect("a policy");
    let explanation = Explainer::new(policy, &outcome.sources).explain(&RequestSpec::default());
    let names: Vec<_> = explanation.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Location", "X-C", "X-R"], "RD-6");
    assert!(explanation.because[0].text.starts_with("destination="), "{:?}", explanation.because);
}

#[test]
fn rd_7_preflights_are_redirected() {
    let everything = redirect(r#"destination="https://a.example""#, "");
    let by_header = r#"<httpProtocol><customHeaders><add name="Access-Control-Allow-Origin" value="*" /></customHeaders></httpProtocol>"#;
    let by_module = r#"<cors enabled="true"><add origin="https://b.example" /></cors>"#;
    let preflight =
        "OPTIONS https://s.example/x Origin=https://b.example Access-Control-Request-Method=PUT";
    check(
        "RD-7",
        &[
            (everything.clone() + by_header, preflight, "302 http-redirect https://a.example/x"),
            (everything.clone() + by_module, preflight, "204 cors"),
        ],
    );
    let tells =
        |sections: String| findings(&sections).iter().any(|finding| finding.starts_with("CG102"));
    assert!(tells(everything.clone() + by_header), "RD-7");
    assert!(!tells(everything.clone() + by_module), "RD-7, CM-5");
    assert!(!tells(everything), "RD-7: nobody sends preflights here");
}

/// The order of the modules: request filtering, rules, `httpRedirect`, handlers.
#[test]
fn op_9_the_order() {
    let everything = redirect(r#"destination="https://a.example" exactDestination="true""#, "");
    let filtered = r#"<security><requestFiltering><verbs><add verb="PUT" allowed="false" /></verbs></requestFiltering></security>"#;
    let gone = r#"<rewrite><rules><rule name="r"><match url="^gone" /><action type="CustomResponse" statusCode="410" /></rule></rules></rewrite>"#;
    let sections = everything + filtered + gone;
    check(
        "OP-9",
        &[
            (sections.clone(), "PUT /gone", "404 request-filtering"),
            (sections.clone(), "GET /gone", "410 url-rewrite"),
            (sections.clone(), "GET /x", "302 http-redirect https://a.example"),
            (sections, "OPTIONS /x", "302 http-redirect https://a.example"),
        ],
    );
}

/// Handlers are found by the path as the service sees it, also of an application.
#[test]
fn op_11_of_an_application_below_the_site() {
    let text = r#"<configuration><system.webServer>
        <handlers><add name="api" path="api/*" verb="*" modules="Own" /></handlers>
        <rewrite><rules><rule name="r"><match url="^x" /><action type="Rewrite" url="api/y" /></rule></rules></rewrite>
        </system.webServer></configuration>"#;
    let input = Input::from_reader("web.config", text.as_bytes());
    let input = input.map(|input| Input { app: Some("/shop".to_owned()), ..input });
    assert_eq!(answer_to(input, "OPTIONS /x"), GOES_ON);
}

/// A rule that rewrites, and who answers OPTIONS of `/x` then.
#[test]
fn op_11_who_gets_options_after_a_rewrite() {
    const NODE: &str =
        r#"<handlers><add name="node" path="server.js" verb="*" modules="iisnode" /></handlers>"#;
    const PHP: &str =
        r#"<handlers><add name="php" path="*.php" verb="*" modules="FastCgiModule" /></handlers>"#;
    const NO_OPTIONS: &str = r#"<handlers><add name="php" path="*.php" verb="GET" modules="FastCgiModule" /><remove name="OPTIONSVerbHandler" /></handlers>"#;
    const FOLDER: &str =
        r#"<handlers><add name="api" path="api/*" verb="*" modules="Own" /></handlers>"#;
    let to = |handlers: &str, url: &str| {
        format!(
            r#"{handlers}<rewrite><rules><rule name="r"><match url="^(x.*)" /><action type="Rewrite" url="{url}" /></rule></rules></rewrite>"#
        )
    };
    check(
        "OP-11",
        &[
            (to("", "http://localhost:3000/{R:1}"), "OPTIONS /x", GOES_ON),
            (to("", "http://localhost:3000/{R:1}"), "OPTIONS /y", STOCK),
            (to("", "index.html"), "OPTIONS /x", STOCK),
            (to(NODE, "server.js"), "OPTIONS /x", GOES_ON),
            (to(NODE, "/server.js?u={R:1}"), "OPTIONS /x", GOES_ON),
            (to(NODE, "index.html"), "OPTIONS /x/server.js", STOCK),
            (to(NODE, "{R:1}/server.js"), "OPTIONS /x", GOES_ON),
            (to(NODE, "{R:1}"), "OPTIONS /x", GOES_ON),
            (to("", "{R:1}"), "OPTIONS /x", STOCK),
            (to("", "{R:1}.php"), "OPTIONS /x", GOES_ON),
            (to("", "{R:1}.html"), "OPTIONS /x", STOCK),
            (to(PHP, "index.php"), "OPTIONS /x", GOES_ON),
            (to("", "api/index.php"), "OPTIONS /x", GOES_ON),
            (to(NODE, "api/index.php"), "OPTIONS /x", GOES_ON),
            (to("", "default.aspx"), "OPTIONS /x", STOCK),
            (to(NO_OPTIONS, "index.php"), "OPTIONS /x", GOES_ON),
            (to(NO_OPTIONS, "index.html"), "OPTIONS /x", "405 static-file"),
            (to(FOLDER, "api/{R:1}"), "OPTIONS /x", GOES_ON),
            (to(FOLDER, "api/v1"), "OPTIONS /x", GOES_ON),
            (to(FOLDER, "other"), "OPTIONS /x", STOCK),
        ],
    );
    let notes = |sections: String| {
        let found = findings(&sections);
        found.into_iter().filter(|finding| finding.contains("OP-11")).count()
    };
    for (sections, count) in [
        (to(NODE, "{R:1}"), 1),
        (to("", "index.php"), 1),
        (to("", "{R:1}.php"), 1),
        (to(PHP, "index.php"), 0),
        (to("", "http://localhost:3000/"), 0),
        (to(NODE, "server.js"), 0),
        (to("", "index.html"), 0),
    ] {
        assert_eq!(notes(sections.clone()), count, "OP-11: {sections}");
    }
}

/// What later rules do stays what it was: the last rewrite counts, an answer counts more.
#[test]
fn op_11_the_run_of_rules() {
    let rules = |rules: &str| {
        format!(
            r#"<handlers><add name="node" path="server.js" verb="*" modules="iisnode" /></handlers><rewrite><rules>{rules}</rules></rewrite>"#
        )
    };
    let to = |name: &str, url: &str, stop: bool| {
        format!(
            r#"<rule name="{name}" stopProcessing="{stop}"><match url=".*" /><action type="Rewrite" url="{url}" /></rule>"#
        )
    };
    let answers = r#"<rule name="answer"><match url=".*" /><action type="CustomResponse" statusCode="204" /></rule>"#;
    check(
        "OP-11, RW-4",
        &[
            (rules(&(to("a", "server.js", false) + &to("b", "x.html", false))), "OPTIONS /", STOCK),
            (
                rules(&(to("a", "server.js", true) + &to("b", "x.html", false))),
                "OPTIONS /",
                GOES_ON,
            ),
            (rules(&(to("a", "server.js", false) + answers)), "OPTIONS /", "204 url-rewrite"),
            (rules(&(to("a", "server.js", true) + answers)), "OPTIONS /", GOES_ON),
            (rules(&(to("a", "server.js", true) + answers)), "GET /", GOES_ON),
        ],
    );
    // What a service does not know keeps the rule from counting, and nothing else.
    let unknown = rules(
        r#"<rule name="r"><match url=".*" /><conditions><add input="{REMOTE_ADDR}" pattern="^10\." /></conditions><action type="Rewrite" url="server.js" /></rule>"#,
    );
    assert_eq!(answer(&unknown, "OPTIONS /"), STOCK);
    assert!(findings(&unknown).iter().any(|finding| finding.starts_with("CG052")), "OP-11");
}

/// A server's file with one site, whose `<hsts>` and that of the defaults are these.
fn site(own: &str, defaults: &str) -> String {
    format!(
        r#"<configuration><system.applicationHost><sites>
             <site name="S"><application path="/" />{own}</site><siteDefaults>{defaults}</siteDefaults>
           </sites></system.applicationHost><system.webServer><handlers /></system.webServer></configuration>"#
    )
}

/// The `Strict-Transport-Security` of a response.
fn transport_security(configuration: &str, url: &str) -> Option<String> {
    let arena = Arena::new();
    let input = Input::from_reader("applicationHost.config", configuration.as_bytes());
    let outcome = pipeline::run(input.expect("in memory"), &Options::default(), &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let request = RequestSpec { path: url.to_owned(), ..RequestSpec::default() };
    let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
    let mut lines = explanation.headers.into_iter();
    lines.find(|(name, _)| name == "Strict-Transport-Security").map(|(_, value)| value)
}

#[test]
fn st_1_to_st_4_what_is_sent() {
    for (row, own, defaults, url, sent) in [
        (
            "ST-3",
            r#"<hsts enabled="true" max-age="300" />"#,
            "",
            "https://s.example/",
            Some("max-age=300"),
        ),
        ("ST-3", r#"<hsts enabled="true" max-age="300" />"#, "", "http://s.example/", None),
        ("ST-3, RW-2", r#"<hsts enabled="true" max-age="300" />"#, "", "/", Some("max-age=300")),
        ("ST-1", r#"<hsts max-age="300" />"#, "", "/", None),
        ("ST-1", r#"<hsts enabled="true" />"#, "", "/", Some("max-age=0")),
        (
            "ST-4",
            r#"<hsts enabled="true" max-age="4294967295" includeSubDomains="true" preload="true" />"#,
            "",
            "/",
            Some("max-age=4294967295; includeSubDomains; preload"),
        ),
        (
            "ST-2",
            r#"<hsts enabled="true" />"#,
            r#"<hsts max-age="7" preload="true" />"#,
            "/",
            Some("max-age=7; preload"),
        ),
        ("ST-2", r#"<hsts enabled="false" />"#, r#"<hsts enabled="true" />"#, "/", None),
        ("ST-2", "", r#"<hsts enabled="true" max-age="7" />"#, "/", Some("max-age=7")),
    ] {
        assert_eq!(
            transport_security(&site(own, defaults), url).as_deref(),
            sent,
            "{row}: {own} {defaults} {url}"
        );
    }
    for (hsts, code) in [
        (r#"<hsts enabled="yes" />"#, "CG013"),
        (r#"<hsts max-age="-1" />"#, "CG013"),
        (r#"<hsts maxAge="1" />"#, "CG011"),
    ] {
        let arena = Arena::new();
        let input = Input::from_reader("web.config", site(hsts, "").as_bytes()).expect("in memory");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        assert!(outcome.diagnostics.iter().any(|d| d.code.id() == code), "ST-1: {hsts}");
    }
    let misplaced = findings(r#"<hsts enabled="true" max-age="300" />"#);
    assert_eq!(
        misplaced,
        ["CG010 `<hsts>` stands in `<system.webServer>`, where IIS does not know it"],
        "ST-1"
    );
}

#[test]
fn st_5_and_st_6_http_goes_to_https() {
    let on = site(r#"<hsts enabled="true" redirectHttpToHttps="true" />"#, "");
    let off = site(r#"<hsts redirectHttpToHttps="true" />"#, "");
    for (row, configuration, request, answer) in [
        ("ST-5", &on, "GET http://s.example/a%20b?c=%20", "301 hsts https://s.example/a%20b?c=%20"),
        ("ST-5", &on, "GET http://s.example:8080/", "301 hsts https://s.example/"),
        ("ST-5", &on, "GET http://[::1]:8080/", "301 hsts https://[::1]/"),
        ("ST-5", &on, "GET https://s.example/", GOES_ON),
        ("ST-5, RW-2", &on, "GET / Host=s.example", GOES_ON),
        ("ST-6", &on, "OPTIONS http://s.example/x", "301 hsts https://s.example/x"),
        ("ST-5", &off, "GET http://s.example/", GOES_ON),
    ] {
        assert_eq!(answer_of(configuration, request), answer, "{row}: {request}");
    }
}

/// A redirect that does nothing is told, with what switches it off where that is written.
#[test]
fn st_5_a_redirect_without_hsts_is_told() {
    for (hsts, switched_off) in [
        (r#"<hsts redirectHttpToHttps="true" />"#, None),
        (
            r#"<hsts enabled="false" redirectHttpToHttps="true" />"#,
            Some(r#"enabled="false": switched off here"#),
        ),
    ] {
        let arena = Arena::new();
        let input = Input::from_reader("web.config", site(hsts, "").as_bytes()).expect("in memory");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let found = outcome.diagnostics.iter().find(|it| it.code.id() == "CG107").expect("ST-5");
        let related = found.related.first();
        let related = related.map(|it| format!("{}: {}", outcome.sources.text(it.0), it.1));
        assert_eq!(related.as_deref(), switched_off, "ST-5: {hsts}");
    }
}

/// Whoever allows origins is told; whoever does not need not care.
#[test]
fn st_6_preflights_over_http_are_noted_where_there_is_cors() {
    let of = |hsts: &str, cors: &str| {
        let arena = Arena::new();
        let inner = format!("<system.webServer>{cors}");
        let text = site(hsts, "").replace("<system.webServer>", &inner);
        let input = Input::from_reader("web.config", text.as_bytes()).expect("in memory");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        outcome.diagnostics.iter().filter(|it| it.code.id() == "CG102").count()
    };
    let redirects = r#"<hsts enabled="true" redirectHttpToHttps="true" />"#;
    let cors = r#"<cors enabled="true"><add origin="https://a.example" /></cors>"#;
    assert_eq!(of(redirects, cors), 1, "ST-6");
    assert_eq!(of(redirects, ""), 0, "ST-6");
    assert_eq!(of(r#"<hsts enabled="true" />"#, cors), 0, "ST-6");
}

/// Beside the site's own, a custom header of that name is a second line, over http too (ST-7, CH-5).
#[test]
fn st_7_a_custom_header_is_another_line() {
    let with_custom = |hsts: &str| {
        let header = r#"<system.webServer><httpProtocol><customHeaders><add name="Strict-Transport-Security" value="max-age=1" /></customHeaders></httpProtocol>"#;
        site(hsts, "").replace("<system.webServer>", header)
    };
    let configuration = with_custom(r#"<hsts enabled="true" max-age="2" />"#);
    let lines = |url: &str| {
        let arena = Arena::new();
        let input = Input::from_reader("web.config", configuration.as_bytes()).expect("in memory");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let policy = outcome.policy.as_ref().expect("a policy");
        let request = RequestSpec { path: url.to_owned(), ..RequestSpec::default() };
        let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
        explanation.headers.into_iter().map(|(_, value)| value).collect::<Vec<_>>()
    };
    assert_eq!(lines("https://s.example/"), ["max-age=2", "max-age=1"], "ST-7");
    assert_eq!(lines("http://s.example/"), ["max-age=1"], "ST-7");
}
