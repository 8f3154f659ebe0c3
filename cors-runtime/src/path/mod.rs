//! Which part of the URL space a request path falls in, without copying the path.
//!
//! IIS maps a request to a configuration path after decoding and normalising its URL: `%61pi`, `api//`, `x/../api` and
//! `API` are all below the location `api`. This does the same in one pass over the bytes.

mod extension;
mod name;
mod resolve;
mod search;
mod segment;

pub(crate) use extension::Extension;
pub(crate) use name::{extension, extension_of_last_name, has_segment, says};
pub(crate) use resolve::{is_resolved, resolved};
pub(crate) use search::{Search, occurs};
pub(crate) use segment::{Kind, decoded, has_parent_segment, hex, is_escaped_twice, is_slash};

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
        if !is_slash(byte) {
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
        match Kind::of(self.length, self.dots) {
            Kind::Here => {}
            Kind::Up => {
                *depth = depth.saturating_sub(1);
                *matched = (*matched).min(*depth);
            }
            Kind::Name => {
                let whole = self.expected.is_some_and(|segment| segment.len() == self.length);
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
