//! `Name(argument, argument)`, as the values of `Transform` and `Locator` are written.

/// A value taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call<'t> {
    pub(super) name: &'t str,
    /// What is between the parentheses, not split; `None` when there is nothing.
    pub(super) arguments: Option<&'t str>,
}

/// Takes a value apart; `None` when it is not of the form.
pub(super) fn parse(value: &str) -> Option<Call<'_>> {
    let value = value.trim();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = value.find(|c| !is_word(c)).unwrap_or(value.len());
    let (name, rest) = value.split_at(end);
    let rest = rest.trim_start();
    let arguments = match rest {
        "" => None,
        _ => Some(rest.strip_prefix('(')?.strip_suffix(')')?).filter(|inner| !inner.is_empty()),
    };
    (!name.is_empty()).then_some(Call { name, arguments })
}

/// Splits arguments at the commas outside parentheses, whatever quotes say.
///
/// As in the reference implementation a single argument keeps the white space around it, and with unbalanced parentheses the
/// rest is one argument.
pub(super) fn split(arguments: &str) -> Vec<&str> {
    if !arguments.contains(',') {
        return vec![arguments];
    }
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_i64);
    for (at, c) in arguments.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(arguments[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(arguments[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_apart() {
        for (value, name, arguments) in [
            ("Replace", "Replace", None),
            (" Insert() ", "Insert", None),
            ("Match (a, b)", "Match", Some("a, b")),
            ("Condition(not(@a))", "Condition", Some("not(@a)")),
            ("XPath(a)[b](c)", "XPath", Some("a)[b](c")),
        ] {
            assert_eq!(parse(value), Some(Call { name, arguments }), "{value}");
        }
        for value in ["", "(a)", "Match(a", "Match a", "Match(a)b", "Re-place"] {
            assert_eq!(parse(value), None, "{value}");
        }
    }

    #[test]
    fn commas_split_outside_parentheses_only() {
        for (arguments, parts) in [
            (" a ", &[" a "][..]),
            ("a , b", &["a", "b"]),
            ("contains(@a, 'x'), b", &["contains(@a, 'x')", "b"]),
            ("@a='x,y'", &["@a='x", "y'"]),
            ("f(a,b", &["f(a,b"]),
            (",", &["", ""]),
        ] {
            assert_eq!(split(arguments), parts, "{arguments}");
        }
    }
}
