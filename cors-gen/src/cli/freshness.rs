//! `--check`: whether a generated file is up to date, and what changed where it is not.

use std::fs;
use std::io;
use std::path::Path;

use super::console::{Console, product};
use super::exit::{Exit, Failure};
use super::input::name;
use crate::emit::{Input, inputs_of};

/// Compares a file with what it should be; `command` makes it again. Line ends do not count: version control may have
/// changed them.
pub(super) fn check(
    file: &Path,
    wanted: &str,
    command: &str,
    console: &Console,
) -> Result<Exit, Failure> {
    let name = name(file);
    let text = match fs::read(file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            console.error(&format!("{name} does not exist; to make it, run: {command}"));
            return Ok(Exit::Findings);
        }
        Err(error) => return Err(Failure::Message(format!("cannot read {name}: {error}"))),
    };
    if text == wanted {
        return Ok(Exit::Done);
    }
    let diff = similar::TextDiff::from_lines(text.as_str(), wanted);
    let diff = diff.unified_diff().header(&name, "as it would be now").to_string();
    // Who reads no further has seen enough.
    match product(&diff) {
        Ok(()) | Err(Failure::NobodyReads) => {}
        Err(failure) => return Err(failure),
    }
    let reason = reason(&inputs_of(&text), &inputs_of(wanted));
    console.error(&format!("{name} is out of date: {reason}; to make it, run: {command}"));
    Ok(Exit::Findings)
}

/// Why the file differs, as far as the inputs that both name tell.
fn reason(then: &[Input], now: &[Input]) -> String {
    let mut reasons = Vec::new();
    for input in now {
        match then.iter().find(|other| other.name == input.name) {
            None => reasons.push(format!("{} is read as well now", input.name)),
            Some(other) if other.hash != input.hash => {
                reasons.push(format!("{} has changed", input.name));
            }
            Some(_) => {}
        }
    }
    let is_gone = |input: &&Input| !now.iter().any(|other| other.name == input.name);
    reasons
        .extend(then.iter().filter(is_gone).map(|input| format!("{} is not read now", input.name)));
    if then.is_empty() {
        "it names no inputs, so it is not of this version of cors-gen".to_owned()
    } else if reasons.is_empty() {
        "its inputs are the same, so it was edited, or made by another version or with other options"
            .to_owned()
    } else {
        reasons.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inputs_that_changed_are_named() {
        let input = |name: &str, hash: &str| Input { name: name.to_owned(), hash: hash.to_owned() };
        let then = [input("web.config", "1"), input("a.config", "2")];
        let now = [input("web.config", "3"), input("b.config", "4")];
        assert_eq!(
            reason(&then, &now),
            "web.config has changed, b.config is read as well now, a.config is not read now"
        );
        assert!(reason(&then, &then).starts_with("its inputs are the same"));
        assert!(reason(&[], &now).starts_with("it names no inputs"));
    }
}
