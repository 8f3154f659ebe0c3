//! The path as IIS hands it to its modules, byte by byte and without memory for it.

use super::segment::{Kind, decoded, is_slash, next};

/// Whether [`resolved`] is the path itself: nothing in it is encoded, and no segment is empty, `.` or `..`.
pub(crate) fn is_resolved(path: &[u8]) -> bool {
    let is_odd = |segment: &[u8]| matches!(segment, b"" | b"." | b"..");
    if path.iter().any(|byte| matches!(byte, b'%' | b'\\')) {
        return false;
    }
    let path = path.strip_prefix(b"/").unwrap_or(path);
    let (before, last) = cut_at_last_slash(path);
    let mut before = before.into_iter().flat_map(|path| path.split(|byte| *byte == b'/'));
    !before.any(is_odd) && !matches!(last, b"." | b"..")
}

/// What is before the last slash, if there is one, and what is after it.
fn cut_at_last_slash(path: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (Some(&path[..at]), &path[at + 1..]),
        None => (None, path),
    }
}

/// Calls `each` with the bytes of the path as IIS hands it to its modules: decoded once, `\` as `/`, runs of slashes as one,
/// `.` and `..` resolved, encoded ones too (RW-1).
///
/// Reads the path a few times, and a very long one as many times as the logarithm of its length, not once for each segment:
/// who sends it may make it long and full of dots.
pub(crate) fn resolved(path: &[u8], each: &mut dyn FnMut(u8)) {
    let is_rooted = next(path).is_some_and(|(byte, _)| is_slash(byte));
    let mut joined = Joined { each, needs_slash: is_rooted, is_rooted };
    survivors(path, 0, &mut |segment| joined.segment(segment));
    if !path.is_empty() && ends_in_directory(path) {
        joined.end();
    }
}

/// Segments being put together again.
struct Joined<'e> {
    each: &'e mut dyn FnMut(u8),
    /// Whether the next segment comes after a slash.
    needs_slash: bool,
    is_rooted: bool,
}

impl Joined<'_> {
    fn segment(&mut self, segment: &[u8]) {
        if self.needs_slash {
            (self.each)(b'/');
        }
        decoded(segment).for_each(&mut *self.each);
        self.needs_slash = true;
        self.is_rooted = true;
    }

    /// A slash at the end; a path of nothing but dots is `/`.
    fn end(&mut self) {
        if self.is_rooted {
            (self.each)(b'/');
        }
    }
}

/// Whether the last segment is empty, `.` or `..`, so that the path is that of a directory.
fn ends_in_directory(path: &[u8]) -> bool {
    segments(path).last().is_none_or(|segment| kind(segment) != Kind::Name)
}

pub(super) fn kind(segment: &[u8]) -> Kind {
    // A segment of three bytes or more is a name.
    let (length, dots) = decoded(segment)
        .take(3)
        .fold((0, 0), |(length, dots), byte| (length + 1, dots + usize::from(byte == b'.')));
    Kind::of(length, dots)
}

/// How a run of segments moves: so many up from where it starts, then so many down.
#[derive(Clone, Copy, Default)]
struct Moves {
    up: usize,
    down: usize,
}

fn moves(path: &[u8]) -> Moves {
    segments(path).fold(Moves::default(), |Moves { up, down }, segment| match kind(segment) {
        Kind::Here => Moves { up, down },
        Kind::Name => Moves { up, down: down + 1 },
        Kind::Up if down > 0 => Moves { up, down: down - 1 },
        Kind::Up => Moves { up: up + 1, down },
    })
}

/// How many segments are resolved in one go.
const RUN: usize = 2048;

/// What the segments of a run are, a bit each.
struct Run {
    names: [u64; RUN / 64],
    ups: [u64; RUN / 64],
}

impl Run {
    /// The segments of a path; `None` where they are too many for one run.
    fn of(path: &[u8]) -> Option<Self> {
        let mut run = Self { names: [0; RUN / 64], ups: [0; RUN / 64] };
        for (at, segment) in segments(path).enumerate() {
            let bits = match kind(segment) {
                Kind::Here if at < RUN => continue,
                Kind::Name => &mut run.names,
                Kind::Up | Kind::Here => &mut run.ups,
            };
            *bits.get_mut(at / 64)? |= 1 << (at % 64);
        }
        Some(run)
    }

    /// Takes away the names that a `..` after them takes back, of which `ups` come after the run.
    fn resolve(&mut self, mut ups: usize) {
        for (names, marks) in self.names.iter_mut().zip(self.ups).rev() {
            for bit in (0..64).rev().map(|bit| 1 << bit) {
                if marks & bit != 0 {
                    ups += 1;
                } else if *names & bit != 0 && ups > 0 {
                    ups -= 1;
                    *names ^= bit;
                }
            }
        }
    }

    const fn has(&self, at: usize) -> bool {
        self.names[at / 64] >> (at % 64) & 1 == 1
    }
}

/// Calls `each` with the segments that are left when `ups` more `..` come after the path, which are to have an effect.
fn survivors<'a>(path: &'a [u8], ups: usize, each: &mut dyn FnMut(&'a [u8])) {
    if let Some(mut run) = Run::of(path) {
        run.resolve(ups);
        let left = segments(path).enumerate().filter(|(at, _)| run.has(*at));
        left.for_each(|(_, segment)| each(segment));
    } else if let Some((first, second)) = halves(path) {
        let after = moves(second);
        survivors(first, after.up + ups.saturating_sub(after.down), each);
        survivors(second, ups, each);
    }
}

/// The path cut at the slash that is nearest to its middle, before it if possible; `None` for a single segment.
fn halves(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let middle = path.len() / 2;
    let (mut at, mut before, mut rest) = (0, None, path);
    while let Some((byte, length)) = next(rest) {
        if is_slash(byte) {
            let cut = (&path[..at], &path[at + length..]);
            if at >= middle {
                return Some(before.filter(|_| at > middle).unwrap_or(cut));
            }
            before = Some(cut);
        }
        at += length;
        rest = &path[at..];
    }
    before
}

/// The pieces between slashes, as received.
pub(super) fn segments(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(path);
    core::iter::from_fn(move || {
        let path = rest.take()?;
        let mut at = 0;
        while let Some((byte, length)) = next(&path[at..]) {
            if is_slash(byte) {
                rest = Some(&path[at + length..]);
                return Some(&path[..at]);
            }
            at += length;
        }
        Some(path)
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::borrow::ToOwned as _;

    use super::super::segment::tests::STEPS;
    use super::*;

    fn text_of(path: &str) -> std::string::String {
        let mut bytes = std::vec::Vec::new();
        resolved(path.as_bytes(), &mut |byte| bytes.push(byte));
        let text = std::string::String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(is_resolved(path.as_bytes()), text == path && !path.contains('%'), "{path}");
        text
    }

    #[test]
    fn rw_1_dots_are_resolved_before_rules_see_the_path() {
        // UR28: encoded ones too.
        for (path, resolved) in [
            ("/", "/"),
            ("", ""),
            ("*", "*"),
            ("/admin/y", "/admin/y"),
            ("/admin/", "/admin/"),
            ("/x/../admin/y", "/admin/y"),
            ("/x/%2e%2E/admin/y", "/admin/y"),
            ("/x/%2e./admin/y", "/admin/y"),
            ("/x%2f..%2fadmin/y", "/admin/y"),
            ("/x\\..\\admin\\y", "/admin/y"),
            ("/x%5c..%5cadmin", "/admin"),
            ("/./admin/.", "/admin/"),
            ("/admin/x/..", "/admin/"),
            ("//admin///y", "/admin/y"),
            ("/admin//", "/admin/"),
            ("/..", "/"),
            ("/../../admin", "/admin"),
            ("/a/../../admin", "/admin"),
            ("/a/b/../../c/d/../e", "/c/e"),
            ("/a/b/c/../../../d", "/d"),
            ("/a/.../b", "/a/.../b"),
            ("/.well-known/x", "/.well-known/x"),
            ("/%252e%252e/x", "/%2e%2e/x"),
            ("/%zz/..a/%", "/%zz/..a/%"),
            ("/caf%C3%A9", "/café"),
        ] {
            assert_eq!(text_of(path), resolved, "{path}");
        }
    }

    /// The obvious way, with memory.
    fn with_a_stack(path: &str) -> std::string::String {
        let mut stack = std::vec::Vec::new();
        for segment in path[1..].split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(stack.pop()),
                name => stack.push(name),
            }
        }
        let is_directory = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
        let mut text = std::string::String::from("/");
        text.push_str(&stack.join("/"));
        if is_directory && text != "/" {
            text.push('/');
        }
        text
    }

    #[test]
    fn any_path_comes_to_what_a_stack_makes_of_it() {
        const SEGMENTS: [&str; 5] = ["a", "bc", "..", ".", ""];
        for number in 0..5_usize.pow(6) {
            let mut path = std::string::String::new();
            let mut left = number;
            for _ in 0..6 {
                path.push('/');
                path.push_str(SEGMENTS[left % 5]);
                left /= 5;
            }
            assert_eq!(text_of(&path), with_a_stack(&path), "{path}");
        }
    }

    /// Longer than one run of segments, and so cut: between even pieces, around long ones, at encoded slashes.
    #[test]
    fn paths_of_many_runs_come_to_what_a_stack_makes_of_them() {
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for count in [RUN - 1, RUN, RUN + 1, 5 * RUN] {
            for ups in [1, 3, 4, 6] {
                let mut path = std::string::String::new();
                for _ in 0..count {
                    path.push_str(if random(16) == 0 { "%2f" } else { "/" });
                    path.push_str(match random(8) {
                        step if step < ups => "..",
                        7 => {
                            if random(2) == 0 {
                                "."
                            } else {
                                ""
                            }
                        }
                        _ => "a",
                    });
                }
                for path in [
                    path.clone(),
                    path.clone() + "/" + &"x".repeat(2 * path.len()),
                    std::string::String::from("/") + &"x".repeat(2 * path.len()) + &path,
                ] {
                    let plain = path.replace("%2f", "/");
                    assert!(text_of(&path) == with_a_stack(&plain), "{count} segments, {ups}");
                }
            }
        }
    }

    #[test]
    fn hostile_paths_take_a_few_steps_per_byte() {
        let long = |piece: &str| piece.repeat(64 * 1024 / piece.len());
        let deep = long("/a");
        for (path, limit) in [
            (long("/a/.."), 60),
            (long("/a")[..32 * 1024].to_owned() + &long("/..")[..32 * 1024], 60),
            (long("/../a"), 60),
            (long("//"), 60),
            (long("/%2e%2e/%61"), 60),
            (deep, 60),
            (long("/a/..")[..8 * 1024].to_owned(), 12),
            (std::string::String::from("/") + &long("a"), 12),
        ] {
            STEPS.set(0);
            resolved(path.as_bytes(), &mut |_| {});
            let steps = STEPS.get() / path.len();
            assert!(steps <= limit, "{steps} steps per byte of {}", &path[..12]);
        }
    }
}
