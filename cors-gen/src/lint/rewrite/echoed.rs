//! Origins that rules send back and that let more in than is good: of plain http, of the visitor's own machine (CG171, CG172).

use cors_runtime::__private::{Condition, Test};

use super::strangers::{Guards, is_let_in};
use crate::diagnostic::Bag;
use crate::host;
use crate::lint::asking::Asked;
use crate::lint::broad::{insecure, local};
use crate::lint::{Facts, Looked};
use crate::pattern::{self, Guard};
use crate::source::Span;

const LOCAL: [&str; 6] = [
    "http://localhost",
    "http://localhost:3000",
    "http://localhost:4200",
    "http://localhost:8080",
    "https://localhost",
    "https://localhost:3000",
];

pub(super) fn lint(
    guards: &Guards<'_, '_>,
    paths: &[String],
    looked: &Looked<'_, '_>,
    facts: &Facts,
    bag: &mut Bag,
) {
    let credentials = looked.credentials();
    for set in guards.sets().iter().chain(
        guards.lists.iter().map(std::slice::from_ref).map(<[_]>::to_vec).collect::<Vec<_>>().iter(),
    ) {
        let Some((_, place)) = set.iter().find(|(it, _)| !it.parts().negate) else { continue };
        let is_remote = |host: &str| !host::is_internal(host);
        if let Some(credentials) = credentials
            && let Some(origin) = passing(set, "http://", &is_remote, looked)
            && is_let_in_with_credentials(looked, paths, &origin)
        {
            bag.push(insecure(*place, &origin, credentials));
        }
        let Some(origin) = LOCAL.into_iter().find(|it| passes(set, it)) else { continue };
        let remote = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| passing(set, scheme, &is_remote, looked));
        let production = remote.map(|_| *place).or(facts.transform);
        if let Some(production) = production.filter(|_| is_let_in(looked, paths, origin)) {
            bag.push(local(origin, *place, credentials, production, production != *place));
        }
    }
}

/// Conditions that have to hold together, with their places.
type Set<'a, 'p> = [(&'a Condition<'p>, Span)];

/// An origin that passes all conditions.
fn passing(
    set: &Set<'_, '_>,
    scheme: &str,
    is_wanted: &dyn Fn(&str) -> bool,
    looked: &Looked<'_, '_>,
) -> Option<String> {
    let list = set.iter().find_map(|(it, _)| match it.parts().test {
        Test::OneOf(map) if !it.parts().negate => Some(map),
        _ => None,
    });
    if let Some(list) = list {
        let origins = list.parts().entries.iter().map(|(origin, _)| *origin);
        let mut wanted = origins.filter(|origin| {
            host::split(origin).is_some_and(|(of, host)| of == scheme && is_wanted(host))
        });
        return wanted.find(|origin| passes(set, origin)).map(str::to_owned);
    }
    let patterns: Vec<Guard<'_>> = set
        .iter()
        .filter_map(|(it, _)| match it.parts().test {
            Test::Pattern(pattern) => Some((pattern, it.parts().negate)),
            _ => None,
        })
        .collect();
    pattern::origin(&patterns, scheme, is_wanted, looked.budget)
}

fn passes(set: &Set<'_, '_>, origin: &str) -> bool {
    set.iter().all(|(it, _)| super::lets_pass(it, origin))
}

fn is_let_in_with_credentials(looked: &Looked<'_, '_>, paths: &[String], origin: &str) -> bool {
    let mut answers = paths.iter().flat_map(|path| {
        ["GET", "POST"]
            .into_iter()
            .filter_map(|method| looked.actual(path, Asked { origin, method, headers: "" }))
    });
    answers.any(|answer| answer.is_readable_with_credentials_by(origin))
}
