//! A page as one HTML document. Texts are escaped by maud; what is put in as it is are the style sheet and the script beside
//! this file, and nothing else.

mod answers;
mod findings;
mod matrix;
mod recorded;
mod source;
mod tree;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

pub(super) use self::findings::meaning;
use super::source::Link;
use super::text::{Piece, Prose, Text};
use super::{Behaviour, Page};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("filter.js");
/// What of a page may run and be loaded: this script, which is named by its hash, and nothing else.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    script-src 'sha256-Uwt2e+BRXV3OLiCyWAP7WlpjBUi9X1lsk21/X4fDVI0='; base-uri 'none'; form-action 'none'";

impl Render for Text {
    fn render_to(&self, buffer: &mut String) {
        self.as_str().render_to(buffer);
    }
}

impl Render for Prose {
    fn render_to(&self, buffer: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => words.render_to(buffer),
                Piece::Code(code) => html! { code { (code) } }.render_to(buffer),
            }
        }
    }
}

impl Render for Link {
    fn render(&self) -> Markup {
        html! {
            @match self.line {
                Some((file, line)) => a.at href=(source::anchor(file, line)) { (self.name) },
                None => span.at { (self.name) },
            }
        }
    }
}

pub(super) fn print(page: &Page) -> String {
    let parts = parts(page);
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("cors-gen ", env!("CARGO_PKG_VERSION")));
                title { (page.name) " – what it sends" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header {
                    p.kicker { "CORS and response headers" }
                    h1 { code { (page.name) } }
                    p.lead { (lead(page)) }
                    nav aria-label="Parts of this page" {
                        ul {
                            @for part in &parts {
                                li {
                                    a href={ "#" (part.id) } { (part.title) }
                                    @if let Some(count) = part.count { " " span.count { (count) } }
                                }
                            }
                        }
                    }
                }
                div.panes {
                    main id="content" {
                        @for part in &parts {
                            section id=(part.id) aria-labelledby={ "h-" (part.id) } {
                                h2 id={ "h-" (part.id) } { (part.title) }
                                (part.content)
                            }
                        }
                    }
                    aside id="source" aria-labelledby="h-source" { (source::panel(page)) }
                }
                footer {
                    p {
                        "Made by cors-gen " (env!("CARGO_PKG_VERSION"))
                        ". Answers are those of the policy that it makes of this configuration; what IIS is assumed to do is "
                        "listed as such."
                    }
                }
                @if page.behaviour.is_some() { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    document.into_string()
}

/// A part of the page.
struct Part {
    id: &'static str,
    title: &'static str,
    /// How much is in it, where that is worth knowing before one looks.
    count: Option<usize>,
    content: Markup,
}

fn parts(page: &Page) -> Vec<Part> {
    let part = |id, title, count, content| Part { id, title, count, content };
    let of_findings = || {
        let count = page.findings.shown.len() + page.findings.more;
        part("findings", "Findings", Some(count), findings::findings(page))
    };
    let mut parts = Vec::new();
    match &page.behaviour {
        Some(Behaviour { tree, hsts, matrix, requests }) => {
            let paths = tree.paths.len() + tree.more;
            parts.push(part("access", "Who may read what", None, matrix::table(matrix)));
            parts.push(of_findings());
            parts.push(part(
                "paths",
                "What each path sends",
                Some(paths),
                tree::tree(tree, hsts.as_ref()),
            ));
            parts.push(part("options", "Who answers OPTIONS", None, matrix::options(matrix)));
            let count = requests.shown.len() + requests.more;
            parts.push(part(
                "requests",
                "Requests to try",
                Some(count),
                answers::requests(requests),
            ));
        }
        None => parts.push(of_findings()),
    }
    if let Some(answered) = &page.recorded {
        let content = recorded::answered(answered);
        parts.push(part("recorded", "What the server answered", Some(answered.asked), content));
    }
    if !page.sections.is_empty() {
        let count = page.sections.iter().map(|sections| sections.all).sum();
        parts.push(part(
            "sections",
            "What becomes of each section",
            Some(count),
            findings::sections(page),
        ));
    }
    if !page.assumed.shown.is_empty() {
        let count = page.assumed.shown.len() + page.assumed.more;
        parts.push(part("assumed", "What is assumed", Some(count), findings::assumed(page)));
    }
    if !page.silenced.shown.is_empty() {
        let count = page.silenced.shown.len() + page.silenced.more;
        parts.push(part("silenced", "What is silenced", Some(count), findings::silenced(page)));
    }
    parts
}

fn lead(page: &Page) -> Markup {
    html! {
        @match &page.behaviour {
            Some(behaviour) => { (behaviour.summary()) ". " }
            None => strong { "There is no policy while there are errors. " }
        }
        (page.summary()) "."
    }
}

/// A sentence about what is left out; nothing where nothing is.
fn more(number: usize, what: &str) -> Markup {
    html! { @if number > 0 { p.more { (super::text::count(number, what)) " more, not shown here." } } }
}
