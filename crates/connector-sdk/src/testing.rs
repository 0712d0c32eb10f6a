//! For tests of connectors: a fixed call, a connector from JSON, an outcome as one line.

use connector_api::{Call, Outcome, Payload, Recipient, UsageType};

use serde::de::DeserializeOwned;

use crate::Connector;

/// A call that is always the same: code `123456` for `SignIn` to `+14155550100`, at
/// 2023-11-14T22:13:20Z. Change its fields as a test needs.
pub fn call() -> Call {
    let recipient = Recipient::new("1", "4155550100", Some("US"));
    let payload = Payload::with_code("123456");
    let mut call = Call::new("msg_0001", recipient, UsageType::SignIn, payload);
    call.now = 1_700_000_000;
    call.nonce = "000102030405060708090a0b0c0d0e0f".to_owned();
    call
}

/// A config, or a part of one, from JSON.
///
/// # Panics
/// When it does not fit the type.
pub fn config<T: DeserializeOwned>(config: &str) -> T {
    match serde_json::from_str(config) {
        Ok(config) => config,
        Err(error) => panic!("the config does not fit: {error}"),
    }
}

/// A connector from a config in JSON.
///
/// # Panics
/// When the config does not fit the connector's config type or the connector refuses it.
pub fn connector<C: Connector>(config: &str) -> C {
    match C::new(self::config(config)) {
        Ok(connector) => connector,
        Err(error) => panic!("the connector refuses the config: {error}"),
    }
}

/// An outcome as one line: `sent: SM1, 2 segments`, or `failed: rate_limited (20429), retry after 3 s`.
pub fn summary(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sent(sent) => {
            let id = sent
                .provider_message_id
                .as_deref()
                .unwrap_or("without an id");
            let segments = sent.segments.map(|count| format!(", {count} segments"));
            format!("sent: {id}{}", segments.unwrap_or_default())
        }
        Outcome::Failed(failure) => {
            let code = failure
                .provider_code
                .as_ref()
                .map(|code| format!(" ({code})"));
            let wait = failure
                .retry_after
                .map(|wait| format!(", retry after {wait} s"));
            let open = failure.may_have_been_processed && !failure.kind.leaves_outcome_open();
            format!(
                "failed: {}{}{}{}",
                failure.kind,
                code.unwrap_or_default(),
                wait.unwrap_or_default(),
                if open {
                    ", may have been processed"
                } else {
                    ""
                }
            )
        }
    }
}
