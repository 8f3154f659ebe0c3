//! CF-5, CF-9: an `applicationHost.config`, its sites and their applications.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::policy::Arena;

use super::*;

const SERVER: &str = r#"<configuration>
<configSections><sectionGroup name="system.webServer"><section name="cors" /><section name="httpProtocol" /><section name="handlers" /></sectionGroup></configSections>
<system.applicationHost><sites>
<site name="Shop" id="1"><application path="/" /><application path="/admin" /><application path="/api/v2" /></site>
<site name="Other" id="2"><application path="/" /></site>
</sites></system.applicationHost>
<system.webServer>
<httpProtocol><customHeaders><add name="X-Powered-By" value="ASP.NET" /></customHeaders></httpProtocol>
<handlers>
<add name="Own" path="*" verb="OPTIONS" modules="ProtocolSupportModule" /></handlers>
</system.webServer>
<location path="SHOP"><system.webServer>
<httpProtocol><customHeaders><add name="X-Site" value="1" /></customHeaders></httpProtocol>
</system.webServer></location>
<location path="Shop/Admin"><system.webServer>
<httpProtocol><customHeaders><add name="X-App" value="1" /></customHeaders></httpProtocol>
</system.webServer></location>
<location path="Other/admin"><system.webServer>
<httpProtocol><customHeaders><add name="X-Other" value="1" /></customHeaders></httpProtocol>
</system.webServer></location>
</configuration>
"#;

fn tree() -> Tree {
    Tree::new(&[
        ("applicationHost.config", SERVER),
        ("site/web.config", &web(&headers("<add name=\"X-Web\" value=\"1\" />"))),
        ("site/admin/web.config", &web(&headers("<remove name=\"X-Powered-By\" />"))),
    ])
}

fn resolve(
    tree: &Tree,
    config: &str,
    parents: &[&str],
    site: &str,
    app: Option<&str>,
) -> Effective {
    let site = Some(site).filter(|site| !site.is_empty()).map(str::to_owned);
    effective(Input { site, app: app.map(str::to_owned), ..tree.input(config, parents) })
}

#[test]
fn the_servers_file_takes_the_place_of_the_defaults() {
    let tree = tree();
    let effective = resolve(&tree, "site", &["applicationHost.config"], "shop", None);
    assert_eq!(
        headers_of(&effective, "/"),
        [
            "X-Powered-By=ASP.NET applicationHost.config:8",
            "X-Site=1 applicationHost.config:13",
            "X-Web=1 site/web.config:2"
        ]
    );
    assert_eq!(handlers_of(&effective, "/"), ["Own applicationHost.config:10"]);
    assert_eq!(
        headers_of(&effective, "/admin"),
        [
            "X-Site=1 applicationHost.config:13",
            "X-Web=1 site/web.config:2",
            "X-App=1 applicationHost.config:16"
        ],
        "CH-8: what the server sends can be removed"
    );
}

#[test]
fn an_application_of_the_site() {
    let tree = tree();
    let parents = ["applicationHost.config", "site/web.config"];
    let effective = resolve(&tree, "site/admin/web.config", &parents, "Shop", Some("/ADMIN/"));
    assert_eq!(headers_of(&effective, "/").len(), 3);
    assert_eq!(effective.scopes.as_ref().map(Vec::len), Some(1), "nothing outside of it");
    // Without the site's file, what the server says for the application.
    let effective = resolve(&tree, "site/admin/web.config", &parents[..1], "Shop", Some("admin"));
    assert_eq!(
        headers_of(&effective, "/"),
        ["X-Site=1 applicationHost.config:13", "X-App=1 applicationHost.config:16"]
    );
}

#[test]
fn a_servers_file_without_handlers_is_laid_over_the_defaults() {
    let tree = tree();
    let start = SERVER.find("<handlers>").expect("handlers");
    let end = SERVER.find("</handlers>").expect("handlers") + "</handlers>".len();
    tree.write("part.config", &(SERVER[..start].to_owned() + &SERVER[end..]));
    let effective = resolve(&tree, "site", &["part.config"], "Shop", None);
    assert_eq!(handlers_of(&effective, "/").len(), 6);
    assert_eq!(headers_of(&effective, "/").len(), 3);
}

#[test]
fn the_choice_of_a_site() {
    let tree = tree();
    tree.write(
        "one.config",
        &SERVER
            .replace("<site name=\"Other\" id=\"2\">", "<!--")
            .replace("<application path=\"/\" /></site>\n</sites>", "--></sites>"),
    );
    tree.write("none.config", "<configuration><system.applicationHost /></configuration>");
    assert!(findings(&resolve(&tree, "site", &["one.config"], "", None)).is_empty());
    for (parents, site, app, words) in [
        (
            &["applicationHost.config"][..],
            "",
            None,
            ["CG065 applicationHost.config:3:1", "has the sites `Shop`, `Other`"],
        ),
        (
            &["applicationHost.config"],
            "Blog",
            None,
            [
                "CG065 applicationHost.config:3:1",
                "no site `Blog`: this applicationHost.config has the sites",
            ],
        ),
        (&["none.config"], "", None, ["CG065 none.config:1:16", "has no sites"]),
        (
            &["site/web.config"],
            "Shop",
            None,
            ["CG065 site/admin/web.config:1:1", "no applicationHost.config is among the files"],
        ),
        (
            &["applicationHost.config"],
            "Shop",
            Some("/adm"),
            ["CG065 applicationHost.config:4:7", "has no application `/adm`"],
        ),
        (
            &["applicationHost.config"],
            "Other",
            Some("/admin"),
            ["CG065 applicationHost.config:5:7", "the site `Other` has no application"],
        ),
    ] {
        let effective = resolve(&tree, "site/admin/web.config", parents, site, app);
        assert_error(&effective, &words);
    }
}

/// Each row: where the hiding location stands, and which paths see its header (CF-5).
#[test]
fn what_child_applications_do_not_inherit() {
    let hidden = |path: &str| {
        let header = headers("<add name=\"X-H\" value=\"1\" />");
        format!(
            "<location path=\"{path}\" inheritInChildApplications=\"false\"><system.webServer>{header}</system.webServer></location>"
        )
    };
    for (in_server, in_site, expected) in [
        ("", ".", [true, true, false, false, true, false]),
        ("", "api", [false, true, false, false, false, false]),
        ("", "admin", [false, false, true, true, false, false]),
        ("Shop", "", [true, true, false, false, true, false]),
        ("Shop/admin", "", [false, false, true, true, false, false]),
        ("Shop/admin/users", "", [false, false, false, true, false, false]),
    ] {
        let tree = tree();
        let mut server = SERVER.to_owned();
        let mut web = "<configuration></configuration>".to_owned();
        if in_site.is_empty() {
            server = server.replace(
                "<location path=\"SHOP\">",
                &format!("{}<location path=\"x\">", hidden(in_server)),
            );
            server = server.replace("<location path=\"Shop/Admin\">", "<location path=\"y\">");
        } else {
            web = web.replace("><", &format!(">{}<", hidden(in_site)));
        }
        tree.write("applicationHost.config", &server);
        tree.write("site/web.config", &web);
        tree.write("site/admin/users/web.config", &super::web("<cors />"));
        let effective = resolve(&tree, "site", &["applicationHost.config"], "Shop", None);
        let paths = ["/", "/api", "/admin", "/admin/users", "/api2", "/api/v2/x"];
        // Of `/api/v2` it is only known that it is an application.
        let sees = paths.map(|path| {
            headers_of(&effective, path).iter().any(|header| header.starts_with("X-H="))
        });
        assert_eq!(sees, expected, "CF-5: {in_server}{in_site}");
    }
}

/// Without a server's file the application is known from `app`.
#[test]
fn an_application_that_is_named_inherits_as_one() {
    let hidden = format!(
        "<configuration><location path=\".\" inheritInChildApplications=\"false\"><system.webServer>{}</system.webServer></location></configuration>",
        headers("<add name=\"X-H\" value=\"1\" />")
    );
    let tree = Tree::new(&[
        ("site/web.config", &hidden),
        ("site/shop/web.config", &web(&headers("<add name=\"X-A\" value=\"1\" />"))),
    ]);
    let parents = ["site/web.config"];
    let folder = resolve(&tree, "site/shop/web.config", &parents, "", None);
    assert_eq!(headers_of(&folder, "/").len(), 2, "a folder inherits");
    let app = resolve(&tree, "site/shop/web.config", &parents, "", Some("/shop"));
    assert_eq!(headers_of(&app, "/"), ["X-A=1 site/shop/web.config:2"]);
}

/// RW-6: a variable of a rule above the application, which the application's own file takes out, is empty there; one that
/// no rule sets is an error.
#[test]
fn rw_6_a_variable_that_is_set_above_the_application() {
    let sets = r#"<rewrite><rules><rule name="s"><match url=".*" /><serverVariables><set name="Captured" value="set" /></serverVariables></rule></rules></rewrite>"#;
    let reads = |rules: &str| {
        web(&format!(
            r#"<rewrite>{rules}<outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="[{{CAPTURED}}]" /></rule></outboundRules></rewrite>"#
        ))
    };
    let cleared = "<rules><clear /></rules>";
    for (above, own, app, sent) in [
        (sets, "", Some("/shop"), Some("[set]")),
        (sets, cleared, Some("/shop"), Some("[]")),
        (sets, cleared, None, Some("[]")),
        ("", cleared, Some("/shop"), None),
    ] {
        let tree =
            Tree::new(&[("site/web.config", &web(above)), ("site/shop/web.config", &reads(own))]);
        let input = tree.input("site/shop/web.config", &["site/web.config"]);
        let input = Input { app: app.map(str::to_owned), ..input };
        let arena = Arena::new();
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let Some(sent) = sent else {
            assert!(outcome.diagnostics.iter().any(|d| d.code.id() == "CG081"), "{own}");
            continue;
        };
        let policy =
            outcome.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
        let request = RequestSpec { path: "/x".to_owned(), ..RequestSpec::default() };
        let explanation = Explainer::new(policy, &outcome.sources).explain(&request);
        let header = explanation.headers.iter().find(|(name, _)| name == "X");
        assert_eq!(header.map(|(_, value)| value.as_str()), Some(sent), "{above} {own} {app:?}");
    }
}
