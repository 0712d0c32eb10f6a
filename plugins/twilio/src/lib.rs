//! Twilio Programmable Messaging: one form POST, one JSON reply.
//! Reference: <https://www.twilio.com/docs/messaging/api/message-resource>
//!
//! Success is HTTP 2xx with a message `sid`, no `error_code` and a status that is not a failure.
//! Replies are classified by `code` only: Twilio announces that the texts change.

mod codes;
mod config;

use connector_sdk::encoding::percent_encode;
use connector_sdk::prelude::*;
use connector_sdk::segments;

pub use config::Config;
use config::Credentials;

/// Statuses of a message that Twilio took and will not deliver.
const FAILED: [&str; 3] = ["failed", "undelivered", "canceled"];

/// The Twilio connector.
pub struct Twilio {
    config: Config,
    credentials: Credentials,
    /// The parameter that names the sender, and its value.
    sender: (&'static str, String),
}

impl Connector for Twilio {
    type Config = Config;

    const INFO: Info = Info::new("twilio", "Twilio")
        .hosts(&[
            "api.twilio.com",
            "api.dublin.ie1.twilio.com",
            "api.sydney.au1.twilio.com",
        ])
        .docs("https://www.twilio.com/docs/messaging/api/message-resource");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self {
            credentials: config.credentials()?,
            sender: config.sender()?,
            config,
        })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let url = format!(
            "https://{}/2010-04-01/Accounts/{}/Messages.json",
            config.region.host(),
            percent_encode(&config.account_sid)
        );
        let body = config.templates.render(call)?;
        let risk_check = if config.disable_risk_check {
            "disable"
        } else {
            "enable"
        };
        let (sender_parameter, sender) = &self.sender;
        let validity_period = config.validity_period.map(|seconds| seconds.to_string());
        let fields = [
            ("To", Some(call.recipient().e164())),
            (sender_parameter, Some(sender)),
            ("Body", Some(body.as_str())),
            ("RiskCheck", Some(risk_check)),
            ("ValidityPeriod", validity_period.as_deref()),
            ("StatusCallback", config.status_callback.as_deref()),
        ];
        Ok(HttpRequest::post(url)
            .basic_auth(&self.credentials.user, &self.credentials.password)
            .form(
                fields
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?))),
            ))
    }

    fn outcome(&self, call: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        if !(200..300).contains(&response.status) {
            return reply.failed("/code", Self::CODES);
        }
        if reply.value("/error_code").is_some() {
            return reply.failed("/error_code", Self::CODES);
        }
        let status = reply.text("/status");
        if status.is_some_and(|status| FAILED.contains(&status.as_str())) {
            return Failure::new(FailureKind::OutcomeUnknown)
                .message("Twilio took the message, reports it as failed and does not say why")
                .into();
        }
        // With a Messaging Service Twilio does not know the number yet, and says "0".
        let told = reply.number("/num_segments").filter(|count| *count > 0);
        let counted = || {
            self.config
                .templates
                .render(call)
                .ok()
                .map(|text| segments(&text).count)
        };
        reply.sent("/sid").with_segments(told.or_else(counted))
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

export_connector!(Twilio);
