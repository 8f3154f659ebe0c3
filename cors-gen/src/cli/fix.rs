//! `cors-gen check --fix` and `--diff`: mending what findings are about.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::Check;
use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::input::{Around, DASH, Ready};
use crate::diagnostic::Diagnostic;
use crate::output::write_if_changed;
use crate::repair::{Reach, Repaired, repair};
use crate::source::{SourceMap, decode};
use crate::text::{escape, visible};

/// Applies the fixes of all configurations, to their files or as a diff on standard output.
pub(super) fn run(
    args: &Check,
    configs: &[Result<PathBuf, Failure>],
    console: &Console,
) -> Result<Exit, Failure> {
    let reach = reach(args);
    let inputs = args.config.iter().chain(&args.common.transforms).chain(&args.common.parents);
    if args.mending.fix && inputs.into_iter().any(|input| input.as_os_str() == DASH) {
        let message =
            "--fix writes to files, and standard input is none; --diff shows what would change";
        return Err(Failure::Message(message.to_owned()));
    }
    let mut exit = Exit::Done;
    let mut fixes = 0;
    for config in configs.iter().flatten() {
        // Of what is around them, an earlier one may have changed a transform.
        let around = Around::read(&args.common, &args.config)?;
        match of_one(&around, config, reach, args.mending.fix, console) {
            Ok(number) => fixes += number,
            // That it cannot be read is said when it is checked.
            Err(Failure::Message(_)) if !args.mending.fix => {}
            Err(Failure::Message(message)) => {
                console.error(&message);
                exit = Exit::Failed;
            }
            Err(failure) => return Err(failure),
        }
    }
    if args.mending.fix && fixes > 0 {
        let plural = if fixes == 1 { "" } else { "s" };
        console.done(&format!("{fixes} finding{plural} mended"));
    }
    Ok(exit)
}

fn reach(args: &Check) -> Reach {
    if args.mending.unsafe_fixes { Reach::All } else { Reach::Safe }
}

fn of_one(
    around: &Around<'_>,
    config: &Path,
    reach: Reach,
    is_written: bool,
    console: &Console,
) -> Result<usize, Failure> {
    let Ready { input, options, .. } = around.ready(config)?;
    let repairs = repair(&input, &options, reach);
    for file in &repairs.files {
        if is_written {
            write(file)?;
        } else {
            product(&diff(file, console.shows_products))?;
        }
    }
    Ok(repairs.fixes)
}

/// Writes a file in the place of that which was read, if it is still the same.
fn write(file: &Repaired) -> Result<(), Failure> {
    let failure = |why: String| Failure::Message(format!("cannot write {}: {why}", file.name));
    let Some(path) = &file.path else { return Ok(()) };
    let now = fs::read(path).map_err(|error| failure(error.to_string()))?;
    if now != file.before {
        return Err(failure("it has changed since it was read".to_owned()));
    }
    if fs::metadata(path).is_ok_and(|it| it.permissions().readonly()) {
        return Err(failure("it is read-only".to_owned()));
    }
    write_if_changed(path, &file.after).map(|_| ()).map_err(|error| failure(error.to_string()))
}

/// The changes of a file for `patch` and for people.
fn diff(file: &Repaired, is_shown: bool) -> String {
    let text = |bytes: &[u8]| decode(bytes).unwrap_or_else(|error| error.lossy);
    let (before, after) = (text(&file.before), text(&file.after));
    let name = escape(&file.name);
    // Of very many changes in a very long file any diff will do that is one.
    let mut config = similar::TextDiff::configure();
    let diff = config.timeout(Duration::from_secs(5)).diff_lines(before.as_str(), after.as_str());
    let diff = diff.unified_diff().header(&name, &name).to_string();
    if is_shown {
        let show = |c| if c == '\n' { c } else { visible(c) };
        diff.replace("\r\n", "\n").chars().map(show).collect()
    } else {
        diff
    }
}

/// What can be done about findings, in a line; empty where nothing can.
pub(super) fn hint<'d>(findings: impl Iterator<Item = (&'d Diagnostic, &'d SourceMap)>) -> String {
    let (mut safe, mut others) = (0, 0);
    for (finding, sources) in findings {
        let fix = finding.fix.as_ref().filter(|fix| fix.changes(sources).is_some());
        match fix {
            Some(fix) if fix.is_safe => safe += 1,
            Some(_) => others += 1,
            None => {}
        }
    }
    match (safe, others) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} can be mended with --fix\n"),
        (0, others) => {
            format!("{others} can be mended with --fix --unsafe-fixes: look at --diff first\n")
        }
        (safe, others) => format!(
            "{safe} can be mended with --fix, {others} more with --unsafe-fixes: look at --diff first\n"
        ),
    }
}
