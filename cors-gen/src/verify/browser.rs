//! What a difference means for scripts in a browser.

use super::exchange::Response;
use super::judge::{Item, Misfit};
use super::say::has_origin;
use crate::diff::is_preflight;
use crate::explain::{Explanation, RequestSpec};
use crate::judgement::{Allowed, Barrier, Judged, Reads};
use crate::text::shorten;

/// The most characters of a text of the server or of the configuration in a sentence.
const LONGEST: usize = 60;

/// An answer, as far as browsers judge by it.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    status: u16,
    headers: &'a [(String, String)],
}

impl<'a> Answer<'a> {
    pub(crate) fn of(response: &'a Response) -> Self {
        Self { status: response.status, headers: &response.headers }
    }

    const fn judged(self) -> Judged<'a> {
        Judged::new(self.status, self.headers)
    }
}

/// What it means that `got` came in the place of `expected`, in a clause.
pub(crate) fn meaning(
    request: &RequestSpec,
    expected: &Explanation,
    got: Option<&Response>,
    misfits: &[Misfit],
) -> String {
    let Some(got) = got else {
        return "a page sees a network error".to_owned();
    };
    let expected = Answer { status: expected.status, headers: &expected.headers };
    between(request, expected, Answer::of(got), misfits)
}

/// What it means that one server answers with `expected` and another with `got`.
pub(crate) fn between(
    request: &RequestSpec,
    expected: Answer<'_>,
    got: Answer<'_>,
    misfits: &[Misfit],
) -> String {
    let Some(origin) = request.header("Origin") else { return other(misfits) };
    let page = match origin {
        "null" => "a page without an origin, such as a sandbox or a file,".to_owned(),
        _ => format!("a page of {}", shorten(origin, LONGEST)),
    };
    let about = if is_preflight(request) {
        preflight(&page, origin, expected, got)
    } else {
        reading(&page, origin, expected, got)
    };
    about.unwrap_or_else(|| other(misfits))
}

fn reading(page: &str, origin: &str, expected: Answer<'_>, got: Answer<'_>) -> Option<String> {
    use Reads::{WithCredentials, WithoutCredentials};
    let expected = expected.judged().check(origin).ok();
    Some(match (expected, got.judged().check(origin)) {
        (None, Err(_)) => return None,
        (Some(_), Err(why)) => {
            format!("{page} cannot read the response: {}", unread(why, got))
        }
        (expected, Ok(now)) if expected == Some(now) => return None,
        (_, Ok(WithCredentials)) => {
            format!("{page} can read the response with the visitor's cookies, which it is not to")
        }
        (None, Ok(WithoutCredentials)) => {
            format!("{page} can read the response, which it is not to")
        }
        (Some(_), Ok(WithoutCredentials)) => {
            format!("{page} cannot read a response to a request with cookies")
        }
    })
}

/// Why a browser gives a script nothing to read.
fn unread(why: Barrier, answer: Answer<'_>) -> String {
    let name = "Access-Control-Allow-Origin";
    let lines = answer.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
    match (why, lines.clone().count()) {
        (Barrier::NoAllowOrigin, _) => format!("no {name} line"),
        (Barrier::SeveralAllowOrigins, 2) => format!("two {name} lines"),
        (Barrier::SeveralAllowOrigins, 1) => format!("several origins in {name}"),
        (Barrier::SeveralAllowOrigins, count) => format!("{count} {name} lines"),
        (Barrier::OtherOrigin, _) => {
            let value = lines.map(|(_, value)| value.as_str()).next().unwrap_or_default();
            format!("{name} names {}", shorten(value, LONGEST))
        }
    }
}

fn preflight(page: &str, origin: &str, expected: Answer<'_>, got: Answer<'_>) -> Option<String> {
    let [before, now] = [expected, got].map(|it| it.judged().check_preflight(origin));
    match (before, now) {
        (Some(_), None) => {
            let why = match got.judged().check(origin) {
                Ok(_) => format!("its status is {}", got.status),
                Err(why) => unread(why, got),
            };
            Some(format!("the preflight of {page} fails: {why}"))
        }
        (None, Some(Reads::WithoutCredentials)) => {
            Some(format!("{page} can send requests that need a preflight, which it is not to"))
        }
        (before, Some(Reads::WithCredentials)) if before != now => Some(format!(
            "{page} can send requests with the visitor's cookies that need a preflight, which it is not to"
        )),
        (Some(_), Some(Reads::WithoutCredentials)) if before != now => {
            Some(format!("{page} cannot send requests with cookies that need a preflight"))
        }
        (Some(reads), Some(_)) => lists(page, expected.judged(), got.judged(), reads),
        (None, _) => None,
    }
}

/// What the lists of two answers to a preflight differ in.
fn lists(page: &str, expected: Judged<'_>, got: Judged<'_>, reads: Reads) -> Option<String> {
    let methods = [expected, got].map(|it| it.allowed_methods(reads));
    let headers = [expected, got].map(|it| it.allowed_headers(reads));
    [("methods", methods), ("header fields", headers)].into_iter().find_map(
        |(what, [expected, got])| {
            if got.exceeds(&expected) {
                let beyond = beyond(&got, &expected);
                Some(format!("{page} can send {what} that it is not to: {beyond}"))
            } else if expected.exceeds(&got) {
                Some(format!("{page} cannot send all {what}: {}", beyond(&expected, &got)))
            } else {
                None
            }
        },
    )
}

/// What is in one list and not in the other.
fn beyond(more: &Allowed, less: &Allowed) -> String {
    if more.all {
        return "all are allowed".to_owned();
    }
    let names: Vec<&str> =
        more.names.iter().filter(|name| !less.has(name)).map(String::as_str).collect();
    shorten(&names.join(", "), LONGEST).into_owned()
}

/// What is said where scripts may do the same.
fn other(misfits: &[Misfit]) -> String {
    let find = |name: &str| {
        misfits.iter().find(|misfit| matches!(&misfit.item, Item::Field(field) if field == name))
    };
    let is = |name| find(name).is_some();
    let says = if find("vary").is_some_and(|vary| !has_origin(&vary.got)) {
        "a cache may give a page of one origin the response that was for another"
    } else if is("access-control-max-age") {
        "browsers remember the preflight for another time"
    } else if is("access-control-expose-headers") {
        "a script can read other header fields of the response"
    } else if is("location") {
        "the browser goes to another address"
    } else if is("strict-transport-security") {
        "browsers keep to https otherwise"
    } else {
        "pages may read the same"
    };
    says.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_mean_something_to_pages() {
        const A: &str = "https://a.example";
        const ORIGIN: &str = "Access-Control-Allow-Origin";
        const CREDENTIALS: (&str, &str) = ("Access-Control-Allow-Credentials", "true");
        const METHODS: &str = "Access-Control-Allow-Methods";
        let own = |lines: &[(&str, &str)]| -> Vec<(String, String)> {
            lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        for (method, expected, got, status, part) in [
            ("GET", &[(ORIGIN, A)][..], &[][..], 200, "cannot read the response: no Access"),
            (
                "GET",
                &[(ORIGIN, A)],
                &[(ORIGIN, A), (ORIGIN, A)],
                200,
                "two Access-Control-Allow-Origin lines",
            ),
            ("GET", &[(ORIGIN, A)], &[(ORIGIN, "https://b")], 200, "names https://b"),
            ("GET", &[], &[(ORIGIN, A)], 200, "can read the response, which"),
            ("GET", &[(ORIGIN, A)], &[(ORIGIN, A), CREDENTIALS], 200, "visitor's cookies"),
            (
                "GET",
                &[(ORIGIN, A), CREDENTIALS],
                &[(ORIGIN, A)],
                200,
                "cannot read a response to a request with",
            ),
            ("GET", &[], &[], 200, "pages may read the same"),
            (
                "OPTIONS",
                &[(ORIGIN, A)],
                &[(ORIGIN, A)],
                405,
                "preflight of a page of https://a.example fails: its status is 405",
            ),
            ("OPTIONS", &[], &[(ORIGIN, "*")], 204, "can send requests that need a preflight"),
            (
                "OPTIONS",
                &[(ORIGIN, A), (METHODS, "PUT")],
                &[(ORIGIN, A), (METHODS, "PUT,DELETE")],
                204,
                "not to: DELETE",
            ),
            (
                "OPTIONS",
                &[(ORIGIN, A), (METHODS, "PUT")],
                &[(ORIGIN, A)],
                204,
                "cannot send all methods: PUT",
            ),
        ] {
            let request = RequestSpec {
                method: method.to_owned(),
                headers: own(&[("Origin", A), ("Access-Control-Request-Method", "PUT")]),
                ..RequestSpec::default()
            };
            let (expected, got) = (own(expected), own(got));
            let usual = if method == "GET" { 200 } else { 204 };
            let [expected, got] = [(usual, &expected), (status, &got)]
                .map(|(status, headers)| Answer { status, headers });
            let said = between(&request, expected, got, &[]);
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
