//! The path of a `<location>`: what it names, and why some name nothing (CF-4).

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// A path as IIS takes it: `\` is `/`, and neither empty segments nor a lone `.` count.
pub(super) fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if segments == ["."] { String::new() } else { segments.join("/") }
}

/// What speaks against a path.
pub(super) struct Odd {
    /// What to tell.
    pub(super) finding: Diagnostic,
    /// Whether it is certain that no request has it, rather than that something else was meant.
    pub(super) never_matches: bool,
}

/// What speaks against a path; in a server's file it starts with the name of a site, which may be anything.
pub(super) fn odd(path: &Spanned<String>, in_server: bool) -> Option<Odd> {
    let written = normal(&path.value);
    let below =
        if in_server { written.split_once('/').map_or("", |(_, rest)| rest) } else { &written };
    let (why, meant, never_matches) = odd_path(below)?;
    let message = format!("`{}` is the path of no request", path.value);
    let finding = Diagnostic::new(Code::LocationNeverMatches, path.span, message).label(why);
    Some(Odd { finding: finding.help(meant), never_matches })
}

/// Why a path names nothing, what was probably meant, and whether that it names nothing is certain.
fn odd_path(path: &str) -> Option<(&'static str, String, bool)> {
    let write = |meant: &str| match meant {
        "" => "leave `path` out: the settings are for the folder of this file and all below"
            .to_owned(),
        meant => {
            format!("write `path=\"{meant}\"`: a location is for all that is below it as well")
        }
    };
    if let Some((scheme, rest)) = path.split_once(":/")
        && !scheme.contains('/')
    {
        let meant = rest.trim_start_matches('/').split_once('/').map_or("", |(_, path)| path);
        let why =
            "a location is a path below the folder of this file, without scheme and host (CF-4)";
        return Some((why, write(without_query(meant)), true));
    }
    if let Some(rest) = path.strip_prefix('~') {
        let why = "IIS takes `~` as the name of a folder (CF-4)";
        return Some((why, write(rest.trim_start_matches('/')), false));
    }
    let mut segments = path.split('/');
    if segments.clone().any(|segment| segment == "..") {
        let why = "a file decides about its own folder and those below (CF-4)";
        let help = "put this into the file of the folder that is meant, or of one above it";
        return Some((why, help.to_owned(), true));
    }
    if path.contains('/') && segments.any(|segment| segment == ".") {
        let why = "IIS resolves `.` in a request before it looks for locations (CF-4)";
        let rest: Vec<_> = path.split('/').filter(|segment| *segment != ".").collect();
        return Some((why, write(&rest.join("/")), true));
    }
    if path.contains(['*', '?']) {
        let why = "a location has no wildcards (CF-4)";
        let before = path.split(['*', '?']).next().unwrap_or_default();
        let meant = before.rsplit_once('/').map_or("", |(folder, _)| folder);
        return Some((why, write(meant), false));
    }
    if path.contains(',') {
        let why = "IIS takes the comma as a part of the name (CF-4)";
        let parts = path.split(',').map(|part| part.trim().trim_matches('/'));
        let parts: Vec<_> =
            parts.filter(|part| !part.is_empty()).map(|part| format!("`{part}`")).collect();
        let help = format!("write a location for each: {}", parts.join(", "));
        return Some((why, help, false));
    }
    None
}

fn without_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant() {
        for (path, meant) in [
            ("api", None),
            ("", None),
            ("api/v1.0", None),
            (".well-known", None),
            ("...", None),
            ("*", Some("leave `path` out")),
            ("api/*", Some("`path=\"api\"`")),
            ("api/*.php", Some("`path=\"api\"`")),
            ("a*/b", Some("leave `path` out")),
            ("a,b", Some("each: `a`, `b`")),
            ("a/b, c/", Some("each: `a/b`, `c`")),
            ("~/api", Some("`path=\"api\"`")),
            ("~", Some("leave `path` out")),
            ("../x", Some("the folder that is meant")),
            ("a/../x", Some("the folder that is meant")),
            ("./x", Some("`path=\"x\"`")),
            ("https:/host/api", Some("`path=\"api\"`")),
            ("https:/host", Some("leave `path` out")),
            ("https:/host/api/?x=1", Some("`path=\"api\"`")),
        ] {
            let help = odd_path(path).map(|(_, help, _)| help);
            match (meant, &help) {
                (None, None) => {}
                (Some(meant), Some(help)) if help.contains(meant) => {}
                _ => panic!("CF-4: {path}: {help:?}"),
            }
        }
    }
}
