//! A compiled pattern, and the table that it is written down as.

use cors_runtime::pattern::table::{self, BIAS, NARROW, VERSION};

/// In place of a register: the current position.
pub(in crate::pattern) const HERE: u8 = 0xfe;

/// In place of a register: the group took no part in the match.
pub(in crate::pattern) const UNSET: u8 = 0xff;

/// A pattern as a minimal automaton.
///
/// States stand in an order that depends on what they find only: without groups, two patterns that find the same texts
/// are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Compiled {
    /// The class of each byte.
    pub(super) classes: Box<[u8; 256]>,
    /// For each state and class the next state.
    pub(super) next: Vec<u16>,
    /// For each state, what it means when the text ends there: zero for no match.
    pub(super) outcomes: Vec<u8>,
    pub(super) start: u16,
    /// What records groups; `None` for a pattern that records none.
    pub(super) tracking: Option<Tracking>,
}

/// What records groups.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Tracking {
    /// The groups that are recorded, in rising order.
    pub(super) groups: Vec<u8>,
    /// How many registers there are.
    pub(super) registers: u8,
    /// For each transition, the program that it runs.
    pub(super) actions: Vec<u16>,
    /// The moves of each program: to which register, and from which. Program 0 has none.
    pub(super) programs: Vec<Vec<[u8; 2]>>,
    /// For each outcome but zero and each group, the registers of its start and end.
    pub(super) results: Vec<[u8; 2]>,
}

impl Compiled {
    /// The table of [`cors_runtime::pattern::Pattern::new`], which says what is in it.
    #[must_use]
    pub fn table(&self) -> Vec<u8> {
        let (states, width) = (self.outcomes.len(), self.next.len() / self.outcomes.len());
        let ranges: Vec<(u8, u8)> = (0..=255_u8)
            .zip(self.classes.iter())
            .filter(|(byte, class)| {
                byte.checked_add(1).is_none_or(|next| self.classes[usize::from(next)] != **class)
            })
            .map(|(last, class)| (last, *class))
            .collect();
        let results = self.outcomes.iter().copied().max().unwrap_or_default();
        let (groups, registers, programs) = match &self.tracking {
            Some(it) => (it.groups.as_slice(), it.registers, it.programs.as_slice()),
            None => (&[][..], 0, &[][..]),
        };
        let moves: usize = programs.iter().map(Vec::len).sum();

        let mut table = vec![VERSION];
        for size in [states, usize::from(self.start), width, ranges.len()] {
            table.extend(number(size));
        }
        table.extend([digit(groups.len()), digit(registers.into()), digit(results.into())]);
        table.extend(number(programs.len()));
        table.extend(number(moves));
        table.extend(ranges.iter().flat_map(|(last, class)| [*last, digit((*class).into())]));
        table.extend(self.outcomes.iter().map(|outcome| digit((*outcome).into())));
        let wide = states > NARROW || programs.len() > NARROW;
        let mut cells = |numbers: &[u16]| {
            for class in 0..width {
                for number in numbers.iter().skip(class).step_by(width) {
                    let stored = number.saturating_add(BIAS.into()).to_le_bytes();
                    table.extend(&stored[..if wide { 2 } else { 1 }]);
                }
            }
        };
        cells(&self.next);
        let Some(tracking) = &self.tracking else { return table };
        cells(&tracking.actions);
        table.extend(groups.iter().map(|group| digit((*group).into())));
        let mut end = 0;
        table.extend(number(end));
        for program in programs {
            end += program.len();
            table.extend(number(end));
        }
        table.extend(programs.iter().flatten().chain(&tracking.results).flatten().map(
            |register| match *register {
                HERE => table::HERE,
                UNSET => table::UNSET,
                register => digit(register.into()),
            },
        ));
        table
    }

    /// Whether the pattern is found in every text, as `.*` is.
    #[must_use]
    pub fn is_universal(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome != 0)
    }

    /// Whether the pattern is found in no text, as `a^` is not.
    #[must_use]
    pub fn is_never_found(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome == 0)
    }

    /// Whether the pattern is found in the empty text, which is what a missing header reads as (RW-2, RW-5).
    #[must_use]
    pub fn matches_empty(&self) -> bool {
        self.outcomes[usize::from(self.start)] != 0
    }
}

/// A number of two bytes. What is written is within the limits of [`super::automaton`], so that it fits.
fn number(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

/// A number of one byte.
fn digit(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX).wrapping_add(BIAS)
}

#[cfg(test)]
mod tests;
