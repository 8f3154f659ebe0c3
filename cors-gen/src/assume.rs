//! What nobody has published about IIS, as questions with answers to choose from ("Assumptions" in `docs/iis-behaviour.md`).
//!
//! ```
//! use cors_gen::assume::Assumptions;
//!
//! let mut assume = Assumptions::default();
//! assume.choose("CM-16=matched")?;
//! let (question, choice) = assume.chosen().next().expect("one was chosen");
//! assert_eq!((question.row, choice.name), ("CM-16", "matched"));
//! # Ok::<(), cors_gen::assume::ChooseError>(())
//! ```

mod answers;
mod error;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use answers::{
    BadRules, CookieLines, EmptyResult, HstsForm, KnownHeaders, NoMethods, OutboundStop,
    RedirectQuery, RewrittenHeaders, StaticOptions,
};
pub use error::ChooseError;
pub use table::Assumptions;
#[cfg(feature = "json")]
pub(crate) use table::Named;

/// A question about IIS to which another answer than the project's is thinkable.
#[derive(Debug)]
pub struct Question {
    /// The row of `docs/iis-behaviour.md` that it belongs to: `CM-16`.
    pub row: &'static str,
    /// What it is about, a clause: "which responses have `Vary: Origin`".
    pub about: &'static str,
    choices: &'static [Choice],
    get: fn(&Assumptions) -> Option<usize>,
    set: fn(&mut Assumptions, usize),
}

/// One of the answers to a [`Question`].
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is written to choose it: `matched`.
    pub name: &'static str,
    /// What it means, a clause: "those to an origin that a rule allows".
    pub meaning: &'static str,
}

impl Question {
    /// The answers; the first is what is assumed unless somebody chooses.
    #[must_use]
    pub const fn choices(&self) -> &'static [Choice] {
        self.choices
    }
}

/// All questions, those of a row together; the names of the answers of one row differ.
#[must_use]
pub fn questions() -> &'static [Question] {
    table::QUESTIONS
}

/// The questions of a row, whose letter case does not count; none for a row without.
pub(crate) fn questions_of(row: &str) -> impl Iterator<Item = &'static Question> {
    questions().iter().filter(move |question| question.row.eq_ignore_ascii_case(row))
}

impl Assumptions {
    /// Chooses an answer: `CM-16=matched`.
    ///
    /// # Errors
    ///
    /// When the words are no `ROW=CHOICE`, when there is no such row or choice, which names those there are and the nearest, and when
    /// another answer to the same question was chosen before.
    pub fn choose(&mut self, words: &str) -> Result<(), ChooseError> {
        let (row, name) = words.split_once('=').ok_or_else(|| ChooseError::no_pair(words))?;
        self.choose_of(row.trim(), name.trim())
    }

    /// As [`Assumptions::choose`], with row and choice apart.
    pub(crate) fn choose_of(&mut self, row: &str, name: &str) -> Result<(), ChooseError> {
        if questions_of(row).next().is_none() {
            return Err(ChooseError::no_row(row));
        }
        for question in questions_of(row) {
            let Some(at) = question.choices.iter().position(|choice| choice.name == name) else {
                continue;
            };
            return match (question.get)(self) {
                Some(before) if before != at => Err(ChooseError::twice(question, before, at)),
                _ => {
                    (question.set)(self, at);
                    Ok(())
                }
            };
        }
        Err(ChooseError::no_choice(row, name))
    }

    /// The same with this answer, whatever was chosen before; unchanged where the answer is none of the question's.
    #[must_use]
    pub fn with(&self, question: &'static Question, choice: &'static Choice) -> Self {
        let mut changed = *self;
        if let Some(at) = question.choices.iter().position(|it| it == choice) {
            (question.set)(&mut changed, at);
        }
        changed
    }

    /// What was chosen other than what is assumed anyway, in the order of the questions.
    pub fn chosen(&self) -> impl Iterator<Item = (&'static Question, &'static Choice)> {
        questions().iter().filter_map(|question| {
            let at = (question.get)(self).filter(|at| *at > 0)?;
            Some((question, &question.choices[at]))
        })
    }

    /// The answer that holds.
    #[must_use]
    pub fn of(&self, question: &'static Question) -> &'static Choice {
        &question.choices[(question.get)(self).unwrap_or(0)]
    }

    /// These, and where they leave a question open what `others` say of it.
    #[must_use]
    pub(crate) fn over(mut self, others: &Self) -> Self {
        for question in questions() {
            if let (None, Some(at)) = ((question.get)(&self), (question.get)(others)) {
                (question.set)(&mut self, at);
            }
        }
        self
    }
}
