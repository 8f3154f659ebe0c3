//! The body of a response behind the layer, for inner services with any type of body.

use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pin_project! {
    /// The inner service's body, or the body of an answer that the policy gave, which is a text and mostly empty.
    ///
    /// So the inner body needs no `Default` or other trait: `hyper::body::Incoming` of a proxy will do. Its data has to be
    /// of a type that can be made from text that lives for ever, as `bytes::Bytes` is.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct CorsBody<B> {
        #[pin]
        inner: Option<B>,
        text: Text,
    }
}

/// The body of an answer that the policy gave.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text {
    sent: &'static str,
    unsent: usize,
}

impl Text {
    pub(super) const fn new(text: &'static str) -> Self {
        Self { sent: text, unsent: 0 }
    }

    /// The body of an answer to `HEAD`: its length is told, and nothing is sent. In HTTP/2 hyper leaves that to the service.
    pub(super) const fn of_head(text: &'static str) -> Self {
        Self { sent: "", unsent: text.len() }
    }

    const fn len(self) -> usize {
        self.sent.len() + self.unsent
    }
}

impl<B> CorsBody<B> {
    pub(super) const fn inner(body: B) -> Self {
        Self { inner: Some(body), text: Text::new("") }
    }

    pub(super) const fn text(text: Text) -> Self {
        Self { inner: None, text }
    }

    /// The inner service's body; `None` when the policy answered.
    pub fn into_inner(self) -> Option<B> {
        self.inner
    }
}

impl<B: Body<Data: From<&'static [u8]>>> Body for CorsBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.project();
        if let Some(body) = this.inner.as_pin_mut() {
            return body.poll_frame(cx);
        }
        let text = mem::take(&mut this.text.sent);
        Poll::Ready((!text.is_empty()).then(|| Ok(Frame::data(text.as_bytes().into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().map_or(self.text.len() == 0, Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let text = || SizeHint::with_exact(self.text.len() as u64);
        self.inner.as_ref().map_or_else(text, Body::size_hint)
    }
}
