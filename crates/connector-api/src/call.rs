//! What a connector is asked to do.

use std::fmt;

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
    /// What the connector asked the host to keep, while its time lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// A value that the host kept for a connector.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Kept(String);

impl Kept {
    /// The value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value, in the clear.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows no value: it is a secret.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(..)")
    }
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
            kept: None,
        }
    }

    /// The identifier of the message.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// What the connector asked the host to keep, while its time lasts.
    pub fn kept(&self) -> Option<&str> {
        self.kept.as_ref().map(Kept::as_str)
    }

    /// Where the code goes.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }
}
