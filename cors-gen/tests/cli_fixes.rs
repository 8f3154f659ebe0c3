//! `cors-gen check`: mending what is found, and living with it.

#![cfg(feature = "cli")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{DUBIOUS, Folder, GOOD, WRONG, assert_expected};

/// A finding of each kind: one that is mended without looking, one that is looked at, and one that people mend.
const MIXED: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true">
      <add origin="https://a.example/" maxAge="-5" />
      <!-- cors-gen: allow CG033: old phones, until 2027 -->
      <add origin="null" />
      <add origin="http://{domain}" />
    </cors>
  </system.webServer>
</configuration>
"#;

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_safe_fixes_are_written_and_nothing_else_is() {
    let folder = Folder::with(MIXED);
    let run = folder.run(&["check", "--fix", "--format", "concise", "web.config"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("1 finding mended\n"), "{}", run.stderr);
    assert!(!run.stdout.contains("CG035") && run.stdout.contains("CG032"), "{}", run.stdout);
    assert_eq!(folder.read("web.config"), MIXED.replace("\"-5\"", "\"-1\""));
    let time =
        || fs::metadata(folder.path("web.config")).and_then(|it| it.modified()).expect("a time");
    let before = time();
    let again = folder.run(&["check", "--fix", "--format", "concise", "web.config"]);
    assert!(!again.stderr.contains("mended") && time() == before, "{}", again.stderr);
    // Those that need somebody to look are for who asks for them.
    let run = folder.run(&["check", "--fix", "--unsafe-fixes", "web.config"]);
    assert!(run.stderr.starts_with("1 finding mended\n"), "{}", run.stderr);
    assert_eq!(
        folder.read("web.config"),
        MIXED.replace("\"-5\"", "\"-1\"").replace("a.example/", "a.example")
    );
    let left = fs::read_dir(folder.path("")).expect("a folder").count();
    assert_eq!(left, 1, "no other file is left behind");
}

#[test]
fn encodings_and_line_ends_stay() {
    let folder = Folder::new();
    let text = MIXED.replace('\n', "\r\n");
    let mended = text.replace("\"-5\"", "\"-1\"");
    for (before, after) in [
        (text.clone().into_bytes(), mended.clone().into_bytes()),
        (["\u{feff}", &text].concat().into_bytes(), ["\u{feff}", &mended].concat().into_bytes()),
        (utf16(&text), utf16(&mended)),
    ] {
        folder.write("web.config", before);
        folder.run(&["check", "--fix", "web.config"]);
        assert_eq!(fs::read(folder.path("web.config")).expect("read"), after);
    }
}

#[test]
fn a_diff_shows_what_would_change() {
    let folder = Folder::with(MIXED);
    let run = folder.run(&["check", "--diff", "web.config"]);
    let diff = "--- web.config\n+++ web.config\n@@ -1,7 +1,7 @@\n <configuration>\n   <system.webServer>\n     <cors enabled=\"true\">\n-      <add origin=\"https://a.example/\" maxAge=\"-5\" />\n+      <add origin=\"https://a.example/\" maxAge=\"-1\" />\n";
    assert!(run.stdout.starts_with(diff), "{}", run.stdout);
    assert!(run.stderr.contains("warning[CG035]"), "{}", run.stderr);
    assert_eq!((run.code, folder.read("web.config").as_str()), (Some(0), MIXED));
    let all = folder.run(&["check", "--diff", "--unsafe-fixes", "web.config"]).stdout;
    assert!(all.contains("\n+      <add origin=\"https://a.example\" maxAge=\"-1\" />\n"), "{all}");
    folder.write("good.config", GOOD);
    assert_eq!(folder.run(&["check", "--diff", "good.config"]).stdout, "");
    // What a program reads is one thing.
    assert_eq!(folder.run(&["check", "--diff", "--format", "json", "web.config"]).code, Some(2));
    assert_eq!(folder.run(&["check", "--diff", "--fix", "web.config"]).code, Some(2));
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = Folder::with(MIXED);
    let run = folder.run_with(&["check", "--fix", "-"], MIXED);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("standard input is none; --diff shows"), "{}", run.stderr);
    let run = folder.run_with(&["check", "--diff", "-"], MIXED);
    assert!(run.stdout.starts_with("--- <stdin>\n"), "{} {}", run.stdout, run.stderr);
    let mut permissions = fs::metadata(folder.path("web.config")).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path("web.config"), permissions).expect("set");
    let run = folder.run(&["check", "--fix", "web.config"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with("error: cannot write web.config: it is read-only\n"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("warning[CG035]"), "the findings are shown all the same");
    // Text that was pasted is read otherwise than it stands.
    folder.write("pasted.config", ["> ", &MIXED.trim_end().replace('\n', "\n> "), "\n"].concat());
    let before = folder.read("pasted.config");
    let run = folder.run(&["check", "--fix", "pasted.config"]);
    assert!(
        run.stdout.contains("warning[CG035]") && !run.stderr.contains("mended"),
        "{}",
        run.stdout
    );
    assert_eq!(folder.read("pasted.config"), before);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = Folder::with(MIXED);
    let mode =
        || fs::metadata(folder.path("web.config")).expect("a file").permissions().mode() & 0o777;
    fs::set_permissions(folder.path("web.config"), fs::Permissions::from_mode(0o640)).expect("set");
    symlink("web.config", folder.path("link.config")).expect("a link");
    folder.run(&["check", "--fix", "link.config"]);
    assert!(fs::symlink_metadata(folder.path("link.config")).expect("a link").is_symlink());
    folder.run(&["check", "--fix", "--unsafe-fixes", "web.config"]);
    assert_eq!(mode(), 0o640);
    assert!(folder.read("web.config").contains("\"https://a.example\" maxAge=\"-1\""));
}

#[test]
fn fixes_are_data() {
    let folder = Folder::with(MIXED);
    let run = folder.run(&["check", "--format", "json", "web.config"]);
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let of = |code: &str| {
        let found = found.as_array().expect("an array");
        let found: Vec<_> = found.iter().filter(|it| it["code"] == code).collect();
        found.first().map(|it| it["fixes"].clone()).expect("a finding")
    };
    let edit = |message: &str, safe: bool, columns: [u32; 2], text: &str| {
        json!([{ "message": message, "safe": safe, "edits": [{
            "file": "web.config", "line": 4, "column": columns[0], "end_line": 4, "end_column": columns[1], "text": text,
        }] }])
    };
    assert_eq!(of("CG035"), edit("write `-1`", true, [48, 50], "-1"));
    assert_eq!(
        of("CG032"),
        edit("write `https://a.example`", false, [20, 38], "https://a.example")
    );
    assert_eq!(of("CG090"), json!([]));
}

#[test]
fn what_is_silenced_is_counted_and_listed() {
    let folder = Folder::with(MIXED);
    let run = folder.run(&["check", "--allow", "CG035", "--allow", "placeholder", "web.config"]);
    assert_eq!(run.code, Some(2), "no code is called so: {}", run.stderr);
    let options = ["check", "--allow", "CG035", "web.config"];
    let run = folder.run(&options);
    assert!(
        run.stdout.contains("\n2 findings silenced; --silenced lists them\n"),
        "{}",
        run.stdout
    );
    let listed =
        folder.run(&[&options[..], &["--silenced", "--format", "concise"]].concat()).stdout;
    assert!(listed.contains("web.config:6:7: silenced[CG033]: the origin `null`"), "{listed}");
    assert!(listed.contains(" (web.config:5:7: old phones, until 2027)\n"), "{listed}");
    assert!(listed.contains("(--allow CG035)\n"), "{listed}");
    let json = folder.run(&[&options[..], &["--silenced", "--format", "json"]].concat()).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["findings", "silenced"]);
    let codes: Vec<_> =
        json["silenced"].as_array().expect("an array").iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["CG035", "CG033"]);
    assert_eq!(json["silenced"][0]["exception"], Value::Null);
    let exception =
        json!({ "file": "web.config", "line": 5, "column": 7, "reason": "old phones, until 2027" });
    assert_eq!(json["silenced"][1]["exception"], exception);
    let sarif = |more: &[&str]| {
        let text = folder.run(&[&options[..], &["--format", "sarif"], more].concat()).stdout;
        let sarif: Value = serde_json::from_str(&text).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("an array").clone();
        results.into_iter().filter_map(|it| it.get("suppressions").cloned()).collect::<Vec<_>>()
    };
    assert_eq!(sarif(&[]), Vec::<Value>::new());
    let excepted = json!([{ "kind": "inSource", "justification": "old phones, until 2027" }]);
    assert_eq!(sarif(&["--silenced"]), [json!([{ "kind": "external" }]), excepted]);
}

/// Of what is said for one code the strictest counts, wherever it stands; a comment at the place goes before all.
#[test]
fn codes_are_allowed_warned_of_and_denied() {
    let folder = Folder::with(DUBIOUS);
    folder.write("wrong.config", WRONG);
    folder.write("mixed.config", MIXED);
    for (args, code) in [
        (&["check", "--deny", "CG032", "web.config"][..], 1),
        (&["check", "--deny", "origin-never-matches", "web.config"], 1),
        (&["check", "--deny", "CG033", "web.config"], 0),
        (&["check", "--deny", "CG033", "mixed.config"], 0),
        (&["check", "--allow", "CG032", "--deny", "warning", "web.config"], 0),
        (&["check", "--deny", "CG032", "--allow", "CG032", "web.config"], 1),
        (&["check", "--deny", "warning", "--warn", "CG090", "--allow", "CG032", "web.config"], 1),
        (&["check", "--warn", "CG031", "wrong.config"], 0),
        (&["check", "--warn", "CG031", "--deny", "warning", "wrong.config"], 1),
        (&["check", "--allow", "CG001", "web.config"], 2),
        (&["check", "--deny", "CG999", "web.config"], 2),
        (&["--deny", "CG032", "web.config"], 1),
        (&["--deny", "warning", "web.config"], 1),
        (&["--deny", "CG033", "web.config"], 0),
        (&["explain", "--deny", "warning", "web.config"], 1),
        (&["effective", "--deny", "warning", "web.config"], 0),
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, Some(code), "{args:?}: {}", run.stderr);
        let has_product = !run.stdout.is_empty();
        assert!(code != 1 || has_product == (args[0] == "check"), "{args:?} has no product");
    }
    let run = folder.run(&["check", "--deny", "CG032", "web.config"]);
    assert!(run.stdout.contains("error[CG032]"), "{}", run.stdout);
    assert!(run.stdout.contains("= help: denied by `--deny CG032`"), "{}", run.stdout);
    let run = folder.run(&["check", "--allow", "nul-origin", "web.config"]);
    assert!(run.stderr.contains("did you mean CG033 (null-origin)?"), "{}", run.stderr);
}

/// The file that is generated is the same whether somebody wants to see a warning or not.
#[test]
fn silence_changes_no_generated_file() {
    let folder = Folder::with(MIXED);
    let loud = folder.run(&["web.config"]).stdout;
    folder.write(
        "web.config",
        MIXED.replace("<!-- cors-gen: allow CG033: old phones, until 2027 -->", ""),
    );
    assert_eq!(folder.run(&["web.config"]).stdout, loud);
    folder.write(
        "web.config",
        MIXED.replace("<cors", "<!-- cors-gen: allow CG032, CG035, CG090: x --><cors"),
    );
    let run = folder.run(&["web.config"]);
    assert_eq!((run.stdout, run.stderr.as_str()), (loud, ""));
}

/// Nothing of a configuration drives a terminal or breaks out of a format.
#[test]
fn hostile_text_stays_text() {
    let hostile = MIXED
        .replace("old phones, until 2027", "\u{1b}[2J\u{202e} ::error::x")
        .replace("https://a.example/", "https://\u{202e}a&quot;.example/");
    let hostile = hostile.replace('\u{1b}', "");
    let folder = Folder::with(&hostile);
    for format in ["human", "concise", "json", "sarif", "github", "junit"] {
        let run = folder.run(&["check", "--silenced", "--format", format, "web.config"]);
        let shown = run.stdout + &run.stderr;
        assert!(!support::is_hostile(&shown), "{format}: {shown}");
    }
    assert_expected(
        "check-silenced.txt",
        &folder.run(&["check", "--silenced", "web.config"]).stdout,
    );
}
