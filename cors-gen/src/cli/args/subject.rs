//! What `cors-gen rule` is asked about.

use crate::cli::behaviour;
use crate::diagnostic::Code;

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Code(Code),
    /// The id of a row about IIS.
    Row(&'static str),
}

pub(super) fn subject(text: &str) -> Result<Subject, String> {
    if let Ok(code) = text.to_ascii_lowercase().parse() {
        return Ok(Subject::Code(code));
    }
    if let Some(id) = behaviour::find(text) {
        return Ok(Subject::Row(id));
    }
    let prefix = text.split('-').next().unwrap_or_default().to_ascii_uppercase();
    let mut of_prefix = behaviour::ids().filter(|id| id.split('-').next() == Some(&prefix));
    if let Some(first) = of_prefix.next() {
        let last = of_prefix.last().unwrap_or(first);
        return Err(format!("there is no such row; did you mean one of {first} to {last}?"));
    }
    let meant = Code::like(text).map(|code| format!("{} ({code})", code.name()));
    let meant: Vec<_> = meant.take(5).collect();
    Err(if meant.is_empty() {
        "it is no code, such as CG031 or wildcard-with-credentials, and no row about IIS, such as CM-16; `cors-gen rule` lists all codes".to_owned()
    } else {
        format!("there is no such code; did you mean {}?", meant.join(" or "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_said_of_what_there_is_not() {
        for (text, expected) in [
            ("cg031", Ok(Subject::Code(Code::WildcardWithCredentials))),
            ("cm-16", Ok(Subject::Row("CM-16"))),
            ("CM-99", Err("CM-1 to CM-")),
            ("wildcard-with-credential", Err("wildcard-with-credentials (CG031)")),
            ("null", Err("did you mean null-origin (CG033)?")),
            ("Null-Origin", Ok(Subject::Code(Code::NullOrigin))),
            ("CG31", Err("wildcard-with-credentials (CG031)?")),
            ("31", Err("wildcard-with-credentials (CG031)?")),
            ("cors", Err("disabled-cors (CG036)")),
            ("CG999", Err("no code")),
            ("", Err("no code")),
        ] {
            match (subject(text), expected) {
                (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
                (found, expected) => assert_eq!(found.ok(), expected.ok(), "{text}"),
            }
        }
    }
}
