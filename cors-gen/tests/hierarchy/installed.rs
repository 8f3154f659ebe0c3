//! CF-9: what a server has installed and unlocked, as its file says it; and what a stock one locks.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::policy::Arena;

use super::*;

/// An `applicationHost.config` of one site: `before` stands before its `<configSections>`, `declared` in that of
/// `system.webServer`.
fn server(before: &str, declared: &str) -> String {
    format!(
        "<configuration>{before}\n<configSections><sectionGroup name=\"system.webServer\">{declared}</sectionGroup></configSections>\n<system.applicationHost><sites><site name=\"S\"><application path=\"/\" /></site></sites></system.applicationHost></configuration>"
    )
}

const DECLARED: &str = "<section name=\"cors\" /><sectionGroup name=\"security\"><section name=\"requestFiltering\" /></sectionGroup><sectionGroup name=\"webdav\"><section name=\"authoring\" /></sectionGroup>";

/// DOC deep-dive-into-iis-configuration: a section that nobody declares is of a module that is not installed.
#[test]
fn sections_are_declared_by_the_server() {
    for (sections, undeclared) in [
        ("<cors />", None),
        ("<security>\n<requestFiltering /></security>", None),
        ("<webdav>\n<authoring /></webdav>", None),
        ("<httpProtocol />", Some(("2:1", "`<httpProtocol>`"))),
        ("<rewrite>\n<rules /></rewrite>", Some(("2:1", "`<rewrite>`"))),
        ("<aspNetCore />", Some(("2:1", "`<aspNetCore>`"))),
        ("<myOwn><x /></myOwn>", Some(("2:1", "`<myOwn>`"))),
        ("<security>\n<ipSecurity /></security>", Some(("3:1", "`<ipSecurity>`"))),
        ("<webdav>\n<other /></webdav>", Some(("3:1", "`<other>`"))),
    ] {
        let tree = Tree::new(&[
            ("server.config", &server("", DECLARED)),
            (
                "part.config",
                &server("", "")
                    .replace("<sectionGroup name=\"system.webServer\"></sectionGroup>", ""),
            ),
            ("web.config", &web(sections)),
        ]);
        let effective = tree.resolve("web.config", &["server.config"]);
        match undeclared {
            None => assert_eq!(findings(&effective), Vec::<String>::new(), "{sections}"),
            Some((place, name)) => {
                let words = [&format!("CG020 web.config:{place}: "), name, "is not declared"];
                assert_error(&effective, &words);
                let options = Options::allowing(["CG020".parse().expect("a code")]);
                let input = tree.input("web.config", &["server.config"]);
                assert!(pipeline::effective(input, &options).scopes.is_some(), "{sections}");
            }
        }
        let part = tree.resolve("web.config", &["part.config"]);
        assert_eq!(findings(&part), Vec::<String>::new(), "a server's file that declares nothing");
    }
}

#[test]
fn declarations_come_first_once_and_are_not_repeated() {
    let own = |declared: &str| {
        format!(
            "<configuration><configSections>{declared}</configSections>\n<system.webServer /></configuration>"
        )
    };
    let again =
        "<sectionGroup name=\"system.webServer\">\n<section name=\"cors\" /></sectionGroup>";
    let tree = Tree::new(&[
        ("good.config", &server("", DECLARED)),
        ("late.config", &server("<appSettings />", DECLARED)),
        ("twice.config", &server("<configSections />", DECLARED)),
        ("doubled.config", &server("", &format!("{DECLARED}\n<section name=\"cors\" />"))),
        ("web.config", "<configuration />"),
        ("again.config", &own(again)),
        ("other.config", &own("<section name=\"mine\" />")),
    ]);
    for (config, parent, words) in [
        ("web.config", "late.config", &["CG021 late.config:2:1: ", "not the first"][..]),
        ("web.config", "twice.config", &["CG021 twice.config:2:1: ", "<- twice.config:1:16"]),
        (
            "web.config",
            "doubled.config",
            &["CG021 doubled.config:3:1: ", "`system.webServer/cors`"],
        ),
        ("again.config", "good.config", &["CG021 again.config:2:1: ", "<- good.config:2:"]),
    ] {
        assert_error(&tree.resolve(config, &[parent]), words);
    }
    for config in ["web.config", "other.config"] {
        let effective = tree.resolve(config, &["good.config"]);
        assert_eq!(findings(&effective), Vec::<String>::new(), "{config}");
    }
}

#[test]
fn a_site_has_a_root_application() {
    let text = server("", DECLARED).replace("path=\"/\"", "path=\"/shop\"");
    let tree = Tree::new(&[("server.config", &text), ("web.config", "<configuration />")]);
    assert_error(
        &tree.resolve("web.config", &["server.config"]),
        &["CG065 server.config:3:", "the site `S` has no root application"],
    );
}

/// Without a server's file a stock one is assumed (AH).
#[test]
fn what_a_stock_server_locks_is_a_warning() {
    for (sections, warned) in [
        (
            "<security><authentication>\n<windowsAuthentication enabled=\"true\" /></authentication></security>",
            true,
        ),
        ("<security>\n<ipSecurity /></security>", true),
        ("<rewrite>\n<allowedServerVariables /></rewrite>", true),
        ("<modules>\n<clear /></modules>", true),
        ("<modules>\n<remove name=\"WebDAVModule\" /></modules>", false),
        ("<modules>\n<remove name=\"StaticFileModule\" /></modules>", true),
        ("<modules>\n<remove name=\"CorsModule\" /></modules>", false),
        ("<modules>\n<add name=\"Own\" type=\"Own.Module\" /></modules>", false),
        ("<security>\n<requestFiltering /></security>", false),
        ("<handlers>\n<clear /></handlers>", false),
    ] {
        let effective = Tree::new(&[("web.config", &web(sections))]).resolve("web.config", &[]);
        let warnings = effective.diagnostics.iter().filter(|d| d.code.id() == "CG023");
        let places: Vec<_> = warnings.map(|d| line(&effective.sources, d.span)).collect();
        let expected: &[&str] = if warned { &["web.config:3"] } else { &[] };
        assert_eq!(places, expected, "CF-9: {sections}");
        assert!(effective.scopes.is_some(), "{sections}");
    }
}

#[test]
fn rules_of_the_whole_server_stand_in_its_file() {
    let rules = "<rewrite>\n<globalRules /></rewrite>";
    let at_server = "<system.applicationHost><sites><site name=\"S\"><application path=\"/\" /></site></sites></system.applicationHost>";
    let server =
        web(rules).replacen("<system.webServer>", &format!("{at_server}<system.webServer>"), 1);
    let tree = Tree::new(&[
        ("web.config", &web(rules)),
        ("empty.config", "<configuration />"),
        ("server.config", &server),
        ("part.config", rules),
    ]);
    assert_error(&tree.resolve("web.config", &[]), &["CG019 web.config:3:1: `<globalRules>`"]);
    for (config, parents) in [("empty.config", &["server.config"][..]), ("part.config", &[])] {
        let effective = tree.resolve(config, parents);
        assert_eq!(findings(&effective), Vec::<String>::new(), "{config}");
    }
}

/// CF-4: a warning with what was meant; that no request has the path is certain for some.
#[test]
fn locations_that_match_nothing() {
    let header = headers("<add name=\"X-A\" value=\"1\" />");
    for (path, meant) in [
        ("*", Some("leave `path` out")),
        ("api/*", Some("`path=\"api\"`")),
        ("a,b", Some("`a`, `b`")),
        ("~/api", Some("`path=\"api\"`")),
        ("../x", Some("the folder that is meant")),
        ("https://a.example/api", Some("`path=\"api\"`")),
        ("api", None),
        (".", None),
    ] {
        let text = format!(
            "<configuration>\n<location path=\"{path}\"><system.webServer>{header}</system.webServer></location></configuration>"
        );
        let effective = Tree::new(&[("web.config", &text)]).resolve("web.config", &[]);
        let mut warnings = effective.diagnostics.iter().filter(|d| d.code.id() == "CG018");
        let warning = warnings.next();
        let help = warning.map(|d| (line(&effective.sources, d.span), d.help.concat()));
        match (meant, help) {
            (None, None) => {}
            (Some(meant), Some((place, help))) => {
                assert_eq!(place, "web.config:2");
                assert!(help.contains(meant), "{path}: {help}");
            }
            (_, help) => panic!("{path}: {help:?}"),
        }
        assert!(warnings.next().is_none() && effective.scopes.is_some(), "{path}");
    }
}

/// CF-2: the help of a name that is not known.
#[test]
fn no_name_is_offered_twice() {
    for section in [
        "<cors><x /></cors>",
        "<httpProtocol><x /></httpProtocol>",
        "<rewrite><outboundRules><x /></outboundRules></rewrite>",
    ] {
        let effective = Tree::new(&[("web.config", &web(section))]).resolve("web.config", &[]);
        let help = &effective.diagnostics[0].help[0];
        let mut names: Vec<_> = help.rsplit(": ").next().expect("names").split(", ").collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{help}");
    }
}

/// Sources disagree; the choice is said (CG090).
#[test]
fn rw_4_a_global_rule_that_stops_keeps_the_sites_rules_from_running() {
    let rule = |section: &str, name: &str, stops: bool, action: &str| {
        web(&format!(
            r#"<rewrite><{section}><rule name="{name}" stopProcessing="{stops}"><match url="^api" />{action}</rule></{section}></rewrite>"#
        ))
    };
    let answer = r#"<action type="CustomResponse" statusCode="403" />"#;
    for (stops, path, answered_by, status) in [
        (true, "/api/x", "application", 200),
        (false, "/api/x", "url-rewrite", 403),
        (true, "/other", "application", 200),
    ] {
        let server = rule("globalRules", "let through", stops, r#"<action type="None" />"#);
        let at_server = "<system.applicationHost><sites><site name=\"S\"><application path=\"/\" /></site></sites></system.applicationHost>";
        let server =
            server.replacen("<system.webServer>", &format!("{at_server}<system.webServer>"), 1);
        let tree = Tree::new(&[
            ("server.config", &server),
            ("web.config", &rule("rules", "deny", false, answer)),
        ]);
        let arena = Arena::new();
        let outcome = pipeline::run(
            tree.input("web.config", &["server.config"]),
            &Options::default(),
            &arena,
        );
        let policy = outcome.policy.as_ref().expect("a policy");
        let request = RequestSpec { path: path.to_owned(), ..RequestSpec::default() };
        let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
        assert_eq!(
            (explanation.answered_by, explanation.status),
            (answered_by, status),
            "{stops} {path}"
        );
        let said = |d: &&Diagnostic| d.code.id() == "CG090" && d.message.contains("global rule");
        let notes = outcome.diagnostics.iter().filter(said).count();
        assert_eq!(notes, usize::from(stops), "{:#?}", outcome.diagnostics);
    }
}
