//! Settings of a Twilio account.

use connector_sdk::prelude::*;
use connector_sdk::schema::require_one_of;
use schemars::Schema;

/// Settings of one Twilio account. Names and identifiers are shown at <https://console.twilio.com>.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Twilio", transform = needs_sender_and_credentials)]
pub struct Config {
    /// Account SID: `AC` and 32 hexadecimal digits, on the start page of the console.
    #[serde(rename = "accountSID")]
    #[schemars(length(min = 1), example = &"AC00000000000000000000000000000000")]
    pub(crate) account_sid: String,

    /// Auth token of the account, next to the account SID. Not needed with an API key.
    #[schemars(example = &"your-auth-token")]
    auth_token: Option<Secret<String>>,

    /// SID of an API key (`SK` and 32 hexadecimal digits), to be used in place of the auth token.
    #[serde(rename = "apiKeySID")]
    #[schemars(title = "API key SID", length(min = 1), example = &"SK00000000000000000000000000000000")]
    api_key_sid: Option<String>,

    /// Secret of the API key; the console shows it once.
    #[schemars(title = "API key secret", example = &"your-api-key-secret")]
    api_key_secret: Option<Secret<String>>,

    /// SID of a Messaging Service (`MG` and 32 hexadecimal digits), which chooses the sender.
    #[serde(rename = "fromMessagingServiceSID")]
    #[schemars(length(min = 1), example = &"MG00000000000000000000000000000000")]
    pub(crate) from_messaging_service_sid: Option<String>,

    /// Sender: a number of the account in E.164, a short code or an alphanumeric sender ID.
    /// Not used when a Messaging Service is set.
    #[schemars(length(min = 1), example = &"+15005550006")]
    from: Option<String>,

    /// Message texts by usage type.
    pub(crate) templates: TextTemplates,

    /// Send without Twilio's check for SMS pumping.
    #[serde(default)]
    #[schemars(example = false)]
    pub(crate) disable_risk_check: bool,

    /// Twilio region that processes the messages. Credentials belong to one region.
    #[serde(default)]
    #[schemars(example = Region::Ie1)]
    pub(crate) region: Region,

    /// Seconds after which Twilio gives up a message it could not hand over; set it to the
    /// lifetime of a code. Twilio's own default is 36000.
    #[schemars(range(min = 1, max = 36000), example = 600)]
    pub(crate) validity_period: Option<u32>,

    /// URL that Twilio calls when the status of a message changes.
    #[schemars(url, example = &"https://example.com/twilio/status")]
    pub(crate) status_callback: Option<String>,
}

/// Regions in which Twilio processes messages. SMS in `au1` is unverified: Twilio lists the host
/// and does not confirm the product.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Region {
    /// United States.
    #[default]
    Us1,
    /// Ireland.
    Ie1,
    /// Australia.
    Au1,
}

impl Region {
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::Us1 => "api.twilio.com",
            Self::Ie1 => "api.dublin.ie1.twilio.com",
            Self::Au1 => "api.sydney.au1.twilio.com",
        }
    }
}

/// The user and password of a request.
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: Secret<String>,
}

impl Config {
    /// An API key, when there is one, and else the account's own token.
    pub(crate) fn credentials(&self) -> Result<Credentials, ConfigError> {
        let (user, password) = match (&self.api_key_sid, &self.api_key_secret, &self.auth_token) {
            (Some(sid), Some(secret), _) => (sid, secret),
            (_, _, Some(token)) => (&self.account_sid, token),
            _ => {
                let message = "needs `authToken`, or `apiKeySID` together with `apiKeySecret`";
                return Err(ConfigError::new(message));
            }
        };
        Ok(Credentials {
            user: user.clone(),
            password: password.clone(),
        })
    }

    /// The sender, unless a Messaging Service chooses it.
    pub(crate) fn sender(&self) -> Option<&str> {
        match self.from_messaging_service_sid {
            Some(_) => None,
            None => self.from.as_deref(),
        }
    }

    /// Identifiers that Twilio would not know, by their shape.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let identifiers = [
            ("/accountSID", "AC", Some(&self.account_sid)),
            ("/apiKeySID", "SK", self.api_key_sid.as_ref()),
            (
                "/fromMessagingServiceSID",
                "MG",
                self.from_messaging_service_sid.as_ref(),
            ),
        ];
        let odd = |(pointer, prefix, value): (&str, &str, Option<&String>)| {
            let value = value?;
            (!is_sid(value, prefix)).then(|| {
                let message = format!("is not `{prefix}` and 32 hexadecimal digits");
                Finding::at(pointer, message)
            })
        };
        let mut findings: Vec<Finding> = identifiers.into_iter().filter_map(odd).collect();
        findings.extend(self.templates.findings("/templates"));
        findings
    }
}

fn is_sid(value: &str, prefix: &str) -> bool {
    let digits = value.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn needs_sender_and_credentials(schema: &mut Schema) {
    require_one_of(schema, &[&["fromMessagingServiceSID"], &["from"]]);
    require_one_of(schema, &[&["authToken"], &["apiKeySID", "apiKeySecret"]]);
}
