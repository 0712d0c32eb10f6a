//! The vocabulary of the connector protocol: what a host says to a connector and what it answers.
//!
//! Read this first: a send is one [`Call`] going in and one [`Step`] coming out. A step is either
//! an HTTP request that the host should make on the connector's behalf, or the [`Outcome`]. When
//! it was a request, the host makes it and hands the [`HttpResponse`] back for the next step.
//! Everything crosses the plugin boundary as the JSON form of these types.
//!
//! The protocol grows by adding optional fields and by adding values to the open lists. Structs
//! are therefore `#[non_exhaustive]`: build them with their constructors.
//!
//! Nothing here does I/O, and nothing here depends on more than serde.

#![forbid(unsafe_code)]

mod call;
mod config;
mod exchange;
mod failure;
mod info;
mod outcome;
mod payload;
mod recipient;
mod usage_type;

pub use call::{Call, Kept};
pub use config::{ConfigError, Finding, Findings};
pub use exchange::{Header, HttpRequest, HttpResponse, Method};
pub use failure::{Failure, FailureKind};
pub use info::{CodeRow, ConnectorInfo, Metadata};
pub use outcome::{Exchange, Keep, Outcome, Sent, Step};
pub use payload::{Payload, PayloadError, printed};
pub use recipient::Recipient;
pub use usage_type::{UnknownUsageType, UsageType};
