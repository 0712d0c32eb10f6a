//! Verification of Standard Webhooks signatures, by the letter of the
//! [specification](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)
//! and without any code of the connectors: two implementations that agree prove each other.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::sim::Received;

/// How far a timestamp may be from the receiver's clock, either way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The key of a `whsec_` secret; none when the secret is not Base64.
#[derive(Clone)]
pub(super) struct SigningKey(Option<Vec<u8>>);

/// Shows nothing of the key.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(****)")
    }
}

impl SigningKey {
    pub(super) fn parse(secret: &str) -> Self {
        let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
        Self(BASE64_STANDARD.decode(encoded).ok())
    }

    /// Says what is wrong with a request's signature, if anything.
    pub(super) fn verify(&self, request: &Received) -> Result<(), &'static str> {
        let id = request
            .header("webhook-id")
            .ok_or("webhook-id is missing")?;
        let timestamp = request
            .header("webhook-timestamp")
            .ok_or("webhook-timestamp is missing")?;
        let given = request
            .header("webhook-signature")
            .ok_or("webhook-signature is missing")?;
        let seconds = timestamp
            .parse()
            .map_err(|_| "webhook-timestamp is not a number")?;
        if !is_fresh(seconds, request) {
            return Err("webhook-timestamp is more than five minutes off");
        }
        let key = self
            .0
            .as_deref()
            .ok_or("the receiver's secret is not Base64")?;
        let signed = [
            id.as_bytes(),
            b".",
            timestamp.as_bytes(),
            b".",
            &request.body,
        ]
        .concat();
        let mac = Hmac::<Sha256>::new_from_slice(key)
            .map_err(|_| "the receiver's secret has no usable length")?
            .chain_update(signed);
        let matches = |signature: &str| {
            let encoded = signature.strip_prefix("v1,").unwrap_or_default();
            BASE64_STANDARD
                .decode(encoded)
                .is_ok_and(|bytes| mac.clone().verify_slice(&bytes).is_ok())
        };
        // Several signatures, separated by spaces, cover the days of a change of secrets.
        given
            .split(' ')
            .any(matches)
            .then_some(())
            .ok_or("webhook-signature does not match")
    }
}

fn is_fresh(seconds: u64, request: &Received) -> bool {
    let now = request
        .received_at
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_secs(seconds).abs_diff(now) <= TOLERANCE
}
