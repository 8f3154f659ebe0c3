//! Policies in front of services: what the engine says to adapters, what the tower layers do, where they are mounted, and what is
//! on the wire then.

#[path = "../support/rewrite.rs"]
mod support;

mod engine;
mod layer;
mod mount;
mod places;
mod preflights;
mod rewrite;
mod services;
mod wire;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::{HeaderMap, HeaderName};

/// The output of a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// The lines of a header field.
fn values<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    headers.get_all(name).iter().map(|value| value.to_str().expect("visible ASCII")).collect()
}
