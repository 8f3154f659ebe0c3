//! Diagnostics and effective configurations as people and programs read them: one file each, without logic.
//!
//! What these write is safe to show: text from a configuration has its control, bidirectional and invisible characters
//! replaced or escaped, in messages, in file names and in the lines of source that are shown.

#[cfg(feature = "cli")]
pub mod concise;
#[cfg(all(feature = "explain", feature = "json"))]
pub mod effective;
#[cfg(feature = "cli")]
pub mod github;
#[cfg(feature = "render")]
pub mod human;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
mod line;
#[cfg(feature = "cli")]
pub mod listing;
#[cfg(feature = "cli")]
pub mod pages;
pub mod plain;
#[cfg(feature = "cli")]
pub mod sarif;
#[cfg(feature = "cli")]
mod uri;
#[cfg(feature = "render")]
mod window;
pub mod wording;

#[cfg(feature = "render")]
use crate::diagnostic::Code;
use crate::source::{SourceMap, Span};
use crate::text::escape;

/// Where the page of a code is in a repository, as of this version; `None` while the crate names no repository.
#[cfg(feature = "render")]
fn address(repository: &str, code: Code) -> Option<String> {
    let version = env!("CARGO_PKG_VERSION");
    (!repository.is_empty()).then(|| format!("{repository}/blob/v{version}/docs/rules/{code}.md"))
}

/// Where all pages are of the version that is published, while the crate names no repository.
#[cfg(feature = "cli")]
const PUBLISHED: &str =
    concat!("https://docs.rs/crate/cors-gen/", env!("CARGO_PKG_VERSION"), "/source/docs/rules.md");

/// Where the page of a code is that everybody can read.
#[cfg(feature = "cli")]
pub(crate) fn page_of(code: Code) -> String {
    address(REPOSITORY, code).unwrap_or_else(|| PUBLISHED.to_owned())
}

/// What the crate says of its repository: nothing when it is empty.
#[cfg(feature = "render")]
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Where a span starts, as `file:line:column`, safe to show: the name of a file may hold anything.
fn place(sources: &SourceMap, span: Span) -> String {
    escape(&sources.locate(span).to_string()).into_owned()
}

#[cfg(all(test, feature = "render"))]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_in_the_repository_of_the_crate() {
        assert_eq!(address("", Code::NotXml), None);
        let page = address("https://example.org/cors-gen", Code::NotXml).expect("an address");
        assert!(page.ends_with("/docs/rules/CG001.md"), "{page}");
    }
}
