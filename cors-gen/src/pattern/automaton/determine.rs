//! Joining the states that a text can be in at once.
//!
//! A joined state is a list of threads in falling preference, each a state of the pattern with the registers of its tags.
//! Conditions are settled when the next byte is known, so positions are recorded on the way out of a joined state. A
//! match that was found stays in the list as its last thread, in case none of better preference comes to anything.

use std::collections::HashMap;

use super::closure::{Behind, Closure, Place, Reached, Tags, UNSET, is_word};
use super::nfa::{Condition, Nfa, State, StateId};
use super::{MAX_ENTRIES, TooLarge, registers};

/// The state of a thread that has found the match.
const FOUND: StateId = StateId::MAX;

/// The joined states, with all the transitions between them.
#[derive(Debug)]
pub(super) struct Determined {
    pub(super) classes: [u8; 256],
    /// How many classes there are.
    pub(super) width: usize,
    /// For each state and class the next state and the number of the program. The first state is 0.
    pub(super) transitions: Vec<(u32, u32)>,
    pub(super) programs: Vec<Vec<[u8; 2]>>,
    /// For each state, what it means that the text ends there: the registers of the groups, or no match.
    pub(super) outcomes: Vec<Option<Vec<[u8; 2]>>>,
    /// How many registers are used, besides the spare one.
    pub(super) registers: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Joined {
    threads: Vec<(StateId, Tags)>,
    behind: Behind,
}

/// Joins the states of a pattern that records so many groups.
pub(super) fn determine(nfa: &Nfa, groups: usize) -> Result<Determined, TooLarge> {
    let (classes, representatives) = byte_classes(nfa);
    let mut joining = Joining {
        nfa,
        groups,
        closure: Closure::new(nfa),
        reached: vec![0; nfa.states.len()],
        run: 0,
        numbers: HashMap::new(),
        joined: Vec::new(),
        program_numbers: HashMap::new(),
        programs: Vec::new(),
        registers: 0,
    };
    joining.program(Vec::new());
    joining.number(Joined { threads: vec![(nfa.start, [UNSET; _])], behind: Behind::Start });
    let mut transitions = Vec::new();
    let mut outcomes = Vec::new();
    while let Some(from) = joining.joined.get(outcomes.len()).cloned() {
        if transitions.len() > MAX_ENTRIES {
            return Err(TooLarge("table entries", MAX_ENTRIES));
        }
        for byte in &representatives {
            let (next, moves) = joining.step(&from, *byte)?;
            transitions.push((joining.number(next), joining.program(moves)));
        }
        outcomes.push(joining.end(&from)?);
    }
    let (width, Joining { programs, registers, .. }) = (representatives.len(), joining);
    Ok(Determined { classes, width, transitions, programs, outcomes, registers })
}

struct Joining<'n> {
    nfa: &'n Nfa,
    groups: usize,
    closure: Closure<'n>,
    /// In which step each state last became a thread.
    reached: Vec<u32>,
    run: u32,
    numbers: HashMap<Joined, u32>,
    joined: Vec<Joined>,
    program_numbers: HashMap<Vec<[u8; 2]>, u32>,
    programs: Vec<Vec<[u8; 2]>>,
    registers: usize,
}

impl Joining<'_> {
    /// The joined state after a byte, and the moves that it takes.
    fn step(&mut self, from: &Joined, byte: u8) -> Result<(Joined, Vec<[u8; 2]>), TooLarge> {
        self.closure.restart(Place { behind: from.behind, ahead: Some(byte) });
        self.run += 1;
        let mut threads = Vec::new();
        'found: for (state, tags) in &from.threads {
            if *state == FOUND {
                threads.push((FOUND, *tags));
                break;
            }
            self.closure.follow(*state, *tags);
            while let Some((reached, tags)) = self.closure.next()? {
                let Reached::Bytes(edges) = reached else {
                    threads.push((FOUND, tags));
                    break 'found;
                };
                for edge in edges.iter().filter(|e| (e.first..=e.last).contains(&byte)) {
                    let reached = &mut self.reached[edge.next as usize];
                    if std::mem::replace(reached, self.run) != self.run {
                        threads.push((edge.next, tags));
                    }
                }
            }
        }
        let found = threads.last().is_some_and(|(state, _)| *state == FOUND);
        if found && self.groups == 0 {
            // Where the match is does not matter, so a better one does not either.
            threads.drain(..threads.len() - 1);
        }
        if self.groups == 0 {
            // Nor does it matter which thread is preferred.
            threads.sort_unstable();
        }
        let all_found = found && threads.len() == 1;
        let is_settled = threads.is_empty() || all_found;
        let behind = if self.nfa.asks_for_words && is_word(byte) && !is_settled {
            Behind::Word
        } else {
            Behind::Other
        };
        let (moves, registers) = registers::assign(threads.iter_mut().map(|(_, tags)| tags))?;
        self.registers = self.registers.max(registers);
        Ok((Joined { threads, behind }, moves))
    }

    /// What it means that the text ends in a joined state.
    fn end(&mut self, at: &Joined) -> Result<Option<Vec<[u8; 2]>>, TooLarge> {
        self.closure.restart(Place { behind: at.behind, ahead: None });
        for (state, tags) in &at.threads {
            if *state == FOUND {
                return Ok(Some(registers::result(tags, self.groups)));
            }
            self.closure.follow(*state, *tags);
            while let Some((reached, tags)) = self.closure.next()? {
                if let Reached::Match = reached {
                    return Ok(Some(registers::result(&tags, self.groups)));
                }
            }
        }
        Ok(None)
    }

    fn number(&mut self, joined: Joined) -> u32 {
        if let Some(number) = self.numbers.get(&joined) {
            return *number;
        }
        let number = u32::try_from(self.joined.len()).unwrap_or(u32::MAX);
        self.joined.push(joined.clone());
        self.numbers.insert(joined, number);
        number
    }

    fn program(&mut self, moves: Vec<[u8; 2]>) -> u32 {
        if let Some(number) = self.program_numbers.get(&moves) {
            return *number;
        }
        let number = u32::try_from(self.programs.len()).unwrap_or(u32::MAX);
        self.programs.push(moves.clone());
        self.program_numbers.insert(moves, number);
        number
    }
}

/// The class of each byte, and a byte of each class: no state tells bytes of one class apart.
fn byte_classes(nfa: &Nfa) -> ([u8; 256], Vec<u8>) {
    // Whether a byte differs from the one before it.
    let mut differs = [false; 257];
    let mut mark = |first: u8, last: u8| {
        differs[usize::from(first)] = true;
        differs[usize::from(last) + 1] = true;
    };
    for state in &nfa.states {
        match state {
            State::Bytes(edges) => edges.iter().for_each(|edge| mark(edge.first, edge.last)),
            State::Look { condition: Condition::NotBefore { first, last }, .. } => {
                mark(*first, *last);
            }
            _ => {}
        }
    }
    if nfa.asks_for_words {
        (0..=255).filter(|byte| is_word(*byte)).for_each(|byte| mark(byte, byte));
    }
    let (mut classes, mut representatives) = ([0; 256], Vec::new());
    for byte in 0..=255_u8 {
        if byte == 0 || differs[usize::from(byte)] {
            representatives.push(byte);
        }
        classes[usize::from(byte)] = u8::try_from(representatives.len() - 1).unwrap_or(u8::MAX);
    }
    (classes, representatives)
}
