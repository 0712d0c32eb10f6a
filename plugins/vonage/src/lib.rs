//! Vonage SMS API: one form POST, one JSON reply, which is HTTP 200 also when it is a failure.
//! Reference: <https://developer.vonage.com/en/api/sms>
//!
//! A long text is several messages at Vonage, each with a status of its own. Success is that every
//! one of them has status `0`. When some have and some have not, part of the text is on its way:
//! the failure then says that the message may have been processed. So it does when one part is
//! refused and another one's status leaves open what became of it.

mod codes;
mod config;
mod sign;

use connector_sdk::prelude::*;
use connector_sdk::{failure_of_status, needs_unicode};

pub use config::Config;
pub use sign::{Method as SignatureMethod, signature};

const SEND_URL: &str = "https://rest.nexmo.com/sms/json";

/// The Vonage connector.
pub struct Vonage {
    config: Config,
}

impl Connector for Vonage {
    type Config = Config;

    const INFO: Info = Info::new("vonage", "Vonage")
        .hosts(&["rest.nexmo.com"])
        .docs("https://developer.vonage.com/en/api/sms");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self { config })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let text = config.templates.render(call)?;
        let ttl = config.ttl.map(|milliseconds| milliseconds.to_string());
        let fields = [
            ("api_key", Some(config.api_key.as_str())),
            ("from", Some(config.brand_name.as_str())),
            ("to", Some(call.recipient().digits())),
            ("text", Some(text.as_str())),
            // The default is the GSM alphabet: other characters would arrive as question marks.
            ("type", needs_unicode(&text).then_some("unicode")),
            ("ttl", ttl.as_deref()),
            ("client-ref", config.client_ref.as_deref()),
        ];
        let mut fields: Vec<(&str, &str)> = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        let timestamp = call.now.to_string();
        let sig;
        match &config.signature_secret {
            // Vonage refuses a request that has both the secret and a signature (status 32).
            Some(secret) => {
                fields.push(("timestamp", &timestamp));
                sig = signature(config.signature_method, secret.expose(), &fields);
                fields.push(("sig", &sig));
            }
            None => fields.insert(1, ("api_secret", config.api_secret.expose())),
        }
        Ok(HttpRequest::post(SEND_URL).form(fields))
    }

    fn outcome(&self, _call: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        let parts: Vec<Reply> = reply.elements("/messages").collect();
        let Some(first) = parts.first() else {
            return failure_of_status(response.status).into();
        };
        let refused = parts.iter().find(|part| !is_accepted(part));
        if refused.is_none() && response.status == 200 {
            let segments = u32::try_from(parts.len()).ok();
            return first.sent("/message-id").with_segments(segments);
        }
        match refused.unwrap_or(first).failed("/status", Self::CODES) {
            Outcome::Failed(failure) if parts.iter().any(may_be_on_its_way) => {
                failure.may_have_been_processed().into()
            }
            outcome => outcome,
        }
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

fn is_accepted(part: &Reply) -> bool {
    part.text("/status").as_deref() == Some("0")
}

/// Whether a part was taken, or says nothing that rules it out.
fn may_be_on_its_way(part: &Reply) -> bool {
    let outcome = part.failed("/status", codes::CODES);
    is_accepted(part)
        || matches!(outcome, Outcome::Failed(failure) if failure.may_have_been_processed)
}

export_connector!(Vonage);
