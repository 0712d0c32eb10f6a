//! The connector for SMSAero, to the byte and reply by reply.

mod delivery;
mod replies;
mod requests;

use connector_sdk::testing;
use connector_smsaero::SmsAero;
use serde_json::{Value, json};

pub(crate) const EMAIL: &str = "ops@example.com";
pub(crate) const KEY: &str = "s3cret-key-0123456";

/// A config as an operator of Logto has it, with other templates if there are any.
pub(crate) fn config(templates: Option<Value>) -> Value {
    json!({
        "email": EMAIL,
        "apiKey": KEY,
        "senderName": "SMS Aero",
        "templates": templates.unwrap_or(json!([
            { "usageType": "Register", "content": "Register with {{code}}." },
            { "usageType": "SignIn", "content": "Sign in with {{code}}." },
            { "usageType": "ForgotPassword", "content": "Reset with {{code}}." },
            { "usageType": "Generic", "content": "Your code is {{code}}." },
        ])),
    })
}

pub(crate) fn smsaero(templates: Option<Value>) -> SmsAero {
    testing::connector(&config(templates).to_string())
}
