//! What the policy does.

use super::inline::{
    alike, allows, and_more, code, code_of, field, fields, html, link, prose, who, words,
};
use super::{Out, Row};
use crate::page::answer::{Cell, Verdict};
use crate::page::judged::First;
use crate::page::matrix::{Line, Matrix};
use crate::page::recorded::Answered;
use crate::page::requests::Requests;
use crate::page::settings::{Content, Group};
use crate::page::text::{Prose, Text};
use crate::page::tree::{Says, Tree};

impl Out {
    pub(super) fn matrix(&mut self, matrix: &Matrix) {
        self.line("## Who may read what");
        for verdict in Verdict::ALL {
            self.item(&format!("**{}**: {}", verdict.word(), verdict.meaning()));
        }
        self.end();
        let mut head = vec!["origin of the page".to_owned()];
        head.extend(matrix.columns.iter().map(|column| code(&column.path) + &alike(&column.alike)));
        self.head(&head);
        for line in &matrix.lines {
            let about = if line.about.is_empty() {
                String::new()
            } else {
                format!(" {}", prose(&line.about))
            };
            let mut cells = vec![format!("{}{about}{}", code(&line.origin), alike(&line.alike))];
            cells.extend(line.cells.iter().map(cell));
            self.row(&cells);
        }
        self.end();
        self.more(matrix.more_origins, "origin");
        self.more(matrix.more_paths, "path");
        matrix.lines.iter().for_each(|line| self.details(line, matrix));
    }

    /// What is behind the words of a line.
    fn details(&mut self, line: &Line, matrix: &Matrix) {
        self.0.extend(["<details><summary>Headers and preflights of ", &html(&line.origin)]);
        self.line("</summary>");
        for (cell, column) in line.cells.iter().zip(&matrix.columns) {
            self.item(&format!("{}: **{}**", code(&column.path), cell.verdict.word()));
            if let Some(barrier) = cell.barrier {
                self.deeper(&format!("because {}", prose(&Prose::of(barrier.words()))));
            }
            self.deeper(&format!("{}<br>{}", who(&cell.actual), fields(&cell.actual)));
            let preflight = &cell.preflight;
            let allowed = preflight.allows.as_ref().map(allows);
            let allowed = allowed.unwrap_or_else(|| ", lets no request go".to_owned());
            self.deeper(&format!("preflight: {}{allowed}", who(&preflight.answer)));
        }
        self.end();
        self.line("</details>");
    }

    pub(super) fn options(&mut self, matrix: &Matrix) {
        self.line("## Who answers OPTIONS");
        let asked = matrix.columns.first().map_or(&[][..], |column| &column.options);
        let mut head = vec!["path".to_owned()];
        head.extend(asked.iter().map(|options| options.asked.to_owned()));
        self.head(&head);
        for column in &matrix.columns {
            let mut cells = vec![code(&column.path) + &alike(&column.alike)];
            let answers = column.options.iter().map(|options| options.answer.as_ref());
            cells.extend(answers.map(|it| it.map_or_else(|| "there is none".to_owned(), who)));
            self.row(&cells);
        }
        self.end();
    }

    pub(super) fn tree(&mut self, tree: &Tree, hsts: Option<&Row>) {
        self.line("## What each path sends");
        if let Some(row) = hsts {
            self.line("### Every path");
            self.rows(std::slice::from_ref(row), 0);
        }
        for node in &tree.paths {
            self.line(&format!("### {} ({})", code(&node.path), link(&node.opened)));
            match &node.says {
                Says::Like(path) => self.line(&format!("As {}.", code(path))),
                Says::Settings(groups) if groups.is_empty() => {
                    self.line("Nothing is sent or refused here.");
                }
                Says::Settings(groups) => groups.iter().for_each(|group| self.group(group)),
            }
        }
        self.more(tree.more, "path");
    }

    fn group(&mut self, group: &Group) {
        self.line(&format!("**{}**", group.title));
        match &group.content {
            Content::AsAt(path) => self.line(&format!("As at {}.", code(path))),
            Content::Rows(rows, more) => self.rows(rows, *more),
        }
    }

    fn rows(&mut self, rows: &[Row], more: usize) {
        for Row { about, says, place } in rows {
            let place = place.as_ref().map(|place| format!(" ({})", link(place)));
            self.item(&format!("{}: {}{}", prose(about), prose(says), place.unwrap_or_default()));
        }
        self.end();
        self.more(more, "setting");
    }

    pub(super) fn requests(&mut self, requests: &Requests) {
        self.line("## Requests to try");
        self.head(&["request", "answer", "header fields"].map(str::to_owned));
        for tried in &requests.shown {
            let mut request =
                code_of(&format!("{} {}", tried.method.as_str(), tried.path.as_str()));
            for field in &tried.fields {
                request = request + "<br>" + &self::field(field);
            }
            for field in &tried.app {
                request = request + "<br>the application sends " + &self::field(field);
            }
            request = request + "<br>" + &prose(&tried.about);
            let outcome = tried.outcome.map(|outcome| format!("<br>**{}**", outcome.word()));
            let answer = who(&tried.answer) + &outcome.unwrap_or_default();
            self.row(&[request, answer, fields(&tried.answer)]);
        }
        self.end();
        self.more(requests.more, "request");
    }

    pub(super) fn recorded(&mut self, answered: &Answered) {
        self.line("## What the server answered");
        self.line(&format!("{}: {}.", code(&answered.name), answered.sum()));
        if !answered.differences.shown.is_empty() {
            self.head(
                &["request", "what differs", "the policy says", "recorded"].map(str::to_owned),
            );
        }
        for different in &answered.differences.shown {
            let mut request = vec![code(&different.request)];
            request.extend(different.fields.iter().map(code));
            request.push(prose(&different.browser));
            for part in &different.parts {
                let place = part.place.as_ref().map(|place| format!(" ({})", link(place)));
                let name =
                    format!("{} {}{}", code(&part.name), part.row, place.unwrap_or_default());
                self.row(&[request.join("<br>"), name, lines(&part.expected), lines(&part.got)]);
            }
        }
        self.end();
        self.more(answered.differences.more, "response");
        for (row, result) in &answered.assumptions {
            self.item(&format!("{}: {}", words(row), prose(result)));
        }
        self.end();
    }
}

/// The lines of a part of a response.
fn lines(lines: &First<Text>) -> String {
    if lines.shown.is_empty() {
        return "nothing".to_owned();
    }
    lines.shown.iter().map(code).collect::<Vec<_>>().join("<br>") + &and_more(lines.more)
}

/// What a cell of the matrix says in a word, and who answers where that is not the application.
fn cell(cell: &Cell) -> String {
    let word = cell.verdict.word();
    if cell.is_told_by_its_word() {
        word.to_owned()
    } else {
        format!("{word}<br>{}", who(&cell.actual))
    }
}
