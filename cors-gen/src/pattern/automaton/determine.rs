//! Joining the states that a text can be in at once.
//!
//! A joined state is a list of threads in falling preference, each a state of the pattern with the registers of its tags.
//! Conditions are settled when the next byte is known, so positions are recorded on the way out of a joined state. A
//! match that was found stays in the list as its last thread, in case none of better preference comes to anything.

use std::collections::HashMap;
use std::rc::Rc;

use super::closure::{Asked, Behind, Closure, Place, Reached, Tags, is_word};
use super::nfa::{Condition, Nfa, State, StateId};
use super::{MAX_ENTRIES, Meter, Refused, registers, too_large};
use crate::pattern::tables::UNSET;

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

/// A joined state. Its threads are kept apart by what is known of them, so that it is looked up as two runs of numbers.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Joined {
    states: Vec<StateId>,
    /// The tags of each thread, as many as groups have; none where no groups are recorded.
    tags: Vec<u8>,
    behind: Behind,
}

/// Joins the states of a pattern that records so many groups.
pub(super) fn determine(
    nfa: &Nfa,
    groups: usize,
    meter: &Meter<'_>,
) -> Result<Determined, Refused> {
    let (classes, representatives) = byte_classes(nfa);
    let mut joining = Joining {
        nfa,
        groups,
        meter,
        closure: Closure::new(nfa, meter),
        reached: Vec::new(),
        threads: Vec::new(),
        threads_before: Vec::new(),
        last: None,
        seen: vec![0; nfa.states.len()],
        run: 0,
        numbers: HashMap::new(),
        joined: Vec::new(),
        program_numbers: HashMap::new(),
        programs: Vec::new(),
        registers: 0,
    };
    joining.program(Vec::new());
    let (states, tags) = (vec![nfa.start], vec![UNSET; 2 * groups]);
    joining.number(Joined { states, tags, behind: Behind::Start });
    let mut transitions = Vec::new();
    let mut outcomes = Vec::new();
    while let Some(from) = joining.joined.get(outcomes.len()).map(Rc::clone) {
        if transitions.len() > MAX_ENTRIES {
            return Err(too_large("table entries", MAX_ENTRIES));
        }
        // Most states lead to the same threads whatever comes next.
        let mut asked = Asked { end: true, byte: true };
        for byte in &representatives {
            if asked.byte {
                asked = joining.reach(&from, Some(*byte))?;
            }
            transitions.push(joining.step(*byte)?);
        }
        joining.last = None;
        if asked.end {
            joining.reach(&from, None)?;
        }
        outcomes.push(joining.end());
    }
    let (width, Joining { programs, registers, .. }) = (representatives.len(), joining);
    Ok(Determined { classes, width, transitions, programs, outcomes, registers })
}

struct Joining<'n> {
    nfa: &'n Nfa,
    groups: usize,
    meter: &'n Meter<'n>,
    closure: Closure<'n>,
    /// What the threads of the current state reach, in falling preference, up to the first match.
    reached: Vec<(Reached<'n>, Tags)>,
    /// The threads of the state that is being made.
    threads: Vec<(StateId, Tags)>,
    /// What the threads were after the byte before, and the transition that was; from the same state.
    threads_before: Vec<(StateId, Tags)>,
    last: Option<(Behind, (u32, u32))>,
    /// In which step each state last became a thread.
    seen: Vec<u32>,
    run: u32,
    numbers: HashMap<Rc<Joined>, u32>,
    joined: Vec<Rc<Joined>>,
    program_numbers: HashMap<Vec<[u8; 2]>, u32>,
    programs: Vec<Vec<[u8; 2]>>,
    registers: usize,
}

impl Joining<'_> {
    /// Follows the threads of a joined state up to what reads the next byte.
    fn reach(&mut self, from: &Joined, ahead: Option<u8>) -> Result<Asked, Refused> {
        self.closure.restart(Place { behind: from.behind, ahead });
        self.reached.clear();
        for (at, state) in from.states.iter().enumerate() {
            let mut tags = [UNSET; _];
            tags[..2 * self.groups]
                .copy_from_slice(&from.tags[2 * self.groups * at..][..2 * self.groups]);
            if *state == FOUND {
                self.reached.push((Reached::Match, tags));
                break;
            }
            self.closure.follow(*state, tags);
            while let Some(reached) = self.closure.next()? {
                let is_match = matches!(reached.0, Reached::Match);
                self.reached.push(reached);
                if is_match {
                    return Ok(self.closure.asked());
                }
            }
        }
        Ok(self.closure.asked())
    }

    /// The number of the joined state after a byte, and of the program that it takes.
    fn step(&mut self, byte: u8) -> Result<(u32, u32), Refused> {
        self.run += 1;
        std::mem::swap(&mut self.threads, &mut self.threads_before);
        self.threads.clear();
        let mut looked_at = 1;
        for (reached, tags) in &self.reached {
            let Reached::Bytes(edges) = reached else {
                self.threads.push((FOUND, *tags));
                break;
            };
            looked_at += edges.len();
            for edge in edges.iter().filter(|e| (e.first..=e.last).contains(&byte)) {
                let seen = &mut self.seen[edge.next as usize];
                if std::mem::replace(seen, self.run) != self.run {
                    self.threads.push((edge.next, *tags));
                }
            }
        }
        self.meter.count(looked_at + self.threads.len())?;
        let threads = &mut self.threads;
        let found = threads.last().is_some_and(|(state, _)| *state == FOUND);
        if found && self.groups == 0 {
            // Where the match is does not matter, so a better one does not either.
            threads.drain(..threads.len() - 1);
        }
        let all_found = found && threads.len() == 1;
        let is_settled = threads.is_empty() || all_found;
        let behind = if self.nfa.asks_for_words && is_word(byte) && !is_settled {
            Behind::Word
        } else {
            Behind::Other
        };
        if self.groups == 0 {
            // Nor does it matter which thread is preferred.
            threads.sort_unstable_by_key(|(state, _)| *state);
        }
        // Many bytes lead to the same, most often to no thread at all.
        if let Some((behind_before, transition)) = self.last
            && behind_before == behind
            && *threads == self.threads_before
        {
            return Ok(transition);
        }
        let mut assigned = threads.clone();
        let mut moves = Vec::new();
        if self.groups > 0 {
            let registers;
            (moves, registers) = registers::assign(assigned.iter_mut().map(|(_, tags)| tags))?;
            self.registers = self.registers.max(registers);
        }
        let states = assigned.iter().map(|(state, _)| *state).collect();
        let tags = assigned.iter().flat_map(|(_, tags)| &tags[..2 * self.groups]).copied();
        let joined = Joined { states, tags: tags.collect(), behind };
        let transition = (self.number(joined), self.program(moves));
        self.last = Some((behind, transition));
        Ok(transition)
    }

    /// What it means that the text ends where the threads were last followed.
    fn end(&self) -> Option<Vec<[u8; 2]>> {
        let (reached, tags) = self.reached.last()?;
        matches!(reached, Reached::Match).then(|| registers::result(tags, self.groups))
    }

    fn number(&mut self, joined: Joined) -> u32 {
        if let Some(number) = self.numbers.get(&joined) {
            return *number;
        }
        let number = u32::try_from(self.joined.len()).unwrap_or(u32::MAX);
        let joined = Rc::new(joined);
        self.joined.push(Rc::clone(&joined));
        self.numbers.insert(joined, number);
        number
    }

    /// The number of a program; 0 for the one without moves, which is the first.
    fn program(&mut self, moves: Vec<[u8; 2]>) -> u32 {
        if moves.is_empty() && !self.programs.is_empty() {
            return 0;
        }
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
