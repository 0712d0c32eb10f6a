//! GatewayAPI, in both of its dialects. The endpoint decides which:
//!
//! - the legacy REST API, `https://gatewayapi.com/rest/mtsms`, and
//! - the Messaging API, `https://messaging.gatewayapi.com/mobile/single`,
//!
//! each also on the `.eu` platform, where other tokens are good.
//! References: <https://gatewayapi.com/docs/apis/rest/>, <https://gatewayapi.com/docs/apis/messaging/>

mod codes;
mod config;
mod endpoint;
mod reply;

use connector_sdk::prelude::*;
use connector_sdk::{needs_unicode, segments};

pub use config::Config;
use endpoint::{Dialect, Endpoint};

/// The GatewayAPI connector.
pub struct GatewayApi {
    config: Config,
    endpoint: Endpoint,
    /// The legacy API takes the token as the user of a basic authentication without password.
    no_password: Secret<String>,
}

/// A message in the legacy dialect.
#[derive(Serialize)]
struct LegacyMessage<'m> {
    message: &'m str,
    sender: &'m str,
    recipients: [LegacyRecipient<'m>; 1],
    /// The default is the GSM alphabet: other characters would be lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
}

#[derive(Serialize)]
struct LegacyRecipient<'m> {
    msisdn: &'m str,
}

/// A message in the dialect of the Messaging API, which chooses the encoding itself.
#[derive(Serialize)]
struct Message<'m> {
    sender: &'m str,
    recipient: u64,
    message: &'m str,
}

impl Connector for GatewayApi {
    type Config = Config;

    const INFO: Info = Info::new("gatewayapi", "GatewayAPI")
        .hosts(&endpoint::HOSTS)
        .docs("https://gatewayapi.com/docs/");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        let endpoint = Endpoint::parse(&config.endpoint)?;
        Ok(Self {
            config,
            endpoint,
            no_password: Secret::default(),
        })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let text = config.templates.render(call)?;
        let (token, digits) = (config.api_token.expose(), call.recipient().digits());
        let request = HttpRequest::post(self.endpoint.url.as_str());
        Ok(match self.endpoint.dialect {
            Dialect::Legacy => request
                .basic_auth(token, &self.no_password)
                .json(&LegacyMessage {
                    message: &text,
                    sender: &config.sender,
                    recipients: [LegacyRecipient { msisdn: digits }],
                    encoding: needs_unicode(&text).then_some("UCS2"),
                }),
            Dialect::Messaging => {
                let recipient = digits.parse();
                let recipient =
                    recipient.map_err(|_| Failure::new(FailureKind::InvalidRecipient))?;
                request
                    .secret_header("Authorization", format!("Token {token}"))
                    .json(&Message {
                        sender: &config.sender,
                        recipient,
                        message: &text,
                    })
            }
        })
    }

    fn outcome(&self, call: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        let (accepted, id) = match self.endpoint.dialect {
            Dialect::Legacy => (200, "/ids/0"),
            Dialect::Messaging => (202, "/msg_id"),
        };
        if response.status != accepted {
            return reply::failure(response.status, &reply).into();
        }
        let text = self.config.templates.render(call);
        reply
            .sent(id)
            .with_segments(text.ok().map(|text| segments(&text).count))
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

export_connector!(GatewayApi);
