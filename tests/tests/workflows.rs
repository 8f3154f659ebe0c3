//! What runs elsewhere: the action, the pre-commit hook and the release fit the command and each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use saphyr::{LoadableYamlNode, Yaml};

/// An origin that never matches: a warning.
const DUBIOUS: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true">
      <add origin="https://a.example/" />
    </cors>
  </system.webServer>
</configuration>
"#;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    fs::read_to_string(repository().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn yaml(text: &str) -> Yaml<'_> {
    let documents = Yaml::load_from_str(text).expect("YAML");
    documents.into_iter().next().expect("a document")
}

fn bash(arguments: &[&str]) -> Command {
    let mut bash = Command::new("bash");
    bash.args(arguments).current_dir(repository());
    bash
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of a key in a section of `cors-gen/Cargo.toml`.
fn of_manifest(manifest: &str, section: &str, key: &str) -> Option<String> {
    let (_, section) = manifest.split_once(&format!("\n[{section}]\n"))?;
    let mut lines = section.lines().take_while(|line| !line.starts_with('['));
    let start = format!("{key} = \"");
    lines.find_map(|line| Some(line.strip_prefix(&start)?.strip_suffix('"')?.to_owned()))
}

#[test]
fn releases_have_the_archives_that_binstall_looks_for() {
    let manifest = read("cors-gen/Cargo.toml");
    let workflow = read(".github/workflows/release.yml");
    let workflow = yaml(&workflow);
    let targets: BTreeSet<String> = workflow["jobs"]["build"]["strategy"]["matrix"]["include"]
        .as_sequence()
        .expect("a matrix")
        .iter()
        .map(|entry| entry["target"].as_str().expect("a target").to_owned())
        .collect();
    for system in ["linux-gnu", "linux-musl", "apple-darwin", "windows-msvc"] {
        let of_system = targets.iter().filter(|target| target.ends_with(system));
        assert_eq!(of_system.count(), 2, "{system}: x86_64 and aarch64");
    }
    for target in &targets {
        let said = bash(&[".ci/package", "--name", target]).output().expect("bash");
        let archive = text(&said.stdout).trim().to_owned();
        let common = "package.metadata.binstall";
        let own = format!("{common}.overrides.{target}");
        let value = |key| {
            of_manifest(&manifest, &own, key)
                .or_else(|| of_manifest(&manifest, common, key))
                .unwrap_or_else(|| panic!("{key}"))
                .replace("{ name }", "cors-gen")
                .replace("{ version }", env!("CARGO_PKG_VERSION"))
                .replace("{ target }", target)
        };
        assert!(value("pkg-url").ends_with(&format!("/{archive}")), "{target}");
        let suffix = match value("pkg-fmt").as_str() {
            "tgz" => ".tar.gz",
            "zip" => ".zip",
            other => panic!("{other}"),
        };
        let folder = archive.strip_suffix(suffix).unwrap_or_else(|| panic!("{archive}: {suffix}"));
        assert_eq!(value("bin-dir"), format!("{folder}/{{ bin }}{{ binary-ext }}"), "{target}");
    }
}

#[test]
fn scripts_are_sound() {
    for script in [".ci/run", ".ci/package", ".ci/pre-commit"] {
        let checked = bash(&["-n", script]).output().expect("bash");
        assert!(checked.status.success(), "{script}: {}", text(&checked.stderr));
    }
    let wrong =
        bash(&[".ci/package", "x86_64-unknown-linux-gnu", "v0.0.0"]).output().expect("bash");
    assert!(text(&wrong.stderr).contains("the tag is v0.0.0"), "{wrong:?}");
    let hooks = read(".pre-commit-hooks.yaml");
    let entry = &yaml(&hooks)[0]["entry"];
    assert!(repository().join(entry.as_str().expect("a script")).is_file());
}

/// The step of the action with this name.
fn step<'y>(action: &'y Yaml<'y>, name: &str) -> &'y Yaml<'y> {
    let mut steps = action["runs"]["steps"].as_sequence().expect("steps").iter();
    steps.find(|step| step["name"].as_str() == Some(name)).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn the_action_uses_what_it_declares() {
    let source = read("action.yml");
    let action = yaml(&source);
    for (input, _) in action["inputs"].as_mapping().expect("inputs") {
        let input = input.as_str().expect("a name");
        assert!(source.contains(&format!("inputs.{input}")), "{input} is not used");
    }
    for used in source.split("inputs.").skip(1) {
        let name: String = used.chars().take_while(char::is_ascii_alphabetic).collect();
        let declared = action["inputs"].as_mapping_get(&name);
        assert!(declared.is_some(), "{name} is not declared");
    }
    for step in action["runs"]["steps"].as_sequence().expect("steps") {
        let runs_bash = step.as_mapping_get("shell").and_then(Yaml::as_str) == Some("bash");
        assert!(runs_bash || step.contains_mapping_key("uses"), "{step:?}");
    }
}

/// Runs a step of the action as a runner does, with the command under test.
#[cfg(unix)]
fn run(folder: &Path, name: &str, variables: &[(&str, &str)]) -> Output {
    let tools = folder.join("tools");
    fs::create_dir_all(&tools).expect("a folder");
    let tool = tools.join("cors-gen");
    let _ = std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cors-gen-under-test"), tool);
    let path = std::env::var("PATH").expect("a PATH");
    let source = read("action.yml");
    let action = yaml(&source);
    let script = step(&action, name)["run"].as_str().expect("a script");
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder);
    command.env("PATH", format!("{}:{path}", tools.display())).envs(variables.iter().copied());
    command.output().expect("bash")
}

#[cfg(unix)]
#[test]
fn the_action_annotates_what_it_finds() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("action");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("site")).expect("a folder");
    fs::write(folder.join("web.config"), DUBIOUS).expect("written");
    fs::write(folder.join("site/web.config"), "<configuration />").expect("written");
    for (config, args, code, warnings) in [
        ("web.config", "", 0, 1),
        ("web.config", "--deny warning", 1, 1),
        ("site web.config\nweb.config", "--deny  warning\n", 1, 2),
        ("site", "--deny note", 0, 0),
        ("missing.config", "", 2, 0),
    ] {
        let sarif = folder.join("out.sarif");
        let sarif = sarif.to_str().expect("UTF-8");
        let variables = [("CONFIG", config), ("ARGS", args), ("SARIF", sarif)];
        let output = run(&folder, "Check", &variables);
        assert_eq!(output.status.code(), Some(code), "{config} {args}: {output:?}");
        assert_eq!(text(&output.stdout).matches("::warning file=").count(), warnings, "{config}");
        let output = run(&folder, "Write SARIF", &variables);
        assert_eq!(output.status.code(), Some(0), "{config} {args}: {output:?}");
        let written = fs::read_to_string(sarif).expect("SARIF");
        assert_eq!(written.matches("\"ruleId\": \"CG032\"").count(), warnings, "{config}");
    }
}
