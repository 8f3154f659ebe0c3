//! Joining states that no continuation of the text tells apart (Hopcroft's algorithm).

use std::collections::HashMap;

use super::determine::Determined;
use super::{Meter, Refused};

/// For each state the number of its block; states of a block are equal in everything that comes after them.
pub(super) fn minimise(automaton: &Determined, meter: &Meter<'_>) -> Result<Vec<u32>, Refused> {
    meter.count(2 * automaton.transitions.len())?;
    let mut partition = Partition::new(automaton);
    let sources = Sources::new(automaton);
    // Blocks and classes by which others are still to be split.
    let width = automaton.width;
    let mut splitters: Vec<(u32, usize)> = Vec::new();
    let mut waiting: Vec<Vec<bool>> = vec![vec![true; width]; partition.blocks.len()];
    for block in 0..partition.blocks.len() {
        splitters.extend((0..width).map(|class| (number(block), class)));
    }
    let mut touched = Vec::new();
    while let Some((splitter, class)) = splitters.pop() {
        waiting[splitter as usize][class] = false;
        let states = partition.states(splitter).to_vec();
        meter.count(states.len() + 1)?;
        for state in states {
            for source in sources.of(state, class) {
                partition.mark(*source, &mut touched);
            }
        }
        for block in touched.drain(..) {
            let Some(new) = partition.split(block) else { continue };
            waiting.push(vec![false; width]);
            let new_is_smaller = partition.states(new).len() <= partition.states(block).len();
            // Where the old block still waits, both parts do; else the smaller one is enough.
            for (class, old_waits) in waiting[block as usize].clone().into_iter().enumerate() {
                let next = if old_waits || new_is_smaller { new } else { block };
                waiting[next as usize][class] = true;
                splitters.push((next, class));
            }
        }
    }
    Ok(partition.block_of)
}

/// The states that lead to a state, for each class.
struct Sources {
    width: usize,
    starts: Vec<usize>,
    states: Vec<u32>,
}

impl Sources {
    fn new(automaton: &Determined) -> Self {
        let width = automaton.width;
        let key = |at: usize| automaton.transitions[at].0 as usize * width + at % width;
        let mut starts = vec![0; automaton.transitions.len() + 1];
        for at in 0..automaton.transitions.len() {
            starts[key(at) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut free = starts.clone();
        let mut states = vec![0; automaton.transitions.len()];
        for at in 0..automaton.transitions.len() {
            let slot = &mut free[key(at)];
            states[*slot] = number(at / width);
            *slot += 1;
        }
        Self { width, starts, states }
    }

    fn of(&self, state: u32, class: usize) -> &[u32] {
        let key = state as usize * self.width + class;
        &self.states[self.starts[key]..self.starts[key + 1]]
    }
}

/// The states in an order in which each block is one run, marked states first.
struct Partition {
    order: Vec<u32>,
    place_of: Vec<usize>,
    block_of: Vec<u32>,
    blocks: Vec<Block>,
}

struct Block {
    start: usize,
    end: usize,
    marked: usize,
}

impl Partition {
    /// One block for each combination of outcome and programs.
    fn new(automaton: &Determined) -> Self {
        let mut numbers = HashMap::new();
        let states = automaton.outcomes.len();
        let mut block_of = Vec::with_capacity(states);
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (state, outcome) in automaton.outcomes.iter().enumerate() {
            let row = &automaton.transitions[state * automaton.width..][..automaton.width];
            let programs: Vec<u32> = row.iter().map(|(_, program)| *program).collect();
            let block = *numbers.entry((outcome, programs)).or_insert(members.len());
            block_of.push(number(block));
            if block == members.len() {
                members.push(Vec::new());
            }
            members[block].push(number(state));
        }
        let order = members.concat();
        let mut place_of = vec![0; states];
        for (place, state) in order.iter().enumerate() {
            place_of[*state as usize] = place;
        }
        let mut blocks: Vec<Block> = Vec::new();
        for states in members {
            let start = blocks.last().map_or(0, |block| block.end);
            blocks.push(Block { start, end: start + states.len(), marked: 0 });
        }
        Self { order, place_of, block_of, blocks }
    }

    fn states(&self, block: u32) -> &[u32] {
        let block = &self.blocks[block as usize];
        &self.order[block.start..block.end]
    }

    /// Marks a state to be split off, and notes its block when it is the first one there.
    fn mark(&mut self, state: u32, touched: &mut Vec<u32>) {
        let number = self.block_of[state as usize];
        let block = &mut self.blocks[number as usize];
        let (from, to) = (self.place_of[state as usize], block.start + block.marked);
        if from < to {
            return;
        }
        if block.marked == 0 {
            touched.push(number);
        }
        block.marked += 1;
        self.order.swap(from, to);
        self.place_of[self.order[from] as usize] = from;
        self.place_of[state as usize] = to;
    }

    /// Splits the marked states off into a block of their own, unless they are all.
    fn split(&mut self, block: u32) -> Option<u32> {
        let new = number(self.blocks.len());
        let old = &mut self.blocks[block as usize];
        let marked = std::mem::take(&mut old.marked);
        if old.start + marked == old.end {
            return None;
        }
        let start = old.start;
        old.start += marked;
        for state in &self.order[start..start + marked] {
            self.block_of[*state as usize] = new;
        }
        self.blocks.push(Block { start, end: start + marked, marked: 0 });
        Some(new)
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
