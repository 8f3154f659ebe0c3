//! Who handles OPTIONS after a rule has rewritten the URL (OP-11): handlers are found by the path that it leaves.

use cors_runtime::__private::OptionsAnswer;
use cors_runtime::policy::OptionsHandler;

use super::text::{Piece, parse};
use crate::effective::{self, RuleLevel};
use crate::policy::assumed::{Assumed, about};

/// What it matters to OPTIONS that URLs are rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Handling {
    /// Whether anybody but the application answers, so that it matters that the application does.
    others_answer: bool,
    /// Whether the path decides who answers.
    path_decides: bool,
    /// Whether the application has handlers for some paths only.
    application_has_paths: bool,
    /// The kinds of [`SCRIPTS`] that a handler is named for, a bit each.
    scripts: u8,
}

/// What only a handler of an application can do anything with, wherever that handler is configured.
const SCRIPTS: [&str; 8] = ["php", "php5", "phtml", "py", "fcgi", "cgi", "pl", "rb"];

impl Handling {
    pub(super) fn of(handlers: &[OptionsHandler<'_>]) -> Self {
        let is_application =
            |handler: &OptionsHandler<'_>| handler.parts().answer == OptionsAnswer::Application;
        let is_some = |handler: &&OptionsHandler<'_>| handler.parts().path != "*";
        let first = handlers.first().map(|handler| handler.parts().answer);
        Self {
            others_answer: !handlers.iter().all(is_application),
            path_decides: handlers.iter().any(|handler| Some(handler.parts().answer) != first),
            application_has_paths: handlers.iter().filter(is_some).any(is_application),
            scripts: handlers
                .iter()
                .filter_map(|handler| script(handler.parts().path))
                .fold(0, |scripts, script| scripts | script),
        }
    }

    /// What a rule has to say about OPTIONS; `None` where the outcome is the same without it.
    pub(super) fn of_rule(
        self,
        rule: &effective::InboundRule,
        level: &RuleLevel,
    ) -> Option<Handled> {
        let action = rule.action.as_ref().map(|action| &action.value);
        let Some(effective::InboundAction::Rewrite { url: Some(url) }) = action else {
            return None;
        };
        match Target::of(&url.value)? {
            Target::Elsewhere => self.others_answer.then_some(Handled::Application),
            Target::Path(path) if script(&path).is_some_and(|it| self.scripts & it == 0) => {
                self.others_answer.then_some(Handled::Assumed(
                    about("OP-11", "a script that no handler is named for gets OPTIONS as the application"),
                ))
            }
            Target::Path(path) => self.path_decides.then(|| {
                let folder = if path.starts_with('/') { "" } else { level.folder_below.as_str() };
                Handled::Path(format!("{folder}{path}"))
            }),
            Target::Unknown(end) if script(&end).is_some() => {
                self.others_answer.then_some(Handled::Assumed(
                    about("OP-11", "a script that only the request names gets OPTIONS as the application"),
                ))
            }
            Target::Unknown(_) => self.application_has_paths.then_some(Handled::Assumed(
                about("OP-11", "the application gets OPTIONS after a rewrite to a path that only the request tells"),
            )),
        }
    }
}

/// Who gets OPTIONS after a rule has rewritten the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Handled {
    /// The application.
    Application,
    /// The application, by an assumption.
    Assumed(Assumed<'static>),
    /// Who handles this path.
    Path(String),
}

/// What a URL is rewritten to, as far as its text tells.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// Another server.
    Elsewhere,
    /// A path of which what decides about handlers is known.
    Path(String),
    /// A path of which only the end is known.
    Unknown(String),
}

impl Target {
    /// `None` for a text that makes no sense, which is reported when it is resolved.
    fn of(url: &str) -> Option<Self> {
        let pieces = parse(url).ok()?;
        let mut path = String::new();
        let mut is_known = true;
        let mut end = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            let Piece::Literal(text) = piece else {
                // Of a path that begins with what the request tells, the last segment is all that may be known.
                (path, is_known, end) = (String::new(), false, String::new());
                continue;
            };
            if at == 0 && text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme)) {
                return Some(Self::Elsewhere);
            }
            let (text, ends) = match text.split_once('?') {
                Some((text, _)) => (text, true),
                None => (text.as_str(), false),
            };
            end.push_str(text);
            match text.rsplit_once('/') {
                Some((_, last)) if !is_known => (path, is_known) = (format!("/{last}"), true),
                _ if is_known => path.push_str(text),
                _ => {}
            }
            if ends {
                break;
            }
        }
        Some(if is_known { Self::Path(path) } else { Self::Unknown(end) })
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The bit of the kind of script that a path, or the pattern of a handler, ends in.
fn script(path: &str) -> Option<u8> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, extension) = name.rsplit_once('.')?;
    let at = SCRIPTS.iter().position(|script| script.eq_ignore_ascii_case(extension))?;
    Some(1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_is_rewritten_to() {
        let path = |path: &str| Some(Target::Path(path.to_owned()));
        let unknown = |end: &str| Some(Target::Unknown(end.to_owned()));
        for (url, target) in [
            ("app.js", path("app.js")),
            ("/api/index.php?p={R:1}", path("/api/index.php")),
            ("http://localhost:3000/{R:1}", Some(Target::Elsewhere)),
            ("https://{HTTP_X_BACKEND}/", Some(Target::Elsewhere)),
            ("{R:1}", unknown("")),
            ("public/{R:1}", unknown("")),
            ("public{REQUEST_URI}", unknown("")),
            ("{R:1}.php?a={R:1}", unknown(".php")),
            ("{R:1}/index.php", path("/index.php")),
            ("{R:1}/x/{R:2}/server.js?a={R:3}", path("/server.js")),
            ("/", path("/")),
            ("", path("")),
            ("{", None),
        ] {
            assert_eq!(Target::of(url), target, "{url}");
        }
    }
}
