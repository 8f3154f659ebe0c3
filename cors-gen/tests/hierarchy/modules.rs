//! Modules that a level takes out, and what they would do; what the server lets rules set (OP-12, OP-13).

use cors_gen::pipeline::Outcome;
use cors_gen::policy::Arena;

use super::*;

/// A `web.config` of three sections, with this on line 10 and in `<location path="api">` on line 13.
fn site(own: &str, api: &str) -> String {
    format!(
        r#"<configuration><system.webServer>
<cors enabled="true"><add origin="https://a.example" /></cors>
<rewrite><rules>
<rule name="preflight"><match url=".*" /><action type="CustomResponse" statusCode="204" /></rule>
</rules></rewrite>
<security><requestFiltering>
<verbs>
<add verb="TRACE" allowed="false" /></verbs>
</requestFiltering></security>
{own}
</system.webServer>
<location path="api"><system.webServer>
{api}
</system.webServer></location></configuration>
"#
    )
}

/// An `applicationHost.config` of one site with this in its `<modules>`; a whole one with handlers.
fn server(modules: &str, is_whole: bool, more: &str) -> String {
    let handlers = "<handlers><add name=\"app\" path=\"*\" verb=\"*\" type=\"App\" /></handlers>";
    let handlers = if is_whole { handlers } else { "" };
    format!(
        "<configuration><system.applicationHost><sites><site name=\"S\"><application path=\"/\" /></site></sites></system.applicationHost>\n<system.webServer>{handlers}\n{modules}\n{more}</system.webServer></configuration>"
    )
}

/// What of the three sections is in the policy of a path.
fn carried(outcome: &Outcome<'_>, path: &str) -> String {
    let policy = outcome.policy.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics)).policy;
    let scope = policy.scope_of(path.as_bytes()).parts();
    let carried = [
        scope.cors.map(|_| "cors"),
        scope.rewrite.map(|_| "rewrite"),
        scope.verbs.map(|_| "verbs"),
    ];
    carried.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The findings of these codes: `CODE line`, and for each other place ` <- line`.
fn said(outcome: &Outcome<'_>, codes: &[&str]) -> Vec<String> {
    let place = |span| line(&outcome.sources, span);
    let found = outcome.diagnostics.iter().filter(|d| codes.contains(&d.code.id()));
    let show = |d: &Diagnostic| {
        let others = d.related.iter().map(|(span, _)| format!(" <- {}", place(*span)));
        // What a stock server locks is in no file of the site.
        let others: String = others.filter(|place| !place.contains("IIS 10 defaults")).collect();
        format!("{} {}{others}", d.code, place(d.span)).replace("web.config:", "")
    };
    found.map(show).collect()
}

const REMOVED: &str = "<modules><remove name=\"CorsModule\" /></modules>";

/// Each row: what stands at the root and for `api`, what of the three sections counts for both, and the findings.
#[test]
fn op_12_settings_of_modules_that_do_not_act() {
    const ALL: &str = "cors rewrite verbs";
    let both = "<modules><remove name=\"RewriteModule\" /><remove name=\"RequestFilteringModule\" /></modules>";
    let others = "<modules><remove name=\"CustomErrorModule\" /><remove name=\"StaticFileModule\" /></modules>";
    let own_cors = "<modules><remove name=\"CorsModule\" />\n<add name=\"CorsModule\" type=\"My.Origins\" /></modules>";
    let again = "<modules><add name=\"CorsModule\" /></modules>";
    for (own, api, at_root, at_api, findings) in [
        ("", "", ALL, ALL, &[][..]),
        ("<modules><remove name=\"WebDAVModule\" /></modules>", "", ALL, ALL, &[]),
        ("", REMOVED, ALL, "rewrite verbs", &["CG025 2 <- 13"]),
        (REMOVED, "", "rewrite verbs", "rewrite verbs", &["CG025 2 <- 10"]),
        (REMOVED, again, "rewrite verbs", ALL, &["CG025 2 <- 10"]),
        // In other letters it is another name (CM-20).
        ("<modules><remove name=\"corsmodule\" /></modules>", "", ALL, ALL, &[]),
        ("", both, ALL, "cors", &["CG025 4 <- 13", "CG023 13", "CG025 8 <- 13"]),
        (others, "", ALL, ALL, &["CG023 10", "CG025 10", "CG023 10", "CG025 10"]),
        (own_cors, "", "rewrite verbs", "rewrite verbs", &["CG025 2 <- 11", "CG026 11"]),
        (
            "",
            "<modules>\n<clear /></modules>",
            ALL,
            "",
            &[
                "CG025 2 <- 14",
                "CG025 4 <- 14",
                "CG025 8 <- 14",
                "CG023 14",
                "CG025 14",
                "CG025 14",
            ],
        ),
    ] {
        let tree = Tree::new(&[("web.config", &site(own, api))]);
        let arena = Arena::new();
        let outcome = pipeline::run(tree.input("web.config", &[]), &Options::default(), &arena);
        assert_eq!(carried(&outcome, "/"), at_root, "{own} {api}");
        assert_eq!(carried(&outcome, "/api/x"), at_api, "{own} {api}");
        let found = said(&outcome, &["CG017", "CG023", "CG025", "CG026"]);
        let (mut found, mut expected) = (found, findings.to_vec());
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "OP-12: {own} {api}");
    }
}

/// What does nothing anyway is not told again.
#[test]
fn op_12_settings_that_are_off_anyway() {
    for sections in [
        "<cors enabled=\"false\"><add origin=\"*\" /></cors>",
        "<cors />",
        "<rewrite><rules><rule name=\"a\" enabled=\"false\"><match url=\".*\" /></rule></rules></rewrite>",
        "<security><requestFiltering><verbs allowUnlisted=\"true\" /></requestFiltering></security>",
    ] {
        let modules = "<modules><remove name=\"CorsModule\" /><remove name=\"RewriteModule\" /><remove name=\"RequestFilteringModule\" /></modules>";
        let tree = Tree::new(&[("web.config", &web(&format!("{sections}{modules}")))]);
        let arena = Arena::new();
        let outcome = pipeline::run(tree.input("web.config", &[]), &Options::default(), &arena);
        assert_eq!(said(&outcome, &["CG025"]), Vec::<String>::new(), "{sections}");
        assert!(outcome.policy.is_some());
    }
}

/// The file of a whole server lists what there is; a part of one says of the rest nothing.
#[test]
fn op_12_modules_that_a_server_does_not_have() {
    let add = |names: &[&str]| {
        let adds: Vec<_> = names.iter().map(|name| format!("<add name=\"{name}\" />")).collect();
        format!("<modules>{}</modules>", adds.concat())
    };
    let whole = add(&["CorsModule", "RequestFilteringModule", "StaticFileModule"]);
    let none = add(&["HttpCacheModule"]);
    for (modules, is_whole, counts) in [
        (&whole, true, "cors verbs"),
        (&whole, false, "cors rewrite verbs"),
        (&none, true, "cors rewrite verbs"),
        (&String::new(), true, "cors rewrite verbs"),
    ] {
        let tree = Tree::new(&[
            ("web.config", &site("", "")),
            ("applicationHost.config", &server(modules, is_whole, "")),
        ]);
        let arena = Arena::new();
        let input = tree.input("web.config", &["applicationHost.config"]);
        let outcome = pipeline::run(input, &Options::default(), &arena);
        assert_eq!(carried(&outcome, "/"), counts, "{modules} {is_whole}");
        let about_rules =
            said(&outcome, &["CG025"]).iter().any(|it| it == "CG025 4 <- applicationHost.config:3");
        assert_eq!(about_rules, counts == "cors verbs", "{modules} {is_whole}");
    }
}

/// A lock on an entry of the server's own file is a lock as any other (CF-7); of a stock server it is assumed (CF-9).
#[test]
fn op_12_modules_that_the_server_locks() {
    let locked = "<modules><add name=\"CorsModule\" lockItem=\"true\" /></modules>";
    let tree = Tree::new(&[
        ("web.config", &site("", REMOVED)),
        ("cleared.config", &site("", "<modules><clear /></modules>")),
        ("applicationHost.config", &server(locked, false, "")),
    ]);
    for (config, place) in [("web.config", "13:"), ("cleared.config", "13:")] {
        let effective = tree.resolve(config, &["applicationHost.config"]);
        let words =
            [&format!("CG017 {config}:{place}"), "`CorsModule`", "<- applicationHost.config:3:"];
        assert_error(&effective, &words);
    }
    let effective = tree.resolve("cleared.config", &[]);
    let stock = effective.diagnostics.iter().find(|d| d.code.id() == "CG023").expect("a warning");
    assert_eq!(line(&effective.sources, stock.span), "cleared.config:13");
    assert!(stock.message.contains("`DefaultDocumentModule`, like 6 more,"), "{}", stock.message);
}

/// Each row: a module, and whether it is taken for one of CORS.
#[test]
fn op_12_modules_of_cors_that_an_application_brings() {
    for (module, is_cors) in [
        (
            "name=\"CorsHttpModule\" type=\"Thinktecture.IdentityModel.Http.Cors.IIS.CorsHttpModule\"",
            true,
        ),
        ("name=\"MyCORS\" type=\"App.Headers\"", true),
        ("name=\"Headers\" type=\"App.CorsHeaders, App\"", true),
        ("name=\"Headers\" type=\"App.Headers, App\"", false),
        ("name=\"CorsModule\"", false),
    ] {
        let tree =
            Tree::new(&[("web.config", &web(&format!("<modules>\n<add {module} /></modules>")))]);
        let arena = Arena::new();
        let outcome = pipeline::run(tree.input("web.config", &[]), &Options::default(), &arena);
        let expected: &[&str] = if is_cors { &["CG026 3"] } else { &[] };
        assert_eq!(said(&outcome, &["CG026"]), expected, "{module}");
    }
}

/// A thousand paths that each take the module out, with a hundred sections above them.
#[test]
fn op_12_many_paths_without_the_module() {
    let location = |path: &str, sections: &str| {
        format!(
            "<location path=\"{path}\"><system.webServer>{sections}</system.webServer></location>\n"
        )
    };
    let mut text = String::from("<configuration>\n");
    for n in 0..1_000 {
        text += &location(
            &format!("p{n}"),
            "<cors enabled=\"true\"><add origin=\"https://a.example\" /></cors>",
        );
        text += &location(&format!("p{n}/x"), REMOVED);
    }
    text += "</configuration>";
    let tree = Tree::new(&[("web.config", &text)]);
    let arena = Arena::new();
    let outcome = pipeline::run(tree.input("web.config", &[]), &Options::default(), &arena);
    assert_eq!(said(&outcome, &["CG025"]).len(), 1_000);
    assert_eq!(
        (carried(&outcome, "/p7"), carried(&outcome, "/p7/x")),
        ("cors".into(), String::new())
    );
}

/// Each row: what is known of the server, what rules set, and the findings.
#[test]
fn op_13_variables_that_rules_set() {
    let rule = |name: &str, variable: &str, more: &str| {
        format!(
            "<rule name=\"{name}\" {more}><match url=\".*\" /><serverVariables>\n<set name=\"{variable}\" value=\"1\" /></serverVariables></rule>"
        )
    };
    let web = |rules: &str| web(&format!("<rewrite><rules>\n{rules}</rules></rewrite>"));
    let allows = "<rewrite><allowedServerVariables><add name=\"set_here\" /></allowedServerVariables></rewrite>";
    let two = rule("a", "SET_HERE", "") + &rule("b", "OTHER", "");
    let off = rule("a", "SET_HERE", "enabled=\"false\"");
    for (server, rules, findings) in [
        // One note for the file.
        (None, &two, &["CG027 4"][..]),
        (None, &off, &[]),
        (Some(server("", true, "")), &two, &["CG085 4", "CG085 5"]),
        (Some(server("", true, "")), &off, &[]),
        (Some(server("", true, allows)), &two, &["CG085 5"]),
        // A part of a server's file that says nothing of them.
        (Some(server("", false, "")), &two, &["CG027 4"]),
        (Some(server("", false, allows)), &two, &["CG085 5"]),
    ] {
        let mut tree = vec![("web.config", web(rules))];
        let parents: &[&str] = if server.is_some() { &["server.config"] } else { &[] };
        tree.extend(server.clone().map(|text| ("server.config", text)));
        let tree: Vec<_> = tree.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let tree = Tree::new(&tree);
        let arena = Arena::new();
        let outcome = pipeline::run(tree.input("web.config", parents), &Options::default(), &arena);
        assert_eq!(said(&outcome, &["CG027", "CG085"]), findings, "OP-13: {server:?}\n{rules}");
    }
    // A note for each file whose rules do.
    let outer = web(&rule("outer", "OUTER", ""));
    let tree = Tree::new(&[("web.config", &outer), ("sub/web.config", &web(&two))]);
    let arena = Arena::new();
    let outcome =
        pipeline::run(tree.input("sub/web.config", &["web.config"]), &Options::default(), &arena);
    assert_eq!(said(&outcome, &["CG027"]), ["CG027 sub/4", "CG027 4"]);
}
