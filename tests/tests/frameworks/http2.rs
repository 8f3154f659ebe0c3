//! The same over HTTP/2.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::runtime::{self, Runtime};
use tokio::time::timeout;

use crate::answers::{Answer, Exchange, Outcome};
use crate::loopback::{FirstPiece, PATIENCE};

/// A connection, whose streams are asked at once or one after the other.
pub(crate) struct Connection {
    runtime: Runtime,
    sender: SendRequest<Sent>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let sender = runtime.block_on(async {
            let stream = TcpStream::connect(address).await.expect("connected");
            let (sender, connection) =
                http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
            tokio::spawn(connection);
            sender
        });
        Self { runtime, sender }
    }

    /// Sends requests at once, and reads the responses.
    pub(crate) fn ask_all(
        &mut self,
        exchanges: &[Exchange],
        piece: Option<FirstPiece>,
    ) -> Vec<Outcome> {
        let Self { runtime, sender } = self;
        let mut piece = piece;
        runtime.block_on(async {
            let mut waiting = Vec::new();
            for exchange in exchanges {
                let response = sender.send_request(request(exchange));
                let piece = piece.take();
                waiting.push(tokio::spawn(async move {
                    match response.await {
                        Ok(response) => receive(response, piece).await,
                        Err(_) => Outcome::Closed,
                    }
                }));
            }
            let mut outcomes = Vec::new();
            for outcome in waiting {
                outcomes.push(match timeout(PATIENCE, outcome).await {
                    Ok(outcome) => outcome.expect("no panic"),
                    Err(_) => Outcome::Late,
                });
            }
            outcomes
        })
    }
}

async fn receive(
    response: http::Response<hyper::body::Incoming>,
    mut piece: Option<FirstPiece>,
) -> Outcome {
    let (head, mut body) = response.into_parts();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let lines = head.headers.iter();
    let mut answer = Answer {
        status: head.status.as_u16(),
        lines: lines.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        body: String::new(),
        is_continued: false,
    };
    while let Some(frame) = body.frame().await {
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) => answer.body += &text(&data),
            Ok(Err(_)) => return Outcome::Broken("trailers".to_owned()),
            Err(error) => return Outcome::Broken(error.to_string()),
        }
        if let Some(tell) = piece.take() {
            tell();
        }
    }
    Outcome::Answer(answer)
}

/// The request, with scheme and host in the target.
fn request(exchange: &Exchange) -> http::Request<Sent> {
    let Exchange { request, body, .. } = exchange;
    let host = request.header("host").expect("a host");
    let target = match request.target_origin() {
        Some(_) => request.path.clone(),
        // As behind most servers: where nobody says otherwise it was TLS.
        None => format!("https://{host}{}", request.path),
    };
    let mut built = http::Request::builder().method(&*request.method).uri(target);
    for (name, value) in &request.headers {
        // RFC 9113, 8.2.2 and 8.3.1
        if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("transfer-encoding") {
            built = built.header(name, value);
        }
    }
    let ends = !exchange.is_cut_off() && request.header("transfer-encoding").is_none();
    let data = (!body.is_empty()).then(|| Bytes::copy_from_slice(body.as_bytes()));
    built.body(Sent { data, ends }).expect("a request of the table")
}

/// A body of one piece, or the start of a longer one of which nothing more comes.
struct Sent {
    data: Option<Bytes>,
    ends: bool,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.data.take() {
            Some(data) => Poll::Ready(Some(Ok(Frame::data(data)))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ends && self.data.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.data.as_ref().map_or(0, |data| data.len() as u64);
        if self.ends { SizeHint::with_exact(length) } else { SizeHint::new() }
    }
}
