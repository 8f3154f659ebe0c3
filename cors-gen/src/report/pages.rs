//! The pages about kinds of findings, for whoever has only the binary.

use crate::diagnostic::Code;

/// The pages `docs/rules/CGnnn.md` one after the other, which a test keeps equal to them.
const PAGES: &str = include_str!("../../docs/rules.md");

/// The page about one kind of finding, as Markdown.
#[must_use]
pub fn page(code: Code) -> String {
    let title = format!("# {code}: {}", code.name());
    let mut lines = PAGES.lines().skip_while(|line| *line != title);
    let mut page = String::new();
    page.extend(lines.next());
    for line in lines.take_while(|line| !line.starts_with("# CG")) {
        page.extend(["\n", line]);
    }
    page.truncate(page.trim_end().len());
    page + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for code in Code::ALL {
            let page = page(*code);
            assert!(
                page.starts_with(&format!("# {code}: {}\n\n**", code.name())),
                "{code}: {page}"
            );
            assert_eq!(page.matches("\n## See\n").count(), 1, "{code}: one page, and all of it");
            assert!(!page.contains(".md)"), "{code}: links to files are of no use here");
        }
    }
}
