//! An SMSAero account.

use connector_testkit::sim::{SmsAero, SmsAeroFailure};
use serde_json::json;

use super::provider::{Credentials, Simulated, text_templates};
use crate::chore::{Chore, failed};

const EMAIL: &str = "ops@example.com";
const KEY: &str = "simulated-api-key";

/// SMSAero has words, not codes: `--fail` takes a word of its answers or an HTTP status.
pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let email = accepts.account.as_deref().unwrap_or(EMAIL);
    let key = accepts.token.as_deref().unwrap_or(KEY);
    let mut provider = SmsAero::new(email, key);
    if let Some(failure) = fail {
        match failure.parse() {
            Ok(status @ 400..=599) => provider.fail_with(SmsAeroFailure::Http(status)),
            Ok(_) => {
                return failed(format!(
                    "{failure} is no HTTP status of a failure (400 to 599)"
                ));
            }
            Err(_) => provider.fail_with(SmsAeroFailure::Message(failure.to_owned())),
        }
    }
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://gate.smsaero.ru",
        config: json!({
            "email": email,
            "apiKey": key,
            "senderName": "SMS Aero",
            "templates": text_templates(),
        }),
    })
}
