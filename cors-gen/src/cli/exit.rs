//! How a run ends.

use std::io;
use std::process::ExitCode;

/// What the exit code says. The order is that of precedence, where several files end differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// 0: done.
    Done,
    /// 1: findings at or above the failing severity, or a file out of date.
    Findings,
    /// 2: the job could not be done.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Failed => Self::from(2),
        }
    }
}

/// Why a run stopped before its end.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// The job cannot be done; a sentence for the user.
    Message(String),
    /// Whoever read standard output has gone (`cors-gen web.config | head`): nothing to complain about.
    NobodyReads,
}

impl Failure {
    /// A failure to write to standard output.
    pub(super) fn of_output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Message(format!("cannot write to standard output: {error}")),
        }
    }
}
