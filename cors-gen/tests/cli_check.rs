//! `cors-gen check`, `cors-gen rule` and the help.

#![cfg(feature = "cli")]

mod support;

use support::{DUBIOUS, Folder, GOOD, WRONG, assert_expected};

#[test]
fn findings_are_on_standard_output_with_a_summary() {
    let folder = Folder::with(&WRONG.replace("<cors", "<cors failUnlistedOrigins=\"maybe\""));
    folder.write("good.config", GOOD);
    folder.write("wrong.config", WRONG);
    folder.write("dubious.config", DUBIOUS);
    let run = folder.run(&["check", "wrong.config"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_expected("check-human.txt", &run.stdout);
    folder.write("plain.config", "<configuration />");
    let run = folder.run(&["check", "plain.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "no findings in plain.config\n"));
    let run = folder.run(&["check", "good.config"]);
    assert_eq!(run.code, Some(0));
    assert_expected("check-assumptions.txt", &run.stdout);
    let run = folder.run(&["check", "good.config", "dubious.config", "wrong.config"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let end = "\n\n1 error, 1 warning, 2 notes in 3 files\n1 can be mended with --fix --unsafe-fixes: look at --diff first\n3 settings: 3 carried\nto read more about a finding, run: cors-gen rule CG031\n";
    assert!(run.stdout.ends_with(end), "{}", run.stdout);
}

#[test]
fn what_becomes_of_each_section_is_counted_and_listed() {
    let folder = Folder::with(
        "<configuration>\n<made up=\"1\" />\n<system.web><compilation debug=\"true\" /></system.web>\n<system.webServer><cors enabled=\"false\" />\n<security><ipSecurity allowUnlisted=\"false\" /></security>\n<webSocket enabled=\"false\" /></system.webServer>\n</configuration>",
    );
    folder.write("wrong.config", WRONG);
    let counts = "5 settings: 1 carried, 1 satisfied, 1 yours, 1 without effect, 1 unknown\n";
    let run = folder.run(&["check", "web.config"]);
    assert!(run.stdout.contains(counts), "{}", run.stdout);
    let run = folder.run(&["check", "--inventory", "--format", "concise", "web.config"]);
    assert_expected("check-inventory.txt", &run.stdout);
    let run = folder.run(&["check", "--inventory", "--format", "json", "web.config"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["findings", "inventory"]);
    let findings = folder.run(&["check", "--format", "json", "web.config"]).stdout;
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
    assert_eq!(json["findings"], findings, "the same array as without");
    let entries = json["inventory"].as_array().expect("an array");
    let addresses = &entries[3];
    let keys: Vec<&String> = addresses.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["section", "disposition", "file", "line", "column", "why", "do"]);
    assert_eq!(addresses["section"], "system.webServer/security/ipSecurity");
    assert_eq!(
        (&addresses["disposition"], &addresses["line"], &addresses["column"]),
        (&"yours".into(), &5.into(), &11.into())
    );
    // Of what becomes no policy nothing is carried.
    let run = folder.run(&["check", "--inventory", "--format", "json", "wrong.config"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["inventory"], serde_json::json!([]));
}

#[test]
fn one_line_a_finding() {
    let folder = Folder::with(WRONG);
    folder.write("dubious.config", DUBIOUS);
    let run = folder.run(&["check", "--format", "concise", "web.config", "dubious.config"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("web.config:4:23: error[CG031]: "), "{lines:?}");
    assert!(lines[1].starts_with("dubious.config:3:5: note[CG090]: "), "{lines:?}");
    assert!(lines[2].starts_with("dubious.config:4:7: warning[CG032]: "), "{lines:?}");
}

#[test]
fn an_array_of_objects() {
    let folder = Folder::with(WRONG);
    folder.write("plain.config", "<configuration />");
    let run = folder.run(&["check", "--format", "json", "web.config", "plain.config"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = json.as_array().expect("an array");
    assert_eq!(found.len(), 1);
    let keys: Vec<&String> = found[0].as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "code",
            "name",
            "severity",
            "message",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "label",
            "related",
            "help",
            "fixes"
        ]
    );
    assert_eq!((&found[0]["code"], &found[0]["severity"]), (&"CG031".into(), &"error".into()));
    assert_eq!((&found[0]["file"], &found[0]["line"]), (&"web.config".into(), &4.into()));
    let run = folder.run(&["check", "--format", "json", "plain.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "[]\n"));
}

#[test]
fn deny_sets_what_fails() {
    let folder = Folder::with(DUBIOUS);
    for (args, code) in [
        (&["check", "web.config"][..], 0),
        (&["check", "--deny", "error", "web.config"], 0),
        (&["check", "--deny", "warning", "web.config"], 1),
        (&["check", "--deny", "note", "web.config"], 1),
        (&["check", "--deny", "all", "web.config"], 2),
        (&["check"], 2),
    ] {
        assert_eq!(folder.run(args).code, Some(code), "{args:?}");
    }
    folder.write("web.config", WRONG);
    assert_eq!(folder.run(&["check", "--allow", "CG031", "web.config"]).code, Some(0));
}

#[test]
fn the_others_are_checked_when_one_cannot_be_read() {
    let folder = Folder::with(WRONG);
    let run = folder.run(&["check", "missing.config", "web.config"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot read missing.config"), "{}", run.stderr);
    assert!(run.stdout.contains("error[CG031]"), "{}", run.stdout);
    assert!(run.stdout.contains("\n1 error in 1 file\n"), "{}", run.stdout);
}

#[test]
fn rules_have_pages_and_a_table() {
    let folder = Folder::new();
    let page = folder.run(&["rule", "CG031"]).product();
    assert_eq!(page, folder.run(&["rule", "wildcard-with-credentials"]).product());
    assert!(
        page.starts_with("# CG031: wildcard-with-credentials\n\n**Error**; `--allow CG031`"),
        "{page}"
    );
    for part in [
        "`*` is sent without `Access-Control-Allow-Credentials`",
        "```xml fails\n",
        "has been blocked by CORS policy",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let table = folder.run(&["rule"]).product();
    assert!(table.starts_with("CG001  not-xml ") && table.contains("\nCG031 "), "{table}");
    assert_eq!(folder.run(&["rule", "CG999"]).code, Some(2));
}

/// Messages name rows such as CM-16; who has only the command can read them.
#[test]
fn rows_about_iis_have_pages() {
    let folder = Folder::new();
    let page = folder.run(&["rule", "cm-16"]).product();
    assert!(page.starts_with("CM-16 (documented, inferred)\nCM: the CORS module"), "{page}");
    assert!(page.contains("`Vary: Origin` is not sent when `*` is the only rule."), "{page}");
    assert!(page.contains("Choice where the row is silent: \"Every response\""), "{page}");
    let run = folder.run(&["rule", &format!("CM-{}", 99)]);
    assert_eq!((run.code, &*run.stdout), (Some(2), ""));
    assert!(run.stderr.contains("did you mean one of CM-1 to CM-"), "{}", run.stderr);
    let run = folder.run(&["rule", "wildcard-with-credential"]);
    assert!(
        run.stderr.contains("did you mean wildcard-with-credentials (CG031)?"),
        "{}",
        run.stderr
    );
}

#[test]
fn help_is_on_standard_output() {
    let folder = Folder::new();
    let mut help = String::new();
    for command in
        ["", "check", "diff", "effective", "explain", "transform", "rule", "completions", "man"]
    {
        let args: Vec<_> = [command, "--help"].into_iter().filter(|it| !it.is_empty()).collect();
        help +=
            &["$ cors-gen ", &args.join(" "), "\n", &folder.run(&args).product(), "\n"].concat();
    }
    assert_expected("help.txt", &help);
    assert!(folder.run(&["--version"]).product().starts_with("cors-gen "));
}
