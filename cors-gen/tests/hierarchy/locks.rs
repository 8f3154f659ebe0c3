//! CF-7: what a level locks, and what a level below does all the same.

use super::*;

/// What stands in the file below, from line 2 on; the lock is in the file above.
struct Case {
    above: &'static str,
    below: &'static str,
    /// The error: its place below, what it says, and the place of the lock.
    error: Option<[&'static str; 3]>,
}

const fn held(above: &'static str, below: &'static str, error: [&'static str; 3]) -> Case {
    Case { above, below, error: Some(error) }
}

const fn free(above: &'static str, below: &'static str) -> Case {
    Case { above, below, error: None }
}

#[track_caller]
fn check(case: &Case, effective: &Effective) {
    let name = format!("{}\n{}", case.above, case.below);
    let findings = findings(effective);
    match case.error {
        None => assert_eq!(findings, Vec::<String>::new(), "{name}"),
        Some([place, message, lock]) => {
            let expected = format!("CG017 {place}: {message} <- {lock}");
            assert_eq!(findings, [expected], "{name}");
        }
    }
}

/// The words of a lock on an attribute or an element.
macro_rules! attribute {
    ($name:literal) => {
        concat!("the attribute `", $name, "` is locked by a level above")
    };
}
macro_rules! element {
    ($name:literal) => {
        concat!("`<", $name, ">` is locked by a level above")
    };
}

#[test]
fn attributes() {
    let below = "<cors\nenabled=\"true\"\nfailUnlistedOrigins=\"true\"/>";
    let enabled = attribute!("enabled");
    let fail = attribute!("failUnlistedOrigins");
    for case in [
        held(
            "<cors lockAttributes=\"enabled\" />",
            below,
            ["below.config:3:1", enabled, "above.config:2:7"],
        ),
        held(
            "<cors lockAttributes=\" failUnlistedOrigins , enabled\" />",
            "<cors\nenabled=\"true\"/>",
            ["below.config:3:1", enabled, "above.config:2:7"],
        ),
        held(
            "<cors lockAllAttributesExcept=\"enabled\" />",
            below,
            ["below.config:4:1", fail, "above.config:2:7"],
        ),
        held(
            "<cors lockAttributes=\"enabled\" lockAllAttributesExcept=\"failUnlistedOrigins,enabled\" />",
            below,
            ["below.config:3:1", enabled, "above.config:2:7"],
        ),
        held(
            "<cors lockAttributes=\"*\" />",
            "<cors enabled=\"true\" />",
            ["below.config:2:7", enabled, "above.config:2:7"],
        ),
        free("<cors lockAttributes=\"*\" />", "<cors><add origin=\"https://a.example\" /></cors>"),
        free("<cors lockAllAttributesExcept=\"enabled,failUnlistedOrigins\" />", below),
        free("<cors lockAttributes=\"enabled\" />", "<httpProtocol />"),
        held(
            "<security><authentication><anonymousAuthentication lockAttributes=\"enabled\" /></authentication></security>",
            "<security><authentication>\n<anonymousAuthentication enabled=\"false\" /></authentication></security>",
            ["below.config:3:26", enabled, "above.config:2:52"],
        ),
        held(
            "<security><requestFiltering><verbs lockAttributes=\"allowUnlisted\" /></requestFiltering></security>",
            "<security><requestFiltering>\n<verbs allowUnlisted=\"false\" /></requestFiltering></security>",
            ["below.config:3:8", attribute!("allowUnlisted"), "above.config:2:36"],
        ),
        held(
            "<security><requestFiltering><requestLimits lockAttributes=\"maxUrl\" /></requestFiltering></security>",
            "<security><requestFiltering>\n<requestLimits maxQueryString=\"1\" maxUrl=\"1\" /></requestFiltering></security>",
            ["below.config:3:35", attribute!("maxUrl"), "above.config:2:44"],
        ),
    ] {
        check(&case, &two_files(&case));
    }
}

/// CF-7: a name in a lock is one of an attribute that there is.
#[test]
fn names_of_attributes_that_there_are_not() {
    for (section, message) in [
        ("<cors lockAttributes=\"Enabled\" />", Some("`lockAttributes` names `Enabled`")),
        ("<cors lockAttributes=\"enabled, x\" />", Some("`lockAttributes` names `x`")),
        (
            "<cors lockAllAttributesExcept=\"origin\" />",
            Some("`lockAllAttributesExcept` names `origin`"),
        ),
        ("<cors lockAttributes=\"*\" />", None),
        ("<cors lockAttributes=\"\" />", None),
        ("<cors><add origin=\"https://a.example\" lockAttributes=\"origin\" /></cors>", None),
    ] {
        let effective = Tree::new(&[("web.config", &web(section))]).resolve("web.config", &[]);
        match message {
            Some(message) => assert_error(&effective, &["CG011 web.config:2:7: ", message]),
            None => assert_eq!(findings(&effective), Vec::<String>::new(), "{section}"),
        }
    }
}

#[test]
fn elements() {
    const BELOW: &str = "<httpProtocol><customHeaders>\n<remove name=\"X-A\" />\n<add name=\"X-B\" value=\"1\" /></customHeaders></httpProtocol>";
    let (add, remove) = (element!("add"), element!("remove"));
    for case in [
        held(
            "<httpProtocol><customHeaders lockElements=\"add\" /></httpProtocol>",
            BELOW,
            ["below.config:4:1", add, "above.config:2:30"],
        ),
        held(
            "<httpProtocol><customHeaders lockElements=\"remove,clear\" /></httpProtocol>",
            BELOW,
            ["below.config:3:1", remove, "above.config:2:30"],
        ),
        held(
            "<httpProtocol><customHeaders lockAllElementsExcept=\"add\" /></httpProtocol>",
            BELOW,
            ["below.config:3:1", remove, "above.config:2:30"],
        ),
        free(
            "<httpProtocol><customHeaders lockAllElementsExcept=\"add, remove\" /></httpProtocol>",
            BELOW,
        ),
        free("<httpProtocol><customHeaders lockElements=\"clear\" /></httpProtocol>", BELOW),
        held(
            "<httpProtocol lockElements=\"customHeaders\" />",
            BELOW,
            ["below.config:2:15", element!("customHeaders"), "above.config:2:15"],
        ),
        held(
            "<httpProtocol lockElements=\"*\" />",
            BELOW,
            ["below.config:2:15", element!("customHeaders"), "above.config:2:15"],
        ),
        free("<httpProtocol lockElements=\"*\" />", "<httpProtocol allowKeepAlive=\"true\" />"),
        free("<httpProtocol lockElements=\"redirectHeaders\" />", BELOW),
        held(
            "<cors lockElements=\"add\" />",
            "<cors><add origin=\"https://a.example\" /></cors>",
            ["below.config:2:7", add, "above.config:2:7"],
        ),
        held(
            "<handlers lockElements=\"clear\" />",
            "<handlers><clear /></handlers>",
            ["below.config:2:11", element!("clear"), "above.config:2:11"],
        ),
        held(
            "<rewrite><rules lockElements=\"clear\" /></rewrite>",
            "<rewrite><rules><clear /></rules></rewrite>",
            ["below.config:2:17", element!("clear"), "above.config:2:17"],
        ),
    ] {
        check(&case, &two_files(&case));
    }
}

#[test]
fn items() {
    const ENTRY: &str = "<httpProtocol><customHeaders><add name=\"X-A\" value=\"1\" lockItem=\"True\" /><add name=\"X-B\" value=\"1\" /></customHeaders></httpProtocol>";
    const ORIGIN: &str = "<cors><add origin=\"https://a.example\" lockItem=\"true\" /></cors>";
    const SEGMENT: &str = "<security><requestFiltering><hiddenSegments><add segment=\"bin\" lockItem=\"true\" /></hiddenSegments></requestFiltering></security>";
    const RULE: &str = "<rewrite><rules><rule name=\"one\" lockItem=\"true\"><match url=\"x\" /><action type=\"None\" /></rule></rules></rewrite>";
    for case in [
        held(
            SEGMENT,
            "<security><requestFiltering><hiddenSegments>\n<remove segment=\"BIN\" /></hiddenSegments></requestFiltering></security>",
            [
                "below.config:3:1",
                "the entry `bin` is locked by a level above and cannot be removed",
                "above.config:2:64",
            ],
        ),
        held(
            ENTRY,
            "<httpProtocol><customHeaders><remove name=\"x-a\" /></customHeaders></httpProtocol>",
            [
                "below.config:2:30",
                "the entry `X-A` is locked by a level above and cannot be removed",
                "above.config:2:56",
            ],
        ),
        held(
            ENTRY,
            "<httpProtocol><customHeaders><clear /></customHeaders></httpProtocol>",
            [
                "below.config:2:30",
                "the entry `X-A` is locked by a level above and cannot be removed",
                "above.config:2:56",
            ],
        ),
        free(
            ENTRY,
            "<httpProtocol><customHeaders><remove name=\"X-B\" /><add name=\"X-C\" value=\"1\" /></customHeaders></httpProtocol>",
        ),
        free(ENTRY, "<httpProtocol><redirectHeaders><clear /></redirectHeaders></httpProtocol>"),
        held(
            ORIGIN,
            "<cors><remove origin=\"https://a.example\" /></cors>",
            [
                "below.config:2:7",
                "the entry `https://a.example` is locked by a level above and cannot be removed",
                "above.config:2:39",
            ],
        ),
        free(ORIGIN, "<cors><remove origin=\"https://A.example\" /></cors>"),
        held(
            "<cors lockItem=\"true\" />",
            "<cors />",
            ["below.config:2:1", element!("cors"), "above.config:2:7"],
        ),
        held(
            "<security><authentication><windowsAuthentication lockItem=\"true\" /></authentication></security>",
            "<security><authentication>\n<windowsAuthentication /></authentication></security>",
            ["below.config:3:1", element!("windowsAuthentication"), "above.config:2:50"],
        ),
        // It means nothing on what is neither section nor entry.
        free(
            "<httpProtocol><customHeaders lockItem=\"true\" /></httpProtocol>",
            "<httpProtocol><customHeaders><clear /></customHeaders></httpProtocol>",
        ),
        free(
            "<httpProtocol><customHeaders lockItem=\"true\" /></httpProtocol>",
            "<httpProtocol><redirectHeaders /></httpProtocol>",
        ),
        free("<cors lockItem=\"false\" />", "<cors />"),
        // A lock on one rule is none on others.
        free(
            RULE,
            "<rewrite><rules><rule name=\"two\"><match url=\"x\" /></rule></rules></rewrite>",
        ),
    ] {
        check(&case, &two_files(&case));
    }
}

/// CF-7 (DOC `how-to-use-locking-in-iis-configuration`): the lock on an entry is gone with the entry.
#[test]
fn locks_on_entries_that_are_removed() {
    const LOCKED: &str = "<add name=\"X-A\" value=\"1\" lockItem=\"true\" />";
    for (above, locked) in [
        (headers(LOCKED), true),
        (headers(&format!("{LOCKED}<remove name=\"x-a\" />")), false),
        (headers(&format!("{LOCKED}<clear />")), false),
        (headers(&format!("{LOCKED}<remove name=\"X-A\" />{LOCKED}")), true),
    ] {
        for below in ["<remove name=\"X-A\" />", "<clear />"] {
            let tree = Tree::new(&[
                ("above.config", &web(&above)),
                ("below.config", &web(&headers(below))),
            ]);
            let findings = findings(&tree.resolve("below.config", &["above.config"]));
            assert_eq!(!findings.is_empty(), locked, "CF-7: {above} {below}: {findings:?}");
        }
    }
    for (between, locked) in [("", true), ("<remove name=\"X-A\" />", false), ("<clear />", false)]
    {
        let site = format!(
            "<configuration><system.webServer>{}</system.webServer><location path=\"below\"><system.webServer>{}</system.webServer></location></configuration>",
            headers(LOCKED),
            headers(between)
        );
        for below in ["<remove name=\"X-A\" />", "<clear />"] {
            let tree =
                Tree::new(&[("web.config", &site), ("below/web.config", &web(&headers(below)))]);
            let findings = findings(&tree.resolve("", &[]));
            assert_eq!(!findings.is_empty(), locked, "CF-7: {between} {below}: {findings:?}");
        }
    }
}

#[test]
fn locks_are_read_as_strictly_as_the_rest() {
    let maybe =
        Tree::new(&[("web.config", &web("<cors lockItem=\"maybe\" lockItems=\"true\" />"))]);
    let findings = findings(&maybe.resolve("web.config", &[]));
    assert!(findings[0].starts_with("CG013 web.config:2:7: `maybe`"), "{findings:?}");
    assert!(findings[1].starts_with("CG011 web.config:2:24: "), "{findings:?}");
}

fn two_files(case: &Case) -> Effective {
    let tree = Tree::new(&[("above.config", &web(case.above)), ("below.config", &web(case.below))]);
    tree.resolve("below.config", &["above.config"])
}
