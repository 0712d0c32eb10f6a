//! The connector for Twilio, to the byte and code by code.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;

use connector_sdk::testing;
use connector_twilio::Twilio;
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub(crate) const TOKEN: &str = "s3cret-token";

/// A config as an operator of Logto has it.
pub(crate) fn base() -> Value {
    json!({
        "accountSID": ACCOUNT,
        "authToken": TOKEN,
        "fromMessagingServiceSID": "MG0123456789abcdef0123456789abcdef",
        "templates": [
            { "usageType": "Register", "content": "Register with {{code}}." },
            { "usageType": "SignIn", "content": "Sign in with {{code}}." },
            { "usageType": "ForgotPassword", "content": "Reset with {{code}}." },
            { "usageType": "Generic", "content": "Your code is {{code}}." },
        ],
    })
}

/// The base config with other or more fields; `null` removes one.
pub(crate) fn with(changes: Value) -> Value {
    let mut config = base();
    for (name, value) in changes.as_object().unwrap() {
        let fields = config.as_object_mut().unwrap();
        match value {
            Value::Null => fields.remove(name),
            value => fields.insert(name.clone(), value.clone()),
        };
    }
    config
}

pub(crate) fn twilio(config: &Value) -> Twilio {
    testing::connector(&config.to_string())
}
