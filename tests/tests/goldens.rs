//! What becomes of each fixture: its Rust, its diagnostics, and its answers. `CORS_GEN_BLESS=1` accepts what there is.

use std::fs;
use std::path::Path;

use cors_gen::explain::Explainer;
use cors_gen::policy::Arena;
use cors_tests::cases;
use cors_tests::command::{self, Run};
use cors_tests::golden::Goldens;
use cors_tests::table::Table;
use cors_tests::wire;

fn run(folder: &Path, args: &[&str]) -> Run {
    command::run(env!("CARGO_BIN_EXE_cors-gen-under-test"), folder, args)
}

/// The human report on a file: nothing when there are no findings, and without the last line, which names a page.
fn report(folder: &Path, file: &str) -> String {
    let Run { product, report, .. } = run(folder, &["check", file]);
    assert_eq!(report, "", "{file}: findings go to standard output");
    let (findings, _) =
        product.split_once("to read more about a finding, run: ").unwrap_or_default();
    findings.to_owned()
}

#[test]
fn policies() {
    let mut goldens = Goldens::new();
    for folder in cases::policies() {
        let run = run(&folder, &["web.config"]);
        if run.code == Some(0) {
            goldens.check(&folder.join("policy.rs"), &run.product);
        } else {
            goldens.fail(&folder, &run.report);
        }
        goldens.check(&folder.join("diagnostics.txt"), &report(&folder, "web.config"));
    }
    goldens.finish();
}

/// Configurations that are as they should be: whoever has one is told nothing above a note.
const CLEAN: [&str; 25] = [
    "aspnet-core",
    "cors-defaults",
    "cors-fail-unlisted",
    "cors-module",
    "cors-star",
    "headers-credentials",
    "headers-one-origin",
    "hsts",
    "levels",
    "locations",
    "options-extensionless",
    "options-readded",
    "redirect-headers",
    "redirects",
    "request-filtering",
    "request-limits",
    "rewrite-echo-alternatives",
    "rewrite-echo-list",
    "rewrite-echo-regex",
    "rewrite-levels",
    "rewrite-map",
    "rewrite-maps-alike",
    "rewrite-options-custom-headers",
    "static-behind-aspnet-core",
    "static-files",
];

#[test]
fn what_is_clean_has_no_warnings() {
    let folders = cases::policies();
    for name in CLEAN {
        let folder = folders.iter().find(|folder| folder.ends_with(name)).expect(name);
        let run = run(folder, &["check", "web.config", "--deny", "warning"]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.product);
    }
}

#[test]
fn responses() {
    let mut goldens = Goldens::new();
    for folder in cases::policies() {
        let arena = Arena::new();
        let outcome = cases::outcome(&folder, &arena);
        let Some(policy) = &outcome.policy else {
            goldens.fail(&folder, "there is no policy");
            continue;
        };
        let explainer = Explainer::new(policy, &outcome.sources);
        let file = folder.join("requests.txt");
        let text = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        match Table::parse(&text) {
            Ok(mut table) if table.exchanges().count() > 0 => {
                table.respond(|request| wire::lines(request, &explainer.explain(request)));
                goldens.check(&file, &table.to_string());
            }
            Ok(_) => goldens.fail(&file, "there are no requests"),
            Err(error) => goldens.fail(&file, &error),
        }
    }
    goldens.finish();
}

/// Reports of single files, each beside the file and under the exit code.
fn reports(folder: &str, codes: &[i32]) {
    let folder = cases::folder(folder);
    let mut goldens = Goldens::new();
    for path in cases::entries(&folder, "config") {
        let file = path.file_name().expect("a name").to_str().expect("UTF-8");
        let run = run(&folder, &[file]);
        if let Err(message) = run.is_in_order() {
            goldens.fail(&path, &message);
        }
        let code = run.code.expect("no signal");
        if !codes.contains(&code) {
            goldens.fail(&path, &format!("exit code {code}, expected one of {codes:?}"));
        }
        let report = report(&folder, file);
        if report.is_empty() {
            goldens.fail(&path, "there is nothing to report");
        }
        goldens.check(&path.with_extension("txt"), &format!("exit code {code}\n{report}"));
    }
    goldens.finish();
}

/// Errors: no Rust. CF-1, CF-2, CM-13, CH-2 and others; the files say which.
#[test]
fn refused() {
    reports("refused", &[1, 2]);
}

/// Warnings: Rust all the same.
#[test]
fn questionable() {
    reports("questionable", &[0]);
}
