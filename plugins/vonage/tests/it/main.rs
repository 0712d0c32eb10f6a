//! The connector for Vonage, to the byte and status by status.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;
mod signatures;

use connector_sdk::testing;
use connector_vonage::Vonage;
use serde_json::{Value, json};

pub(crate) const KEY: &str = "abcd1234";
pub(crate) const SECRET: &str = "s3cret-api";
pub(crate) const SIGNATURE_SECRET: &str = "s3cret-signature";

/// A config as an operator of Logto has it, with more fields.
pub(crate) fn with(more: Value) -> Value {
    let mut config = json!({
        "apiKey": KEY,
        "apiSecret": SECRET,
        "brandName": "Acme",
        "templates": [
            { "usageType": "Register", "content": "Register with {{code}}." },
            { "usageType": "SignIn", "content": "Sign in with {{code}}." },
            { "usageType": "ForgotPassword", "content": "Reset with {{code}}." },
            { "usageType": "Generic", "content": "Your code is {{code}}." },
        ],
    });
    config
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    config
}

pub(crate) fn vonage(config: &Value) -> Vonage {
    testing::connector(&config.to_string())
}
