//! The application behind the policy: it answers as the test says, in the same way in each framework.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the application answers to a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    /// Nothing is 200.
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) how: How,
}

/// How the application makes its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum How {
    /// A body of this text.
    Text(&'static str),
    /// A body in the [`PIECES`], the second when the client has the first.
    InPieces,
    /// The body of the request.
    Echo,
    /// An error in the framework's own form, whose text is [`FAILED`].
    Fails,
    /// The handler panics.
    Panics,
}

impl Default for How {
    fn default() -> Self {
        Self::Text("")
    }
}

/// What comes in pieces.
pub(crate) const PIECES: [&str; 2] = ["the first ", "and the last"];

/// The body of an error.
pub(crate) const FAILED: &str = "failed";

/// The application, shared with the test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Application(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    calls: usize,
    pieces: Option<UnboundedReceiver<&'static str>>,
}

impl Application {
    /// What to answer now, for the handler.
    pub(crate) fn asked(&self) -> Reply {
        let mut state = self.0.lock().expect("no panic");
        state.calls += 1;
        state.replies.pop_front().unwrap_or_default()
    }

    /// Says what to answer to the next requests that come through.
    pub(crate) fn prepare(&self, replies: impl IntoIterator<Item = Reply>) {
        let mut state = self.0.lock().expect("no panic");
        state.calls = 0;
        state.replies = replies.into_iter().collect();
    }

    /// How many requests came through since.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().expect("no panic").calls
    }

    /// Where the test puts the pieces of the next body that comes in such.
    pub(crate) fn in_pieces(&self) -> UnboundedSender<&'static str> {
        let (give, take) = unbounded_channel();
        self.0.lock().expect("no panic").pieces = Some(take);
        give
    }

    /// The body in pieces, for the handler.
    pub(crate) fn pieces<T>(&self, make: fn(&'static str) -> T) -> Pieces<T> {
        let pieces = self.0.lock().expect("no panic").pieces.take();
        Pieces { pieces: pieces.expect("a test that gives pieces"), make }
    }
}

/// The pieces that the test gives, as they come.
pub(crate) struct Pieces<T> {
    pieces: UnboundedReceiver<&'static str>,
    make: fn(&'static str) -> T,
}

impl<T> Stream for Pieces<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let make = self.make;
        self.pieces.poll_recv(cx).map(|piece| piece.map(make))
    }
}

/// A service on a port of this machine, stopped at the end.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: Option<Box<dyn FnOnce() + Send>>,
}

impl Served {
    /// A service, and what stops it and waits for its end.
    pub(crate) fn new(address: SocketAddr, stop: impl FnOnce() + Send + 'static) -> Self {
        Self { address, stop: Some(Box::new(stop)) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop();
        }
    }
}
