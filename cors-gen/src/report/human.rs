//! A diagnostic with the lines it is about, for people.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::window::Window;
use super::{REPOSITORY, address};
use crate::diagnostic::{Change, Diagnostic, Severity};
use crate::source::{SourceMap, Span};
use crate::text::{escape, visible};

/// A span and what to say there.
type Remark<'a> = (Span, &'a str);

/// Renders a diagnostic: the message, the line with a caret at the place, the related places, what to do, and the
/// line as the fix leaves it.
///
/// Ends with a line break. `color` adds ANSI escape sequences; there are none otherwise, whatever the configuration holds.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let style = if color { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(escape(&diagnostic.message)).id(diagnostic.code.id());
    // A link is an escape sequence, too.
    let title = match address(REPOSITORY, diagnostic.code).filter(|_| color) {
        Some(page) => title.id_url(page),
        None => title,
    };
    let mut group = Group::with_title(title);
    let windows = windows(diagnostic, sources);
    for (index, places) in windows.iter().enumerate() {
        group = group.elements(snippet(index, places, sources));
    }
    let suggestion = suggestion(diagnostic, sources);
    let is_shown = |help: &&Cow<'_, str>| suggestion.as_ref().is_none_or(|(said, _)| said != *help);
    let helps = diagnostic.help.iter().filter(is_shown);
    let mut groups = vec![group.elements(helps.map(|help| Level::HELP.message(escape(help))))];
    groups.extend(suggestion.map(|(said, snippet)| {
        Group::with_title(Level::HELP.secondary_title(escape(said))).element(snippet)
    }));
    let mut rendered = style.decor_style(DecorStyle::Ascii).render(&groups);
    for (index, places) in windows.iter().enumerate() {
        fill_in(&mut rendered, &stand_in(index), &super::place(sources, places[0].0));
    }
    rendered + "\n"
}

/// What is handed to the renderer for the name of a file.
///
/// The renderer would count columns from where a line was cut, so the place is filled in afterwards. The character is
/// none that a text could have brought here: it is among those that are escaped.
fn stand_in(window: usize) -> String {
    format!("\u{fdd0}{window}")
}

/// Puts `place` where `stand_in` is, and what the renderer made of line and column.
fn fill_in(rendered: &mut String, stand_in: &str, place: &str) {
    if let Some(start) = rendered.find(stand_in) {
        let rest = &rendered[start + stand_in.len()..];
        let counted = rest.find(|c: char| c != ':' && !c.is_ascii_digit());
        let end = start + stand_in.len() + counted.unwrap_or(rest.len());
        rendered.replace_range(start..end, place);
    }
}

/// The places of a diagnostic, those together that are shown together; the one that it is about is the very first.
fn windows<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Vec<Vec<Remark<'a>>> {
    let mut windows = vec![vec![(diagnostic.span, &*diagnostic.label)]];
    for (span, label) in &diagnostic.related {
        let joined = windows.iter_mut().find(|places| {
            let mut spans: Vec<Span> = places.iter().map(|(span, _)| *span).collect();
            let file = spans[0].file;
            spans.push(*span);
            file == span.file && Window::new(sources.file(file), &spans).is_some()
        });
        match joined {
            Some(places) => places.push((*span, label)),
            None => windows.push(vec![(*span, label)]),
        }
    }
    windows
}

/// The lines around places that are shown together.
fn snippet<'a>(
    index: usize,
    places: &[Remark<'a>],
    sources: &SourceMap,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let spans: Vec<Span> = places.iter().map(|(span, _)| *span).collect();
    let window = Window::new(sources.file(spans[0].file), &spans)?;
    let annotations = places.iter().zip(window.places).enumerate().map(|(at, (place, range))| {
        let primary = (index, at) == (0, 0);
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(range).label((!place.1.is_empty()).then(|| escape(place.1)))
    });
    let snippet = Snippet::source(window.text).line_start(window.first_line);
    Some(snippet.path(stand_in(index)).annotations(annotations))
}

/// What the fix says and the lines as it leaves them; `None` where it does not change a part of some lines nearby.
fn suggestion<'a>(
    diagnostic: &'a Diagnostic,
    sources: &SourceMap,
) -> Option<(&'a str, Snippet<'a, Patch<'a>>)> {
    let fix = diagnostic.fix.as_deref()?;
    let changes = fix.changes(sources)?;
    let spans: Vec<Span> = changes.iter().map(|change| change.span).collect();
    let file = spans.first()?.file;
    let is_in_a_line =
        |change: &Change| change.span.file == file && !sources.text(change.span).contains('\n');
    if !changes.iter().all(is_in_a_line) {
        return None;
    }
    let window = Window::new(sources.file(file), &spans)?;
    let patches = changes.iter().zip(window.places).map(|(change, place)| {
        Patch::new(place, change.text.chars().map(visible).collect::<String>())
    });
    let snippet = Snippet::source(window.text).line_start(window.first_line);
    Some((&fix.message, snippet.patches(patches)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    const TEXT: &str = "<configuration>\n\t<system.webServer>\n\t\t<cors enabled=\"true\">\n\t\t\t<add origin=\"*\" allowCredentials=\"true\" />\n";

    fn span_of(sources: &SourceMap, file: crate::source::FileId, part: &str) -> Span {
        let start = sources.file(file).text().find(part).expect("part");
        Span::new(file, start, start + part.len())
    }

    #[test]
    fn the_line_the_caret_related_places_and_help() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, TEXT.to_owned());
        let parent = sources.add("../applicationHost.config", None, "<x/>\n<y/>".to_owned());
        let found = Diagnostic::new(
            Code::WildcardWithCredentials,
            span_of(&sources, file, "allowCredentials=\"true\""),
            "IIS refuses `*` with credentials",
        )
        .label("credentials for every origin")
        .related(span_of(&sources, file, "<cors enabled=\"true\">"), "the module is enabled here")
        .related(span_of(&sources, parent, "<y/>"), "inherited from here")
        .help("name the origins");
        let expected = r#"error[CG031]: IIS refuses `*` with credentials
 --> web.config:4:20
  |
3 |         <cors enabled="true">
  |         --------------------- the module is enabled here
4 |             <add origin="*" allowCredentials="true" />
  |                             ^^^^^^^^^^^^^^^^^^^^^^^ credentials for every origin
  |
 ::: ../applicationHost.config:2:1
  |
2 | <y/>
  | ---- inherited from here
  |
  = help: name the origins
"#;
        let rendered = render(&found, &sources, false);
        assert_eq!(rendered, expected, "\n{rendered}");
        assert!(render(&found, &sources, true).contains("\x1b["));
    }

    #[test]
    fn nothing_hostile_gets_through() {
        let hostile = "\x1b]0;x\x07 \u{202e} \u{9b} \u{200f} \u{2028} \u{feff} \x7f \r";
        let mut sources = SourceMap::default();
        let file = sources.add(hostile, None, format!("<add origin=\"{hostile}\" bad/>"));
        let span = span_of(&sources, file, "bad");
        let found = Diagnostic::new(Code::BadOrigin, span, hostile)
            .label(hostile)
            .related(Span::new(file, 0, 4), hostile.to_owned())
            .help(hostile);
        let rendered = render(&found, &sources, false);
        assert!(!rendered.replace('\n', "").contains(crate::text::is_hostile), "{rendered:?}");
        let lines: Vec<&str> = rendered.lines().collect();
        let source = lines.iter().find(|line| line.contains("<add")).expect("source line");
        let carets = lines.iter().find(|line| line.contains("^^^")).expect("carets");
        let column = |line: &str, part: &str| line.find(part).map(|at| line[..at].chars().count());
        assert_eq!(column(source, "bad"), column(carets, "^^^"), "{rendered}");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut() {
        let mut sources = SourceMap::default();
        let text = format!("{}<bad/>{}", "x".repeat(700_000), "y".repeat(700_000));
        let file = sources.add("web.config", None, text);
        let span = span_of(&sources, file, "<bad/>");
        let rendered = render(&Diagnostic::new(Code::NotXml, span, "no"), &sources, false);
        assert!(rendered.len() < 1000 && rendered.contains("<bad/>"), "{rendered}");
        assert!(rendered.contains("web.config:1:700001"), "{rendered}");
    }

    #[test]
    fn any_text_and_any_places_can_be_shown() {
        const PIECES: &[&str] = &[
            "<a b=\"c\"/>",
            "\t",
            "\r\n",
            "\n",
            "\x1b[1m",
            "\u{202e}",
            "é",
            "日本",
            "👩\u{200d}👩",
            "\r",
            "  ",
        ];
        let mut state = 7_u64;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        for round in 0..400 {
            let mut text = String::new();
            for _ in 0..next(40) {
                text.push_str(
                    &PIECES[next(PIECES.len())]
                        .repeat(1 + next(if round % 9 == 0 { 300 } else { 3 })),
                );
            }
            let mut sources = SourceMap::default();
            let file = sources.add("web.config", None, text.clone());
            let mut span = || {
                let (a, b) = (next(text.len() + 2), next(text.len() + 2));
                Span::new(file, a.min(b), a.max(b))
            };
            let found = Diagnostic::new(Code::NotXml, span(), "message")
                .label("label")
                .related(span(), "related")
                .related(span(), "");
            let rendered = render(&found, &sources, false);
            assert!(!rendered.replace('\n', "").contains(crate::text::is_hostile), "{text:?}");
            assert!(rendered.contains("--> web.config:"), "{rendered}");
        }
    }
}
