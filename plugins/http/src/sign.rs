//! The signature of Standard Webhooks.
//! Reference: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use connector_sdk::Header;
use connector_sdk::encoding::{base64, base64_decode};
use connector_sdk::prelude::*;
use connector_sdk::sign::hmac_sha256;

/// A signing key.
pub(crate) struct Key(Secret<Vec<u8>>);

impl Key {
    /// Reads `whsec_` and base64; the prefix may be missing.
    pub(crate) fn parse(secret: &Secret<String>) -> Result<Self, ConfigError> {
        let text = secret.expose();
        let key = base64_decode(text.strip_prefix("whsec_").unwrap_or(text));
        key.filter(|key| !key.is_empty())
            .map(|key| Self(Secret::new(key)))
            .ok_or_else(|| ConfigError::at("/signingSecret", "must be `whsec_` followed by base64"))
    }

    /// The headers of a signed request. The identifier is that of the message, so that a receiver
    /// recognises a second attempt.
    pub(crate) fn sign(&self, call: &Call, body: &str) -> [Header; 3] {
        let (id, timestamp) = (call.message_id(), call.now);
        let signature = hmac_sha256(self.0.expose(), format!("{id}.{timestamp}.{body}"));
        [
            Header::new("webhook-id", id),
            Header::new("webhook-timestamp", timestamp.to_string()),
            Header::new("webhook-signature", format!("v1,{}", base64(&signature))),
        ]
    }
}
