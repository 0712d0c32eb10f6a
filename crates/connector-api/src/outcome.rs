//! What a connector answers: the next request, or what became of the message.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Failure, HttpRequest};

/// The connector's answer to a [`Call`](crate::Call), or to the response of its last exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Make this request and come back with the response.
    Exchange(Exchange),
    /// The attempt is over.
    Outcome(Outcome),
}

/// One request, and what the host does around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// The request to make.
    pub request: HttpRequest,
    /// Handed back with the response, unread. For connectors of more than one exchange.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The request sends no message, whatever becomes of it: it fetches a token or the like.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prepares: bool,
    /// What the host is to keep for later messages, in place of what it kept before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Keep>,
}

impl Exchange {
    /// A request that sends the message.
    pub fn new(request: HttpRequest) -> Self {
        Self {
            request,
            state: None,
            prepares: false,
            keep: None,
        }
    }
}

/// A value for later messages of the same generation, for example an access token.
///
/// The host keeps it in memory only, treats it like a secret, and hands it out in
/// [`Call::kept`](crate::Call::kept) until its time is over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Keep {
    /// The value; at most 16 KiB.
    pub value: String,
    /// For how long, in seconds; at most a day.
    pub seconds: u64,
}

impl Keep {
    /// Most bytes of a value.
    pub const LARGEST: usize = 16 * 1024;

    /// Longest time, in seconds.
    pub const LONGEST: u64 = 24 * 60 * 60;

    /// A value and its time.
    pub fn new(value: impl Into<String>, seconds: u64) -> Self {
        Self {
            value: value.into(),
            seconds,
        }
    }
}

/// Shows no value: it is a secret.
impl fmt::Debug for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keep(for {} seconds)", self.seconds)
    }
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The provider accepted the message. That is not a delivery.
    Sent(Sent),
    /// The provider did not accept it, or nobody knows.
    Failed(Failure),
}

/// What the provider said when it accepted a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sent {
    /// The provider's identifier of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_message_id: Option<String>,
    /// Number of SMS segments the message takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<u32>,
}

impl Sent {
    /// An acceptance with the provider's identifier.
    pub fn new(provider_message_id: impl Into<String>) -> Self {
        Self {
            provider_message_id: Some(provider_message_id.into()),
            segments: None,
        }
    }
}

impl Outcome {
    /// Adds the number of SMS segments to an acceptance; a failure stays as it is.
    #[must_use]
    pub fn with_segments(self, segments: Option<u32>) -> Self {
        match self {
            Self::Sent(sent) => Self::Sent(Sent { segments, ..sent }),
            Self::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Outcome> for Step {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}
