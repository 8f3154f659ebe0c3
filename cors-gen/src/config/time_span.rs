//! Spans of time as the configuration system writes them: `d.hh:mm:ss`.

use std::fmt;

/// A span of time, in whole seconds.
///
/// Displays as `d.hh:mm:ss`, the days only where there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSpan {
    /// The seconds.
    pub seconds: u64,
}

/// What a text says of a span of time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A span.
    Span(TimeSpan),
    /// A span of which a part is larger than it can be: `24:00:00`.
    Odd(TimeSpan),
    /// None; for a plain number, which is mostly meant to be seconds, the span of so many.
    Nothing(Option<TimeSpan>),
}

impl TimeSpan {
    /// Reads `d.hh:mm:ss` or `hh:mm:ss`.
    pub(super) fn read(text: &str) -> Read {
        let (days, time) = match text.split_once('.') {
            Some((days, time)) => (Some(days), time),
            None => (None, text),
        };
        let days = days.map_or(Some(0), |days| number(days, 8));
        let mut parts = time.split(':').map(|part| number(part, 5));
        let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
        let (Some(days), [Some(Some(hours)), Some(Some(minutes)), Some(Some(seconds)), None]) =
            (days, parts)
        else {
            return Read::Nothing(number(text, 10).map(|seconds| Self { seconds }));
        };
        let span = Self { seconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds };
        if hours < 24 && minutes < 60 && seconds < 60 { Read::Span(span) } else { Read::Odd(span) }
    }
}

/// The value of a text of so many digits at most.
fn number(text: &str, digits: usize) -> Option<u64> {
    let is_number = text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.seconds / 86400, self.seconds % 86400);
        if days > 0 {
            write!(f, "{days}.")?;
        }
        write!(f, "{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_shown() {
        let span = |seconds| Read::Span(TimeSpan { seconds });
        for (text, read, shown) in [
            ("1.00:00:00", span(86400), "1.00:00:00"),
            ("00:00:30", span(30), "00:00:30"),
            ("365.23:59:59", span(365 * 86400 + 86399), "365.23:59:59"),
            ("0.1:2:3", span(3723), "01:02:03"),
            ("7.24:00:00", Read::Odd(TimeSpan { seconds: 8 * 86400 }), "8.00:00:00"),
            ("00:60:00", Read::Odd(TimeSpan { seconds: 3600 }), "01:00:00"),
            ("604800", Read::Nothing(Some(TimeSpan { seconds: 604_800 })), "7.00:00:00"),
        ] {
            assert_eq!(TimeSpan::read(text), read, "{text}");
            let (Read::Span(span) | Read::Odd(span) | Read::Nothing(Some(span))) = read else {
                continue;
            };
            assert_eq!(span.to_string(), shown);
        }
        for text in [
            "",
            "abc",
            "1.",
            "1.00:00",
            "00:00",
            "-1.00:00:00",
            "1.00:00:00.5",
            "+1:00:00",
            "1.2.00:00:00",
            "00:00:00:00",
            "999999999.00:00:00",
            "99999999999",
            "1:0:é",
        ] {
            assert_eq!(TimeSpan::read(text), Read::Nothing(None), "{text}");
        }
    }
}
