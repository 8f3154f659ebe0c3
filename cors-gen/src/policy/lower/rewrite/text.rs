//! Texts with references in braces, as conditions and actions have them: `https://{HTTP_HOST}/{R:1}`.

/// A piece of a text as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    /// `{NAME}` or `{NAME:argument}`.
    Reference {
        name: String,
        argument: Option<Vec<Self>>,
        /// The reference with its braces.
        written: String,
    },
}

/// How deep references may stand in references.
const DEEPEST: usize = 8;

/// Takes a text apart; `Err` says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Vec<Piece>, String> {
    let (pieces, rest) = pieces(text, 0)?;
    // Only an inner text ends at a brace.
    debug_assert!(rest.is_empty(), "{rest}");
    Ok(pieces)
}

/// The pieces up to the end, or in a reference up to its closing brace, and what is left from there.
fn pieces(mut text: &str, depth: usize) -> Result<(Vec<Piece>, &str), String> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let end = text.find(['{', '}']).unwrap_or(text.len());
        let (literal, rest) = text.split_at(end);
        if !literal.is_empty() {
            push(&mut pieces, literal);
        }
        text = rest;
        if text.starts_with('}') {
            if depth > 0 {
                return Ok((pieces, text));
            }
            push(&mut pieces, "}");
            text = &text[1..];
        } else if !text.is_empty() {
            let (reference, rest) = reference(text, depth)?;
            pieces.push(reference);
            text = rest;
        }
    }
    Ok((pieces, text))
}

fn push(pieces: &mut Vec<Piece>, literal: &str) {
    if let Some(Piece::Literal(before)) = pieces.last_mut() {
        before.push_str(literal);
    } else {
        pieces.push(Piece::Literal(literal.to_owned()));
    }
}

/// The reference that a text starts with.
fn reference(text: &str, depth: usize) -> Result<(Piece, &str), String> {
    if depth == DEEPEST {
        return Err(format!("references stand in each other more than {DEEPEST} deep"));
    }
    let inner = &text[1..];
    let end = inner.find([':', '{', '}']).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let (argument, rest) = match rest.strip_prefix(':') {
        Some(argument) => {
            let (argument, rest) = pieces(argument, depth + 1)?;
            (Some(argument), rest)
        }
        None => (None, rest),
    };
    let Some(after) = rest.strip_prefix('}') else {
        return Err("a `{` has no `}`".to_owned());
    };
    let written = text[..text.len() - after.len()].to_owned();
    if name.is_empty() {
        return Err(format!("`{written}` names nothing"));
    }
    Ok((Piece::Reference { name: name.to_owned(), argument, written }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.to_owned())
    }

    fn reference(name: &str, argument: Option<Vec<Piece>>, written: &str) -> Piece {
        Piece::Reference { name: name.to_owned(), argument, written: written.to_owned() }
    }

    #[test]
    fn references_stand_in_texts_and_in_each_other() {
        let origin = || reference("HTTP_ORIGIN", None, "{HTTP_ORIGIN}");
        for (text, pieces) in [
            ("", Ok(vec![])),
            ("a}b", Ok(vec![literal("a}b")])),
            ("{HTTP_ORIGIN}", Ok(vec![origin()])),
            (
                "x{C:1}y",
                Ok(vec![
                    literal("x"),
                    reference("C", Some(vec![literal("1")]), "{C:1}"),
                    literal("y"),
                ]),
            ),
            (
                "{Map:a{HTTP_ORIGIN}}",
                Ok(vec![reference(
                    "Map",
                    Some(vec![literal("a"), origin()]),
                    "{Map:a{HTTP_ORIGIN}}",
                )]),
            ),
            ("{Map:}", Ok(vec![reference("Map", Some(vec![]), "{Map:}")])),
            ("{", Err("a `{` has no `}`")),
            ("{a", Err("a `{` has no `}`")),
            ("{a{b}}", Err("a `{` has no `}`")),
            ("{a:{b}", Err("a `{` has no `}`")),
            ("{}", Err("`{}` names nothing")),
            ("{:x}", Err("`{:x}` names nothing")),
        ] {
            assert_eq!(parse(text), pieces.map_err(str::to_owned), "{text}");
        }
        let deep = "{a:".repeat(100_000);
        assert!(parse(&deep).is_err());
    }
}
