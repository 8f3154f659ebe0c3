//! CF-3, CF-4: how levels join.

use super::*;

#[test]
fn collections_append_and_the_deepest_scalar_wins() {
    let tree = Tree::new(&[
        (
            "site/web.config",
            &web(&format!(
                "<cors enabled=\"true\" failUnlistedOrigins=\"true\"><add origin=\"https://a.example\" /></cors>\n{}",
                headers("<add name=\"X-A\" value=\"site\" />")
            )),
        ),
        (
            "site/app/web.config",
            &web(&format!(
                "<cors failUnlistedOrigins=\"false\"><add origin=\"https://b.example\" /></cors>\n{}",
                headers("<add name=\"X-B\" value=\"app\" />")
            )),
        ),
    ]);
    let effective = tree.resolve("site/app/web.config", &["site/web.config"]);
    assert_eq!(
        headers_of(&effective, "/"),
        ["X-A=site site/web.config:3", "X-B=app site/app/web.config:3"]
    );
    let cors = scope(&effective, "/").cors.clone();
    let place = |span| line(&effective.sources, span);
    let origins: Vec<_> =
        cors.rules.iter().map(|r| (r.origin.value.as_str(), place(r.tag))).collect();
    let (site, app) = ("site/web.config:2".to_owned(), "site/app/web.config:2".to_owned());
    assert_eq!(origins, [("https://a.example", site.clone()), ("https://b.example", app.clone())]);
    assert_eq!(cors.enabled.map(|e| (e.value, place(e.span))), Some((true, site)));
    assert_eq!(cors.fail_unlisted_origins.map(|f| (f.value, place(f.span))), Some((false, app)));
}

#[test]
fn handlers_of_deeper_levels_come_first() {
    let handler = |name| format!("<add name=\"{name}\" path=\"*\" verb=\"*\" modules=\"M\" />");
    let tree = Tree::new(&[
        (
            "web.config",
            &web(&format!("<handlers>\n{}\n{}</handlers>", handler("one"), handler("two"))),
        ),
        (
            "app/web.config",
            &web(&format!(
                "<handlers>\n<remove name=\"two\" />{}\n{}<remove name=\"StaticFile\" /></handlers>",
                handler("three"),
                handler("four")
            )),
        ),
        ("all/web.config", &web(&format!("<handlers><clear />\n{}</handlers>", handler("own")))),
    ]);
    let effective = tree.resolve("", &[]);
    assert_eq!(
        handlers_of(&effective, "/app/x"),
        [
            "three app/web.config:3",
            "four app/web.config:4",
            "one web.config:3",
            "TRACEVerbHandler IIS 10 defaults:7",
            "OPTIONSVerbHandler IIS 10 defaults:8",
            "ExtensionlessUrlHandler-ISAPI-4.0_32bit IIS 10 defaults:9",
            "ExtensionlessUrlHandler-ISAPI-4.0_64bit IIS 10 defaults:10",
            "ExtensionlessUrlHandler-Integrated-4.0 IIS 10 defaults:11"
        ]
    );
    assert_eq!(handlers_of(&effective, "/all"), ["own all/web.config:3"]);
    assert_eq!(handlers_of(&effective, "/")[..2], ["one web.config:3", "two web.config:4"]);
}

/// Each row: what a folder does to the handlers `one`, `two` and `three` of the site, and their order then. `MH9v`: one that is
/// added again is behind the new ones; that it keeps its place among the inherited ones is measured for modules only (MH2).
#[test]
fn handlers_that_are_added_again_are_not_new() {
    let add = |name| format!("<add name=\"{name}\" path=\"*\" verb=\"*\" modules=\"M\" />");
    let again = |name| format!("<remove name=\"{name}\" />{}", add(name));
    let site =
        format!("<handlers><clear />{}{}{}</handlers>", add("one"), add("two"), add("three"));
    for (entries, expected) in [
        (again("two"), "one two three"),
        (again("three") + &again("one"), "one two three"),
        (again("two") + &add("new"), "new one two three"),
        (again("two") + &again("two") + "<remove name=\"one\" />", "two three"),
        (again("two") + "<remove name=\"two\" />", "one three"),
        (add("new") + &again("new") + &add("newer"), "new newer one two three"),
        (format!("<clear />{}{}", add("two"), add("one")), "two one"),
        (again("two") + "<clear />" + &add("new") + &add("two"), "new two"),
    ] {
        let tree = Tree::new(&[
            ("web.config", &web(&site)),
            ("below/web.config", &web(&format!("<handlers>{entries}</handlers>"))),
        ]);
        let effective = tree.resolve("", &[]);
        let handlers = &scope(&effective, "/below").handlers.mappings;
        let names: Vec<_> = handlers.iter().map(|handler| handler.name.value.as_str()).collect();
        assert_eq!(names.join(" "), expected, "CF-3: {entries}");
    }
}

/// CM-20: the schema tells the names of handlers and modules apart by letter case; what IIS does is not published.
#[test]
fn names_that_differ_in_letter_case_are_two_and_noted() {
    for (section, noted) in [
        ("<handlers>\n<remove name=\"OptionsVerbHandler\" /></handlers>", true),
        ("<handlers>\n<remove name=\"OPTIONSVerbHandler\" /></handlers>", false),
        ("<handlers>\n<remove name=\"Absent\" /></handlers>", false),
        ("<handlers>\n<add name=\"staticfile\" path=\"*\" verb=\"*\" /></handlers>", true),
        (
            "<handlers><add name=\"Own\" path=\"*\" verb=\"*\" />\n<remove name=\"own\" /></handlers>",
            true,
        ),
        (
            "<handlers><clear />\n<add name=\"staticfile\" path=\"*\" verb=\"*\" /></handlers>",
            false,
        ),
        ("<modules>\n<remove name=\"staticFileModule\" /></modules>", true),
        ("<modules>\n<remove name=\"StaticFileModule\" /></modules>", false),
        ("<modules>\n<remove name=\"corsmodule\" /></modules>", true),
        ("<modules>\n<remove name=\"CorsModule\" /></modules>", false),
        (
            "<modules><add name=\"Own\" type=\"T\" />\n<add name=\"own\" type=\"T\" /></modules>",
            true,
        ),
    ] {
        let effective = Tree::new(&[("web.config", &web(section))]).resolve("web.config", &[]);
        assert_eq!(findings(&effective), Vec::<String>::new(), "{section}");
        let notes = effective.diagnostics.iter().filter(|d| d.code.id() == "CG024");
        let places: Vec<_> = notes.map(|note| line(&effective.sources, note.span)).collect();
        let expected: &[&str] = if noted { &["web.config:3"] } else { &[] };
        assert_eq!(places, expected, "{section}");
    }
}

/// Each row: what a folder does to `X-A` and `X-B` of the site, and what it then has.
#[test]
fn remove_and_clear_take_inherited_entries() {
    for (entries, expected) in [
        ("", &["X-A=1 web.config:2", "X-B=1 web.config:2"][..]),
        ("<remove name=\"x-a\" />", &["X-B=1 web.config:2"]),
        ("<remove name=\"X-Absent\" />", &["X-A=1 web.config:2", "X-B=1 web.config:2"]),
        ("<clear />", &[]),
        ("<clear />\n<add name=\"X-B\" value=\"2\" />", &["X-B=2 below/web.config:3"]),
        ("<add name=\"X-C\" value=\"2\" /><clear />", &[]),
        (
            "<remove name=\"X-A\" />\n<add name=\"X-A\" value=\"2\" />",
            &["X-B=1 web.config:2", "X-A=2 below/web.config:3"],
        ),
    ] {
        let site = headers("<add name=\"X-A\" value=\"1\" /><add name=\"X-B\" value=\"1\" />");
        let tree = Tree::new(&[
            ("web.config", &web(&site)),
            ("below/web.config", &web(&headers(entries))),
        ]);
        let effective = tree.resolve("", &[]);
        assert_eq!(headers_of(&effective, "/below/x"), expected, "CF-3: {entries}");
        assert_eq!(headers_of(&effective, "/").len(), 2, "the site keeps its own");
    }
}

#[test]
fn an_entry_again_is_an_error_with_both_places() {
    for (site, below, words) in [
        (
            headers("<add name=\"X-A\" value=\"1\" />"),
            headers("\n<add name=\"x-a\" value=\"1\" />"),
            ["CG015 below/web.config:3:6: `x-a`", "<- web.config:2:"],
        ),
        (
            "<cors><add origin=\"https://a.example\" /></cors>".to_owned(),
            "<cors>\n<add origin=\"https://a.example\" /></cors>".to_owned(),
            ["CG015 below/web.config:3:6: `https://a.example`", "<- web.config:2:12"],
        ),
        (
            String::new(),
            "<handlers>\n<add name=\"StaticFile\" path=\"*\" verb=\"*\" /></handlers>".to_owned(),
            ["CG015 below/web.config:3:6: `StaticFile`", "<- IIS 10 defaults:12:"],
        ),
    ] {
        let tree = Tree::new(&[("web.config", &web(&site)), ("below/web.config", &web(&below))]);
        assert_error(&tree.resolve("", &[]), &words);
        let options = Options::allowing(["CG015".parse().expect("a code")]);
        assert!(pipeline::effective(tree.input("", &[]), &options).scopes.is_some());
    }
}

/// The location of the level above comes before the folder's own file, and that before its own location.
#[test]
fn locations_and_folders_of_one_path() {
    let location = |path: &str, header: &str| {
        let header = headers(&format!("<add name=\"{header}\" value=\"1\" />"));
        format!(
            "<location path=\"{path}\"><system.webServer>{header}</system.webServer></location>"
        )
    };
    let file = |root: &str, rest: &str| {
        let root = headers(&format!("<add name=\"{root}\" value=\"1\" />"));
        format!(
            "<configuration>\n{rest}\n<system.webServer>{root}</system.webServer></configuration>"
        )
    };
    let tree = Tree::new(&[
        (
            "web.config",
            &file(
                "X-1",
                &(location("A\\B/", "X-4") + &location("a", "X-2") + &location("ab", "X-9")),
            ),
        ),
        ("a/web.config", &file("X-3", &location("b", "X-5"))),
        ("a/b/web.config", &file("X-6", "")),
    ]);
    let effective = tree.resolve("", &[]);
    assert_eq!(
        headers_of(&effective, "/a/b/c"),
        [
            "X-1=1 web.config:3",
            "X-2=1 web.config:2",
            "X-3=1 a/web.config:3",
            "X-4=1 web.config:2",
            "X-5=1 a/web.config:2",
            "X-6=1 a/b/web.config:3"
        ]
    );
    assert_eq!(headers_of(&effective, "/a/bc").len(), 3, "CF-4: whole segments");
    assert_eq!(headers_of(&effective, "/ab"), ["X-1=1 web.config:3", "X-9=1 web.config:2"]);
}

#[test]
fn a_section_twice_for_one_path_is_an_error() {
    let cors = "<system.webServer><cors /></system.webServer>";
    for (first, second) in [("a", "A"), (".", ""), ("a/b", "a\\b/")] {
        let text = format!(
            "<configuration><location path=\"{first}\">{cors}</location>\n<location path=\"{second}\">{cors}</location></configuration>"
        );
        let tree = Tree::new(&[("web.config", &text)]);
        assert_error(
            &tree.resolve("web.config", &[]),
            &["CG014 web.config:2:", "<- web.config:1:"],
        );
    }
    // Other sections of one path may be apart, and groups twice.
    let apart = "<security><authentication><anonymousAuthentication enabled=\"true\" /></authentication></security>\
        <security><authentication><windowsAuthentication enabled=\"true\" /></authentication></security><cors />";
    let tree = Tree::new(&[("web.config", &web(apart))]);
    let effective = tree.resolve("web.config", &[]);
    let root = scope(&effective, "/");
    assert_eq!(
        (
            root.anonymous_authentication.enabled.map(|a| a.value),
            root.windows_authentication.enabled.map(|w| w.value)
        ),
        (Some(true), Some(true))
    );
    let again = apart.replace("windows", "anonymous");
    let tree = Tree::new(&[("web.config", &web(&again))]);
    assert_error(&tree.resolve("web.config", &[]), &["CG014", "`<anonymousAuthentication>`"]);
}

#[test]
fn without_a_server_the_defaults_count() {
    let tree = Tree::new(&[("web.config", &web(""))]);
    let effective = tree.resolve("web.config", &[]);
    assert_eq!(headers_of(&effective, "/"), Vec::<String>::new(), "CH-8");
    assert_eq!(handlers_of(&effective, "/").len(), 6);
    let anonymous = scope(&effective, "/").anonymous_authentication.enabled.expect("CF-9");
    assert!(anonymous.value);
    assert_eq!(line(&effective.sources, anonymous.span), "IIS 10 defaults:19");
}

/// Where the configuration stands in the site is where its folder is below that of its outermost parent.
#[test]
fn folders_say_where_a_configuration_stands() {
    let location = |path: &str, name: &str| {
        let header = headers(&format!("<add name=\"{name}\" value=\"1\" />"));
        format!(
            "<configuration><location path=\"{path}\"><system.webServer>{header}</system.webServer></location></configuration>"
        )
    };
    let tree = Tree::new(&[
        ("site/web.config", &location("shop/admin", "X-Outer")),
        ("site/shop/web.config", &location("admin", "X-Inner")),
        ("site/shop/admin/web.config", &web("<cors />")),
        ("site/empty/below/web.config", &web(&headers("<add name=\"X-Below\" value=\"1\" />"))),
        ("elsewhere/web.config", &location("below", "X-Elsewhere")),
    ]);
    let parents = ["site/web.config", "site/shop/web.config"];
    let effective = tree.resolve("site/shop/admin/web.config", &parents);
    assert_eq!(
        headers_of(&effective, "/"),
        ["X-Outer=1 site/web.config:1", "X-Inner=1 site/shop/web.config:1"]
    );
    // A folder that has no web.config itself stands where it stands all the same.
    let effective = tree.resolve("site/empty", &["site/web.config"]);
    assert_eq!(headers_of(&effective, "/"), Vec::<String>::new());
    assert_eq!(headers_of(&effective, "/below"), ["X-Below=1 site/empty/below/web.config:2"]);
    // A parent that is not above stands at the root of the site, and so does the configuration.
    let effective = tree.resolve("site/empty", &["elsewhere/web.config"]);
    assert_eq!(headers_of(&effective, "/below").len(), 2);
}
