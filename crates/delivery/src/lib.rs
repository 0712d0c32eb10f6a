//! The pure core of one send.
//!
//! Read this first: a [`Message`] takes one [`Generation`] from the [`Registry`] and keeps it.
//! [`Driver::drive`] asks that connector for a request, lets the wire make it, hands the response back, and
//! decides from the outcome whether the message is done, may be tried again, or has failed. The
//! result is a [`Disposition`].
//!
//! The rule behind every decision: a second text message with the same code is worse than an
//! honest failure. An attempt is repeated only on proof that the provider processed nothing.
//!
//! No I/O happens here; clock, chance, connector, wire and journal come in through the traits of
//! [`ports`], so that a test can drive every path with values.

mod drive;
mod memory;
mod message;
pub mod ports;
mod redact;
mod registry;
mod retry;

pub use drive::{Disposition, Driver};
pub use memory::Memory;
pub use message::Message;
pub use ports::{
    BoxFuture, Clock, Entropy, Fault, Instance, Journal, NotRecorded, Reach, Wire, WireError,
};
pub use redact::Redactor;
pub use registry::{Generation, Registry};
pub use retry::{OnUnknown, RetryRules};
