//! Origins times locations: what paths share is there once, and what multiplies is refused by name, in little memory.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use cors_tests::command::Run;

/// The address space that a run may take, in KiB.
const MEMORY: u32 = 200 * 1024;

/// Runs the command on a configuration, with bounded memory; a system stops what takes more, by a signal.
fn run(name: &str, config: &str, args: &[&str]) -> Run {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("many-paths-{name}.config"));
    fs::write(&path, config).expect("written");
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\"")]);
    shell.arg(env!("CARGO_BIN_EXE_cors-gen-under-test")).args(args).arg(&path);
    let run = Run::of(shell.stdin(Stdio::null()).output().expect("started"));
    let _ = fs::remove_file(path);
    run
}

/// So many origins, and so many locations that each say something else.
fn config(origins: usize, locations: usize, each: impl Fn(usize) -> String) -> String {
    let mut rules = String::new();
    for n in 0..origins {
        let _ = writeln!(rules, "<add origin='https://a{n}.example'/>");
    }
    let mut paths = String::new();
    for n in 0..locations {
        let sections = each(n);
        let _ = writeln!(
            paths,
            "<location path='p{n}'><system.webServer>{sections}</system.webServer></location>"
        );
    }
    format!(
        "<configuration><system.webServer><cors enabled='true'>{rules}</cors></system.webServer>\n\
         {paths}</configuration>"
    )
}

#[test]
fn what_paths_inherit_is_there_once() {
    for (origins, locations) in [(5_000, 500), (10_000, 1_500)] {
        let header = |n| format!("<add name='X-{n}' value='1'/>");
        let config = config(origins, locations, |n| {
            format!("<httpProtocol><customHeaders>{}</customHeaders></httpProtocol>", header(n))
        });
        let name = format!("{origins}");
        for args in [&["effective"][..], &[]] {
            let run = run(&name, &config, args);
            assert_eq!(run.code, Some(0), "{origins} x {locations}: {}", run.report);
        }
    }
}

#[test]
fn what_multiplies_is_refused_by_name() {
    let config =
        config(5_000, 500, |n| format!("<cors><add origin='https://l{n}.example'/></cors>"));
    let run = run("multiplied", &config, &[]);
    run.is_in_order().unwrap_or_else(|message| panic!("{message}"));
    assert_eq!(run.code, Some(2), "{}", run.report);
    let message = "error[CG003]: the locations of this configuration have too many entries of their own, at `<cors>` of `/p";
    assert!(run.report.starts_with(message), "{}", run.report);
}

/// Ten thousand sequences that a thousand paths inherit, each of which filters something else besides.
#[test]
fn rf_8_what_paths_filter_alike_is_there_once() {
    let entries = |name: &str, entry: &dyn Fn(usize) -> String| {
        let entries: String = (0..3_000).map(entry).collect();
        format!("<{name}>{entries}</{name}>")
    };
    let sequence = |n| format!("<add sequence='bad{n}'/>");
    let filtering =
        |inner: &str| format!("<security><requestFiltering>{inner}</requestFiltering></security>");
    let own = filtering(
        &(entries("denyUrlSequences", &sequence)
            + &entries("denyQueryStringSequences", &sequence)
            + &entries("hiddenSegments", &|n| format!("<add segment='s{n}'/>"))
            + &entries("fileExtensions", &|n| {
                format!("<add fileExtension='.e{n}' allowed='false'/>")
            })),
    );
    let limits = |n| filtering(&format!("<requestLimits maxUrl='{n}'/>"));
    let config = config(1, 500, limits).replacen("<cors ", &format!("{own}<cors "), 1);
    for args in [&["effective"][..], &[]] {
        let run = run("filtered", &config, args);
        assert_eq!(run.code, Some(0), "{}", run.report);
        let times = run.product.matches("bad2999").count();
        assert_eq!(times, 2, "once for paths and once for queries");
    }
}

/// Patterns of `httpRedirect` that many paths have, each of which switches them on or off or has them meant otherwise.
#[test]
fn redirects_are_lowered_once() {
    let mut entries = String::new();
    for n in 0..3_000 {
        let _ =
            writeln!(entries, "<add wildcard='/a{n}/*' destination='https://b{n}.example/$0'/>");
    }
    let location = |n: usize| {
        let (switch, only) = (!n.is_multiple_of(2), n.is_multiple_of(3));
        let section = format!("<httpRedirect enabled='{switch}' childOnly='{only}'/>");
        format!("<location path='p{n}'><system.webServer>{section}</system.webServer></location>\n")
    };
    let paths: String = (0..500).map(location).collect();
    let config = format!(
        "<configuration><system.webServer><httpRedirect exactDestination='true'>{entries}</httpRedirect></system.webServer>\n\
         {paths}</configuration>"
    );
    let run = run("redirects", &config, &["check", "--format", "concise"]);
    assert_eq!(run.code, Some(0), "{}", run.report.lines().next().unwrap_or_default());
}

/// What rules look at and each path has for itself makes them others each time.
#[test]
fn rules_that_multiply_are_refused_by_name() {
    let mut rules = String::new();
    for n in 0..2_000 {
        let _ = writeln!(
            rules,
            "<rule name='r{n}'><match url='^a{n}$'/><action type='CustomResponse' statusCode='410'/></rule>"
        );
    }
    let map = |n| {
        format!(
            "<location path='p{n}'><system.webServer><rewrite><rewriteMaps><rewriteMap name='m{n}'/></rewriteMaps></rewrite>\
             </system.webServer></location>\n"
        )
    };
    let paths: String = (0..1_000).map(map).collect();
    let config = format!(
        "<configuration><system.webServer><rewrite><rules>{rules}</rules></rewrite></system.webServer>\n{paths}</configuration>"
    );
    let run = run("rules", &config, &[]);
    assert_eq!(run.code, Some(2), "{}", run.report);
    let message = "error[CG003]: the locations of this configuration have too many entries of their own, at `<rewrite>` of `/p";
    assert!(run.report.starts_with(message), "{}", run.report);
}
