//! Which part of the URL space a request path falls in, without copying the path.
//!
//! IIS maps a request to a configuration path after decoding and normalising its URL: `%61pi`, `api//`, `x/../api` and
//! `API` are all below the location `api`. This does the same in one pass over the bytes.

/// Whether `path` is at or below `scope`: whole segments, ASCII letters compared without case (CF-4).
///
/// `scope` has no slash at either end; the empty scope holds every path.
pub(crate) fn is_below(path: &[u8], scope: &str) -> bool {
    if scope.is_empty() {
        return true;
    }
    let wanted = scope.split('/').count();
    // `depth` segments are on the path so far, of which the first `matched` are those of the scope.
    let (mut depth, mut matched) = (0_usize, 0_usize);
    let mut segment = Segment::compared_with(scope, 0);
    for byte in decoded(path) {
        if byte != b'/' && byte != b'\\' {
            segment.push(byte);
            continue;
        }
        segment.finish(&mut depth, &mut matched);
        segment = Segment::compared_with(scope, matched);
    }
    segment.finish(&mut depth, &mut matched);
    matched == wanted
}

/// One segment of the path being read, compared with the segment of the scope that would come next.
struct Segment<'s> {
    expected: Option<&'s [u8]>,
    length: usize,
    dots: usize,
    equal: bool,
}

impl<'s> Segment<'s> {
    fn compared_with(scope: &'s str, index: usize) -> Self {
        let expected = scope.split('/').nth(index).map(str::as_bytes);
        Self { expected, length: 0, dots: 0, equal: true }
    }

    fn push(&mut self, byte: u8) {
        let expected = self.expected.and_then(|segment| segment.get(self.length));
        self.equal &= expected.is_some_and(|e| e.eq_ignore_ascii_case(&byte));
        self.length += 1;
        self.dots += usize::from(byte == b'.');
    }

    /// Applies the finished segment to the position on the path: nothing for an empty one and `.`, one up for `..`.
    fn finish(self, depth: &mut usize, matched: &mut usize) {
        match (self.length, self.dots) {
            (0, _) | (1, 1) => {}
            (2, 2) => {
                *depth = depth.saturating_sub(1);
                *matched = (*matched).min(*depth);
            }
            (length, _) => {
                let whole = self.expected.is_some_and(|segment| segment.len() == length);
                *matched += usize::from(self.equal && whole && *depth == *matched);
                *depth += 1;
            }
        }
    }
}

/// The last segment of a path, as received.
pub(crate) fn last_segment(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// Whether `pattern`, in which `*` stands for any run of bytes, covers all of `text`; ASCII letters without case.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on after the last `*` when what follows it does not fit.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), retry) {
            (Some(b'*'), _) => {
                retry = Some((p + 1, t));
                p += 1;
            }
            (Some(byte), _) if byte.eq_ignore_ascii_case(&text[t]) => {
                p += 1;
                t += 1;
            }
            (_, Some((after_star, from))) => {
                retry = Some((after_star, from + 1));
                p = after_star;
                t = from + 1;
            }
            (_, None) => return false,
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    /// An empty segment or `.`: none.
    Here,
    Up,
}

fn kind(segment: &[u8]) -> Kind {
    let mut bytes = decoded(segment);
    match (bytes.next(), bytes.next(), bytes.next()) {
        (None, ..) | (Some(b'.'), None, _) => Kind::Here,
        (Some(b'.'), Some(b'.'), None) => Kind::Up,
        _ => Kind::Name,
    }
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
fn segments(path: &[u8]) -> impl Iterator<Item = &[u8]> {
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

const fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// The first byte of a path, decoded, and how many bytes of the path it takes.
fn next(path: &[u8]) -> Option<(u8, usize)> {
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

pub(crate) fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use core::cell::Cell;
    use std::borrow::ToOwned as _;

    use super::*;

    std::thread_local! {
        /// How many bytes were looked at.
        pub(super) static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn scopes_hold_whole_segments_without_case() {
        for (path, scope, below) in [
            ("/", "", true),
            ("/api", "api", true),
            ("/API/x", "api", true),
            ("/apix", "api", false),
            ("/x/api", "api", false),
            ("/ap", "api", false),
            ("/api/v1/y", "api/v1", true),
            ("/api/v10", "api/v1", false),
            ("//api//v1", "api/v1", true),
            ("/%61pi", "api", true),
            ("/api%2Fv1", "api/v1", true),
            ("/%zzapi", "api", false),
            ("/api%", "api%", true),
            ("/x/../api", "api", true),
            ("/api/../x", "api", false),
            ("/api/v1/../v2", "api/v1", false),
            ("/api/x/../v1", "api/v1", true),
            ("/../api", "api", true),
            ("/api/.", "api", true),
            ("/api/%2e%2e/x", "api", false),
            ("/x/api/..", "api", false),
            ("\\api\\x", "api", true),
            ("*", "api", false),
            ("/caf%C3%A9", "café", true),
        ] {
            assert_eq!(is_below(path.as_bytes(), scope), below, "{path} below {scope}");
        }
    }

    #[test]
    fn globs_cover_the_whole_text() {
        for (pattern, text, covers) in [
            ("*", "", true),
            ("*", "x/y", true),
            ("*.php", "index.PHP", true),
            ("*.php", "index.php5", false),
            ("api/*", "api/x/y", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-d", false),
            ("server.js", "server.js", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(
                glob(pattern.as_bytes(), text.as_bytes()),
                covers,
                "{pattern} covers {text}"
            );
        }
    }

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
