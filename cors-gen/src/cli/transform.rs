//! `cors-gen transform`: a document as transforms leave it.

use std::iter;
use std::path::PathBuf;

use super::args::Transform;
use super::console::{Console, count, product};
use super::exit::{Exit, Failure};
use super::input::{DASH, name, one_dash, read, read_all};
use super::output::{refuse_inputs, write};
use crate::pipeline::{self, Options};
use crate::text::visible;

pub(super) fn run(args: &Transform, console: &Console) -> Result<Exit, Failure> {
    one_dash(iter::once(&args.source).chain(&args.transforms).map(PathBuf::as_path))?;
    let (source, transforms) = (read(&args.source)?, read_all(&args.transforms)?);
    let transformed = pipeline::transform(source, transforms, &Options::default());
    console.sources(&transformed.sources);
    for diagnostic in &transformed.diagnostics {
        console.finding(diagnostic, &transformed.sources);
    }
    let Some(text) = &transformed.text else {
        let findings = count(transformed.diagnostics.iter());
        console.error(&format!("{} is not transformed: {findings}", name(&args.source)));
        return Ok(if transformed.is_unreadable() { Exit::Failed } else { Exit::Findings });
    };
    match &args.output {
        Some(file) if file.as_os_str() != DASH => {
            refuse_inputs(&transformed.sources, file)?;
            write(file, &transformed.encoding.encode(text))
        }
        _ if console.shows_products => product(&shown(text)).map(|()| Exit::Done),
        // The same bytes as in a file: the document may declare how it is encoded.
        _ => product(&transformed.encoding.encode(text)).map(|()| Exit::Done),
    }
}

/// A document as a terminal shows it: nothing in it drives the terminal.
fn shown(text: &str) -> String {
    let show = |c| if c == '\n' { c } else { visible(c) };
    text.replace("\r\n", "\n").chars().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_driven() {
        assert_eq!(shown("<a>\r\n\té\x1b[2J\r\u{202e}</a>\n"), "<a>\n\té␛[2J␍\u{fffd}</a>\n");
    }
}
