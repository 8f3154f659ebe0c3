//! What is beside the configuration and not read, transforms of the server's file, and paths of the site.

#![cfg(feature = "cli")]

mod support;

use support::{Folder, GOOD};

const TRANSFORM: &str =
    r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />"#;

/// As extensions of Azure App Service bring it.
const OF_SERVER: &str = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <location path="%XDT_SITENAME%" xdt:Locator="Match(path)" xdt:Transform="InsertIfMissing">
    <system.webServer><httpProtocol><customHeaders><add name="X-Extension" value="1" /></customHeaders></httpProtocol></system.webServer>
  </location>
  <location path="%XDT_SCMSITENAME%" xdt:Locator="Match(path)" xdt:Transform="InsertIfMissing">
    <system.webServer><httpProtocol><customHeaders><add name="X-Tools" value="1" /></customHeaders></httpProtocol></system.webServer>
  </location>
</configuration>
"#;

fn server(sites: &[&str]) -> String {
    let site = |name: &&str| {
        format!(
            r#"<site name="{name}" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\{name}" /></application></site>"#
        )
    };
    let sites: String = sites.iter().map(site).collect();
    format!(
        "<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    )
}

/// The findings of `check`, a line each, without those that rest on assumptions.
fn findings(folder: &Folder, args: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["check", "--format", "concise"], args].concat());
    let lines = run.stdout.lines().filter(|line| !line.contains("[CG090]"));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_is_not_read_is_told() {
    let folder = Folder::with(GOOD);
    for skipped in ["bin", "obj", "packages", "node_modules", ".git", "empty"] {
        std::fs::create_dir(folder.path(skipped)).expect("a folder");
        if skipped != "empty" {
            folder.write(&format!("{skipped}/web.config"), GOOD);
        }
    }
    assert_eq!(findings(&folder, &["web.config"]), [""; 0], "a file says nothing of folders");
    let told = findings(&folder, &["."]);
    let expected = "./web.config:2:1: note[CG160]: not read: `./.git/web.config`, `./bin/web.config`, \
        `./node_modules/web.config`, `./obj/web.config`, `./packages/web.config`";
    assert_eq!(told, [expected]);
}

#[test]
fn transforms_beside_the_configuration_are_told_unless_one_was_asked_for() {
    let folder = Folder::with(GOOD);
    folder.write("Web.Release.config", TRANSFORM);
    folder.write("web.Debug.config", TRANSFORM);
    folder.write("web.old.config", GOOD);
    folder.write("other.Release.config", TRANSFORM);
    let told = "web.config:2:1: note[CG161]: not applied: `Web.Release.config`, `web.Debug.config`";
    assert_eq!(findings(&folder, &["web.config"]), [told]);
    assert_eq!(findings(&folder, &["web.config", "--transform", "Web.Release.config"]), [""; 0]);
    let report = folder.run(&["check", "web.config"]).stdout;
    assert!(report.contains("pass `--transform Web.Release.config`"), "{report}");
    assert_eq!(folder.run(&["web.config"]).code, Some(0), "a note is no reason to stop");
}

/// CF-10: a transform of the server's file goes to that, with the name of the site in it.
#[test]
fn transforms_of_the_servers_file() {
    let folder = Folder::with(GOOD);
    folder.write("applicationHost.xdt", OF_SERVER);
    folder.write("one.config", server(&["Shop"]));
    folder.write("two.config", server(&["Shop", "Blog"]));
    let explain = |args: &[&str]| {
        let given = ["explain", "web.config", "--transform", "applicationHost.xdt"];
        folder.run(&[&given, args].concat())
    };
    for args in [&["--parent", "one.config"][..], &["--parent", "two.config", "--site", "Blog"]] {
        let answer = explain(args).product();
        assert!(answer.contains("X-Extension: 1"), "CF-10: {args:?}: {answer}");
        assert!(!answer.contains("X-Tools"), "CF-10: {args:?}: {answer}");
    }
    let run = explain(&[]);
    assert_eq!(run.code, Some(1), "CF-10: {}", run.stderr);
    assert!(run.stderr.contains("error[CG162]"), "{}", run.stderr);
    assert!(run.stderr.contains("pass the server's file with `--parent`"), "{}", run.stderr);
    let allowed = explain(&["--allow", "CG162"]);
    assert!(
        allowed.code == Some(0) && !allowed.stdout.contains("X-Extension"),
        "{}",
        allowed.stdout
    );
}

/// Paths of requests are those in the application.
#[test]
fn a_path_of_the_site_is_told_from_one_of_the_application() {
    let folder = Folder::with(GOOD);
    for (command, path, is_told) in [
        ("explain", "/shop/orders", true),
        ("explain", "https://www.example/Shop", true),
        ("explain", "/orders", false),
        ("explain", "/shopping", false),
        ("effective", "/shop/orders", true),
        ("effective", "/orders", false),
    ] {
        let run = folder.run(&[command, "web.config", path, "--app", "/shop"]);
        assert_eq!(run.code, Some(0), "{command} {path}: {}", run.stderr);
        assert_eq!(
            run.stderr.contains("paths are those in the application"),
            is_told,
            "{command} {path}"
        );
    }
    let requests = "{\"path\":\"/shop/a\"}\n{\"path\":\"/shop/b\"}\n";
    let run =
        folder.run_with(&["explain", "web.config", "--app", "/shop", "--requests", "-"], requests);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stderr);
    assert_eq!(run.stderr.matches("may be what is meant").count(), 1, "told once: {}", run.stderr);
}

/// IIS resolves `..` before anything sees a path, and so does `explain`; the layers of a service refuse it.
#[test]
fn rw_1_a_path_that_layers_refuse_is_told() {
    let folder = Folder::with(GOOD);
    for (path, is_told) in
        [("/a/../b", true), ("/a/..%2Fb", true), ("/%2e%2e", true), ("/a/b..", false), ("/", false)]
    {
        let run = folder.run(&["explain", "web.config", path]);
        assert_eq!(run.code, Some(0), "{path}: {}", run.stderr);
        assert_eq!(run.stderr.contains("answer 400"), is_told, "RW-1: {path}: {}", run.stderr);
    }
    let requests = "{\"path\":\"/../a\"}\n{\"path\":\"/../b\"}\n";
    let run = folder.run_with(&["explain", "web.config", "--requests", "-"], requests);
    assert_eq!(run.stderr.matches("answer 400").count(), 1, "told once: {}", run.stderr);
}
