//! One line a diagnostic, as compilers and editors have it.

use super::place;
use crate::diagnostic::{Diagnostic, Silenced, SilencedBy};
use crate::source::SourceMap;
use crate::text::escape;

/// Renders a diagnostic as `web.config:12:9: error[CG031]: message`, without line break.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let Diagnostic { code, severity, message, span, .. } = diagnostic;
    let place = place(sources, *span);
    format!("{place}: {}[{code}]: {}", severity.name(), escape(message))
}

/// Renders a finding that is not shown as one line, with what silences it.
#[must_use]
pub fn render_silenced(silenced: &Silenced, sources: &SourceMap) -> String {
    let Silenced { finding, by } = silenced;
    let Diagnostic { code, message, span, .. } = finding;
    let by = match by {
        SilencedBy::Level => format!("--allow {code}"),
        SilencedBy::Exception { place: at, reason } if reason.is_empty() => place(sources, *at),
        SilencedBy::Exception { place: at, reason } => {
            format!("{}: {}", place(sources, *at), escape(reason))
        }
    };
    format!("{}: silenced[{code}]: {} ({by})", place(sources, *span), escape(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    #[test]
    fn one_line_whatever_the_text() {
        let mut sources = SourceMap::default();
        let file = sources.add("we\x1bb.config", None, "<a>\n<b/>".to_owned());
        let found = Diagnostic::new(Code::BadOrigin, Span::new(file, 5, 6), "bad `\u{202e}\n`");
        assert_eq!(
            render(&found, &sources),
            "we\\u{1b}b.config:2:2: error[CG030]: bad `\\u{202e}\\n`"
        );
    }
}
