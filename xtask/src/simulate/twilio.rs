//! A Twilio account with one sender.

use connector_testkit::sim::Twilio;
use serde_json::json;

use super::provider::{Credentials, Simulated, known, text_templates};
use crate::chore::Chore;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "simulated-auth-token";
const MESSAGING_SERVICE: &str = "MG00000000000000000000000000000001";

pub(super) fn simulated(accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
    let account = accepts.account.as_deref().unwrap_or(ACCOUNT);
    let token = accepts.token.as_deref().unwrap_or(TOKEN);
    let mut provider = Twilio::new(account, token);
    if let Some(code) = fail {
        provider.fail_with(known("twilio", code, Twilio::codes())?);
    }
    let config = json!({
        "accountSID": account,
        "authToken": token,
        "fromMessagingServiceSID": MESSAGING_SERVICE,
        "templates": text_templates(),
    });
    Ok(Simulated {
        provider: Box::new(provider),
        origin: "https://api.twilio.com",
        config,
    })
}
