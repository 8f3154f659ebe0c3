//! Texts on one line.

use crate::page::answer::{Allows, Answer, Names};
use crate::page::matrix::Alike;
use crate::page::source::Link;
use crate::page::text::{Piece, Prose, Text};

/// What a preflight allows.
pub(super) fn allows(allows: &Allows) -> String {
    let methods = match &allows.methods {
        Names::All => ", and all others".to_owned(),
        Names::Asked => ", and what is asked for".to_owned(),
        Names::Listed(names, more) => {
            let names: Vec<String> = names.iter().map(code).collect();
            [vec![String::new()], names].concat().join(", ") + &and_more(*more)
        }
    };
    let headers = match &allows.headers {
        Names::All => "all but `authorization`".to_owned(),
        Names::Asked => "all that are asked for".to_owned(),
        Names::Listed(names, _) if names.is_empty() => {
            "none but those that every page may send".to_owned()
        }
        Names::Listed(names, more) => {
            names.iter().map(code).collect::<Vec<_>>().join(", ") + &and_more(*more)
        }
    };
    let age = allows.max_age.as_ref().map(|age| format!("; remembered for {} seconds", code(age)));
    let age = age.unwrap_or_default();
    format!("; methods: GET, HEAD, POST{methods}; headers: {headers}{age}")
}

pub(super) fn and_more(number: usize) -> String {
    if number == 0 { String::new() } else { format!(" and {number} more") }
}

pub(super) fn who(answer: &Answer) -> String {
    let who = match answer.status {
        Some(status) => format!("{status} {}", answer.who()),
        None => answer.who().to_owned(),
    };
    match &answer.decided_by {
        Some(place) => format!("{who} ({})", link(place)),
        None => who,
    }
}

pub(super) fn fields(answer: &Answer) -> String {
    if answer.fields.is_empty() {
        return "no header field from the configuration".to_owned();
    }
    let lines = answer.fields.iter().map(|field| {
        let line = self::field(&(field.name.clone(), field.value.clone()));
        let places: Vec<String> = field.because.iter().map(link).collect();
        let places =
            if places.is_empty() { "the application".to_owned() } else { places.join(", ") };
        format!("{line} ({places})")
    });
    lines.collect::<Vec<_>>().join("<br>")
}

pub(super) fn field((name, value): &(Text, Text)) -> String {
    code_of(&format!("{}: {}", name.as_str(), value.as_str()))
}

pub(super) fn alike(alike: &Alike) -> String {
    if alike.all == 0 {
        return String::new();
    }
    let named: Vec<String> = alike.named.iter().map(code).collect();
    let more = and_more(alike.more());
    format!("<br>+{} alike: {}{more}", alike.all, named.join(", "))
}

/// A place. Its lines are in the text, below.
pub(super) fn link(link: &Link) -> String {
    words(&link.name)
}

pub(super) fn prose(prose: &Prose) -> String {
    let pieces = prose.0.iter().map(|piece| match piece {
        Piece::Words(text) => words(text),
        Piece::Code(text) => code(text),
    });
    pieces.collect()
}

/// Words that mean nothing but themselves.
pub(super) fn words(text: &Text) -> String {
    let mut escaped = String::with_capacity(text.as_str().len());
    for c in text.as_str().chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '$' | '@' => {
                escaped.extend(['\\', c]);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

pub(super) fn code(text: &Text) -> String {
    code_of(text.as_str())
}

/// A code span; a text without any character has none.
pub(super) fn code_of(text: &str) -> String {
    if text.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(backticks(text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The most backticks in a row.
pub(super) fn backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A text in HTML.
pub(super) fn html(text: &Text) -> String {
    maud::html! { code { (text) } }.into_string()
}
