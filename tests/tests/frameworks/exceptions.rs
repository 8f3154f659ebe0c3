//! What a framework does otherwise than `explain` says: the only differences that the table allows.

use std::fmt;

use crate::answers::{Answer, Exchange, Outcome, Protocol};
use crate::application::{FAILED, How};
use crate::conversations::Manner;
use crate::on_rocket::METHODS;

/// What stands behind the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    /// The tower layer around a router.
    Axum(Protocol),
    /// The tower layer around a service that hyper calls.
    Hyper(Protocol),
    Actix,
    Rocket,
}

use Framework::{Actix, Rocket};

const AXUM_1: Framework = Framework::Axum(Protocol::Http1);
const AXUM_2: Framework = Framework::Axum(Protocol::Http2);
const HYPER_1: Framework = Framework::Hyper(Protocol::Http1);
const HYPER_2: Framework = Framework::Hyper(Protocol::Http2);

impl Framework {
    pub(crate) const ALL: [Self; 6] = [AXUM_1, AXUM_2, HYPER_1, HYPER_2, Actix, Rocket];

    pub(crate) const fn protocol(self) -> Protocol {
        match self {
            Self::Axum(protocol) | Self::Hyper(protocol) => protocol,
            Self::Actix | Self::Rocket => Protocol::Http1,
        }
    }

    /// The field that tells it of the scheme, where it does not look at the target's.
    pub(crate) const fn scheme(self) -> Option<&'static str> {
        match self {
            Self::Axum(_) | Self::Hyper(_) | Self::Actix => None,
            Self::Rocket => Some("x-scheme"),
        }
    }
}

/// A difference that is allowed, and that has to be there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exception {
    pub(crate) frameworks: &'static [Framework],
    pub(crate) on: On,
    pub(crate) instead: Instead,
    /// Why that is so, and what it means: a sentence for `docs/frameworks.md`.
    pub(crate) why: &'static str,
}

/// All of them.
pub(crate) const EXCEPTIONS: &[Exception] = &[
    Exception {
        frameworks: &[AXUM_1, AXUM_2, HYPER_1, HYPER_2, Actix],
        on: On::Panic,
        instead: Instead::Closed,
        why: "Nobody catches the panic. In axum `tower_http::catch_panic` inside of the layer makes a response of it.",
    },
    Exception {
        frameworks: &[AXUM_1, AXUM_2, HYPER_1, HYPER_2, Rocket],
        on: On::LinesTakenAway,
        instead: Instead::AnyOrder,
        why: "The map of header fields puts the last one in the place of one that is taken out.",
    },
    Exception {
        frameworks: &[HYPER_2],
        on: On::EndOfConnection,
        instead: Instead::AnyOrder,
        why: "HTTP/2 has no `Connection`, and hyper takes it out of that map; the connection goes on.",
    },
    Exception {
        frameworks: &[HYPER_2],
        on: On::Empty(Method::Any),
        instead: Instead::NoLength,
        why: "The end of the stream stands in its header.",
    },
    Exception {
        frameworks: &[HYPER_1],
        on: On::Empty(Method::Head),
        instead: Instead::NoLength,
        why: "hyper sets no length where nothing is to be sent.",
    },
    Exception {
        frameworks: &[HYPER_2],
        on: On::HeadOfApplication,
        instead: Instead::Broken,
        why: "hyper leaves it to services to send no body; what the policy answers itself has none.",
    },
    Exception {
        frameworks: &[AXUM_2],
        on: On::NoContent(Whose::Anybody),
        instead: Instead::LengthOfZero,
        why: "axum sets it, outside of the layer; in HTTP/1.1 hyper takes it away again.",
    },
    Exception {
        frameworks: &[Actix],
        on: On::EveryRequest,
        instead: Instead::AnyOrder,
        why: "Its map of header fields has no order.",
    },
    Exception {
        frameworks: &[Actix],
        on: On::HeadBeforeOthers,
        instead: Instead::BodyOfHead,
        why: "It goes by the method of the request that it has read last. Browsers send no request before they have the last response.",
    },
    Exception {
        frameworks: &[Actix],
        on: On::AfterTheEnd,
        instead: Instead::Answered,
        why: "It answers what has come, and closes the connection then.",
    },
    Exception {
        frameworks: &[Actix],
        on: On::RefusedBody,
        instead: Instead::ThenClosed,
        why: "Nobody reads the body, so that the next request could not be told from it; there is no `Connection: close`.",
    },
    Exception {
        frameworks: &[Actix],
        on: On::ExpectRefused,
        instead: Instead::Continued,
        why: "It sends `100 Continue` before it asks anybody.",
    },
    Exception {
        frameworks: &[Rocket],
        on: On::ExpectRefused,
        instead: Instead::Continued,
        why: "It looks for `_method` in the first bytes of a body before it asks anybody, so that the response waits for them, too.",
    },
    Exception {
        frameworks: &[Rocket],
        on: On::UnknownMethod,
        instead: Instead::OwnError(400),
        why: "Rocket has no name for the method. No handler runs, and the answer has no header field of the policy.",
    },
    Exception {
        frameworks: &[Rocket],
        on: On::NoContent(Whose::Applications),
        instead: Instead::LengthOfZero,
        why: "Rocket sets it where the response has no body.",
    },
];

/// Requests that get something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    EveryRequest,
    /// The handler panics.
    Panic,
    /// A rule takes a line of the application's response away.
    LinesTakenAway,
    /// The response ends the connection.
    EndOfConnection,
    /// The body is empty, of a response that may have one.
    Empty(Method),
    /// The status is 204 or 304.
    NoContent(Whose),
    /// `HEAD`, to which the application answers as to a `GET`.
    HeadOfApplication,
    /// `HEAD` with a body that is not sent, and the next request before its response.
    HeadBeforeOthers,
    /// The request before it, whose response has not come, is one that ends the connection.
    AfterTheEnd,
    /// The policy answers, without a body, to a request with one.
    RefusedBody,
    /// The policy answers to a request with `Expect: 100-continue`.
    ExpectRefused,
    /// A method that Rocket does not know.
    UnknownMethod,
}

/// Of which requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Any,
    Head,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Anybody,
    Applications,
}

/// What comes instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instead {
    /// Lines of different fields in any order.
    AnyOrder,
    /// The end of the connection, in HTTP/2 of the stream.
    Closed,
    /// The body all the same, which breaks the stream.
    Broken,
    /// A response all the same, with `Connection: close`.
    Answered,
    /// The response, and then the end of the connection.
    ThenClosed,
    /// No `Content-Length`.
    NoLength,
    /// `Content-Length: 0` besides.
    LengthOfZero,
    /// The body, as if it were a `GET`.
    BodyOfHead,
    /// `100 Continue` before the response.
    Continued,
    /// The framework's own error, without the policy.
    OwnError(u16),
}

/// Where a request stands among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) manner: Manner,
    /// Whether the connection has to have ended before.
    pub(crate) is_after_end: bool,
}

impl On {
    /// Whether it is about this request.
    pub(crate) fn covers(self, exchange: &Exchange, place: Place) -> bool {
        let (is_own, request) = (!exchange.is_applications(), &exchange.request);
        let answer = exchange.expected(Protocol::Http1);
        let no_content = matches!(answer.status, 204 | 304);
        match self {
            Self::EveryRequest => true,
            Self::Panic => !is_own && exchange.reply.how == How::Panics,
            Self::LinesTakenAway => exchange.loses_lines(),
            Self::EndOfConnection => answer.values("connection") == ["close"],
            Self::Empty(method) => {
                !no_content
                    && exchange.content().is_empty()
                    && (method == Method::Any || request.method == "HEAD")
            }
            Self::NoContent(whose) => no_content && !(is_own && whose == Whose::Applications),
            Self::HeadOfApplication => {
                !is_own && request.method == "HEAD" && !exchange.content().is_empty()
            }
            Self::HeadBeforeOthers => {
                place.manner == Manner::AtOnce
                    && request.method == "HEAD"
                    && !exchange.content().is_empty()
            }
            Self::AfterTheEnd => place.is_after_end,
            Self::RefusedBody => {
                is_own && exchange.content().is_empty() && !exchange.body.is_empty()
            }
            Self::ExpectRefused => is_own && request.header("expect").is_some(),
            Self::UnknownMethod => METHODS.iter().all(|it| it.as_str() != request.method),
        }
    }
}

impl Instead {
    /// What comes in the place of what `explain` says.
    pub(crate) fn of(self, exchange: &Exchange, outcome: Outcome) -> Outcome {
        let mut answer = match outcome {
            Outcome::Answer(answer) => answer,
            _ if self == Self::Answered => exchange.expected(Protocol::Http1),
            outcome => return outcome,
        };
        match self {
            Self::AnyOrder | Self::ThenClosed => {}
            Self::Closed => return Outcome::Closed,
            Self::Broken => return Outcome::Broken(String::new()),
            Self::Answered => answer.lines.push(("connection".to_owned(), "close".to_owned())),
            Self::NoLength => answer.lines.retain(|(name, _)| name != "content-length"),
            Self::LengthOfZero => {
                answer.lines.push(("content-length".to_owned(), "0".to_owned()));
            }
            Self::BodyOfHead => answer.body = exchange.content(),
            Self::Continued => answer.is_continued = true,
            Self::OwnError(status) => {
                let lines = [
                    ("content-type", "text/plain; charset=utf-8".to_owned()),
                    ("content-length", FAILED.len().to_string()),
                    ("date", String::new()),
                ];
                let lines = lines.map(|(name, value)| (name.to_owned(), value)).to_vec();
                let body = FAILED.to_owned();
                answer = Answer { status, lines, body, is_continued: false };
            }
        }
        Outcome::Answer(answer)
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Axum(Protocol::Http1) => "axum/1.1",
            Self::Axum(Protocol::Http2) => "axum/2",
            Self::Hyper(Protocol::Http1) => "hyper/1.1",
            Self::Hyper(Protocol::Http2) => "hyper/2",
            Self::Actix => "actix-web",
            Self::Rocket => "Rocket",
        })
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EveryRequest => "every request",
            Self::Panic => "the handler panics",
            Self::LinesTakenAway => "a rule takes a line of the application's response away",
            Self::EndOfConnection => "a response that ends the connection",
            Self::Empty(Method::Any) => "an empty body",
            Self::Empty(Method::Head) => "`HEAD`, of an empty body",
            Self::NoContent(Whose::Anybody) => "204 and 304",
            Self::NoContent(Whose::Applications) => "204 and 304 of the application",
            Self::HeadOfApplication => "`HEAD`, to which the application answers as to `GET`",
            Self::HeadBeforeOthers => "`HEAD`, and another method before the response has come",
            Self::AfterTheEnd => {
                "a request behind one that ends the connection, sent before the response"
            }
            Self::RefusedBody => "a request with a body that the policy answers with an empty one",
            Self::ExpectRefused => "`Expect: 100-continue` with what the policy answers itself",
            Self::UnknownMethod => "a method that it does not know, such as `PROPFIND` or `get`",
        })
    }
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnyOrder => f.write_str(
                "lines of different fields come in any order, those of one field keep theirs",
            ),
            Self::Closed => f.write_str("no response: the connection ends, in HTTP/2 the stream"),
            Self::Broken => f.write_str("the body is sent, which breaks the stream"),
            Self::Answered => f.write_str("a response all the same"),
            Self::ThenClosed => f.write_str("the connection ends after the response"),
            Self::NoLength => f.write_str("no `Content-Length`"),
            Self::LengthOfZero => f.write_str("`Content-Length: 0` as well"),
            Self::BodyOfHead => f.write_str("the body is sent, in front of the next response"),
            Self::Continued => f.write_str("`100 Continue` comes first"),
            Self::OwnError(status) => write!(f, "{status} of its own"),
        }
    }
}
