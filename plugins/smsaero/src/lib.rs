//! SMSAero v2: one JSON POST, one JSON reply, which is HTTP 200 also when it is a failure.
//! Reference: <https://smsaero.ru/integration/documentation/api/>
//!
//! Success is `success: true` with the identifier of the message. SMSAero publishes no error codes;
//! failures are told apart by HTTP status, by the field that is at fault and by words, which come
//! from the official client libraries. See `reply.rs`.
//!
//! The reply echoes the text of the message, and with it the passcode.

mod config;
mod reply;

use connector_sdk::prelude::*;
use connector_sdk::segments;

pub use config::Config;

/// The mirrors at other top-level domains are left alone: a request that may have arrived must not
/// be made again somewhere else.
const SEND_URL: &str = "https://gate.smsaero.ru/v2/sms/send";

/// The SMSAero connector.
pub struct SmsAero {
    config: Config,
}

/// The body of a request.
#[derive(Serialize)]
struct Message<'m> {
    number: &'m str,
    sign: &'m str,
    text: &'m str,
}

impl Connector for SmsAero {
    type Config = Config;

    const INFO: Info = Info::new("smsaero", "SMSAero")
        .hosts(&["gate.smsaero.ru"])
        .docs("https://smsaero.ru/integration/documentation/api/");

    fn new(config: Config) -> Result<Self, ConfigError> {
        // The user name of basic authentication ends at its first colon (RFC 7617).
        if config.email.contains(':') {
            let message = "holds a colon, where the API key would begin";
            return Err(ConfigError::at("/email", message));
        }
        Ok(Self { config })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let message = Message {
            number: call.recipient().digits(),
            sign: &config.sender_name,
            text: &config.templates.render(call)?,
        };
        Ok(HttpRequest::post(SEND_URL)
            .basic_auth(&config.email, &config.api_key)
            .json(&message))
    }

    fn outcome(&self, call: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        if response.status != 200 || reply.text("/success").as_deref() != Some("true") {
            return reply::failure(response.status, &reply).into();
        }
        // With several numbers `data` would be a list; one entry is read alike.
        let place = if reply.value("/data/0").is_some() {
            "/data/0"
        } else {
            "/data"
        };
        if reply::is_rejected(&reply, place) {
            return Failure::new(FailureKind::ContentRejected).into();
        }
        let text = self.config.templates.render(call);
        reply
            .sent(&format!("{place}/id"))
            .with_segments(text.ok().map(|text| segments(&text).count))
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

export_connector!(SmsAero);
