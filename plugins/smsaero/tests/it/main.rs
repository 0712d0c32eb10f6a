//! The connector for SMSAero, to the byte and reply by reply.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;

use connector_sdk::testing;
use connector_smsaero::SmsAero;
use serde_json::{Value, json};

pub(crate) const EMAIL: &str = "ops@example.com";
pub(crate) const KEY: &str = "s3cret-key-0123456";

/// A config as an operator of Logto has it, with other fields if there are any.
pub(crate) fn with(changes: Value) -> Value {
    let mut config = json!({
        "email": EMAIL,
        "apiKey": KEY,
        "senderName": "SMS Aero",
        "templates": [
            { "usageType": "Register", "content": "Register with {{code}}." },
            { "usageType": "SignIn", "content": "Sign in with {{code}}." },
            { "usageType": "ForgotPassword", "content": "Reset with {{code}}." },
            { "usageType": "Generic", "content": "Your code is {{code}}." },
        ],
    });
    if let (Some(config), Value::Object(changes)) = (config.as_object_mut(), changes) {
        config.extend(changes);
    }
    config
}

pub(crate) fn smsaero(config: &Value) -> SmsAero {
    testing::connector(&config.to_string())
}
