//! The names of generated items: after what they are, so that one more setting renames none of the others.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

/// How long the part of a name is that comes from the configuration, in characters.
const LONGEST: usize = 60;

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Names {
    used: HashSet<String>,
    /// For each name that was asked for, the number with which to look for a free one next.
    next: HashMap<String, u32>,
}

impl Names {
    /// A name that nothing has yet: `kind` in capitals, what `text` leaves of letters and digits, and a number where that is
    /// taken. The order of the calls settles who gets which number.
    pub(super) fn of(&mut self, kind: &str, text: &str) -> Ident {
        let words = words(text);
        let name = if words.is_empty() { kind.to_owned() } else { format!("{kind}_{words}") };
        self.free(name)
    }

    fn free(&mut self, name: String) -> Ident {
        // The number to try next; names that end in a number may have taken it.
        let mut number = self.next.get(&name).copied().unwrap_or(1);
        let mut candidate = name.clone();
        if self.used.contains(&name) {
            number = number.max(2);
            candidate = format!("{name}_{number}");
            while self.used.contains(&candidate) {
                number += 1;
                candidate = format!("{name}_{number}");
            }
        }
        self.next.insert(name, number + 1);
        self.used.insert(candidate.clone());
        Ident::new(&candidate, Span::call_site())
    }
}

/// The words of a text, in capitals and joined by underscores.
fn words(text: &str) -> String {
    let mut words = String::new();
    let mut gap = false;
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            gap = !words.is_empty();
            continue;
        }
        if words.len() >= LONGEST {
            break;
        }
        if gap {
            words.push('_');
            gap = false;
        }
        words.push(c.to_ascii_uppercase());
    }
    words
}

/// The words of an origin that tell it from others: `https://` goes without saying, where anything else is said.
pub(super) fn origin(origin: &str) -> String {
    let host = origin.strip_prefix("https://").filter(|host| *host != "*");
    let origin = host.unwrap_or(origin);
    match origin.split_once('*') {
        Some((scheme, suffix)) => format!("{scheme} any {suffix}"),
        None => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_items_are() {
        let mut names = Names::default();
        for (text, name) in [
            ("https://admin.contoso.example", "RULE_ADMIN_CONTOSO_EXAMPLE"),
            ("http://admin.contoso.example", "RULE_HTTP_ADMIN_CONTOSO_EXAMPLE"),
            ("https://*.contoso.example", "RULE_ANY_CONTOSO_EXAMPLE"),
            ("http://*", "RULE_HTTP_ANY"),
            ("https://*", "RULE_HTTPS_ANY"),
            ("*", "RULE_ANY"),
            ("https://a-b.example", "RULE_A_B_EXAMPLE"),
            ("https://a.b.example", "RULE_A_B_EXAMPLE_2"),
            ("https://a.b-example", "RULE_A_B_EXAMPLE_3"),
            ("https://a.b.example:2", "RULE_A_B_EXAMPLE_2_2"),
            ("https://é.example", "RULE_EXAMPLE"),
            ("https://é", "RULE"),
            ("https://ü", "RULE_2"),
        ] {
            assert_eq!(names.of("RULE", &origin(text)).to_string(), name, "{text}");
        }
        let long = names.of("RULE", &"x".repeat(1000)).to_string();
        assert_eq!(long.len(), "RULE_".len() + LONGEST);
    }
}
