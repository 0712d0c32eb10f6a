//! What the core needs from the world: a connector to ask, a wire to send through, a clock, chance.
//!
//! The host implements these; a test implements them with values. The core itself does no I/O.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use connector_api::{HttpRequest, HttpResponse};

use crate::{Generation, Message};

/// A future that can be named in an object-safe trait.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connector with its config, ready to describe requests.
///
/// Documents go in and come out as the JSON bytes of the connector protocol, so the same bytes
/// reach an in-process plugin and a worker process.
pub trait Instance: Send + Sync {
    /// Takes a call document, gives the first step.
    fn start<'a>(
        &'a self,
        call: &'a [u8],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>>;

    /// Takes the same call and the response to the last request, gives the next step.
    fn resume<'a>(
        &'a self,
        call: &'a [u8],
        response: &'a [u8],
        state: Option<&'a str>,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>>;

    /// Whether it makes sense to ask it now. One that keeps crashing is left alone for a while.
    fn is_available(&self) -> bool {
        true
    }
}

/// A connector that gave no answer at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The process that holds the connector ended.
    #[error("the connector crashed")]
    Crashed,
    /// The deadline passed while the connector was working.
    #[error("the connector did not answer in time")]
    TimedOut,
}

/// Makes HTTP exchanges for connectors.
pub trait Wire: Send + Sync {
    /// Makes one exchange; never more than one request, and never to an origin outside `reach`.
    fn exchange<'a>(
        &'a self,
        request: HttpRequest,
        reach: &'a Reach,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<HttpResponse, WireError>>;
}

/// Writes down that an attempt may leave, before it can.
pub trait Journal: Send + Sync {
    /// Records the attempt. Only what is on record is sent.
    fn record<'a>(
        &'a self,
        message: &'a Message,
        generation: &'a Generation,
        attempt: u32,
    ) -> BoxFuture<'a, Result<(), NotRecorded>>;
}

/// An attempt is not on record: nothing of it has left, and nothing will.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the attempt could not be recorded, and was not made")]
pub struct NotRecorded;

/// The origins a connector may send to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Lower-case origins (`scheme://host[:port]`, the port only when it is not the default).
    pub origins: Vec<String>,
}

/// Why an exchange gave no response, by what that proves about the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The egress policy refused; nothing was sent.
    #[error("{0}")]
    Denied(String),
    /// Name resolution, connect or TLS failed; nothing was sent.
    #[error("{0}")]
    NotConnected(String),
    /// The request may have been sent and no complete response came.
    #[error("{0}")]
    Lost(String),
    /// A response came that is too large or cannot be decoded.
    #[error("{0}")]
    Unreadable(String),
}

/// Time, as the core sees it.
pub trait Clock: Send + Sync {
    /// Monotonic time.
    fn now(&self) -> Instant;

    /// Seconds since the Unix epoch.
    fn unix_seconds(&self) -> u64;

    /// Waits.
    fn sleep<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()>;
}

/// Chance, as the core sees it.
pub trait Entropy: Send + Sync {
    /// 128 fresh random bits.
    fn random_bits(&self) -> u128;
}
