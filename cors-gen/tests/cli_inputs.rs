//! The options on what is around the configuration: transforms, parents, the site and the application.

#![cfg(feature = "cli")]

mod support;

use support::{Folder, GOOD, WRONG, is_hostile};

/// Names another origin for `GOOD`, one for production.
const RELEASE: &str = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <system.webServer>
    <cors>
      <add origin="https://www.example" xdt:Transform="SetAttributes(origin)" />
    </cors>
  </system.webServer>
</configuration>
"#;

/// Undoes `RELEASE`, and sets another age.
const CANARY: &str = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <system.webServer>
    <cors>
      <add origin="https://canary.example" maxAge="5" xdt:Transform="SetAttributes" />
    </cors>
  </system.webServer>
</configuration>
"#;

/// A level above, with a header of its own and one that comes from another file.
const PARENT: &str = r#"<configuration>
  <system.webServer>
    <httpProtocol configSource="protocol.config" />
  </system.webServer>
</configuration>
"#;

/// The configuration of a folder below.
const BELOW: &str = r#"<configuration>
  <system.webServer>
    <httpProtocol><customHeaders><add name="X-Sub" value="1" /></customHeaders></httpProtocol>
  </system.webServer>
</configuration>
"#;

const PROTOCOL: &str = r#"<httpProtocol>
  <customHeaders><add name="X-Parent" value="1" /></customHeaders>
</httpProtocol>
"#;

/// Two sites, of which one has an application.
const SERVER: &str = r#"<configuration>
  <system.applicationHost>
    <sites>
      <site name="Shop" id="1">
        <application path="/"><virtualDirectory path="/" physicalPath="C:\shop" /></application>
        <application path="/api"><virtualDirectory path="/" physicalPath="C:\shop\api" /></application>
      </site>
      <site name="Blog" id="2">
        <application path="/"><virtualDirectory path="/" physicalPath="C:\blog" /></application>
      </site>
    </sites>
  </system.applicationHost>
  <system.webServer>
    <httpProtocol><customHeaders><add name="X-Server" value="1" /></customHeaders></httpProtocol>
  </system.webServer>
  <location path="Shop/api">
    <system.webServer>
      <httpProtocol><customHeaders><add name="X-Api" value="1" /></customHeaders></httpProtocol>
    </system.webServer>
  </location>
</configuration>
"#;

/// A folder with all of these.
fn folder() -> Folder {
    let folder = Folder::with(GOOD);
    folder.write("Web.Release.config", RELEASE);
    folder.write("Web.Canary.config", CANARY);
    folder.write("parent.config", PARENT);
    folder.write("protocol.config", PROTOCOL);
    folder.write("applicationHost.config", SERVER);
    // The application has no file of its own.
    std::fs::create_dir_all(folder.path("api")).expect("a folder");
    folder
}

const ALL: [&str; 10] = [
    "--transform",
    "Web.Release.config",
    "--parent",
    "applicationHost.config",
    "--parent",
    "parent.config",
    "--site",
    "Shop",
    "--app",
    "/api",
];

#[test]
fn transforms_apply_in_order_and_are_named_as_the_source() {
    let folder = folder();
    let explain = |transforms: &[&str]| {
        let request = ["-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT"];
        let origin = transforms.last().map_or("https://www.example", |last| match *last {
            "Web.Canary.config" => "https://canary.example",
            _ => "https://www.example",
        });
        let origin = format!("Origin: {origin}");
        let args = [&["explain", "web.config", "-H", &origin], &request[..], transforms].concat();
        folder.run(&args).product()
    };
    let release = ["--transform", "Web.Release.config"];
    let canary = ["--transform", "Web.Canary.config"];
    let text = explain(&release);
    assert!(text.contains("Access-Control-Allow-Origin: https://www.example"), "{text}");
    assert!(text.contains("Web.Release.config:4:"), "{text}");
    let text = explain(&[release, canary].concat());
    assert!(text.contains("Access-Control-Max-Age: 5"), "{text}");
    let text = explain(&[canary, release].concat());
    assert!(text.contains("Access-Control-Allow-Origin: https://www.example"), "{text}");
    assert!(text.contains("Access-Control-Max-Age: 5"), "{text}");
}

#[test]
fn the_generated_code_names_every_input_and_how_to_make_it_again() {
    let folder = folder();
    let args = [&ALL[..], &["--name", "SITE", "web.config"]].concat();
    let rust = folder.run(&args).product();
    let banner: Vec<&str> = rust.lines().take_while(|line| line.starts_with("//")).collect();
    assert!(banner[0].ends_with(" from web.config. Do not edit."), "{banner:?}");
    let again = "// Regenerate, in the folder of the configuration: cors-gen";
    assert_eq!(banner[1], format!("{again} {}", args.join(" ")));
    for input in [
        "web.config",
        "Web.Release.config",
        "applicationHost.config",
        "parent.config",
        "protocol.config",
    ] {
        let is_it = |line: &&str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            matches!(words[..], ["//", "fingerprint", hash, name] if hash.len() == 16 && name == input)
        };
        assert!(banner.iter().any(is_it), "{input}: {banner:#?}");
    }
    for header in ["X-Server", "X-Api", "X-Parent", "X-Frame-Options", "https://www.example"] {
        assert!(rust.contains(header), "{header}: {rust}");
    }
    let stale = folder.run(&[&args[..], &["-o", "policy.rs", "--check"]].concat());
    let command = format!("run: cors-gen {} -o policy.rs\n", args.join(" "));
    assert!(stale.code == Some(1) && stale.stderr.ends_with(&command), "{stale:?}");
    let odd = folder.run(&["web.config", "--site=-x", "--parent=./applicationHost.config"]);
    assert_eq!(odd.code, Some(1), "{odd:?}");
}

#[test]
fn words_that_look_like_options_stay_values() {
    let folder = folder();
    folder.write("applicationHost.config", SERVER.replace("\"Shop\"", "\"-s\""));
    let args = ["web.config", "--parent", "applicationHost.config", "--site=-s"];
    let rust = folder.run(&args).stdout;
    let line = "// Regenerate, in the folder of the configuration: cors-gen --parent applicationHost.config --site=-s web.config\n";
    assert!(rust.contains(line), "{rust}");
}

#[test]
fn no_file_that_was_read_is_overwritten() {
    let folder = folder();
    for file in [
        "web.config",
        "Web.Release.config",
        "applicationHost.config",
        "parent.config",
        "protocol.config",
    ] {
        let before = folder.read(file);
        let output = format!("./{file}");
        let run = folder.run(&[&ALL[..], &["web.config", "-o", &output]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{file}");
        let message = format!("error: {output} is one of the files that were read");
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
        assert_eq!(folder.read(file), before);
    }
}

#[test]
fn a_file_that_is_missing_is_named() {
    let folder = folder();
    for command in [&[][..], &["check"], &["check", "--format", "json"], &["explain"]] {
        for option in ["--transform", "--parent"] {
            let run = folder.run(&[command, &["web.config", option, "no/such.config"]].concat());
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{command:?} {option}");
            assert!(
                run.stderr.starts_with("error: cannot read no/such.config: "),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn standard_input_is_one_of_the_inputs() {
    let folder = folder();
    let around = &ALL[..8];
    let from_file = folder.run(&[around, &["web.config"]].concat()).product();
    let from_pipe = folder.run_with(&[around, &["-"]].concat(), GOOD);
    // Whether the application has a file of its own cannot be seen from a pipe.
    assert!(from_pipe.stderr.contains("CG022"), "{}", from_pipe.stderr);
    let policy = |text: &str| text.split_once("pub static").expect("code").1.to_owned();
    assert_eq!(policy(&from_file), policy(&from_pipe.stdout.replace("<stdin>", "web.config")));
    let release = ["web.config", "--transform", "-"];
    let piped = folder.run_with(&release, RELEASE).product();
    assert!(piped.contains("https://www.example"), "{piped}");
    assert!(piped.contains("cors-gen --transform - web.config"), "{piped}");
    let twice = ["check", "--format", "concise", "web.config", "web.config", "--transform", "-"];
    let run = folder.run_with(&twice, RELEASE.replace("https://www.example", "https://x/"));
    let warnings = run.stdout.lines().filter(|line| line.starts_with("<stdin>:4:"));
    assert_eq!((run.code, warnings.count()), (Some(0), 2), "read once, applied to each");
    for args in [
        &["-", "--transform", "-"][..],
        &["web.config", "--transform", "-", "--parent", "-"],
        &["check", "-", "-"],
        &["explain", "web.config", "--parent", "-", "--requests", "-"],
    ] {
        let run = folder.run_with(args, GOOD);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains("one of the inputs only"), "{}", run.stderr);
    }
}

#[test]
fn check_applies_the_options_to_each_configuration() {
    let folder = folder();
    folder.write("other.config", GOOD.replace("https://a.example", "https://b.example"));
    folder.write("Bad.config", RELEASE.replace("https://www.example", "https://www.example/"));
    let run = folder.run(&[
        "check",
        "--format",
        "concise",
        "web.config",
        "other.config",
        "--transform",
        "Bad.config",
    ]);
    assert_eq!(run.code, Some(0));
    let lines: Vec<&str> = run.stdout.lines().filter(|line| !line.contains(": note[")).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("Bad.config:4:")), "{lines:?}");
}

#[test]
fn sites_and_applications_are_found_or_told() {
    let folder = folder();
    let server = ["web.config", "--parent", "applicationHost.config"];
    for (options, says) in [
        (&[][..], "has the sites `Shop`, `Blog`"),
        (&["--site", "Wiki"], "there is no site `Wiki`"),
        (&["--site", "Shop", "--app", "/x"], "has no application `/x`"),
        (&["--site", "\u{1b}[31m\u{202e}"], "there is no site"),
    ] {
        let run = folder.run(&[&server, options].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{options:?}");
        assert!(run.stderr.contains("error[CG065]") && run.stderr.contains(says), "{}", run.stderr);
        assert!(!is_hostile(&run.stderr), "{:?}", run.stderr);
    }
    let run = folder.run(&["web.config", "--site", "Shop"]);
    assert!(run.code == Some(1) && run.stderr.contains("`--parent`"), "{}", run.stderr);
    let headers = |options: &[&str]| {
        let run = folder.run(&[&["explain"], &server[..], options].concat());
        run.product()
    };
    let blog = headers(&["--site", "blog"]);
    assert!(blog.contains("X-Server") && !blog.contains("X-Api"), "{blog}");
    assert!(headers(&["--site", "Shop", "--app", "api"]).contains("X-Api"));
}

#[test]
fn an_error_in_what_is_around_shows_its_line() {
    let folder = folder();
    folder.write("Bad.config", RELEASE.replace("https://www.example", "*.*"));
    let run = folder.run(&["web.config", "--transform", "Bad.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("--> Bad.config:4:"), "{}", run.stderr);
    assert!(run.stderr.contains("<add origin=\"*.*\""), "{}", run.stderr);
    folder.write("Broken.config", "<configuration>");
    let run = folder.run(&["web.config", "--parent", "Broken.config"]);
    assert!(run.code == Some(2) && run.stderr.contains("Broken.config:1:1"), "{}", run.stderr);
    folder.write("wrong.config", WRONG);
    let run = folder.run(&["web.config", "--parent", "wrong.config", "--allow", "CG031"]);
    assert!(run.code == Some(0) && run.stderr.contains("\nwarning[CG031]"), "{}", run.stderr);
}

#[test]
fn a_transform_needs_a_configuration_at_the_top_of_the_folder() {
    let folder = folder();
    std::fs::create_dir_all(folder.path("site/sub")).expect("folders");
    folder.write("site/sub/web.config", BELOW);
    let args = ["site", "--transform", "Web.Release.config"];
    let run = folder.run(&args);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("error[CG070]: there is nothing to transform"), "{}", run.stderr);
    assert!(run.stderr.contains("--> Web.Release.config:1:1"), "{}", run.stderr);
    folder.write("site/Web.config", GOOD);
    let rust = folder.run(&args).product();
    assert!(rust.contains("https://www.example") && rust.contains("X-Sub"), "{rust}");
}
