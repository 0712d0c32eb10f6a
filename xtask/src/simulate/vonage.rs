//! A Vonage account.

use connector_testkit::sim::Vonage;
use serde_json::json;

use super::provider::{Credentials, Simulated, text_templates};
use crate::chore::{Chore, failed};

const KEY: &str = "abcd1234";
const SECRET: &str = "simulated-api-secret";

pub(super) fn simulated(accepts: &Credentials, fail: Option<u32>) -> Chore<Simulated> {
    let key = accepts.account.as_deref().unwrap_or(KEY);
    let secret = accepts.token.as_deref().unwrap_or(SECRET);
    let mut provider = Vonage::new(key, secret);
    if let Some(status) = fail {
        if !Vonage::statuses().any(|known| known == status) {
            let known: Vec<_> = Vonage::statuses()
                .map(|status| status.to_string())
                .collect();
            return failed(format!(
                "vonage has no status {status}, only {}",
                known.join(", ")
            ));
        }
        provider.fail_with(status);
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
