//! Levels, applications, locks and files beside files (CF-3…CF-7, CF-9): what counts for a path, and from where.

mod denied;
mod folders;
mod includes;
mod installed;
mod levels;
mod locks;
mod mapped;
mod modules;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use cors_gen::__private::effective::EffectiveScope;
use cors_gen::diagnostic::{Diagnostic, Severity};
use cors_gen::pipeline::{self, Effective, Input, Options, Source};
use cors_gen::source::{SourceMap, Span};

/// A tree of files of its own for a test, removed at its end.
struct Tree(PathBuf);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let tree = Self(
            PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
                .join(format!("hierarchy-{}-{number}", std::process::id())),
        );
        fs::create_dir_all(&tree.0).expect("a folder");
        for (name, text) in files {
            tree.write(name, text);
        }
        tree
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// A file or a folder of the tree as the configuration, with others as its parents.
    fn input(&self, config: &str, parents: &[&str]) -> Input {
        let source = |name: &&str| Source::read(*name, &self.path(name)).expect("a parent");
        let mut input = Input::read(config, &self.path(config)).expect("a configuration");
        input.parents = parents.iter().map(source).collect();
        input
    }

    fn resolve(&self, config: &str, parents: &[&str]) -> Effective {
        effective(self.input(config, parents))
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn effective(input: Input) -> Effective {
    pipeline::effective(input, &Options::default())
}

/// A `web.config` with this in its `<system.webServer>`, which starts on line 2.
fn web(sections: &str) -> String {
    format!("<configuration><system.webServer>\n{sections}\n</system.webServer></configuration>\n")
}

/// `<httpProtocol>` with this in its `<customHeaders>`.
fn headers(entries: &str) -> String {
    format!("<httpProtocol><customHeaders>{entries}</customHeaders></httpProtocol>")
}

/// A place without its column.
fn line(sources: &SourceMap, span: Span) -> String {
    let place = sources.locate(span);
    format!("{}:{}", place.file, place.line)
}

fn scope<'e>(effective: &'e Effective, path: &str) -> &'e EffectiveScope {
    effective.scope(path).unwrap_or_else(|| panic!("{:#?}", findings(effective)))
}

/// The custom headers that count for a path: `Name=value file:line`.
fn headers_of(effective: &Effective, path: &str) -> Vec<String> {
    let show = |entry: &Rc<cors_gen::__private::effective::HeaderEntry>| {
        let value = entry.value.as_ref().map_or("", |value| &value.value);
        format!("{}={value} {}", entry.name.value, line(&effective.sources, entry.tag))
    };
    scope(effective, path).http_protocol.custom_headers.iter().map(show).collect()
}

/// The handlers that count for a path: `name file:line`.
fn handlers_of(effective: &Effective, path: &str) -> Vec<String> {
    let show = |handler: &Rc<cors_gen::__private::effective::Handler>| {
        format!("{} {}", handler.name.value, line(&effective.sources, handler.tag))
    };
    scope(effective, path).handlers.mappings.iter().map(show).collect()
}

/// The errors: `CODE place: message`, and for each other place ` <- place`.
fn findings(effective: &Effective) -> Vec<String> {
    let place = |span| effective.sources.locate(span).to_string();
    let show = |d: &Diagnostic| {
        let others = d.related.iter().map(|(span, _)| format!(" <- {}", place(*span)));
        format!("{} {}: {}{}", d.code, place(d.span), d.message, others.collect::<String>())
    };
    let errors = effective.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.map(show).collect()
}

/// Every word of the table is in the only error.
#[track_caller]
fn assert_error(effective: &Effective, words: &[&str]) {
    let findings = findings(effective);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    for word in words {
        assert!(findings[0].contains(word), "{word}: {findings:#?}");
    }
}

/// Whether links can be made here; on Windows that takes a privilege.
fn link(target: &Path, link: &Path) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link).is_ok();
    #[cfg(windows)]
    return if target.is_dir() {
        std::os::windows::fs::symlink_dir(target, link).is_ok()
    } else {
        std::os::windows::fs::symlink_file(target, link).is_ok()
    };
    #[cfg(not(any(unix, windows)))]
    return false;
}
