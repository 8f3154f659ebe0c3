//! What costs time to make and is the same for ever: made once, cloned from then on.

extern crate std;

use std::sync::OnceLock;

/// A text of a policy, the same only as itself: where it lies tells it apart, not what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text(pub(super) &'static str);

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Place for Text {
    fn place(&self) -> usize {
        self.0.as_ptr().addr()
    }
}

/// A number that is mostly another one for another key.
pub(super) trait Place: PartialEq {
    fn place(&self) -> usize;
}

/// Room for `N` values, a power of two. Who comes first to a place stays there, and who comes to a place that is taken makes the value
/// each time, so that nothing grows and nobody waits.
///
/// Keys are parts of policies, of which a program has few; those of requests do not belong here.
pub(super) struct Shelf<K, V, const N: usize>([OnceLock<(K, V)>; N]);

impl<K: Place, V: Clone, const N: usize> Shelf<K, V, N> {
    pub(super) const fn new() -> Self {
        assert!(N.is_power_of_two(), "a place is some bits of a number");
        Self([const { OnceLock::new() }; N])
    }

    pub(super) fn get(&self, key: K, make: impl Fn() -> V) -> V {
        // The multiplier of Fibonacci hashing: the middle bits of the product depend on many bits of the number.
        const SPREAD: usize = 0x9E37_79B9;
        let place = key.place().wrapping_mul(SPREAD) >> (usize::BITS / 2) & (N - 1);
        match self.0[place].get() {
            Some((kept, value)) if *kept == key => value.clone(),
            Some(_) => make(),
            None => {
                let value = make();
                // Somebody else may have come first.
                let _ = self.0[place].set((key, value.clone()));
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::string::String;

    use super::*;

    static SHELF: Shelf<Text, String, 1> = Shelf::new();

    #[test]
    fn the_first_is_made_once_and_others_each_time() {
        let count = Cell::new(0);
        let get = |text: &'static str| {
            let make = || {
                count.set(count.get() + 1);
                String::from(text)
            };
            (SHELF.get(Text(text), make), count.get())
        };
        // The same text in two places: what is looked for is an address.
        let again: &'static str = String::from("first").leak();
        assert_eq!(get("first"), ("first".into(), 1));
        assert_eq!(get("first"), ("first".into(), 1));
        assert_eq!(get("other"), ("other".into(), 2));
        assert_eq!(get("other"), ("other".into(), 3));
        assert_eq!(get(again), ("first".into(), 4));
        assert_eq!(get(""), (String::new(), 5));
    }
}
