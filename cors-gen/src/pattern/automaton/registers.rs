//! Which registers hold the tags of a state's threads, and the moves that bring them there.

use super::closure::Tags;
use super::{Refused, too_large};
use crate::pattern::tables::UNSET;

const MAX_REGISTERS: usize = 63;

/// In place of a register: one that no state uses.
pub(super) const SPARE: u8 = 0xfd;

/// Numbers the values of the tags, in order of their first use, and says which moves make the numbers true.
///
/// Threads that have a tag at the same place share a register; different tags never do, so that it does not
/// matter to a state whether they happen to be at the same place.
pub(super) fn assign<'t>(
    threads: impl Iterator<Item = &'t mut Tags>,
) -> Result<(Vec<[u8; 2]>, usize), Refused> {
    // For each register the tag and the value that it had before.
    let mut assigned: Vec<(usize, u8)> = Vec::new();
    for tags in threads {
        for (tag, value) in tags.iter_mut().enumerate().filter(|(_, value)| **value != UNSET) {
            let known = assigned.iter().position(|known| *known == (tag, *value));
            let register = known.unwrap_or(assigned.len());
            if known.is_none() {
                assigned.push((tag, *value));
            }
            *value = u8::try_from(register).unwrap_or(UNSET);
            if register >= MAX_REGISTERS {
                return Err(too_large("registers for its groups", MAX_REGISTERS));
            }
        }
    }
    let moves = (0_u8..).zip(&assigned).map(|(register, (_, value))| [register, *value]);
    let moves = moves.filter(|[to, from]| to != from).collect();
    Ok((in_sequence(moves), assigned.len()))
}

/// Orders moves that are meant to happen at once, so that none overwrites what another needs.
fn in_sequence(mut moves: Vec<[u8; 2]>) -> Vec<[u8; 2]> {
    let mut sequence = Vec::with_capacity(moves.len());
    while !moves.is_empty() {
        let free = moves.iter().position(|[to, _]| moves.iter().all(|[_, from]| from != to));
        if let Some(free) = free {
            sequence.push(moves.remove(free));
            continue;
        }
        // Only circles are left: open one.
        let held = moves[0][1];
        sequence.push([SPARE, held]);
        for [_, from] in moves.iter_mut().filter(|[_, from]| *from == held) {
            *from = SPARE;
        }
    }
    sequence
}

/// The start and end of each of so many groups.
pub(super) fn result(tags: &Tags, groups: usize) -> Vec<[u8; 2]> {
    tags.as_chunks::<2>().0[..groups].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::tables::HERE;

    #[test]
    fn moves_do_not_disturb_each_other() {
        for moves in [
            vec![[0, 1], [1, 0]],
            vec![[0, 1], [1, 2], [2, 0], [3, 0]],
            vec![[0, 1], [1, HERE], [2, 1]],
            vec![[1, 0], [2, 1], [3, 2], [0, HERE]],
            vec![[0, 1], [1, 0], [2, 3], [3, 2]],
        ] {
            let before: Vec<u8> = (0..=255).collect();
            let mut after = before.clone();
            for [to, from] in in_sequence(moves.clone()) {
                after[usize::from(to)] = after[usize::from(from)];
            }
            for [to, from] in moves {
                assert_eq!(after[usize::from(to)], before[usize::from(from)], "{to} from {from}");
            }
        }
    }
}
