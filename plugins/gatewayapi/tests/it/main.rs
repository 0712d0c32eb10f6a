//! The connector for GatewayAPI, to the byte and code by code, in both dialects.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;

use connector_gatewayapi::GatewayApi;
use connector_sdk::testing;
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "s3cret-token";
pub(crate) const LEGACY: &str = "https://gatewayapi.com/rest/mtsms";
pub(crate) const MESSAGING: &str = "https://messaging.gatewayapi.com/mobile/single";

/// A config as an operator of Logto has it, with this endpoint and perhaps one text for all.
pub(crate) fn config(endpoint: &str, text: Option<&str>) -> Value {
    let templates = ["Register", "SignIn", "ForgotPassword", "Generic"].map(|usage_type| {
        json!({ "usageType": usage_type, "content": text.unwrap_or("Your code is {{code}}.") })
    });
    json!({ "endpoint": endpoint, "apiToken": TOKEN, "sender": "Acme", "templates": templates })
}

pub(crate) fn gatewayapi(endpoint: &str, text: Option<&str>) -> GatewayApi {
    testing::connector(&config(endpoint, text).to_string())
}
