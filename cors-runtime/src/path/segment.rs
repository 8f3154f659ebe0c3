//! The bytes of a path as IIS reads them, and what a segment of them does.

/// What a segment does to the path before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is one deeper.
    Name,
    /// An empty segment or `.`: none.
    Here,
    /// `..`: one up.
    Up,
}

impl Kind {
    /// Of a segment of so many bytes when decoded, `dots` of which are dots.
    pub(crate) const fn of(length: usize, dots: usize) -> Self {
        match (length, dots) {
            (0, _) | (1, 1) => Self::Here,
            (2, 2) => Self::Up,
            _ => Self::Name,
        }
    }
}

/// The bytes of a path with `%XX` decoded once; a `%` that starts no escape stands for itself.
pub(crate) fn decoded(path: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut rest = path;
    core::iter::from_fn(move || {
        let (byte, length) = next(rest)?;
        rest = &rest[length..];
        Some(byte)
    })
}

/// Whether IIS takes the byte for the end of a segment.
pub(crate) const fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// The first byte of a path, decoded, and how many bytes of the path it takes.
pub(super) fn next(path: &[u8]) -> Option<(u8, usize)> {
    #[cfg(test)]
    tests::STEPS.with(|steps| steps.set(steps.get() + 1));
    match *path {
        [b'%', high, low, ..] => Some(match hex(high).zip(hex(low)) {
            Some((high, low)) => (high << 4 | low, 3),
            None => (b'%', 1),
        }),
        [byte, ..] => Some((byte, 1)),
        [] => None,
    }
}

/// Whether decoding the path once more would change it: an escape is left after the first time, or a `+` (RF-9).
pub(crate) fn is_escaped_twice(path: &[u8]) -> bool {
    let (mut before, mut last) = (0, 0);
    decoded(path).any(|byte| {
        let is_escape = before == b'%' && hex(last).is_some() && hex(byte).is_some();
        (before, last) = (last, byte);
        is_escape || byte == b'+'
    })
}

/// Whether a segment of the path is `..`, also one that is only there once the path is decoded.
pub(crate) fn has_parent_segment(path: &[u8]) -> bool {
    if !has_dot_or_escape(path) {
        return false;
    }
    let (mut length, mut dots) = (0, 0);
    let within = decoded(path).any(|byte| {
        if is_slash(byte) {
            let is_up = Kind::of(length, dots) == Kind::Up;
            (length, dots) = (0, 0);
            return is_up;
        }
        length += 1;
        dots += usize::from(byte == b'.');
        false
    });
    within || Kind::of(length, dots) == Kind::Up
}

/// Whether a path has a dot or a `%`, which most have not: looked for in eight bytes at a time, the last of which may overlap.
fn has_dot_or_escape(path: &[u8]) -> bool {
    let is_one = |byte: &u8| matches!(byte, b'.' | b'%');
    let among = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | is_one(byte));
    match path.last_chunk::<8>() {
        Some(last) => path.chunks_exact(8).any(among) || among(last),
        None => path.iter().any(is_one),
    }
}

/// What a hexadecimal digit is worth.
pub(crate) fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    extern crate std;

    use core::cell::Cell;

    std::thread_local! {
        /// How many bytes were looked at.
        pub(in crate::path) static STEPS: Cell<usize> = const { Cell::new(0) };
    }
}
