//! Patterns of URL Rewrite (RW-1) as finite automata in constant tables.
//!
//! The generator turns a pattern into a table; here the table is walked, once and from left to right. Nothing is parsed,
//! compiled or allocated, and no input takes more than a bounded number of steps per byte.
//!
//! The transitions of an automaton that records groups also move registers, which hold positions in the text, and the state that the
//! text ends in says which registers hold which group. Which of several possible matches that is, the leftmost with
//! the first alternatives, was settled when generating.

mod captures;
#[doc(hidden)]
pub mod table;
mod tracking;
mod walk;

use core::fmt;
use core::hash::{Hash, Hasher};

pub use captures::Captures;

use table::{Automaton, BIAS};
use tracking::{MAX_REGISTERS, Tracking};
pub(crate) use walk::Walk;

/// How the text of a pattern is read (`patternSyntax`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Syntax {
    /// A regular expression, which is searched for in the text.
    #[default]
    EcmaScript,
    /// A text that has to be the whole one, in which each `*` stands for any characters, as many as fit, and is a group.
    ///
    /// That the first `*` takes as much as it can is an assumption: it matters for the groups of patterns with several.
    Wildcard,
    /// A text that has to be the whole one.
    ExactMatch,
}

/// An automaton that finds a pattern in a text.
///
/// Two patterns are equal when they are written alike and have the same table.
#[derive(Clone, Copy)]
pub struct Pattern<'p> {
    text: &'p str,
    syntax: Syntax,
    ignore_case: bool,
    table: &'p [u8],
    automaton: Automaton<'p>,
}

/// How far an automaton has come in a text.
///
/// A state means something to the pattern that it comes from, and to no other.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State(usize);

impl<'p> Pattern<'p> {
    /// A pattern from its text and its table.
    ///
    /// The table alone says what is found; the rest says what it was made from, for who reads the file or the findings.
    ///
    /// - `text`: the pattern as it was written.
    /// - `syntax`: how that is read.
    /// - `ignore_case`: whether letters compare without case.
    /// - `table`: the automaton, as `cors-gen` writes it.
    ///
    /// # Panics
    ///
    /// When the table is malformed. Generated code calls this in constants, where a panic is a compile error.
    #[must_use]
    pub const fn new(text: &'p str, syntax: Syntax, ignore_case: bool, table: &'p [u8]) -> Self {
        Self { text, syntax, ignore_case, table, automaton: Automaton::read(table) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub const fn text(&self) -> &'p str {
        self.text
    }

    /// How the text is read.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Whether letters compare without case.
    #[must_use]
    pub const fn ignores_case(&self) -> bool {
        self.ignore_case
    }

    /// The automaton as it was given to [`Pattern::new`].
    #[doc(hidden)]
    #[must_use]
    pub const fn table(&self) -> &'p [u8] {
        self.table
    }

    /// Whether the pattern is found in `text`.
    #[must_use]
    pub fn is_match(&self, text: &[u8]) -> bool {
        let state = if self.automaton.cells.wide {
            self.run::<true>(text)
        } else {
            self.run::<false>(text)
        };
        self.automaton.outcome(state) != 0
    }

    /// Where the pattern and its groups are found in `text`; `None` when it is not found.
    ///
    /// Only the groups that the pattern was generated for are recorded.
    #[must_use]
    pub fn captures(&self, text: &[u8]) -> Option<Captures> {
        let wide = self.automaton.cells.wide;
        match &self.automaton.tracking {
            None => self.is_match(text).then_some(Captures::NONE),
            // Most patterns need few registers, and clearing many takes longer than reading a short text.
            Some(tracking) if tracking.registers <= 8 && !wide => {
                self.track::<8, false>(tracking, text)
            }
            Some(tracking) if !wide => self.track::<MAX_REGISTERS, false>(tracking, text),
            Some(tracking) => self.track::<MAX_REGISTERS, true>(tracking, text),
        }
    }

    /// The state before the first byte of a text.
    #[doc(hidden)]
    #[must_use]
    pub const fn start(&self) -> State {
        State(self.automaton.start)
    }

    /// The state after one more byte.
    #[doc(hidden)]
    #[must_use]
    pub const fn step(&self, state: State, byte: u8) -> State {
        State(self.automaton.cells.either(self.automaton.place(self.own(state), byte)))
    }

    /// Whether the pattern is found in a text that ends in this state.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_end(&self, state: State) -> bool {
        self.automaton.outcome(self.own(state)) != 0
    }

    /// The state, or the first one where it is another pattern's.
    const fn own(&self, State(state): State) -> usize {
        if state < self.automaton.states + BIAS as usize { state } else { self.automaton.start }
    }

    fn run<const WIDE: bool>(&self, text: &[u8]) -> usize {
        let automaton = &self.automaton;
        let mut state = automaton.start;
        for byte in text {
            if state < automaton.decided {
                break;
            }
            state = automaton.cells.get::<WIDE>(automaton.place(state, *byte));
        }
        state
    }

    fn track<const N: usize, const WIDE: bool>(
        &self,
        tracking: &Tracking<'_>,
        text: &[u8],
    ) -> Option<Captures> {
        let automaton = &self.automaton;
        let mut registers = [0; N];
        let mut state = automaton.start;
        for (at, byte) in text.iter().enumerate() {
            if state < automaton.decided {
                break;
            }
            let place = automaton.place(state, *byte);
            tracking.act(place, at, &mut registers);
            state = automaton.cells.get::<WIDE>(place);
        }
        let result = automaton.outcome(state).checked_sub(1)?;
        Some(tracking.result(result, text.len(), &registers))
    }
}

impl fmt::Debug for Pattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("text", &self.text)
            .field("syntax", &self.syntax)
            .field("ignore_case", &self.ignore_case)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Pattern<'_> {
    fn eq(&self, other: &Self) -> bool {
        let key = |pattern: &Self| (pattern.syntax, pattern.ignore_case);
        key(self) == key(other) && self.text == other.text && self.table == other.table
    }
}

impl Eq for Pattern<'_> {}

impl Hash for Pattern<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.text, self.syntax, self.ignore_case, self.table).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^a`: no, yes, start.
    static PATTERN: Pattern<'_> = Pattern::new(
        "^a",
        Syntax::EcmaScript,
        false,
        b"1\x03\0\x02\0\x02\0\x03\x00001\0\0\0\0`0a1\xff0010010011",
    );

    #[test]
    fn states_without_way_out_end_the_walk() {
        assert_eq!(PATTERN.automaton.decided, usize::from(BIAS) + 2);
    }

    #[test]
    fn bytes_one_by_one_find_what_the_text_does() {
        for text in ["", "a", "ab", "b", "ba"] {
            let mut walk = Walk::new(&PATTERN);
            text.bytes().for_each(|byte| walk.step(byte));
            assert_eq!(walk.is_match(), PATTERN.is_match(text.as_bytes()), "{text}");
            assert_eq!(walk.captures(), PATTERN.captures(text.as_bytes()), "{text}");
        }
    }
}
