//! Knows whether a request can have begun to leave.
//!
//! Only a request of which no byte can have left may be sent again. The HTTP client does not tell a
//! request that still waits for a connection from one that is on its way, so the body is made to
//! tell: an HTTP/1.1 head announces the length of its body, so the body is asked before the first
//! byte of the head is written. A body that is gone and was never asked proves that nothing left and
//! nothing will.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// A request body, and the one who learns from it.
pub(super) fn departing(content: String) -> (DepartingBody, Departure) {
    let asked = Arc::<AtomicBool>::default();
    let body = DepartingBody {
        asked: Arc::clone(&asked),
        content: Some(Bytes::from(content)).filter(|content| !content.is_empty()),
    };
    (body, Departure(asked))
}

/// Whether one request has begun to leave.
#[derive(Debug)]
pub(super) struct Departure(Arc<AtomicBool>);

impl Departure {
    /// Whether it is certain that no byte has left and none ever will. While anyone still holds the
    /// body it is not, so whoever asks drops the exchange first.
    pub(super) fn ruled_out(self) -> bool {
        Arc::into_inner(self.0).is_some_and(|asked| !asked.into_inner())
    }
}

/// A request body that is given out at most once and records that it was asked.
#[derive(Debug)]
pub(super) struct DepartingBody {
    asked: Arc<AtomicBool>,
    content: Option<Bytes>,
}

impl Body for DepartingBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.asked.store(true, Ordering::Relaxed);
        Poll::Ready(self.content.take().map(|content| Ok(Frame::data(content))))
    }

    fn is_end_stream(&self) -> bool {
        self.asked.store(true, Ordering::Relaxed);
        self.content.is_none()
    }

    /// The client asks this long before it connects, so it proves nothing.
    fn size_hint(&self) -> SizeHint {
        let length = self.content.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact(length as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(body: &mut DepartingBody) -> Option<Bytes> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        match Pin::new(body).poll_frame(&mut context) {
            Poll::Ready(frame) => frame.map(|frame| frame.unwrap().into_data().unwrap()),
            Poll::Pending => panic!("a body in memory is never pending"),
        }
    }

    #[test]
    fn a_body_that_was_dropped_unasked_proves_that_nothing_left() {
        for content in ["", "code=1"] {
            let (body, departure) = departing(content.to_owned());
            assert_eq!(body.size_hint().exact(), Some(content.len() as u64));
            drop(body);
            assert!(departure.ruled_out());
        }
    }

    #[test]
    fn a_body_that_was_asked_proves_nothing() {
        for content in ["", "code=1"] {
            let (body, departure) = departing(content.to_owned());
            assert_eq!(body.is_end_stream(), content.is_empty());
            drop(body);
            assert!(!departure.ruled_out());
        }
    }

    #[test]
    fn a_body_that_somebody_holds_proves_nothing() {
        let (body, departure) = departing("code=1".to_owned());
        assert!(!departure.ruled_out());
        drop(body);
    }

    #[test]
    fn a_body_is_given_out_once() {
        let (mut body, _) = departing("code=1".to_owned());
        assert_eq!(next(&mut body).unwrap(), "code=1");
        assert!(next(&mut body).is_none());
        assert!(body.is_end_stream());
    }
}
