//! Lists of methods and header names, and ages, that browsers read otherwise than their authors.

use cors_runtime::__private::is_token;
use cors_runtime::Field;

use super::stated::Stated;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{FileId, Span};

/// The seconds that Chromium keeps the answer to a preflight at most.
const CHROMIUM: u64 = 7_200;
/// The seconds that Firefox does.
const FIREFOX: u64 = 86_400;
/// How many other places a note that is told once points to.
const MOST_PLACES: usize = 3;

/// What is told once for each file.
#[derive(Default)]
pub(super) struct Ages(Vec<(FileId, u64, Vec<Span>)>);

pub(super) fn lint(stated: &Stated<'_>, ages: &mut Ages, bag: &mut Bag) {
    let is_list =
        matches!(stated.field, Field::AllowMethods | Field::AllowHeaders | Field::ExposeHeaders);
    if is_list && unreadable(stated, bag) {
        return;
    }
    match stated.field {
        Field::AllowMethods => {
            wildcard(stated, "method", bag);
            letter_case(stated, bag);
        }
        Field::AllowHeaders => {
            wildcard(stated, "header", bag);
            authorization(stated, bag);
        }
        Field::ExposeHeaders => {
            wildcard(stated, "header", bag);
            cookie(stated, bag);
        }
        Field::MaxAge => ages.note(stated),
        _ => {}
    }
}

/// Whether what stands between two commas is no name, so that browsers drop the whole list.
fn unreadable(stated: &Stated<'_>, bag: &mut Bag) -> bool {
    let Some(name) = stated.names().find(|name| !is_token(name)) else { return false };
    let field = stated.field.name();
    let label = if stated.field == Field::ExposeHeaders {
        "scripts see none of the headers"
    } else {
        "browsers refuse the preflight"
    };
    let message = format!("browsers cannot read this `{field}`: `{name}` is not one name");
    bag.push(
        Diagnostic::new(Code::IneffectiveHeader, stated.place, message)
            .label(label)
            .help("put commas between names, and nothing else"),
    );
    true
}

fn wildcard(stated: &Stated<'_>, what: &str, bag: &mut Bag) {
    let Some(credentials) = stated.credentials.filter(|_| stated.names().any(|it| it == "*"))
    else {
        return;
    };
    let field = stated.field.name();
    let (label, help) = if stated.field == Field::ExposeHeaders {
        ("scripts see none of the headers", "name the headers that scripts read")
    } else {
        ("browsers refuse the preflight", "name those that the application takes")
    };
    let message =
        format!("`*` in `{field}` is a {what} of that name where credentials are allowed");
    bag.push(
        Diagnostic::new(Code::LiteralWildcard, stated.place, message)
            .label(label)
            .related(credentials, "credentials are allowed here")
            .help(help),
    );
}

/// The methods that browsers put into capitals, and one that they do not.
fn letter_case(stated: &Stated<'_>, bag: &mut Bag) {
    const METHODS: [&str; 3] = ["PUT", "DELETE", "PATCH"];
    for name in stated.names() {
        let meant = METHODS.iter().find(|method| method.eq_ignore_ascii_case(name));
        let Some(meant) = meant.filter(|meant| **meant != name) else { continue };
        if stated.names().any(|other| other == *meant) {
            continue;
        }
        let message = format!("browsers send `{meant}` and compare with case: `{name}` is not it");
        bag.push(
            Diagnostic::new(Code::MethodCase, stated.place, message)
                .label(format!("preflights for `{meant}` fail"))
                .help(format!("write `{meant}`")),
        );
    }
}

fn authorization(stated: &Stated<'_>, bag: &mut Bag) {
    let names = |name: &str| stated.names().any(|it| it.eq_ignore_ascii_case(name));
    if !stated.allows || stated.credentials.is_some() || !names("*") || names("Authorization") {
        return;
    }
    let message = "`*` does not cover `Authorization`";
    bag.push(
        Diagnostic::new(Code::AuthorizationNotCovered, stated.place, message)
            .label("browsers want that name in the list")
            .help("where scripts send it, as with bearer tokens, write `*, Authorization`"),
    );
}

fn cookie(stated: &Stated<'_>, bag: &mut Bag) {
    let is_it = |name: &str| {
        name.eq_ignore_ascii_case("Set-Cookie") || name.eq_ignore_ascii_case("Set-Cookie2")
    };
    if let Some(name) = stated.names().find(|name| is_it(name)) {
        let message = format!("no browser shows `{name}` to scripts");
        bag.push(
            Diagnostic::new(Code::ExposedCookie, stated.place, message)
                .label("exposing it changes nothing")
                .help("remove it; cookies are kept and sent back without, where credentials are allowed"),
        );
    }
}

impl Ages {
    fn note(&mut self, stated: &Stated<'_>) {
        let Some(seconds) = stated.value.trim().parse::<u64>().ok().filter(|it| *it > CHROMIUM)
        else {
            return;
        };
        let file = stated.place.file;
        match self.0.iter_mut().find(|(of, ..)| *of == file) {
            Some((_, longest, places)) => {
                *longest = seconds.max(*longest);
                places.push(stated.place);
            }
            None => self.0.push((file, seconds, vec![stated.place])),
        }
    }

    pub(super) fn finish(self, bag: &mut Bag) {
        for (_, seconds, places) in self.0 {
            let message = if seconds > FIREFOX {
                format!("no browser keeps the answer to a preflight for {seconds} seconds")
            } else {
                format!("not every browser keeps the answer to a preflight for {seconds} seconds")
            };
            let note = Diagnostic::new(Code::LongMaxAge, places[0], message)
                .label(format!("Chromium keeps it for {CHROMIUM}, Firefox for {FIREFOX}"))
                .help(format!("write {CHROMIUM}, which means the same to most visitors"));
            let others = places[1..].iter().take(MOST_PLACES);
            bag.push(others.fold(note, |note, place| note.related(*place, "and here")));
        }
    }
}
