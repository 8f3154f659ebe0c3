//! A site folder: which files are read, in which order, and where reading ends.

use super::*;

fn names(effective: &Effective) -> Vec<&str> {
    effective.sources.files().map(cors_gen::source::SourceFile::name).collect()
}

fn header(name: &str) -> String {
    web(&headers(&format!("<add name=\"{name}\" value=\"1\" />")))
}

#[test]
fn folders_come_by_name_and_some_are_not_the_sites() {
    let text = header("X-0");
    let skipped =
        ["bin", "Bin/Debug", "obj", "node_modules/x", ".git", ".vs/x", "App_Data", "packages"];
    let tree = Tree::new(&[("site/web.config", &text)]);
    for (number, folder) in ["b", "a", "a/c", "B2", ".well-known"].iter().enumerate() {
        tree.write(
            &format!("site/{folder}/Web.config"),
            &header(&format!("X-{folder}{number}").replace('/', "-")),
        );
    }
    for folder in skipped {
        tree.write(&format!("site/{folder}/web.config"), "not even XML");
    }
    tree.write("site/a/web.Release.config", "not even XML");
    for name in ["site", "site/"] {
        let effective = tree.resolve(name, &[]);
        assert_eq!(
            names(&effective),
            [
                "site/web.config",
                "site/.well-known/Web.config",
                "site/B2/Web.config",
                "site/a/Web.config",
                "site/a/c/Web.config",
                "site/b/Web.config",
                "IIS 10 defaults"
            ]
        );
        assert_eq!(headers_of(&effective, "/A/C/x").len(), 3);
    }
}

#[test]
fn a_folder_without_any_is_an_error() {
    let tree = Tree::new(&[("site/bin/web.config", "x"), ("site/a/b.config", "x")]);
    let error = Input::read("site", &tree.path("site")).expect_err("nothing to read");
    assert_eq!(error.to_string(), "there is no web.config in it, nor in the folders below");
}

#[test]
fn links_are_not_followed_out_of_the_tree() {
    let tree = Tree::new(&[
        ("site/web.config", &header("X-Site")),
        ("site/a/real.config", &header("X-A")),
        ("outside/web.config", &header("X-Outside")),
    ]);
    if !link(&tree.path("outside"), &tree.path("site/linked")) {
        return;
    }
    assert!(link(&tree.path("site"), &tree.path("site/a/loop")));
    assert!(link(&tree.path("site/a/real.config"), &tree.path("site/a/web.config")));
    let effective = tree.resolve("site", &[]);
    assert_eq!(names(&effective), ["site/web.config", "site/a/web.config", "IIS 10 defaults"]);
    for (target, message) in [
        ("outside/web.config", "b/web.config: it is a link that leads out of the folder"),
        ("site/a", "c/web.config: it is no file"),
        ("nowhere", "d/web.config: "),
    ] {
        let folder = tree.path(&format!("site/{}", &message[..1]));
        fs::create_dir(&folder).expect("a folder");
        assert!(link(&tree.path(target), &folder.join("web.config")));
        let error = Input::read("site", &tree.path("site")).expect_err("a bad link");
        assert!(error.to_string().starts_with(message), "{error}");
        fs::remove_dir_all(folder).expect("removed");
    }
}

#[test]
fn two_names_that_are_one_on_windows() {
    let tree = Tree::new(&[("site/a/web.config", "x"), ("site/a/WEB.CONFIG", "x")]);
    if fs::read_dir(tree.path("site/a")).expect("a folder").count() == 2 {
        let error = Input::read("site", &tree.path("site")).expect_err("two files");
        assert!(error.to_string().starts_with("a/web.config: the folder has another"), "{error}");
    }
}

#[test]
fn fifty_levels_are_fine_and_more_than_any_server_has_are_not() {
    let tree = Tree::new(&[("site/web.config", &header("X-0"))]);
    let mut folder = "site".to_owned();
    for level in 1..=50 {
        folder += "/a";
        tree.write(&format!("{folder}/web.config"), &header(&format!("X-{level}")));
    }
    let effective = tree.resolve("site", &[]);
    assert_eq!(headers_of(&effective, &"/a".repeat(60)).len(), 51);
    assert_eq!(headers_of(&effective, &"/a".repeat(7)).len(), 8);
    tree.write(&format!("{folder}{}/web.config", "/a".repeat(20)), "x");
    let error = Input::read("site", &tree.path("site")).expect_err("too deep");
    assert!(error.to_string().contains("is it a site?"), "{error}");
}

#[test]
fn fifty_levels_of_locations() {
    let section = headers("<add name=\"X-N\" value=\"1\" />").replace("X-N", "X-{}");
    let locations: Vec<String> = (1..=50)
        .map(|level| {
            let path = vec!["a"; level].join("/");
            let section = section.replace("{}", &level.to_string());
            format!("<location path=\"{path}\"><system.webServer>{section}</system.webServer></location>\n")
        })
        .collect();
    let flat = format!("<configuration>{}</configuration>", locations.concat());
    let tree = Tree::new(&[("web.config", &flat)]);
    assert_eq!(headers_of(&tree.resolve("web.config", &[]), &"/a".repeat(51)).len(), 50);
    // In each other they are an error, which is told once.
    let nested = format!(
        "<configuration>{}{}</configuration>",
        "<location path=\"a\">".repeat(50),
        "</location>".repeat(50)
    );
    let tree = Tree::new(&[("web.config", &nested)]);
    assert_error(
        &tree.resolve("web.config", &[]),
        &["CG010 web.config:1:35: a `<location>` cannot stand in another"],
    );
}

/// That this ends is half of what it tests: looking at all levels for each path would take a minute.
#[test]
fn many_locations_take_time_by_their_number() {
    let location = |number: usize| {
        let section = headers(&format!("<add name=\"X-{number}\" value=\"1\" />"));
        format!(
            "<location path=\"p{number}/x\"><system.webServer>{section}</system.webServer></location>"
        )
    };
    let text = format!(
        "<configuration>{}</configuration>",
        (0..20_000).map(location).collect::<Vec<_>>().concat()
    );
    let input = Input::from_reader("web.config", text.as_bytes()).expect("read");
    let arena = cors_gen::policy::Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    assert_eq!(outcome.policy.map(|lowered| lowered.deeper.len()), Some(20_000));
}
