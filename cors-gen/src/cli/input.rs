//! Reading configurations.

use std::io;
use std::path::{MAIN_SEPARATOR_STR, Path};

use super::args::Common;
use super::exit::Failure;
use crate::pipeline::{self, Effective, Input, Options, Outcome};

/// What an argument has to be for standard input or output.
pub(super) const DASH: &str = "-";

/// Reads a configuration and makes its policy.
pub(super) fn load(config: &Path, common: &Common) -> Result<Outcome, Failure> {
    let options = Options { allow: common.allow.clone() };
    Ok(pipeline::run(read(config)?, &options))
}

/// Reads a configuration as far as the effective configuration of its paths.
pub(super) fn load_effective(config: &Path, common: &Common) -> Result<Effective, Failure> {
    let options = Options { allow: common.allow.clone() };
    Ok(pipeline::effective(read(config)?, &options))
}

/// What messages call a file: the path as given, with forward slashes.
pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == DASH {
        return "<stdin>".to_owned();
    }
    path.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/")
}

fn read(config: &Path) -> Result<Input, Failure> {
    let name = name(config);
    let failure = |error: io::Error| Failure::Message(format!("cannot read {name}: {error}"));
    if config.as_os_str() == DASH {
        return Input::from_reader(name.clone(), io::stdin().lock()).map_err(failure);
    }
    Input::read(name.clone(), config).map_err(failure)
}
