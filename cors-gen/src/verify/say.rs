//! In which fields of a response the configuration has a say.

use cors_runtime::__private::{OutboundRule, Part, ScopeParts};
use cors_runtime::policy::{Header, Policy};

/// The fields of the CORS protocol in responses.
const CORS: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-max-age",
    "access-control-expose-headers",
];

/// Fields of a static file that the configuration can set.
const OF_FILES: [&str; 4] = ["cache-control", "content-type", "etag", "expires"];

pub(crate) fn is_cors(field: &str) -> bool {
    CORS.contains(&field)
}

/// How the lines of a field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// As they are.
    Exactly,
    /// As lists: white space beside commas does not count.
    AsLists,
    /// As lists; IIS may have put something of its own in front (CH-5): its error pages have a `Cache-Control`.
    AsJoined,
    /// As sets of names, line by line: order and letter case do not count either.
    AsSets,
    /// As sets as far as the line with `Origin`: what servers in front add behind it is not the configuration's.
    ByOrigin,
}

/// What the configuration says at a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Say<'p> {
    policy: &'p Policy<'p>,
    scope: &'p ScopeParts<'p>,
}

impl<'p> Say<'p> {
    pub(crate) fn at(policy: &'p Policy<'p>, path: &str) -> Self {
        Self { policy, scope: policy.scope_of(path.as_bytes()).parts() }
    }

    pub(crate) const fn has_cors(self) -> bool {
        self.scope.cors.is_some()
    }

    pub(crate) const fn has_files(self) -> bool {
        self.scope.static_files.is_some()
    }

    /// The names, in lower case and each once, of the fields that count where the application answers.
    pub(crate) fn fields(self, is_redirect: bool, is_static: bool) -> Vec<String> {
        let mut fields = Vec::new();
        if self.says_cors() {
            fields.extend(CORS.map(str::to_owned));
        }
        if self.scope.cors.is_some() {
            fields.push("vary".to_owned());
        }
        fields.extend(self.configured(is_redirect));
        if is_static && self.has_files() {
            fields.extend(OF_FILES.map(str::to_owned));
        }
        once(fields)
    }

    /// The names of those that count where IIS answers: also what other paths are configured to send, since no application sends it.
    pub(crate) fn fields_of_iis(self, is_redirect: bool) -> Vec<String> {
        let mut fields = CORS.map(str::to_owned).to_vec();
        if self.scope.cors.is_some() {
            fields.push("vary".to_owned());
        }
        let parts = self.policy.parts();
        for scope in std::iter::once(&parts.root).chain(parts.deeper.as_slice()) {
            fields
                .extend(Say { policy: self.policy, scope: scope.parts() }.configured(is_redirect));
        }
        once(fields)
    }

    /// Whether anything but the application sends fields of the CORS protocol here.
    fn says_cors(self) -> bool {
        self.scope.cors.is_some() || self.configured(true).iter().any(|field| is_cors(field))
    }

    fn configured(self, is_redirect: bool) -> Vec<String> {
        let custom = self.scope.custom_headers.iter();
        let redirect = is_redirect.then_some(self.scope.redirect_headers).into_iter().flatten();
        let headers = custom.chain(redirect).map(|header| header.parts().name.as_lower());
        let outbound = self.outbound().map(|rule| rule.parts().field.lower_name());
        let hsts = self.policy.parts().hsts.map(|_| "strict-transport-security");
        headers.chain(outbound).chain(hsts).map(str::to_owned).collect()
    }

    fn outbound(self) -> impl Iterator<Item = &'p OutboundRule<'p>> {
        self.scope.rewrite.into_iter().flat_map(|rewrite| rewrite.parts().outbound)
    }

    pub(crate) fn compared(self, field: &str) -> Compared {
        let is_joined = self.scope.custom_headers.iter().chain(self.scope.redirect_headers);
        let mut is_joined = is_joined.map(Header::parts).filter(|it| it.joined);
        match field {
            "vary" if self.configured(true).iter().any(|it| it == field) => Compared::AsSets,
            "vary" => Compared::ByOrigin,
            "allow" | "public" => Compared::AsLists,
            _ if is_cors(field) => Compared::AsLists,
            _ if is_joined.any(|it| it.name.as_lower() == field) => Compared::AsJoined,
            _ => Compared::Exactly,
        }
    }

    /// The literal texts around what a rule for responses takes from the field itself.
    pub(crate) fn around(self, field: &str) -> Vec<(&'p str, &'p str)> {
        let rules = self.outbound().map(OutboundRule::parts);
        let rules = rules.filter(|rule| rule.field.lower_name() == field);
        let around = rules.filter_map(|rule| rule.value).map(|value| {
            let literal = |part: Option<&Part<'p>>| match part {
                Some(Part::Literal(text)) => *text,
                _ => "",
            };
            (literal(value.first()), literal(value.last().filter(|_| value.len() > 1)))
        });
        around.filter(|around| *around != ("", "")).collect()
    }

    /// Whether a rule for responses only acts where the application sends the field.
    pub(crate) fn needs_own(self, field: &str) -> bool {
        let mut rules = self.outbound().map(OutboundRule::parts);
        rules.any(|rule| {
            let matched = rule.matched.parts();
            rule.field.lower_name() == field && matched.test.accepts(b"") == matched.negate
        })
    }
}

fn once(mut fields: Vec<String>) -> Vec<String> {
    let mut known = std::collections::HashSet::new();
    fields.retain(|field| known.insert(field.clone()));
    fields
}

impl Compared {
    /// Whether these lines say the same.
    pub(crate) fn same(self, expected: &[String], got: &[String]) -> bool {
        match self {
            Self::Exactly => trimmed(expected).eq(trimmed(got)),
            Self::AsLists | Self::AsJoined => lists(expected) == lists(got),
            Self::AsSets => sets(expected) == sets(got),
            Self::ByOrigin => {
                let rest = got.get(expected.len()..);
                rest.is_some_and(|rest| !has_origin(rest))
                    && sets(expected) == sets(&got[..expected.len()])
            }
        }
    }
}

impl Compared {
    /// Whether lines that IIS answered with say the same.
    pub(crate) fn same_of_iis(self, expected: &[String], got: &[String]) -> bool {
        let is_behind = || match (lists(expected).as_slice(), lists(got).as_slice()) {
            ([expected], [got]) => got.ends_with(expected),
            _ => false,
        };
        match self {
            Self::AsJoined => self.same(expected, got) || is_behind(),
            // IIS compresses what it sends, and says so here.
            Self::ByOrigin => has_origin(expected) == has_origin(got),
            _ => self.same(expected, got),
        }
    }
}

fn trimmed(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().map(|line| line.trim())
}

fn lists(lines: &[String]) -> Vec<Vec<&str>> {
    lines.iter().map(|line| line.split(',').map(str::trim).collect()).collect()
}

fn sets(lines: &[String]) -> Vec<Vec<String>> {
    let set = |line: &String| {
        let mut names: Vec<String> =
            line.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        names.sort();
        names.dedup();
        names
    };
    lines.iter().map(set).collect()
}

/// Whether `Origin` is among the names of `Vary`.
pub(crate) fn has_origin(lines: &[String]) -> bool {
    lines.iter().flat_map(|line| line.split(',')).any(|it| it.trim().eq_ignore_ascii_case("origin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_compare_as_the_field_wants() {
        use Compared::{AsLists, AsSets, ByOrigin, Exactly};
        for (how, expected, got, same) in [
            (Exactly, &["a, b"][..], &["a, b "][..], true),
            (Exactly, &["a,b"], &["a, b"], false),
            (Exactly, &["a", "b"], &["b", "a"], false),
            (AsLists, &["GET,PUT"], &["GET, PUT"], true),
            (AsLists, &["GET,PUT"], &["PUT,GET"], false),
            (AsLists, &["a,b"], &["a", "b"], false),
            (AsSets, &["Accept,Origin"], &["origin, accept"], true),
            (AsSets, &["a,b"], &["a", "b"], false),
            (ByOrigin, &["Accept,Origin"], &["Origin, Accept", "Accept-Encoding"], true),
            (ByOrigin, &["Accept,Origin"], &["Accept", "Origin"], false),
            (ByOrigin, &["Origin"], &["Origin", "Origin"], false),
            (ByOrigin, &[], &["Accept-Encoding"], true),
            (ByOrigin, &["Origin"], &[], false),
        ] {
            let owned = |lines: &[&str]| -> Vec<String> {
                lines.iter().map(|line| (*line).to_owned()).collect()
            };
            assert_eq!(
                how.same(&owned(expected), &owned(got)),
                same,
                "{how:?} {expected:?} {got:?}"
            );
        }
    }
}
