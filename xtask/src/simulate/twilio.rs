//! A Twilio account with one sender.

use connector_testkit::sim::Twilio;
use serde_json::json;

use super::provider::{Credentials, Simulated, text_templates};
use crate::chore::{Chore, failed};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "simulated-auth-token";
const MESSAGING_SERVICE: &str = "MG00000000000000000000000000000001";

pub(super) fn simulated(accepts: &Credentials, fail: Option<u32>) -> Chore<Simulated> {
    let account = accepts.account.as_deref().unwrap_or(ACCOUNT);
    let token = accepts.token.as_deref().unwrap_or(TOKEN);
    let mut provider = Twilio::new(account, token);
    if let Some(code) = fail {
        if !Twilio::codes().any(|known| known == code) {
            let known: Vec<_> = Twilio::codes().map(|code| code.to_string()).collect();
            return failed(format!(
                "twilio has no code {code}, only {}",
                known.join(", ")
            ));
        }
        provider.fail_with(code);
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
