//! Writing down a minimal automaton: one for each meaning, so that equal patterns have equal tables.

use std::collections::HashMap;
use std::hash::Hash;

use cors_runtime::pattern::table::BIAS;

use super::determine::Determined;
use super::registers::SPARE;
use super::{MAX_FINAL_ENTRIES, Meter, Refused, too_large};
use crate::pattern::Compiled;
use crate::pattern::tables::Tracking;

/// The work that an entry of the final tables counts for.
const ENTRY: usize = 8;

/// Lays out the blocks of an automaton that records `groups`.
pub(super) fn layout(
    automaton: &Determined,
    blocks: &[u32],
    groups: &[u8],
    meter: &Meter<'_>,
) -> Result<Compiled, Refused> {
    let states = ordered_states(automaton, blocks);
    let mut place_of: HashMap<u32, usize> = HashMap::new();
    for (place, state) in states.iter().enumerate() {
        place_of.insert(blocks[*state], place);
    }
    let (classes, columns) = merged_classes(automaton, &states, blocks);
    if states.len() * columns.len() > MAX_FINAL_ENTRIES {
        return Err(too_large("table entries", MAX_FINAL_ENTRIES));
    }
    // What is written down goes on to be printed, read and checked.
    meter.count(ENTRY * states.len() * columns.len() * if groups.is_empty() { 1 } else { 2 })?;
    let mut programs = Numbers::default();
    programs.number(&automaton.programs[0]);
    let mut results = Numbers::default();
    let (mut next, mut actions, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
    for state in &states {
        for class in &columns {
            let (target, program) = automaton.transitions[state * automaton.width + class];
            next.push(number(place_of[&blocks[target as usize]])?);
            let action = programs.number(&automaton.programs[program as usize]);
            actions.push(number(action)?);
        }
        let outcome = automaton.outcomes[*state].as_ref();
        let outcome = outcome.map_or(0, |outcome| results.number(outcome) + 1);
        outcomes.push(u8::try_from(outcome).map_err(|_| too_large("outcomes", 255))?);
    }
    let start = number(place_of[&blocks[0]])?;
    let tracking = if groups.is_empty() {
        None
    } else {
        Some(tracking(automaton, groups, actions, &programs.items, &results.items)?)
    };
    Ok(Compiled { classes: Box::new(classes), next, outcomes, start, tracking })
}

fn tracking(
    automaton: &Determined,
    groups: &[u8],
    actions: Vec<u16>,
    programs: &[&Vec<[u8; 2]>],
    results: &[&Vec<[u8; 2]>],
) -> Result<Tracking, Refused> {
    let spare = u8::try_from(automaton.registers).unwrap_or(SPARE);
    let uses_spare = programs.iter().any(|moves| moves.as_flattened().contains(&SPARE));
    let or_spare = |register| if register == SPARE { spare } else { register };
    let programs: Vec<Vec<[u8; 2]>> = programs
        .iter()
        .map(|moves| moves.iter().map(|pair| pair.map(or_spare)).collect())
        .collect();
    number(programs.iter().map(Vec::len).sum())?;
    Ok(Tracking {
        groups: groups.to_vec(),
        registers: spare + u8::from(uses_spare),
        actions,
        programs,
        results: results.iter().copied().flatten().copied().collect(),
    })
}

/// A number as a table can hold it, with what is added to the numbers there.
fn number(number: usize) -> Result<u16, Refused> {
    let limit = u16::MAX - u16::from(BIAS);
    let fits = u16::try_from(number).ok().filter(|number| *number < limit);
    fits.ok_or(too_large("states, programs or moves", limit.into()))
}

/// One state of each block: first those that are never left, then the others as they are reached.
fn ordered_states(automaton: &Determined, blocks: &[u32]) -> Vec<usize> {
    let row = |state: usize| &automaton.transitions[state * automaton.width..][..automaton.width];
    let mut seen = vec![false; blocks.len()];
    seen[blocks[0] as usize] = true;
    let mut states = vec![0];
    let mut at = 0;
    while let Some(state) = states.get(at) {
        at += 1;
        for (target, _) in row(*state) {
            let target = *target as usize;
            if !std::mem::replace(&mut seen[blocks[target] as usize], true) {
                states.push(target);
            }
        }
    }
    let is_left = |state: &usize| {
        row(*state)
            .iter()
            .any(|(t, program)| *program != 0 || blocks[*t as usize] != blocks[*state])
    };
    let (left, stayed): (Vec<_>, Vec<_>) = states.into_iter().partition(is_left);
    [stayed, left].concat()
}

/// The class of each byte, and of each class one of the automaton's: classes that lead to the same blocks are one.
fn merged_classes(
    automaton: &Determined,
    states: &[usize],
    blocks: &[u32],
) -> ([u8; 256], Vec<usize>) {
    let mut columns = Numbers::default();
    let all: Vec<Vec<(u32, u32)>> = (0..automaton.width)
        .map(|class| {
            let transition = |state| automaton.transitions[state * automaton.width + class];
            let transitions = states.iter().map(|state| transition(*state));
            transitions.map(|(target, program)| (blocks[target as usize], program)).collect()
        })
        .collect();
    let merged: Vec<usize> = all.iter().map(|column| columns.number(column)).collect();
    let first = |class| merged.iter().position(|merged| *merged == class);
    let representatives = (0..columns.items.len()).filter_map(first).collect();
    let merge = |class: u8| u8::try_from(merged[usize::from(class)]).unwrap_or(u8::MAX);
    (automaton.classes.map(merge), representatives)
}

/// Numbers in order of first use.
struct Numbers<'t, T> {
    items: Vec<&'t T>,
    numbers: HashMap<&'t T, usize>,
}

impl<T> Default for Numbers<'_, T> {
    fn default() -> Self {
        Self { items: Vec::new(), numbers: HashMap::new() }
    }
}

impl<'t, T: Eq + Hash> Numbers<'t, T> {
    fn number(&mut self, item: &'t T) -> usize {
        let next = self.items.len();
        let number = *self.numbers.entry(item).or_insert(next);
        if number == next {
            self.items.push(item);
        }
        number
    }
}
