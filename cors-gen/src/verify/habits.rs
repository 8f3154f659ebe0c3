//! Which fields of the CORS protocol an application sends by itself.
//!
//! Somebody who sees one response cannot tell whether the CORS module or the application sent such a field. But the module sends none to
//! requests without an origin (CM-3): what comes there is the application's, and is what it sends to others as well. Where nothing comes,
//! the application is taken to send none.

use std::collections::BTreeMap;

use super::say::is_cors;

/// What applications were seen to send, by path and method, and then by field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habits {
    seen: BTreeMap<(String, Asked), BTreeMap<String, Vec<String>>>,
    /// Whether the user says that the application sends CORS fields as it likes.
    pub(crate) are_free: bool,
}

/// Methods, as far as applications answer them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Options,
    Other,
}

impl Asked {
    fn with(method: &str) -> Self {
        if method == "OPTIONS" { Self::Options } else { Self::Other }
    }
}

impl Habits {
    pub(crate) fn free(are_free: bool) -> Self {
        Self { are_free, ..Self::default() }
    }

    /// Keeps what the application sent of a field to a request without an origin.
    pub(crate) fn learn(&mut self, path: &str, method: &str, field: &str, lines: Vec<String>) {
        let key = (path.to_owned(), Asked::with(method));
        self.seen.entry(key).or_default().insert(field.to_owned(), lines);
    }

    /// What the application sends of a field of the CORS protocol: one of these. `None` where anything is possible.
    pub(crate) fn of(&self, path: &str, method: &str, field: &str) -> Option<Vec<Vec<String>>> {
        if self.are_free {
            return None;
        }
        let at = |asked| self.seen.get(&(path.to_owned(), asked)).and_then(|it| it.get(field));
        if let Some(lines) = at(Asked::with(method)) {
            return Some(vec![lines.clone()]);
        }
        let elsewhere = [Asked::Options, Asked::Other].into_iter().filter_map(at).cloned();
        Some(std::iter::once(Vec::new()).chain(elsewhere).collect())
    }

    /// The paths at which the application sends CORS fields by itself.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let sends = |fields: &BTreeMap<String, Vec<String>>| {
            fields.iter().any(|(field, lines)| is_cors(field) && !lines.is_empty())
        };
        let with = self.seen.iter().filter(|(_, fields)| sends(fields));
        let mut paths: Vec<&str> = with.map(|((path, _), _)| path.as_str()).collect();
        paths.dedup();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_without_an_origin_is_what_is_sent() {
        const FIELD: &str = "access-control-allow-origin";
        let mut habits = Habits::default();
        let star = vec!["*".to_owned()];
        assert_eq!(habits.of("/a", "GET", FIELD), Some(vec![Vec::new()]));
        habits.learn("/a", "GET", FIELD, star.clone());
        habits.learn("/b", "GET", FIELD, Vec::new());
        assert_eq!(habits.of("/a", "HEAD", FIELD), Some(vec![star.clone()]));
        assert_eq!(habits.of("/a", "OPTIONS", FIELD), Some(vec![Vec::new(), star]));
        assert_eq!(habits.of("/b", "GET", FIELD), Some(vec![Vec::new()]));
        assert_eq!(habits.paths(), ["/a"]);
        assert_eq!(Habits::free(true).of("/a", "GET", FIELD), None);
    }
}
