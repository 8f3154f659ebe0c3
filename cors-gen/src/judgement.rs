//! What a browser makes of responses, as Fetch says ("CORS check", "CORS-preflight fetch"): the one place where that is judged.

use std::borrow::Cow;

/// What a script of a page asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The origin of the page.
    pub(crate) origin: &'a str,
    /// The method.
    pub(crate) method: &'a str,
    /// The header fields that a preflight has to ask for, in lower case and joined by commas; empty for none.
    pub(crate) headers: &'a str,
}

/// A response as a browser sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'a> {
    status: u16,
    lines: &'a [(String, String)],
}

/// How the script that asked may read a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reads {
    /// Where it was asked for without the visitor's credentials.
    WithoutCredentials,
    /// With them as well.
    WithCredentials,
}

/// Why the script that asked may not read a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Barrier {
    /// There is no `Access-Control-Allow-Origin`.
    NoAllowOrigin,
    /// There are several lines of it, or several origins in one.
    SeveralAllowOrigins,
    /// It has another origin.
    OtherOrigin,
}

#[cfg(feature = "cli")]
impl Barrier {
    /// What is wrong, in a clause.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::NoAllowOrigin => "there is no `Access-Control-Allow-Origin`",
            Self::SeveralAllowOrigins => {
                "there are several values of `Access-Control-Allow-Origin`"
            }
            Self::OtherOrigin => "`Access-Control-Allow-Origin` has another origin",
        }
    }
}

/// What the answer to a preflight allows: methods as they are, header fields in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Allowed {
    /// Whether everything, but for the field `Authorization`.
    pub(crate) all: bool,
    /// The names that are listed, in alphabetical order.
    pub(crate) names: Vec<String>,
}

impl<'a> Judged<'a> {
    /// The response with this status and these header lines.
    pub(crate) const fn new(status: u16, lines: &'a [(String, String)]) -> Self {
        Self { status, lines }
    }

    /// The lines of a field, joined as a browser joins them; `None` where there is none.
    pub(crate) fn field(self, name: &str) -> Option<Cow<'a, str>> {
        let mut values = self.values(name);
        let first = Cow::Borrowed(values.next()?);
        Some(values.fold(first, |all, value| all + ", " + value))
    }

    /// The CORS check: how a script of a page of `origin` may read the response.
    ///
    /// # Errors
    ///
    /// Why it may not.
    pub(crate) fn check(self, origin: &str) -> Result<Reads, Barrier> {
        let allowed = self.field("Access-Control-Allow-Origin").ok_or(Barrier::NoAllowOrigin)?;
        if allowed == "*" {
            Ok(Reads::WithoutCredentials)
        } else if allowed == origin {
            let credentials = self.field("Access-Control-Allow-Credentials");
            let with = credentials.is_some_and(|allowed| allowed == "true");
            Ok(if with { Reads::WithCredentials } else { Reads::WithoutCredentials })
        } else if allowed.contains(',') {
            Err(Barrier::SeveralAllowOrigins)
        } else {
            Err(Barrier::OtherOrigin)
        }
    }

    /// How a script of a page of `origin` may read what comes after the preflight that this is the answer to; `None` where
    /// nothing comes.
    pub(crate) fn check_preflight(self, origin: &str) -> Option<Reads> {
        self.check(origin).ok().filter(|_| (200..300).contains(&self.status))
    }

    /// The methods that the answer to a preflight allows besides GET, HEAD and POST. With credentials `*` is a name like any
    /// other.
    pub(crate) fn allowed_methods(self, reads: Reads) -> Allowed {
        self.allowed("Access-Control-Allow-Methods", reads, str::to_owned)
    }

    /// The header fields that the answer to a preflight allows besides those that every page may send.
    pub(crate) fn allowed_headers(self, reads: Reads) -> Allowed {
        self.allowed("Access-Control-Allow-Headers", reads, str::to_ascii_lowercase)
    }

    /// Whether the answer to a preflight lets the request go, without credentials.
    pub(crate) fn lets_go(self, asked: Asked<'_>) -> bool {
        let is_safelisted = matches!(asked.method, "GET" | "HEAD" | "POST");
        let reads = Reads::WithoutCredentials;
        let mut headers = asked.headers.split(',').filter(|name| !name.is_empty());
        self.check_preflight(asked.origin).is_some()
            && (is_safelisted || self.allowed_methods(reads).has(asked.method))
            && headers.all(|name| self.allowed_headers(reads).has(name))
    }

    fn allowed(self, name: &str, reads: Reads, word: impl Fn(&str) -> String) -> Allowed {
        let words = self.values(name).flat_map(|line| line.split(','));
        let mut words: Vec<String> = words.map(|it| word(it.trim())).collect();
        words.retain(|word| !word.is_empty());
        words.sort();
        words.dedup();
        let all = reads == Reads::WithoutCredentials && words.iter().any(|word| word == "*");
        words.retain(|word| !(all && word == "*"));
        Allowed { all, names: words }
    }

    fn values(self, name: &str) -> impl Iterator<Item = &'a str> {
        let lines = self.lines.iter().filter(move |line| line.0.eq_ignore_ascii_case(name));
        lines.map(|line| line.1.as_str())
    }
}

impl Allowed {
    /// Whether a name is allowed.
    pub(crate) fn has(&self, name: &str) -> bool {
        (self.all && name != "authorization") || self.names.iter().any(|it| it == name)
    }

    /// Whether something is allowed here that is not allowed there.
    #[cfg(feature = "explain")]
    pub(crate) fn exceeds(&self, other: &Self) -> bool {
        (self.all && !other.all) || self.names.iter().any(|name| !other.has(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn who_may_read_is_what_fetch_says() {
        use Barrier::{NoAllowOrigin, OtherOrigin, SeveralAllowOrigins};
        use Reads::{WithCredentials, WithoutCredentials};
        const ORIGIN: &str = "Access-Control-Allow-Origin";
        const CREDENTIALS: &str = "access-control-allow-credentials";
        for (of, expected) in [
            (&[][..], Err(NoAllowOrigin)),
            (&[(CREDENTIALS, "true")], Err(NoAllowOrigin)),
            (&[(ORIGIN, "*")], Ok(WithoutCredentials)),
            (&[(ORIGIN, "*"), (CREDENTIALS, "true")], Ok(WithoutCredentials)),
            (&[(ORIGIN, "https://a")], Ok(WithoutCredentials)),
            (
                &[("access-control-allow-origin", "https://a"), (CREDENTIALS, "true")],
                Ok(WithCredentials),
            ),
            (&[(ORIGIN, "https://a"), (CREDENTIALS, "True")], Ok(WithoutCredentials)),
            (
                &[(ORIGIN, "https://a"), (CREDENTIALS, "true"), (CREDENTIALS, "true")],
                Ok(WithoutCredentials),
            ),
            (&[(ORIGIN, "https://A")], Err(OtherOrigin)),
            (&[(ORIGIN, "https://b")], Err(OtherOrigin)),
            (&[(ORIGIN, "https://a"), (ORIGIN, "https://a")], Err(SeveralAllowOrigins)),
            (&[(ORIGIN, "*"), (ORIGIN, "https://a")], Err(SeveralAllowOrigins)),
        ] {
            assert_eq!(Judged::new(200, &lines(of)).check("https://a"), expected, "{of:?}");
        }
    }

    #[test]
    fn preflights_let_go_what_is_listed() {
        let asked = |method, headers| Asked { origin: "https://a", method, headers };
        for (methods, headers, asked, goes) in [
            ("", "", asked("GET", ""), true),
            ("", "", asked("PUT", ""), false),
            ("GET, PUT", "", asked("PUT", ""), true),
            ("put", "", asked("PUT", ""), false),
            ("*", "", asked("PUT", ""), true),
            ("", "X-A,x-b", asked("POST", "x-a,x-b"), true),
            ("", "x-a", asked("POST", "x-a,x-b"), false),
            ("", "*", asked("POST", "x-a"), true),
            ("", "*", asked("POST", "authorization"), false),
            ("", "*, Authorization", asked("POST", "x-a,authorization"), true),
        ] {
            let mut lines = lines(&[("Access-Control-Allow-Origin", "*")]);
            for (name, value) in [("Methods", methods), ("Headers", headers)] {
                lines.push((format!("Access-Control-Allow-{name}"), value.to_owned()));
            }
            assert_eq!(
                Judged::new(204, &lines).lets_go(asked),
                goes,
                "{methods} {headers} {asked:?}"
            );
            assert!(!Judged::new(404, &lines).lets_go(asked));
        }
    }

    #[cfg(feature = "explain")]
    #[test]
    fn with_credentials_a_star_is_a_name() {
        let lines = lines(&[("Access-Control-Allow-Headers", "*")]);
        let [without, with] = [Reads::WithoutCredentials, Reads::WithCredentials]
            .map(|reads| Judged::new(204, &lines).allowed_headers(reads));
        assert!(without.has("x-a") && !with.has("x-a"));
        assert!(without.exceeds(&with) && !with.exceeds(&without));
    }
}
