//! The checked-in file is what would be generated now, and rustfmt has nothing to say about it.

use std::fs;
use std::path::Path;
use std::process::Command;

use cors_gen::emit::{EmitOptions, FileOptions, Generated};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;

const FILE: &str = "src/policy.rs";

#[test]
fn the_file_is_up_to_date() {
    let input = Input::read("web.config", Path::new("web.config")).expect("the configuration");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.as_ref().expect("a policy");
    let generated =
        Generated::new(policy, &outcome.sources, &outcome.diagnostics, &EmitOptions::default());
    let mut options = FileOptions::default();
    options.command = ["cors-gen", "web.config"].map(str::to_owned).to_vec();
    let now = generated.to_source(&options);
    if std::env::var_os("CORS_GEN_BLESS").is_some() {
        fs::write(FILE, &now).expect("written");
    }
    let file = fs::read_to_string(FILE).expect("the file").replace("\r\n", "\n");
    assert_eq!(file, now, "run with CORS_GEN_BLESS=1 to write the file");
}

#[test]
fn rustfmt_leaves_the_file_alone() {
    for edition in ["2018", "2021", "2024"] {
        for settings in ["max_width=60", "tab_spaces=2,max_width=200", "hard_tabs=true"] {
            let status = Command::new("rustfmt")
                .args(["--check", "--edition", edition, "--config", settings, FILE])
                .status();
            assert!(status.expect("rustfmt").success(), "edition {edition}, {settings}");
        }
    }
}
