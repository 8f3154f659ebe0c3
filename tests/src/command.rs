//! Running the command.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

/// What a run left.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub product: String,
    /// Standard error.
    pub report: String,
}

/// Runs a program in a folder, without a terminal and with nothing on its standard input.
///
/// # Panics
///
/// When the program cannot be started or writes what is not UTF-8.
#[must_use]
pub fn run(program: &str, folder: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null());
    Run::of(command.output().expect("started"))
}

/// Runs `cors-gen` in this process, for tests of packages that have no such program; what it says goes to the test's own output.
///
/// # Errors
///
/// When its exit code is another than 0.
pub fn in_process(args: &[&str]) -> Result<(), ExitCode> {
    let words: Vec<OsString> = ["cors-gen"].iter().chain(args).map(OsString::from).collect();
    let code = cors_gen::cli::main_of(&words);
    if code == ExitCode::SUCCESS { Ok(()) } else { Err(code) }
}

impl Run {
    /// What a program left that has ended.
    ///
    /// # Panics
    ///
    /// When it wrote what is not UTF-8.
    #[must_use]
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code(),
            product: text(output.stdout),
            report: text(output.stderr),
        }
    }

    /// What is wrong with the way a run on one configuration ended; exit code, product and report must go together.
    ///
    /// # Errors
    ///
    /// When something is.
    pub fn is_in_order(&self) -> Result<(), String> {
        match (self.code, self.product.is_empty()) {
            (Some(0), true) => Err("exit code 0 without Rust".to_owned()),
            (Some(1 | 2), false) => Err("an error, and Rust all the same".to_owned()),
            (Some(1 | 2), true) if !self.tells_a_place() => {
                Err(format!("no place is told: {}", self.report))
            }
            (Some(0), false) | (Some(1 | 2), true) => Ok(()),
            (code, _) => Err(format!("exit code {code:?}: {}", self.report)),
        }
    }

    /// Whether the report has an error with file, line and column.
    fn tells_a_place(&self) -> bool {
        let is_number = |text: Option<&str>| text.is_some_and(|it| it.parse::<u32>().is_ok());
        let places = self.report.lines().filter_map(|line| line.trim_start().strip_prefix("--> "));
        let mut places = places.map(|place| place.rsplit(':')).peekable();
        self.report.contains("error[CG")
            && places.peek().is_some()
            && places.all(|mut parts| is_number(parts.next()) && is_number(parts.next()))
    }
}
