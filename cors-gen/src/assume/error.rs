//! Why an answer cannot be chosen.

use std::fmt;

use super::{Question, questions, questions_of};
use crate::spelling::nearest;
use crate::text::{one_line, shorten};

/// Why an answer cannot be chosen. Displays as one sentence, safe to print, that says which there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChooseError {
    message: String,
    help: String,
    is_about_row: bool,
}

/// How much of what was written is repeated.
const LONGEST: usize = 60;

impl ChooseError {
    pub(super) fn no_pair(words: &str) -> Self {
        let message = format!("`{}` is no row with a choice", shown(words));
        Self {
            message,
            help: "write it as ROW=CHOICE, such as CM-16=matched".to_owned(),
            is_about_row: true,
        }
    }

    pub(super) fn no_row(row: &str) -> Self {
        let rows = || {
            let mut rows: Vec<_> = questions().iter().map(|question| question.row).collect();
            rows.dedup();
            rows
        };
        let near = nearest(&row.to_ascii_uppercase(), rows().into_iter());
        let help = match near {
            Some(near) => format!("did you mean {near}? There are {}", rows().join(", ")),
            None => format!("there are {}", rows().join(", ")),
        };
        let message = format!("there is nothing to choose about `{}`", shown(row));
        Self { message, help, is_about_row: true }
    }

    pub(super) fn no_choice(row: &str, name: &str) -> Self {
        let choices = || questions_of(row).flat_map(Question::choices).map(|choice| choice.name);
        let near = nearest(name, choices());
        let all = choices().collect::<Vec<_>>().join(", ");
        let help = match near {
            Some(near) => format!("did you mean {near}? There are {all}"),
            None => format!("there are {all}"),
        };
        let row = questions_of(row).next().map_or("", |question| question.row);
        let message = format!("`{}` is no choice for {row}", shown(name));
        Self { message, help, is_about_row: false }
    }

    pub(super) fn twice(question: &Question, before: usize, now: usize) -> Self {
        let name = |at: usize| question.choices[at].name;
        Self {
            message: format!(
                "{} is chosen twice, as {} and as {}",
                question.row,
                name(before),
                name(now)
            ),
            help: "leave one of them out".to_owned(),
            is_about_row: false,
        }
    }

    /// What is wrong, without what to do.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether it is the row that is wrong, rather than the choice.
    pub(crate) fn is_about_row(&self) -> bool {
        self.is_about_row
    }

    /// What to do.
    pub(crate) fn help(&self) -> &str {
        &self.help
    }
}

fn shown(text: &str) -> String {
    one_line(&shorten(text, LONGEST))
}

impl fmt::Display for ChooseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message, self.help)
    }
}

impl std::error::Error for ChooseError {}
