//! The connector for an HTTP endpoint, to the byte and status by status.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;

use connector_http::Http;
use connector_sdk::testing;
use serde_json::{Value, json};

/// Key `MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` is the one in the specification of Standard Webhooks.
pub(crate) const SIGNING_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The smallest config, with more fields.
pub(crate) fn with(more: Value) -> Value {
    let mut config = json!({ "endpoint": "https://hooks.example.com/otp" });
    config
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    config
}

pub(crate) fn http(config: &Value) -> Http {
    testing::connector(&config.to_string())
}
