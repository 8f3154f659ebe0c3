//! Which row of `docs/iis-behaviour.md` a difference is about, and which setting.

use cors_runtime::__private::OriginPattern;
use cors_runtime::policy::OriginRule;
use cors_runtime::{AnsweredBy, Reason};

use super::exchange::Response;
use super::judge::{Item, Misfit};
use super::say::has_origin;
use crate::diff::is_preflight;
use crate::explain::{Explainer, Explanation, Place, RequestSpec};
use crate::policy::Lowered;

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// What a difference is about.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, 'p> {
    pub(crate) policy: &'a Lowered<'p>,
    pub(crate) explainer: Explainer<'a, 'p>,
    pub(crate) request: &'a RequestSpec,
    pub(crate) expected: &'a Explanation,
    pub(crate) got: Option<&'a Response>,
}

impl Rows<'_, '_> {
    /// The row for a misfit.
    pub(crate) fn row(&self, misfit: &Misfit) -> &'static str {
        match &misfit.item {
            Item::Status => self.let_in().or(self.expected.row).unwrap_or("CM-5"),
            Item::Field(field) => self.of_field(field, misfit),
        }
    }

    /// The setting behind what was expected; for what was not, the one that could have said so.
    pub(crate) fn source(&self, misfit: &Misfit) -> Place {
        let behind = match &misfit.item {
            Item::Status => self.expected.decided_by.clone(),
            Item::Field(field) => self.because(field).map(|it| Place {
                source: it.source.clone(),
                text: it.text.clone(),
                span: it.span,
            }),
        };
        behind.unwrap_or_else(|| self.section())
    }

    fn because(&self, field: &str) -> Option<&crate::explain::Because> {
        self.expected.because.iter().find(|it| it.header.eq_ignore_ascii_case(field))
    }

    /// The `<cors>` of the path; without one, what opened the scope.
    fn section(&self) -> Place {
        let scope = self.policy.policy.scope_of(self.request.target_path().as_bytes());
        let places = self.policy.places_of(scope);
        self.explainer.place(places.cors.map_or(places.opened, |cors| cors.section))
    }

    fn rules(&self) -> Option<&[OriginRule<'_>]> {
        let scope = self.policy.policy.scope_of(self.request.target_path().as_bytes());
        scope.parts().cors.as_ref().map(|cors| cors.parts().origins.rules())
    }

    /// Why an origin that was let in is not to be; `None` where none was.
    fn let_in(&self) -> Option<&'static str> {
        let origin = self.request.header("Origin")?;
        let rules = self.rules()?;
        let is_let_in = !self.got?.lines(ALLOW_ORIGIN).is_empty();
        let is_listed =
            self.expected.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(ALLOW_ORIGIN));
        (is_let_in && !is_listed).then(|| unlisted(origin, rules))
    }

    fn of_field(&self, field: &str, misfit: &Misfit) -> &'static str {
        let is_error = self.expected.by == AnsweredBy::Application && self.expected.status >= 400;
        let is_preflight = is_preflight(self.request);
        let reason = self.because(field).map(|because| because.reason);
        match reason {
            None | Some(Reason::Rule | Reason::Cors) => {}
            // Another line comes beside the configured one.
            Some(Reason::CustomHeader(_)) if field == ALLOW_ORIGIN && misfit.got.len() > 1 => {
                return "CH-6";
            }
            Some(Reason::CustomHeader(_)) if misfit.got.is_empty() => return "CH-1",
            Some(Reason::CustomHeader(_)) => return "CH-5",
            Some(Reason::RedirectHeader(_)) => return "CH-9",
            Some(Reason::OutboundRule(_)) => return "RW-5",
            Some(Reason::Hsts) if field == "location" => return "ST-5",
            Some(Reason::Hsts) if misfit.got.is_empty() => return "ST-3",
            Some(Reason::Hsts) => return "ST-4",
            Some(Reason::FileType(_) | Reason::OtherTypes) => return "SC-10",
            Some(Reason::StaticFiles | Reason::FileCache(_)) => {
                return match field {
                    "expires" => "SC-4",
                    "etag" => "SC-7",
                    _ => "SC-3",
                };
            }
            Some(_) => return self.expected.row.unwrap_or("CH-1"),
        }
        if let Some(row) = self.let_in() {
            return row;
        }
        if self.request.header("Origin").is_none()
            && field != "vary"
            && field.starts_with("access-control-")
        {
            return "CM-3";
        }
        match field {
            _ if is_error && misfit.got.is_empty() && field != "vary" => "CM-19",
            ALLOW_ORIGIN if misfit.got.len() > 1 => "CM-18",
            ALLOW_ORIGIN if misfit.got.is_empty() && is_preflight => "CM-6",
            ALLOW_ORIGIN if misfit.got.is_empty() => "CM-9",
            ALLOW_ORIGIN => "CM-15",
            "access-control-allow-credentials" => "CM-10",
            "access-control-allow-methods" if is_preflight => "CM-6",
            "access-control-allow-headers" if is_preflight => "CM-7",
            "access-control-max-age" => "CM-8",
            // It is there, but not in one line with the application's.
            "vary" if has_origin(&misfit.got) && has_origin(&misfit.expected) => "CH-5",
            "vary" => "CM-16",
            _ if field.starts_with("access-control-") => "CM-9",
            "strict-transport-security" => "ST-3",
            _ => "CH-10",
        }
    }
}

/// The row by which an origin is not let in, though a rule looks as if it did.
fn unlisted(origin: &str, rules: &[OriginRule<'_>]) -> &'static str {
    let of = |rule: &OriginRule<'_>| match rule.parts().pattern {
        OriginPattern::Any => (true, None),
        OriginPattern::Exact(exact) => {
            (exact == origin, is_around(origin, exact).then_some("CM-11"))
        }
        OriginPattern::Wildcard { scheme, suffix } => {
            let fits = |text: &str, suffix: &str| {
                text.strip_prefix(scheme).is_some_and(|rest| rest.ends_with(suffix))
            };
            let lower = origin.to_ascii_lowercase();
            let is_bare = !suffix.is_empty() && fits(origin, suffix.trim_start_matches('.'));
            let near = match () {
                () if is_bare => Some("CM-12"),
                () if fits(&lower, suffix) => Some("CM-11"),
                () => None,
            };
            (fits(origin, suffix), near)
        }
    };
    let all: Vec<_> = rules.iter().map(of).collect();
    // A rule that lists it and does not let it in.
    let is_denied = all.iter().any(|(fits, _)| *fits);
    let near = all.iter().find_map(|(_, near)| *near);
    near.filter(|_| !is_denied).unwrap_or("CM-17")
}

/// Whether two origins have one host but for letter case, scheme and port, or one host begins or ends as the other.
fn is_around(origin: &str, exact: &str) -> bool {
    let host = |text: &str| {
        let host = text.split_once("://").map_or(text, |(_, host)| host).to_ascii_lowercase();
        host.split(':').next().unwrap_or_default().to_owned()
    };
    let (own, host) = (host(origin), host(exact));
    !host.is_empty() && (own.starts_with(&host) || own.ends_with(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_out_by_a_row() {
        let rules = [
            OriginRule::exact("https://a.example"),
            OriginRule::wildcard("https://", ".shop.example"),
        ];
        for (origin, row) in [
            ("https://A.example", "CM-11"),
            ("http://a.example", "CM-11"),
            ("https://a.example.evil.example", "CM-11"),
            ("https://shop.example", "CM-12"),
            ("https://evilshop.example", "CM-12"),
            ("https://www.SHOP.example", "CM-11"),
            ("https://www.shop.example", "CM-17"),
            ("https://a.example", "CM-17"),
            ("null", "CM-17"),
            ("https://unlisted.invalid", "CM-17"),
        ] {
            assert_eq!(unlisted(origin, &rules), row, "{origin}");
        }
    }
}
