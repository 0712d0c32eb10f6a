//! A GatewayAPI account.

use connector_testkit::sim::{GatewayApi, GatewayApiFailure};
use serde_json::json;

use super::provider::{Credentials, Simulated, text_templates};
use crate::chore::{Chore, failed};

const TOKEN: &str = "simulated-api-token";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let token = accepts.token.as_deref().unwrap_or(TOKEN);
    let mut provider = GatewayApi::new(token);
    if let Some(code) = fail {
        provider.fail_with(failure(code)?);
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://gatewayapi.com",
        config: json!({
            "endpoint": "https://gatewayapi.com/rest/mtsms",
            "apiToken": token,
            "sender": "Acme",
            "templates": text_templates(),
        }),
    })
}

/// An error code like `0x0216`, or an HTTP status.
fn failure(code: &str) -> Chore<GatewayApiFailure> {
    let is_code = |digits: &str| u32::from_str_radix(digits, 16).is_ok();
    if code.strip_prefix("0x").is_some_and(is_code) {
        return Ok(GatewayApiFailure::Code(400, code.to_owned()));
    }
    match code.parse() {
        Ok(status @ 400..=599) => Ok(GatewayApiFailure::Http(status)),
        _ => failed(format!(
            "{code} is neither an error code like 0x0216 nor an HTTP status (400 to 599)"
        )),
    }
}
