//! What a connector is asked to do.

use serde::{Deserialize, Serialize};

use crate::{Payload, Recipient, UsageType};

/// One message to be sent, with everything a connector may need to describe the request.
///
/// A connector has no clock and no randomness of its own: `now` and `nonce` are inputs, so the
/// same call always yields the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Call {
    /// Identifies the message; the same for every attempt of it.
    pub message_id: String,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// Time of the attempt, in seconds since the Unix epoch.
    pub now: u64,
    /// 32 lower-case hexadecimal digits, fresh for every attempt.
    pub nonce: String,
    /// Where the code goes.
    pub recipient: Recipient,
    /// Why it is sent.
    pub usage_type: UsageType,
    /// The variables of the message.
    #[serde(default)]
    pub payload: Payload,
    /// Language of the text, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Address of the person who asked for the code, for providers that rate by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

impl Call {
    /// A first attempt to send `payload` to `recipient`. Time and nonce start at zero: the host
    /// sets them for each attempt.
    pub fn new(
        message_id: impl Into<String>,
        recipient: Recipient,
        usage_type: UsageType,
        payload: Payload,
    ) -> Self {
        Self {
            message_id: message_id.into(),
            attempt: 1,
            now: 0,
            nonce: "0".repeat(32),
            recipient,
            usage_type,
            payload,
            locale: None,
            ip: None,
        }
    }

    /// The identifier of the message.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// Where the code goes.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }
}
