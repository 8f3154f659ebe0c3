//! Origins that no browser sends, and one that anybody can (CM-11, CM-12).

use cors_runtime::__private::OriginPattern;
use cors_runtime::policy::OriginRule;

use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::source::Span;

pub(super) fn lint(rule: &OriginRule<'_>, place: Span, bag: &mut Bag) {
    let (origin, problem) =
        match rule.parts().pattern {
            OriginPattern::Exact("null") => {
                let message = "the origin `null` is sent by sandboxed pages, whoever wrote them";
                bag.push(Diagnostic::new(Code::NullOrigin, place, message).help(
                    "serve the page that needs access from an origin of its own, and list that",
                ));
                return;
            }
            OriginPattern::Exact(origin) => (origin.to_owned(), problem(origin)),
            OriginPattern::Wildcard { scheme, suffix } => {
                let contains_star = suffix.contains('*').then_some(Problem::Wildcard);
                (format!("{scheme}*{suffix}"), contains_star.or_else(|| host_problem(suffix)))
            }
            OriginPattern::Any => return,
        };
    if let Some(problem) = problem {
        let message = format!("no browser sends the origin `{origin}`: {}", problem.what());
        let diagnostic = Diagnostic::new(Code::OriginNeverMatches, place, message)
            .label("this rule never matches")
            .help(problem.help(&origin));
        // It lets in who was kept out: what was meant is for people to say.
        let fix = problem.mended(&origin).map(|mended| {
            Fix::risky(format!("write `{mended}`")).value(place, "origin", &origin, &mended)
        });
        bag.push(diagnostic.fix(fix));
    }
}

/// What is wrong with an origin that browsers never send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    NoScheme,
    Wildcard,
    Path,
    Capitals,
    DefaultPort,
    EscapedWildcard,
    NoHost,
    Placeholder,
}

/// Whether a browser sends the origin at all.
#[cfg(feature = "cli")]
pub(crate) fn is_sent(origin: &str) -> bool {
    origin == "null" || problem(origin).is_none()
}

/// The origins that browsers send are `scheme://host` or `scheme://host:port` (Fetch; RFC 6454, 6.1).
pub(super) fn problem(origin: &str) -> Option<Problem> {
    if origin.contains("\\*") && !origin.contains("\\\\") {
        return Some(Problem::EscapedWildcard);
    }
    if is_placeholder(origin) {
        return Some(Problem::Placeholder);
    }
    if origin.contains('*') {
        return Some(Problem::Wildcard);
    }
    let Some((scheme, rest)) = origin.split_once("://") else { return Some(Problem::NoScheme) };
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "/",
    };
    if scheme.bytes().any(|b| b.is_ascii_uppercase()) {
        return Some(Problem::Capitals);
    }
    host_problem(rest).or_else(|| rest.ends_with(default_port).then_some(Problem::DefaultPort))
}

/// Whether somebody was to put the origin there: `{origin}`, `#{Origin}#`, `%ORIGIN%`, `$(Origin)`, `__ORIGIN__`,
/// `https://YOUR-DOMAIN`, `https://host:port`.
fn is_placeholder(origin: &str) -> bool {
    const WORDS: [&str; 6] = ["YOUR", "DOMAIN", "HOSTNAME", "ORIGIN", "SERVER", "PLACEHOLDER"];
    let (_, host) = origin.split_once("://").unwrap_or(("", origin));
    let has_pair = |mark: &str| origin.matches(mark).count() > 1;
    let is_shouted = !host.bytes().any(|b| b.is_ascii_lowercase());
    origin.contains(['{', '}', '<', '>'])
        || origin.contains("$(")
        || host.starts_with('$')
        || has_pair("%")
        || has_pair("__")
        || host.ends_with(":port")
        || is_shouted && WORDS.iter().any(|word| host.contains(word))
}

fn host_problem(host: &str) -> Option<Problem> {
    if host.contains([' ', ',', ';', '%', '$']) {
        Some(Problem::NoHost)
    } else if host.contains(['/', '\\', '?', '#']) {
        Some(Problem::Path)
    } else if host.bytes().any(|b| b.is_ascii_uppercase()) {
        Some(Problem::Capitals)
    } else {
        None
    }
}

impl Problem {
    pub(super) const fn what(self) -> &'static str {
        match self {
            Self::NoScheme => "it has no scheme",
            Self::Wildcard => {
                "a `*` only counts right after the scheme, as in `https://*.example.com`"
            }
            Self::Path => "an origin has no slash or path at its end",
            Self::Capitals => "an origin is in lower case",
            Self::DefaultPort => "the default port is left out",
            Self::EscapedWildcard => "the module has no escapes, and takes `\\` for a character",
            Self::NoHost => "it holds characters that no host has",
            Self::Placeholder => "it is a placeholder, which nobody has filled in",
        }
    }

    /// The origin that was meant, where there is no doubt.
    fn mended(self, origin: &str) -> Option<String> {
        match self {
            Self::Path => {
                let (scheme, rest) = origin.split_once("://")?;
                let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
                (end > 0).then(|| format!("{scheme}://{}", &rest[..end]))
            }
            Self::Capitals => Some(origin.to_ascii_lowercase()),
            Self::DefaultPort => Some(origin[..origin.rfind(':')?].to_owned()),
            Self::NoScheme
            | Self::Wildcard
            | Self::EscapedWildcard
            | Self::NoHost
            | Self::Placeholder => None,
        }
    }

    fn help(self, origin: &str) -> String {
        if let Some(mended) = self.mended(origin) {
            return format!("write `{mended}`");
        }
        match self {
            Self::NoScheme => format!("write `https://{}`", origin.trim_start_matches('/')),
            Self::Wildcard => {
                "write `https://*.example.com`, or list the origins one by one".to_owned()
            }
            Self::EscapedWildcard => format!("did you mean `{}`?", origin.replace("\\*", "*")),
            Self::Path | Self::Capitals | Self::DefaultPort | Self::NoHost => {
                "write the origin as a browser sends it: `https://app.example.com`".to_owned()
            }
            Self::Placeholder => {
                "write the origin that is meant, as a browser sends it: `https://app.example.com`"
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_send_has_no_problem() {
        for (origin, expected) in [
            ("https://a.example", None),
            ("http://localhost:3000", None),
            ("https://a.example:8443", None),
            ("chrome-extension://abcdef", None),
            ("https://[::1]:5000", None),
            ("https://a.example/", Some(Problem::Path)),
            ("https://a.example/app", Some(Problem::Path)),
            ("HTTPS://a.example", Some(Problem::Capitals)),
            ("https://A.example", Some(Problem::Capitals)),
            ("https://a.example:443", Some(Problem::DefaultPort)),
            ("http://a.example:443", None),
            ("a.example", Some(Problem::NoScheme)),
            ("*.a.example", Some(Problem::Wildcard)),
            ("http://{domain}", Some(Problem::Placeholder)),
            ("{origin}", Some(Problem::Placeholder)),
            ("%ORIGIN%", Some(Problem::Placeholder)),
            ("#{Origin}#", Some(Problem::Placeholder)),
            ("__ORIGIN__", Some(Problem::Placeholder)),
            ("$(Origin)", Some(Problem::Placeholder)),
            ("https://YOUR-DOMAIN", Some(Problem::Placeholder)),
            ("http://<hostname>:8090", Some(Problem::Placeholder)),
            ("HTTPS://APP.EXAMPLE", Some(Problem::Capitals)),
            ("https://a b", Some(Problem::NoHost)),
            ("\\*", Some(Problem::EscapedWildcard)),
            ("HTTPS:\\\\*.com", Some(Problem::Wildcard)),
            ("https://\\*.a.example", Some(Problem::EscapedWildcard)),
        ] {
            assert_eq!(problem(origin), expected, "{origin}");
        }
    }
}
