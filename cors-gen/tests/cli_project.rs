//! The project file `cors-gen.toml`: what would be repeated on each command line.

#![cfg(feature = "cli")]

mod support;

use std::fs;

use support::{DUBIOUS, Folder, GOOD};

/// A server's file with two sites, and one header of its own.
const SERVER: &str = r#"<configuration>
  <system.applicationHost><sites>
    <site name="Shop"><application path="/" /><application path="/api" /></site>
    <site name="Wiki"><application path="/" /></site>
  </sites></system.applicationHost>
  <system.webServer><httpProtocol><customHeaders><add name="X-Server" value="1" /></customHeaders></httpProtocol></system.webServer>
</configuration>
"#;

const RELEASE: &str = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <system.webServer><httpProtocol><customHeaders><add name="X-Release" value="1" xdt:Transform="Insert" /></customHeaders></httpProtocol></system.webServer>
</configuration>
"#;

const PROJECT: &str = r#"parents = ["server/applicationHost.config"]
transforms = ["shop/Web.Release.config"]
site = "Shop"
app = "/api"
deny = "warning"

[exceptions]
CG031 = { level = "allow", reason = "until the partners have moved" }
"#;

/// `shop/web.config` with all that a project file can name.
fn folder() -> Folder {
    let folder = Folder::new();
    for below in ["shop/sub", "server", ".git"] {
        fs::create_dir_all(folder.path(below)).expect("a folder");
    }
    folder.write("shop/web.config", GOOD);
    folder.write("shop/Web.Release.config", RELEASE);
    folder.write("server/applicationHost.config", SERVER);
    folder
}

/// The words of the command that say what the project file says.
const OPTIONS: [&str; 10] = [
    "--parent",
    "server/applicationHost.config",
    "--transform",
    "shop/Web.Release.config",
    "--site",
    "Shop",
    "--app",
    "/api",
    "--allow",
    "CG031",
];

#[test]
fn what_it_says_need_not_be_said() {
    let folder = folder();
    folder.write(
        "shop/web.config",
        GOOD.replace("https://a.example\"", "*\" allowCredentials=\"true\""),
    );
    for command in [
        &["shop/web.config", "--emit", "json"][..],
        &["check", "--format", "json", "shop/web.config"],
        &["explain", "shop/web.config"],
        &["effective", "shop/web.config"],
    ] {
        let args: Vec<&str> = command.iter().chain(&OPTIONS).copied().collect();
        let said = folder.run(&[&args[..], &["--no-config"]].concat());
        assert_ne!(said, folder.run(command), "{command:?}");
        folder.write("cors-gen.toml", PROJECT);
        let read = folder.run(command);
        let said = support::Run { code: read.code, ..said };
        assert_eq!(read, said, "{command:?}");
        fs::remove_file(folder.path("cors-gen.toml")).expect("removed");
    }
}

/// `[assume]` is `--assume`, which goes first for its questions; a change of either makes generated files out of date.
#[test]
fn what_is_assumed_of_iis_is_chosen() {
    let folder = Folder::new();
    folder.write("web.config", GOOD);
    let sent = |args: &[&str]| {
        let run = folder.run(&[&["explain", "web.config", "/"], args].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout.contains("Vary: Origin")
    };
    let preflight = |args: &[&str]| {
        let of_other = ["-X", "OPTIONS", "-H", "Origin: https://b.example"];
        let asked = ["-H", "Access-Control-Request-Method: PUT"];
        let run =
            folder.run(&[&["explain", "web.config", "/"], &of_other[..], &asked, args].concat());
        run.stdout.lines().find(|line| line.contains(" from ")).map(|line| line[..3].to_owned())
    };
    assert!(sent(&[]) && !sent(&["--assume", "CM-16=never"]), "on the command line");
    assert_eq!(folder.run(&["-o", "cors.rs", "web.config"]).code, Some(0));
    let check =
        |args: &[&str]| folder.run(&[args, &["--check", "-o", "cors.rs", "web.config"]].concat());
    assert_eq!(check(&[]).code, Some(0));
    let stale = check(&["--assume", "CM-16=never"]);
    assert_eq!(stale.code, Some(1));
    assert!(stale.stderr.contains("cors-gen --assume CM-16=never web.config"), "{}", stale.stderr);
    // CM-18 is about the application, so that it is the one line that tells.
    assert!(check(&["--assume", "CM-18=both"]).stdout.contains("+//   CM-18=both: "));

    folder.write(
        "cors-gen.toml",
        "[assume]\nCM-16 = \"never\"\nRW-5 = [\"field\", \"first\"]\nCM-17 = \"answered\"\n",
    );
    assert!(!sent(&[]) && sent(&["--no-config"]) && sent(&["--assume", "CM-16=section"]));
    assert_eq!(preflight(&[]).as_deref(), Some("204"));
    assert_eq!(
        preflight(&["--assume", "CM-16=section"]).as_deref(),
        Some("204"),
        "other questions stay"
    );
    assert_eq!(preflight(&["--assume", "CM-17=forbidden"]).as_deref(), Some("403"));
    let stale = check(&[]);
    assert!(stale.stderr.contains("cors-gen.toml is read as well now"), "{}", stale.stderr);
    let told = folder.run(&["web.config"]).stdout;
    for line in ["CM-16=never: ", "RW-5=field: ", "RW-5=first: ", "CM-17=answered: "] {
        assert!(told.contains(&format!("//   {line}")), "{told}");
    }

    folder.write("cors-gen.toml", "[assume]\nCM-16 = \"mached\"\n");
    let run = folder.run(&["check", "web.config", "--format", "concise"]);
    let line = "cors-gen.toml:2:9: error[CG097]: `mached` is no choice for CM-16";
    assert!(run.code == Some(2) && run.stdout.contains(line), "{run:?}");
    for (words, part) in [
        ("CM-16", "`CM-16` is no row with a choice: write it as ROW=CHOICE, such as CM-16=matched"),
        (
            "CM-1=never",
            "there is nothing to choose about `CM-1`: did you mean CM-6? There are CM-6, ",
        ),
        ("CM-16=\u{1b}[31m", "is no choice for CM-16: there are section, cors, matched, never"),
    ] {
        let run = folder.run(&["check", "web.config", "--no-config", "--assume", words]);
        assert!(run.code == Some(2) && run.stderr.contains(part), "{words}: {run:?}");
        assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    }
    let twice = ["--no-config", "--assume", "CM-16=never", "--assume", "CM-16=cors", "web.config"];
    let run = folder.run(&twice);
    assert!(run.code == Some(2) && run.stderr.contains("CM-16 is chosen twice"), "{run:?}");
}

/// The nearest one counts, whatever folder the command is run in, and none above that of the repository.
#[test]
fn the_nearest_one_counts() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("repo/a/b")).expect("folders");
    folder.write("repo/a/b/web.config", DUBIOUS);
    let code = |args: &[&str]| {
        let run = folder.run(&[args, &["repo/a/b/web.config"]].concat());
        run.code
    };
    let check = || code(&["check"]);
    folder.write("cors-gen.toml", "deny = \"warning\"\n");
    assert_eq!(check(), Some(1), "from above");
    assert_eq!(code(&["check", "--no-config"]), Some(0));
    assert_eq!(code(&["check", "--deny", "error"]), Some(0), "the command line goes first");
    folder.write("repo/a/cors-gen.toml", "deny = \"error\"\n");
    assert_eq!(check(), Some(0), "from nearer");
    assert_eq!(code(&["check", "--config", "cors-gen.toml"]), Some(1), "the one that is named");
    fs::remove_file(folder.path("repo/a/cors-gen.toml")).expect("removed");
    folder.write("repo/.git", "gitdir: elsewhere\n");
    assert_eq!(check(), Some(0), "not above the repository");
    folder.write("repo/cors-gen.toml", "deny = \"note\"\n");
    assert_eq!(check(), Some(1), "in the folder of the repository");
    let inside =
        folder.command(&["check", "web.config"]).current_dir(folder.path("repo/a/b")).output();
    assert_eq!(inside.expect("started").status.code(), Some(1), "from any folder");
    assert_eq!(
        folder.run(&["check", "--config", "none.toml", "repo/a/b/web.config"]).code,
        Some(2)
    );
}

#[test]
fn what_is_said_by_arguments_takes_its_place_or_adds_to_it() {
    let folder = folder();
    folder.write("cors-gen.toml", PROJECT);
    let product = |args: &[&str]| {
        let run = folder.run(&[args, &["--emit", "json", "shop/web.config"]].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        ["X-Server", "X-Release"].map(|name| run.stdout.contains(&format!("\"{name}\"")))
    };
    assert_eq!(product(&[]), [true, true]);
    folder.write("none.config", "<configuration />");
    folder.write("other.config", SERVER.replace("X-Server", "X-Other"));
    assert_eq!(product(&["--parent", "other.config"]), [false, true]);
    folder.write("other.config", RELEASE.replace("X-Release", "X-Other"));
    assert_eq!(product(&["--transform", "other.config"]), [true, false]);
    let noted = folder.run(&["effective", "shop/web.config", "/api/x"]).stderr;
    assert!(noted.contains("paths are those in the application; /x may be"), "{noted}");
    let wiki = folder.run(&["check", "shop/web.config", "--site", "Wiki"]);
    assert!(wiki.stdout.contains("the site `Wiki` has no application `/api`"), "{}", wiki.stdout);
    assert_eq!(product(&["--site", "Wiki", "--app", "/"]), [true, true]);
    let rules = "**\" /><add origin=\"*\" allowCredentials=\"true\"";
    folder.write("shop/web.config", GOOD.replace("https://a.example\"", rules));
    assert_eq!(folder.run(&["shop/web.config"]).code, Some(1));
    assert_eq!(
        folder.run(&["shop/web.config", "--allow", "CG030"]).code,
        Some(0),
        "both are allowed"
    );
}

/// What is wanted of kinds of findings, with the command line first.
#[test]
fn kinds_of_findings_have_levels() {
    let folder = Folder::with(DUBIOUS);
    let code = |level: &str, args: &[&str]| {
        let text = format!("[exceptions]\nCG032 = {{ level = \"{level}\", reason = \"so\" }}\n");
        folder.write("cors-gen.toml", text);
        let run = folder.run(&[args, &["web.config"]].concat());
        let said = format!("{}{}", run.stdout, run.stderr);
        (run.code, ["error[CG032]", "warning[CG032]"].iter().any(|it| said.contains(it)))
    };
    for (level, args, expected) in [
        ("allow", &["check"][..], (Some(0), false)),
        ("warn", &["check"], (Some(0), true)),
        ("deny", &["check"], (Some(1), true)),
        ("deny", &[], (Some(1), true)),
        ("deny", &["check", "--allow", "CG032"], (Some(0), false)),
        ("allow", &["check", "--deny", "CG032"], (Some(1), true)),
    ] {
        assert_eq!(code(level, args), expected, "{level} {args:?}");
    }
}

#[test]
fn single_configurations_have_tables_of_their_own() {
    let folder = folder();
    let sub = GOOD.replace("a.example", "b.example").replace("X-Frame-Options", "X-Sub");
    folder.write("shop/sub/web.config", sub);
    folder.write(
        "cors-gen.toml",
        "parents = [\"server/applicationHost.config\"]\n[configs.\"shop/web.config\"]\nsite = \"Shop\"\n[configs.\"shop/sub\"]\nsite = \"Wiki\"\ndeny = \"note\"\n",
    );
    for (config, code) in [
        ("shop", 0),
        ("shop/web.config", 0),
        ("./shop/../shop", 0),
        ("shop/sub", 1),
        ("shop/sub/web.config", 1),
    ] {
        let run = folder.run(&["check", "--format", "concise", config]);
        assert_eq!(run.code, Some(code), "{config}: {}", run.stderr);
    }
    folder.write("elsewhere.config", GOOD);
    // A parent of the others is none of itself.
    let project = folder.read("cors-gen.toml").replacen("\"]\n", "\", \"shop/web.config\"]\n", 1);
    folder.write("cors-gen.toml", project);
    for (config, found) in [("shop/web.config", false), ("shop/sub/web.config", true)] {
        let run = folder.run(&["effective", "--format", "json", config]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let parents = run.stdout.matches("\"shop/web.config").count();
        assert_eq!(parents > 0 && run.stdout.contains("X-Sub"), found, "{}", run.stdout);
    }
    let run = folder.run(&["check", "elsewhere.config"]);
    assert!(run.stdout.contains("has the sites `Shop`, `Wiki`"), "{}", run.stdout);
}

#[test]
fn mistakes_in_it_are_findings() {
    let folder = folder();
    folder.write(
        "cors-gen.toml",
        "parent = []\ntransforms = [\"shop/none.config\"]\n[configs.\"gone\"]\n",
    );
    let run = folder.run(&["check", "--format", "concise", "shop/web.config"]);
    assert_eq!(run.code, Some(2));
    let lines: Vec<_> =
        run.stdout.lines().map(|line| line.split(" (os error").next().unwrap_or(line)).collect();
    assert_eq!(
        lines,
        [
            "cors-gen.toml:1:1: error[CG096]: there is no key `parent` here",
            "cors-gen.toml:2:15: error[CG098]: cannot read `shop/none.config`: No such file or directory",
            "cors-gen.toml:3:10: error[CG098]: cannot read `gone`: there is no such file or folder",
        ]
    );
    let human = folder.run(&["shop/web.config"]);
    assert_eq!((human.code, &*human.stdout), (Some(2), ""));
    assert!(
        human
            .stderr
            .contains("1 | parent = []\n  | ^^^^^^\n  |\n  = help: did you mean `parents`?\n"),
        "{}",
        human.stderr
    );
    for format in ["json", "sarif", "github", "junit"] {
        let run = folder.run(&["check", "--format", format, "shop/web.config"]);
        assert_eq!(
            (run.code, run.stdout.matches("did you mean `parents`?").count()),
            (Some(2), 1),
            "{format}"
        );
    }
    for (text, code) in [
        (&b"\xff"[..], "CG002"),
        (b"site = ", "CG095"),
        (b"\xef\xbb\xbfsite = 'x", "CG095"),
        ("\n".repeat((1 << 20) + 1).as_bytes(), "CG003"),
    ] {
        folder.write("cors-gen.toml", text);
        let run = folder.run(&["check", "--format", "concise", "shop/web.config"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stdout.contains(code), "{}", run.stdout);
    }
    folder.write("cors-gen.toml", "\u{feff}# nothing\r\n");
    assert_eq!(folder.run(&["check", "shop/web.config"]).code, Some(0));
}

/// What makes a file out of date is told, also where it is the project file.
#[test]
fn generated_files_name_it() {
    let folder = folder();
    folder.write("cors-gen.toml", PROJECT);
    let make = ["shop/web.config", "-o", "cors.rs"];
    assert_eq!(folder.run(&make).code, Some(0));
    let text = folder.read("cors.rs");
    assert!(
        text.starts_with(&format!(
            "// @generated by cors-gen {} from web.config.",
            env!("CARGO_PKG_VERSION")
        )),
        "{text}"
    );
    assert!(text.contains("folder of the configuration: cors-gen web.config\n"), "{text}");
    assert!(text.contains(" ../cors-gen.toml\n"), "{text}");
    let check = [&make[..], &["--check"]].concat();
    // What it means is the same.
    folder.write(
        "cors-gen.toml",
        format!("# Ours.\n{PROJECT}")
            .replace("until the", "while our")
            .replace("deny = \"warning\"", ""),
    );
    assert_eq!(folder.run(&check).code, Some(0));
    folder.write("cors-gen.toml", PROJECT.replace("app = \"/api\"\n", ""));
    let run = folder.run(&check);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("../cors-gen.toml has changed;"), "{}", run.stderr);
    for (option, command) in [
        (&["--no-config"][..], "cors-gen --no-config web.config"),
        (&["--config", "cors-gen.toml"], "cors-gen --config ../cors-gen.toml web.config"),
    ] {
        let run = folder.run(&[&["shop/web.config"][..], option].concat());
        assert!(run.stdout.contains(&format!("configuration: {command}\n")), "{}", run.stdout);
    }
}
