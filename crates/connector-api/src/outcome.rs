//! What a connector answers: the next request, or what became of the message.

use serde::{Deserialize, Serialize};

use crate::{Failure, HttpRequest};

/// The connector's answer to a [`Call`](crate::Call), or to the response of its last exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Make this request and come back with the response.
    Exchange {
        /// The request to make.
        request: HttpRequest,
        /// Handed back with the response, unread. For connectors of more than one exchange.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
    },
    /// The attempt is over.
    Outcome(Outcome),
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
