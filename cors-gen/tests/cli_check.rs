//! `cors-gen check`, `cors-gen rule` and the help.

#![cfg(feature = "cli")]

mod support;

use std::fs;

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

/// Sites as they lie on a server: `a`, with a folder in it, and `b/c`; what tools fill is no site.
fn estate() -> Folder {
    let folder = Folder::new();
    for below in ["sites/a/sub", "sites/b/c", "sites/b/node_modules/x", "sites/empty"] {
        fs::create_dir_all(folder.path(below)).expect("a folder");
    }
    folder.write("sites/a/web.config", DUBIOUS);
    folder.write("sites/a/sub/web.config", "<configuration><system.webServer><cors enabled=\"true\"><add origin=\"**\" /></cors></system.webServer></configuration>");
    folder.write("sites/b/c/Web.config", WRONG);
    folder.write("sites/b/node_modules/x/web.config", "no site");
    folder
}

#[test]
fn every_site_below_a_folder_is_checked() {
    let folder = estate();
    let run = folder.run(&["check", "--recursive", "sites"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_expected("check-recursive.txt", &run.stdout);
    // The folders that are named are sites themselves, or hold some; files are files.
    let concise = |args: &[&str]| {
        let run = folder.run(&[&["check", "-r", "--format", "concise"], args].concat());
        run.stdout
            .lines()
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(concise(&["sites/a"]), ["sites/a/web.config", "sites/a/sub/web.config"]);
    assert_eq!(concise(&["sites/b/c/Web.config", "sites/b"]), ["sites/b/c/Web.config"; 2]);
    let here = folder
        .command(&["check", "-r", "--format", "concise", "."])
        .current_dir(folder.path("sites/b"))
        .output();
    let here = String::from_utf8(here.expect("started").stdout).expect("UTF-8");
    assert!(here.starts_with("c/Web.config:4:23: error[CG031]"), "{here}");
    let run = folder.run(&["check", "-r", "sites/empty", "sites/b"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("cannot read sites/empty: there is no web.config in it"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("\n1 error in 1 site\n"), "{}", run.stdout);
}

/// One report of all, in one order, with names as the user gave them.
#[test]
fn one_report_of_many_sites() {
    let folder = estate();
    let check =
        |options: &[&str]| folder.run(&[&["check", "--recursive", "sites"], options].concat());
    let json = check(&["--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let files: Vec<_> = found
        .as_array()
        .expect("an array")
        .iter()
        .map(|it| it["file"].as_str().expect("text"))
        .collect();
    assert_eq!(files, ["sites/a/web.config", "sites/a/sub/web.config", "sites/b/c/Web.config"]);
    let whole = check(&["--format", "json", "--summary"]);
    let whole: serde_json::Value = serde_json::from_str(&whole.stdout).expect("JSON");
    assert_eq!(whole["findings"], found, "the same array as without");
    assert_eq!(whole["summary"]["configurations"], 2);
    assert_eq!(
        whole["summary"]["by_code"][0],
        serde_json::json!({ "code": "CG030", "name": "bad-origin", "errors": 1, "warnings": 0, "notes": 0, "configurations": 1 })
    );
    assert_eq!(
        whole["summary"]["by_site"][1],
        serde_json::json!({ "site": "sites/b/c", "errors": 1, "warnings": 0, "notes": 0 })
    );
    let sarif = check(&["--format", "sarif"]).stdout;
    assert_eq!(sarif.matches("\"uri\": \"sites/b/c/Web.config\"").count(), 2, "{sarif}");
    let junit = check(&["--format", "junit"]).stdout;
    assert_eq!(junit.matches("<testsuite name=").count(), 2, "{junit}");
    assert_eq!(
        check(&["--format", "github"]).stdout.matches("::error file=sites/b/c/Web.config,").count(),
        1
    );
}

#[test]
fn people_are_shown_the_gravest_findings_of_many() {
    let rules = (0..70).map(|n| format!("<add origin=\"https://a{n}.example/\" />\n"));
    let rules = rules.collect::<Vec<_>>().concat();
    let text = format!(
        "<configuration><system.webServer><cors enabled=\"true\">\n{rules}<add origin=\"**\" /></cors></system.webServer></configuration>"
    );
    let folder = Folder::with(&text);
    let shown = |options: &[&str]| {
        let run = folder.run(&[&["check", "web.config"], options].concat());
        let count = |severity: &str| run.stdout.matches(severity).count();
        (count("error[CG030]"), count("warning[CG032]"), run.stdout + &run.stderr)
    };
    let (errors, warnings, text) = shown(&[]);
    assert_eq!((errors, warnings), (1, 49), "{text}");
    assert!(
        text.contains("and 21 warnings more in web.config: `--max-findings 0` shows all\n"),
        "{text}"
    );
    assert!(text.contains("\n1 error, 70 warnings in web.config\n"), "{text}");
    assert_eq!(shown(&["--max-findings", "0"]).1, 70);
    let (errors, warnings, text) = shown(&["--max-findings", "1", "--format", "concise"]);
    assert_eq!((errors, warnings, text.lines().count()), (1, 0, 2), "{text}");
    // Programs get all, unless they ask for less; then that is said.
    let json = |options: &[&str]| {
        let run = folder.run(&[&["check", "web.config", "--format", "json"], options].concat());
        (run.stdout.matches("\"code\":").count(), run.stderr)
    };
    let (all, said) = json(&[]);
    assert!(all == 71 && said.is_empty(), "{said}");
    let (some, said) = json(&["--max-findings", "2"]);
    assert!(some == 2 && said.contains(" more in web.config"), "{said}");
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
    let commands = [
        "",
        "check",
        "diff",
        "effective",
        "explain",
        "report",
        "transform",
        "rule",
        "verify",
        "completions",
        "man",
    ];
    for command in commands {
        let args: Vec<_> = [command, "--help"].into_iter().filter(|it| !it.is_empty()).collect();
        help +=
            &["$ cors-gen ", &args.join(" "), "\n", &folder.run(&args).product(), "\n"].concat();
    }
    assert_expected("help.txt", &help);
    assert!(folder.run(&["--version"]).product().starts_with("cors-gen "));
}
