//! CF-7: sections that the server or a location denies to the levels below.

use super::*;

/// An `applicationHost.config` of one site whose `<cors>` may not be changed unless `locations` say so, from line 2 on.
fn server(locations: &str) -> String {
    format!(
        "<configuration><configSections><sectionGroup name=\"system.webServer\"><section name=\"cors\" overrideModeDefault=\"Deny\" /><section name=\"httpProtocol\" overrideModeDefault=\"Allow\" /></sectionGroup></configSections><system.applicationHost><sites><site name=\"S\"><application path=\"/\" /></site></sites></system.applicationHost>\n{locations}</configuration>\n"
    )
}

/// Each row: what the server's file says of locations, and the place of the lock that the site's `<cors>` meets.
#[test]
fn sections_denied_and_allowed_by_the_server() {
    const SECTION: &str = "<system.webServer><cors /></system.webServer></location>";
    for (locations, lock) in [
        (String::new(), Some("server.config:1:70")),
        (format!("<location path=\"\" overrideMode=\"Allow\">{SECTION}"), None),
        (format!("<location path=\"s\" overrideMode=\"allow\">{SECTION}"), None),
        (
            format!("<location path=\"S/below\" overrideMode=\"Allow\">{SECTION}"),
            Some("server.config:1:70"),
        ),
        (
            format!("<location path=\"Other\" overrideMode=\"Allow\">{SECTION}"),
            Some("server.config:1:70"),
        ),
        (format!("<location overrideMode=\"Inherit\">{SECTION}"), Some("server.config:1:70")),
        (format!("<location allowOverride=\"true\">{SECTION}"), None),
        (
            format!("<location overrideMode=\"Allow\">{}", SECTION.replace("cors", "httpProtocol")),
            Some("server.config:1:70"),
        ),
        (
            format!(
                "<location overrideMode=\"Allow\">{SECTION}\n<location path=\"S\" overrideMode=\"Deny\">{SECTION}"
            ),
            Some("server.config:3:20"),
        ),
        (
            format!(
                "<location overrideMode=\"Deny\">{SECTION}\n<location path=\"S\" overrideMode=\"Allow\">{SECTION}"
            ),
            None,
        ),
        (
            format!(
                "<location path=\"S\" overrideMode=\"Allow\">{}",
                SECTION.replace("<cors />", "<cors lockItem=\"true\" />")
            ),
            Some("server.config:2:65"),
        ),
        // The server's own file may set what it denies to others.
        (
            format!(
                "<location path=\"S\">{}",
                SECTION.replace("<cors />", "<cors enabled=\"true\" />")
            ),
            Some("server.config:1:70"),
        ),
    ] {
        let tree = Tree::new(&[
            ("server.config", &server(&locations)),
            (
                "web.config",
                &web("<cors enabled=\"true\"><add origin=\"https://a.example\" /></cors>"),
            ),
            ("other.config", &web("<httpProtocol />")),
        ]);
        let expected: Vec<_> = lock
            .map(|lock| {
                format!("CG017 web.config:2:1: `<cors>` is locked by a level above <- {lock}")
            })
            .into_iter()
            .collect();
        assert_eq!(
            findings(&tree.resolve("web.config", &["server.config"])),
            expected,
            "{locations}"
        );
        let untouched = tree.resolve("other.config", &["server.config"]);
        assert_eq!(
            findings(&untouched),
            Vec::<String>::new(),
            "a section that nobody touches: {locations}"
        );
    }
}

/// Locks in a `<location>` of the server's file bind the site that it is for.
#[test]
fn locks_in_locations_of_the_server() {
    let location = |site: &str| {
        let lock = "<httpProtocol><customHeaders lockElements=\"clear\" /></httpProtocol>";
        format!("<location path=\"{site}\"><system.webServer>{lock}</system.webServer></location>")
    };
    for (site, count) in [("S", 1), ("", 1), ("S/below", 0), ("Other", 0)] {
        let tree = Tree::new(&[
            ("server.config", &server(&location(site))),
            ("web.config", &web(&headers("<clear />"))),
        ]);
        let findings = findings(&tree.resolve("web.config", &["server.config"]));
        assert_eq!(findings.len(), count, "{site}: {findings:?}");
    }
}

/// The asserts of `JexusManager` about the configuration API: naming the section, or only its group, is enough.
#[test]
fn a_location_that_names_a_group_unlocks_what_is_in_it() {
    let groups = "<sectionGroup name=\"system.webServer\"><sectionGroup name=\"security\"><sectionGroup name=\"authentication\"><section name=\"windowsAuthentication\" overrideModeDefault=\"Deny\" /></sectionGroup></sectionGroup>";
    let below = "<security><authentication>\n<windowsAuthentication enabled=\"true\" /></authentication></security>";
    for (named, locked) in [
        ("<security><authentication><windowsAuthentication /></authentication></security>", false),
        ("<security><authentication /></security>", false),
        ("<security />", false),
        ("<security><requestFiltering /></security>", true),
        ("", true),
    ] {
        let location = format!(
            "<location path=\"S\" overrideMode=\"Allow\"><system.webServer>{named}</system.webServer></location>"
        );
        let server = server(&location).replace("<sectionGroup name=\"system.webServer\">", groups);
        let tree = Tree::new(&[("server.config", &server), ("web.config", &web(below))]);
        let findings = findings(&tree.resolve("web.config", &["server.config"]));
        assert_eq!(!findings.is_empty(), locked, "CF-7: {named}: {findings:?}");
    }
    // From below nothing is unlocked, however it is named.
    let text = "<configuration><location overrideMode=\"Allow\"><system.webServer><security /></system.webServer></location></configuration>";
    let server = server("").replace("<sectionGroup name=\"system.webServer\">", groups);
    let tree = Tree::new(&[
        ("server.config", &server),
        ("web.config", text),
        ("below/web.config", &web(below)),
    ]);
    assert_error(
        &tree.resolve("", &["server.config"]),
        &["CG017 below/web.config:3:1: `<windowsAuthentication>`", "<- server.config:1:"],
    );
}

/// The same: what the server unlocks for `S/shopping` cannot be locked at the root of `S`.
#[test]
fn what_is_unlocked_below_is_not_locked_between() {
    let location = |path: &str, attributes: &str| {
        format!(
            "<location path=\"{path}\" {attributes}><system.webServer><cors /></system.webServer></location>"
        )
    };
    let unlocked = location("", "overrideMode=\"Allow\"")
        + "\n"
        + &location("S/shopping", "overrideMode=\"Allow\"");
    for (above, at, refused) in [
        (&unlocked, ".", true),
        (&unlocked, "shopping", false),
        (&unlocked, "other", false),
        (&location("", "overrideMode=\"Allow\""), ".", false),
    ] {
        let site =
            format!("<configuration>\n{}</configuration>", location(at, "overrideMode=\"Deny\""));
        let tree = Tree::new(&[("server.config", &server(above)), ("web.config", &site)]);
        let effective = tree.resolve("web.config", &["server.config"]);
        if refused {
            let place = "CG017 web.config:2:20: `<cors>` is locked here, and unlocked for `/shopping` above";
            assert_error(&effective, &[place, "<- server.config:3:"]);
        } else {
            assert_eq!(findings(&effective), Vec::<String>::new(), "{at}");
        }
    }
}

/// DOC how-to-use-locking-in-iis-configuration: the two are two forms of one thing.
#[test]
fn both_ways_to_say_it_on_one_tag_are_an_error() {
    let text = "<configuration>\n<location allowOverride=\"false\" overrideMode=\"Allow\"><system.webServer><cors /></system.webServer></location></configuration>";
    let tree =
        Tree::new(&[("web.config", text), ("below/web.config", &web("<cors enabled=\"true\" />"))]);
    assert_error(&tree.resolve("", &[]), &["CG019 web.config:2:11: ", "<- web.config:2:33"]);
    let options = Options::allowing(["CG019".parse().expect("a code")]);
    let allowed = pipeline::effective(tree.input("", &[]), &options);
    assert_eq!(findings(&allowed), Vec::<String>::new(), "`overrideMode` counts");
}

/// Groups of sections: the lock is on the section, wherever it is.
#[test]
fn sections_in_groups_are_denied() {
    let groups = "<sectionGroup name=\"system.webServer\"><sectionGroup name=\"security\"><sectionGroup name=\"authentication\"><section name=\"anonymousAuthentication\" /><section name=\"windowsAuthentication\" overrideModeDefault=\"Deny\" /></sectionGroup></sectionGroup>";
    let server = server("").replace("<sectionGroup name=\"system.webServer\">", groups);
    let site = |scheme| {
        web(&format!(
            "<security><authentication>\n<{scheme} enabled=\"true\" /></authentication></security>"
        ))
    };
    let tree = Tree::new(&[
        ("server.config", &server),
        ("windows.config", &site("windowsAuthentication")),
        ("anonymous.config", &site("anonymousAuthentication")),
    ]);
    assert_error(
        &tree.resolve("windows.config", &["server.config"]),
        &["CG017 windows.config:3:1: `<windowsAuthentication>`", "<- server.config:1:178"],
    );
    assert!(findings(&tree.resolve("anonymous.config", &["server.config"])).is_empty());
}

#[test]
fn locations_of_a_site_lock_what_is_below_them() {
    let location = |attributes: &str| {
        format!(
            "<configuration>\n<location {attributes}><system.webServer><cors /></system.webServer></location></configuration>"
        )
    };
    for (attributes, locked) in [
        ("allowOverride=\"false\"", true),
        ("path=\".\" overrideMode=\"Deny\"", true),
        ("path=\"below\" allowOverride=\"FALSE\"", true),
        ("path=\"below/deeper\" allowOverride=\"false\"", false),
        ("path=\"other\" allowOverride=\"false\"", false),
        ("allowOverride=\"true\"", false),
    ] {
        let tree = Tree::new(&[
            ("web.config", &location(attributes)),
            ("below/web.config", &web("<cors enabled=\"true\" />")),
        ]);
        let effective = tree.resolve("", &[]);
        if locked {
            let place = "CG017 below/web.config:2:1: `<cors>` is locked";
            assert_error(&effective, &[place, "<- web.config:2:"]);
        } else {
            assert_eq!(findings(&effective), Vec::<String>::new(), "{attributes}");
        }
    }
}

/// A level cannot take back the lock of one above it.
#[test]
fn a_lock_is_not_opened_from_below() {
    let open = "<configuration>\n<location overrideMode=\"Allow\"><system.webServer><cors /></system.webServer></location></configuration>";
    let tree = Tree::new(&[
        ("server.config", &server("")),
        ("web.config", open),
        ("below/web.config", &web("<cors />")),
    ]);
    let findings = findings(&tree.resolve("", &["server.config"]));
    assert!(findings[0].starts_with("CG017 web.config:2:"), "{findings:?}");
}

/// Locks bind other files; a file may set what it locks.
#[test]
fn a_file_does_not_lock_itself() {
    let text = "<configuration><system.webServer><cors lockAttributes=\"*\" lockElements=\"*\" enabled=\"true\" /></system.webServer>\n\
        <location path=\"a\"><system.webServer><cors enabled=\"false\" /></system.webServer></location></configuration>";
    let tree = Tree::new(&[("web.config", text)]);
    assert!(findings(&tree.resolve("", &[])).is_empty());
}
