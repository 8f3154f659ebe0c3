//! CF-6: sections whose content is in a file of their own.

use super::*;

const CORS: &str =
    "<!-- kept apart -->\n<cors enabled=\"true\">\n<add origin=\"https://a.example\" />\n</cors>\n";

fn include(source: &str) -> String {
    web(&format!("<cors configSource=\"{source}\" />"))
}

#[test]
fn the_content_has_the_places_of_its_file() {
    let rules = "<customHeaders><add name=\"X\" value=\"1\" /></customHeaders>";
    let tree = Tree::new(&[
        (
            "site/web.config",
            &web(
                "<cors configSource=\"config\\cors.config\" />\n<httpProtocol configSource=\"./h.config\" />",
            ),
        ),
        ("site/config/cors.config", CORS),
        ("site/h.config", &format!("<httpProtocol>\n{rules}</httpProtocol>")),
    ]);
    for config in ["site/web.config", "site"] {
        let effective = tree.resolve(config, &[]);
        assert_eq!(headers_of(&effective, "/"), ["X=1 site/h.config:2"]);
        let cors = scope(&effective, "/").cors.clone();
        let place = effective.sources.locate(cors.rules[0].tag).to_string();
        assert_eq!(place, "site/config/cors.config:3:1");
        let read: Vec<_> = effective.sources.paths().collect();
        assert!(read.contains(&tree.path("site/config/cors.config").as_path()), "{read:?}");
    }
}

#[test]
fn locations_parents_and_groups_include_too() {
    let location = "<configuration><location path=\"a\"><system.webServer><httpProtocol configSource=\"h.config\" /></system.webServer></location></configuration>";
    let tree = Tree::new(&[
        ("web.config", location),
        (
            "h.config",
            "<httpProtocol><customHeaders>\n<add name=\"X\" value=\"1\" /></customHeaders></httpProtocol>",
        ),
        (
            "a/web.config",
            &web("<security><requestFiltering configSource=\"filter.config\" /></security>"),
        ),
        (
            "a/filter.config",
            "<requestFiltering>\n<verbs allowUnlisted=\"false\" /></requestFiltering>",
        ),
    ]);
    let effective = tree.resolve("a/web.config", &["web.config"]);
    assert_eq!(headers_of(&effective, "/"), ["X=1 h.config:2"]);
    let unlisted = scope(&effective, "/").request_filtering.verbs.allow_unlisted.expect("CF-6");
    assert_eq!(line(&effective.sources, unlisted.span), "a/filter.config:2");
}

/// The server's file system does not look at case.
#[test]
fn names_are_found_whatever_their_case() {
    let tree =
        Tree::new(&[("web.config", &include("Config\\CORS.config")), ("config/Cors.Config", CORS)]);
    let effective = tree.resolve("web.config", &[]);
    let cors = scope(&effective, "/").cors.clone();
    assert_eq!(line(&effective.sources, cors.tag.expect("CF-6")), "Config/CORS.config:2");
}

/// What the sections that are not read have elsewhere is none of our business (CF-2).
#[test]
fn other_sections_are_not_opened() {
    let tree = Tree::new(&[(
        "web.config",
        &web(
            "<directoryBrowse configSource=\"missing.config\" /><security><ipSecurity configSource=\"missing.config\" /></security>",
        ),
    )]);
    assert_eq!(findings(&tree.resolve("web.config", &[])), Vec::<String>::new());
}

#[test]
fn only_below_the_folder() {
    for source in [
        "../cors.config",
        "..\\cors.config",
        "config/../../cors.config",
        "/etc/cors.config",
        "\\cors.config",
        "C:\\site\\cors.config",
        "C:cors.config",
        "\\\\server\\share\\cors.config",
        "//server/share/cors.config",
        "\\\\?\\C:\\cors.config",
        "file:///cors.config",
        "cors.config::$DATA",
        "",
    ] {
        let tree = Tree::new(&[("cors.config", CORS), ("site/web.config", &include(source))]);
        let effective = tree.resolve("site/web.config", &[]);
        assert_error(&effective, &["CG062 site/web.config:2:7: ", "is outside the folder"]);
        assert_eq!(effective.sources.files().count(), 1, "nothing was read: {source}");
    }
}

#[test]
fn not_by_a_link_that_leaves_the_folder() {
    let tree = Tree::new(&[
        ("outside/cors.config", CORS),
        ("site/real/cors.config", CORS),
        ("site/web.config", &include("link/cors.config")),
    ]);
    if !link(&tree.path("outside"), &tree.path("site/link")) {
        return;
    }
    let words =
        ["CG062 site/web.config:2:7: ", "leads out of the folder of the configuration by a link"];
    assert_error(&tree.resolve("site/web.config", &[]), &words);
    fs::remove_file(tree.path("site/link")).expect("removed");
    assert!(link(&tree.path("site/real"), &tree.path("site/link")));
    assert!(
        findings(&tree.resolve("site/web.config", &[])).is_empty(),
        "a link within is one's own"
    );
}

/// Each row: the file that is named, and the error.
#[test]
fn what_the_file_cannot_be() {
    for (file, words) in [
        (None, ["CG062 web.config:2:7: ", "which cannot be read"]),
        (
            Some("<httpProtocol />"),
            ["CG062 cors.config:1:1: `<httpProtocol>` stands where", "<- web.config:2:7"],
        ),
        (
            Some("<configuration><system.webServer><cors /></system.webServer></configuration>"),
            ["CG062 cors.config:1:1: `<configuration>`", "<- web.config:2:7"],
        ),
        (
            Some("<cors configSource=\"more.config\" />"),
            ["CG062 cors.config:1:7: ", "cannot be in a third file <- web.config:2:7"],
        ),
        (
            Some("<cors configSource=\"cors.config\" />"),
            ["CG062 cors.config:1:7: ", "cannot be in a third file"],
        ),
        (Some("<cors"), ["CG001 cors.config:1:", ""]),
        (Some("<cors><!DOCTYPE x></cors>"), ["cors.config:1:", ""]),
        (Some("<cors><added /></cors>"), ["CG010 cors.config:1:8: ", ""]),
    ] {
        let tree = Tree::new(&[("web.config", &include("cors.config"))]);
        if let Some(file) = file {
            tree.write("cors.config", file);
        }
        assert_error(&tree.resolve("web.config", &[]), &words);
    }
    // A file that names itself.
    let tree = Tree::new(&[("web.config", &include("web.config"))]);
    assert_error(
        &tree.resolve("web.config", &[]),
        &["CG062 web.config:1:1: `<configuration>` stands where"],
    );
    // A folder.
    let tree = Tree::new(&[("web.config", &include("cors")), ("cors/x", "")]);
    assert_error(
        &tree.resolve("web.config", &[]),
        &["CG062 web.config:2:7: ", "which cannot be read"],
    );
}

#[test]
fn nothing_beside_it() {
    for (section, place) in [
        ("<cors configSource=\"cors.config\" enabled=\"true\" />", "web.config:2:34"),
        ("<cors lockItem=\"true\" configSource=\"cors.config\" />", "web.config:2:7"),
        ("<cors configSource=\"cors.config\">\n<clear /></cors>", "web.config:3:1"),
    ] {
        let tree = Tree::new(&[("web.config", &web(section)), ("cors.config", CORS)]);
        let place = format!("CG062 {place}: ");
        assert_error(
            &tree.resolve("web.config", &[]),
            &[&place, "has a `configSource` and content of its own <- web.config:2:"],
        );
    }
}

/// DOC: a section may have its content elsewhere, a collection in it or a group may not.
#[test]
fn only_sections_include() {
    for section in [
        "<httpProtocol><customHeaders\nconfigSource=\"h.config\" /></httpProtocol>",
        "<security\nconfigSource=\"h.config\" />",
    ] {
        let name = if section.contains("security") { "security" } else { "customHeaders" };
        let tree =
            Tree::new(&[("web.config", &web(section)), ("h.config", &format!("<{name} />"))]);
        let effective = tree.resolve("web.config", &[]);
        assert_error(&effective, &["CG019 web.config:3:1: ", name, "no section"]);
        let options = Options::allowing(["CG019".parse().expect("a code")]);
        assert!(pipeline::effective(tree.input("web.config", &[]), &options).scopes.is_some());
    }
}

#[test]
fn on_standard_input_there_is_no_folder() {
    let input = |text: String| Input::from_reader("<stdin>", text.as_bytes()).expect("read");
    let effective = effective(input(include("cors.config")));
    assert_error(&effective, &["CG062 <stdin>:2:7: ", "cannot be found from here"]);
    assert!(effective.diagnostics[0].help[0].contains("as a file instead of on standard input"));
}

#[test]
fn an_encrypted_section_says_how_to_decrypt() {
    let section = "<cors configProtectionProvider=\"RsaProtectedConfigurationProvider\"><EncryptedData /></cors>";
    let tree = Tree::new(&[("web.config", &web(section))]);
    let effective = tree.resolve("web.config", &[]);
    assert_error(&effective, &["CG063 web.config:2:7: `<cors>` is encrypted by `Rsa"]);
    assert!(effective.diagnostics[0].help[0].contains("aspnet_regiis -pdf"), "{effective:?}");
}
