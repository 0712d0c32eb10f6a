//! A Vonage account.

use connector_testkit::sim::Vonage;
use serde_json::json;

use super::provider::{Credentials, Simulated, known, text_templates};
use crate::chore::Chore;

const KEY: &str = "abcd1234";
const SECRET: &str = "simulated-api-secret";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let key = accepts.account.as_deref().unwrap_or(KEY);
    let secret = accepts.token.as_deref().unwrap_or(SECRET);
    let mut provider = Vonage::new(key, secret);
    if let Some(code) = fail {
        provider.fail_with(known("vonage", code, Vonage::statuses())?);
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://rest.nexmo.com",
        config: json!({
            "apiKey": key,
            "apiSecret": secret,
            "brandName": "Acme",
            "templates": text_templates(),
        }),
    })
}
