//! What an application may have sent, given what came back.

/// The most lines of one field that are looked at one by one.
const MOST_LINES: usize = 16;

/// What the configuration does to a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edited<'a> {
    /// The lines that are sent where the application sends none.
    pub(crate) configured: &'a [String],
    /// Literal texts that a rule puts before and behind what the application sends.
    pub(crate) around: &'a [(&'a str, &'a str)],
}

/// The lines of a field that an application may have sent, where `got` is what came back: the simplest first, each once.
///
/// They are those of which edits of IIS can make `got` (CH-5, RW-5): nothing; what is left without the configured lines, or without the
/// configured part of a joined line; and all of it.
pub(crate) fn candidates(got: &[String], edited: Edited<'_>) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new(), without(got, edited.configured)];
    for at in 0..got.len().min(MOST_LINES) {
        let mut rest = got.to_vec();
        rest.remove(at);
        found.push(rest);
    }
    found.push(parted(got, edited.configured));
    for (before, after) in edited.around {
        let strip = |line: &String| {
            let inner = line.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            inner.map_or_else(|| line.clone(), str::to_owned)
        };
        found.push(got.iter().map(strip).filter(|line| !line.is_empty()).collect());
    }
    found.push(got.to_vec());
    let mut each_once: Vec<Vec<String>> = Vec::new();
    for lines in found {
        if !each_once.contains(&lines) {
            each_once.push(lines);
        }
    }
    each_once
}

/// The lines without one of each configured one, the last of several.
fn without(got: &[String], configured: &[String]) -> Vec<String> {
    let mut rest = got.to_vec();
    for line in configured {
        if let Some(at) = rest.iter().rposition(|own| own == line) {
            rest.remove(at);
        }
    }
    rest
}

/// The lines without the members of the configured ones, the last of several.
fn parted(got: &[String], configured: &[String]) -> Vec<String> {
    let mut taken: Vec<&str> = members(configured).collect();
    let mut rest = Vec::new();
    for line in got.iter().rev() {
        let mut own: Vec<&str> = line.split(',').map(str::trim).collect();
        for at in (0..own.len()).rev() {
            if let Some(which) = taken.iter().rposition(|it| it.eq_ignore_ascii_case(own[at])) {
                taken.remove(which);
                own.remove(at);
            }
        }
        own.retain(|member| !member.is_empty());
        if !own.is_empty() {
            rest.push(own.join(","));
        }
    }
    rest.reverse();
    rest
}

fn members(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_them_is_what_the_application_sent() {
        for (sent, configured, got) in [
            (&[][..], &["DENY"][..], &["DENY"][..]),
            (&["SAMEORIGIN"], &["DENY"], &["SAMEORIGIN", "DENY"]),
            (&["DENY"], &["DENY"], &["DENY", "DENY"]),
            (&["max-age=60"], &["no-store"], &["max-age=60, no-store"]),
            (&["no-store"], &["no-store"], &["no-store,no-store"]),
            (&["Accept"], &["Origin"], &["Origin, Accept"]),
            (&["a"], &["Origin"], &["a"]),
            (&["id=1"], &[], &["id=1"]),
        ] {
            let owned = |lines: &[&str]| -> Vec<String> {
                lines.iter().map(|line| (*line).to_owned()).collect()
            };
            let configured = owned(configured);
            let edited = Edited { configured: &configured, around: &[] };
            let found = candidates(&owned(got), edited);
            assert!(found.contains(&owned(sent)), "{sent:?} of {got:?}: {found:?}");
        }
        let got = ["id=1; Secure".to_owned()];
        let found = candidates(&got, Edited { configured: &[], around: &[("", "; Secure")] });
        assert!(found.contains(&vec!["id=1".to_owned()]), "{found:?}");
    }
}
