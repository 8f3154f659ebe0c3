//! How the command talks: colour, how much it says, words that were mistyped, what shells and manuals know of it.

#![cfg(feature = "cli")]

mod support;

use std::process::Command;

use support::{DUBIOUS, Folder, GOOD, WRONG};

const ESCAPE: char = '\u{1b}';

/// A folder with an error, a warning and notes.
fn folder() -> Folder {
    let folder = Folder::with(WRONG);
    folder.write("good.config", GOOD);
    folder.write("dubious.config", DUBIOUS);
    folder
}

#[test]
fn colour_is_the_users_choice() {
    let folder = folder();
    let (check, generate) = (&["check", "web.config"][..], &["web.config"][..]);
    let explain = &["explain", "good.config", "-H", "Origin: https://a.example", "/"][..];
    let forced = ("CLICOLOR_FORCE", "1");
    for (args, variables, is_colored) in [
        (check, &[][..], false),
        (&["--color", "always", "check", "web.config"], &[], true),
        (&["check", "web.config", "--color", "always"], &[("NO_COLOR", "1")], true),
        (check, &[forced], true),
        (check, &[forced, ("NO_COLOR", "")], true),
        (check, &[forced, ("NO_COLOR", "1")], false),
        (&["check", "web.config", "--color=never"], &[forced], false),
        (&["check", "--format", "json", "web.config"], &[forced], false),
        (generate, &[], false),
        (generate, &[forced], true),
        (explain, &[], false),
        (explain, &[forced], true),
        (&["missing.config", "--color", "always"], &[], true),
        (&["--nonsense"], &[], false),
        (&["--nonsense", "--color", "always"], &[], true),
        (&["check", "--help", "--color", "always"], &[], true),
        (&["good.config", "--color", "always"], &[], false),
    ] {
        let mut command = folder.command(args);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command.envs(variables.iter().copied()).output().expect("ran");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("UTF-8");
        assert_eq!(text.contains(ESCAPE), is_colored, "{args:?} {variables:?}: {text}");
    }
}

#[test]
fn less_is_said_and_the_exit_code_is_the_same() {
    let folder = folder();
    for (args, code, stdout, stderr) in [
        (&["check", "-q", "web.config"][..], 1, &["error[CG031]"][..], &[][..]),
        (&["check", "-q", "dubious.config"], 0, &[], &[]),
        (&["check", "-q", "--deny", "warning", "dubious.config"], 1, &["warning[CG032]"], &[]),
        (&["check", "-qq", "web.config"], 1, &[], &[]),
        (&["check", "-qq", "--format", "json", "web.config"], 1, &["CG031"], &[]),
        (&["-q", "check", "missing.config"], 2, &[], &["cannot read"]),
        (&["-qq", "check", "missing.config"], 2, &[], &[]),
        (&["-q", "dubious.config"], 0, &["pub static"], &[]),
        (&["dubious.config"], 0, &["pub static"], &["warning[CG032]"]),
        (&["-q", "web.config"], 1, &[], &["error[CG031]", "no policy"]),
        (&["-qq", "web.config"], 1, &[], &[]),
        (&["-q", "explain", "dubious.config"], 0, &["GET /"], &[]),
        (&["explain", "dubious.config"], 0, &["GET /"], &["warning[CG032]"]),
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, Some(code), "{args:?}: {}", run.stderr);
        for (text, parts) in [(&run.stdout, stdout), (&run.stderr, stderr)] {
            assert_eq!(text.is_empty(), parts.is_empty(), "{args:?}: {text}");
            assert!(parts.iter().all(|part| text.contains(part)), "{args:?}: {text}");
        }
        assert!(!run.stdout.contains("note[") && !run.stdout.contains("read more"), "{args:?}");
    }
}

#[test]
fn more_is_said_beside_the_same_product() {
    let folder = folder();
    for args in [&["good.config"][..], &["explain", "good.config"], &["effective", "good.config"]] {
        let run = folder.run(&[args, &["-v"]].concat());
        assert_eq!((run.code, run.stdout), (Some(0), folder.run(args).product()), "{args:?}");
        assert!(run.stderr.starts_with("read good.config\n"), "{}", run.stderr);
        assert!(run.stderr.contains("\ndone in "), "{args:?}: {}", run.stderr);
        let makes_a_policy = args[0] != "effective";
        assert_eq!(run.stderr.contains("note[CG090]"), makes_a_policy, "{}", run.stderr);
    }
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let folder = folder();
    for (args, says) in [
        (&["chekc", "web.config"][..], "a similar subcommand exists: 'check'"),
        (&["chekc", "--format", "json", "web.config"], "a similar subcommand exists: 'check'"),
        (&["-q", "explian", "web.config", "/"], "a similar subcommand exists: 'explain'"),
        (&["efective"], "a similar subcommand exists: 'effective'"),
        (&["--verison"], "a similar argument exists: '--version'"),
        (&["check", "--formt", "json", "web.config"], "a similar argument exists: '--format'"),
        (&["check", "--format", "jsn", "web.config"], "a similar value exists: 'json'"),
        (&["web.config", "--colour", "never"], "a similar argument exists: '--color'"),
        (&["generate", "web.config"], "unrecognized subcommand 'generate'"),
        (&["web.config", "check", "web.config"], "cannot be used with the command 'check'"),
        (&["man", "chekc"], "there is no command chekc"),
        (&["missing"], "cannot read missing"),
    ] {
        let run = folder.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
    folder.write("chekc", GOOD);
    assert!(folder.run(&["chekc"]).product().contains("pub static"), "a file is a file");
}

#[test]
fn the_version_names_the_abi() {
    let abi = cors_runtime::__private::ABI;
    let version = format!("cors-gen {} (abi {abi})\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Folder::new().run(&["--version"]).product(), version);
}

/// The names of all commands, as the help lists them.
fn commands(folder: &Folder) -> Vec<String> {
    let help = folder.run(&["-h"]).product();
    let listed = help.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n"));
    let lines = listed.expect("a list").0.lines().filter(|line| !line.starts_with("   "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn scripts_of_shells_know_all_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = folder.run(&["completions", shell]).product();
        for command in commands(&folder) {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        assert!(script.contains("deny"), "{shell}");
    }
}

/// What bash is offered, where there is a bash.
#[test]
fn bash_completes_words() {
    let folder = Folder::new();
    let script = folder.run(&["completions", "bash"]).product();
    let (_, function) = script.rsplit_once("complete -F ").expect("a function");
    let function = function.split_whitespace().next().expect("a name");
    folder.write("script", &script);
    for (words, offered) in [
        (&["cors-gen", "che"][..], "check"),
        (&["cors-gen", "check", "--form"], "--format"),
        (&["cors-gen", "check", "--format", "sa"], "sarif"),
        (&["cors-gen", "explain", "--for"], "--format"),
        (&["cors-gen", "--color", "ne"], "never"),
        (&["cors-gen", "completions", "fi"], "fish"),
    ] {
        let last = words.len() - 1;
        let ask = format!(
            "source ./script; COMP_WORDS=({}); COMP_CWORD={last}; {function} cors-gen {} {}; echo \"${{COMPREPLY[*]}}\"",
            words.join(" "),
            words[last],
            words[last - 1],
        );
        let Ok(output) =
            Command::new("bash").args(["-c", &ask]).current_dir(folder.path("")).output()
        else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.trim(), offered, "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = Folder::new();
    let whole = folder.run(&["man"]).product();
    assert!(whole.contains("\n.TH cors-gen 1 "), "{whole}");
    for command in commands(&folder).iter().filter(|command| *command != "help") {
        let page = folder.run(&["man", command]).product();
        assert!(page.contains(&format!("\n.TH cors-gen-{command} 1 ")), "{page}");
        assert!(whole.contains(&format!("cors\\-gen\\-{command}(1)")), "{command}");
    }
    let end = "\n.SH NOTES\n.nf\nExamples:\n";
    assert!(whole.contains(end), "examples keep their lines: {whole}");
}
