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
    from_messaging_service_sid: Option<String>,

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
    /// An API key, when there is one, and else the account's own token. Half an API key is a
    /// mistake, even beside a token that would do.
    pub(crate) fn credentials(&self) -> Result<Credentials, ConfigError> {
        let (user, password) = match (&self.api_key_sid, &self.api_key_secret, &self.auth_token) {
            (Some(sid), Some(secret), _) => (sid, secret),
            (Some(_), None, _) => {
                let message = "needs `apiKeySecret`, the secret of that key";
                return Err(ConfigError::at("/apiKeySID", message));
            }
            (None, Some(_), _) => {
                let message = "needs `apiKeySID`, the key that it belongs to";
                return Err(ConfigError::at("/apiKeySecret", message));
            }
            (None, None, Some(token)) => (&self.account_sid, token),
            (None, None, None) => {
                let message = "needs `authToken`, or `apiKeySID` together with `apiKeySecret`";
                return Err(ConfigError::new(message));
            }
        };
        Ok(Credentials {
            user: user.clone(),
            password: password.clone(),
        })
    }

    /// The parameter that names the sender, and its value. A Messaging Service wins.
    pub(crate) fn sender(&self) -> Result<(&'static str, String), ConfigError> {
        let service = self.from_messaging_service_sid.as_ref();
        let service = service.map(|sid| ("MessagingServiceSid", sid.clone()));
        let from = self.from.as_ref().map(|from| ("From", from.clone()));
        service
            .or(from)
            .ok_or_else(|| ConfigError::new("needs `fromMessagingServiceSID` or `from`"))
    }

    /// What is odd, has no effect or is not certain to work: worth a look before the first send.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let service = self.from_messaging_service_sid.as_deref();
        let from = self.from.as_deref();
        let callback = self.status_callback.as_deref();
        let no_sid = |sid: Option<&str>, prefix| sid.is_some_and(|sid| !is_sid(sid, prefix));
        let rules = [
            (
                "/accountSID",
                no_sid(Some(&self.account_sid), "AC"),
                "is not `AC` and 32 hexadecimal digits",
            ),
            (
                "/authToken",
                self.auth_token.is_some() && self.api_key_sid.is_some(),
                "is not used: the API key is",
            ),
            (
                "/apiKeySID",
                no_sid(self.api_key_sid.as_deref(), "SK"),
                "is not `SK` and 32 hexadecimal digits",
            ),
            (
                "/fromMessagingServiceSID",
                no_sid(service, "MG"),
                "is not `MG` and 32 hexadecimal digits",
            ),
            (
                "/from",
                from.is_some() && service.is_some(),
                "is not used: the Messaging Service chooses the sender",
            ),
            (
                "/from",
                from.is_some_and(|from| !is_sender(from)),
                "is neither a number in E.164, nor a short code, nor a name of at most 11 characters",
            ),
            (
                "/region",
                matches!(self.region, Region::Au1),
                "is a region for which Twilio does not confirm SMS; test it before you rely on it",
            ),
            (
                "/validityPeriod",
                self.validity_period.is_some_and(|seconds| seconds <= 5),
                "is so short that messages expire in the queue; Twilio advises more than 5 seconds",
            ),
            (
                "/statusCallback",
                callback.is_some_and(|url| host_of(url).contains('_')),
                "has an underscore in its host name, which Twilio refuses",
            ),
        ];
        let broken = rules.into_iter().filter(|(_, applies, _)| *applies);
        broken
            .map(|(pointer, _, message)| Finding::at(pointer, message))
            .chain(self.templates.findings("/templates"))
            .collect()
    }
}

fn is_sid(value: &str, prefix: &str) -> bool {
    let digits = value.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A number, a short code, a name, or the address of a channel such as `whatsapp:+1...`.
fn is_sender(value: &str) -> bool {
    let is_digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    match value.strip_prefix('+') {
        Some(digits) => is_digits(digits, 7..=15),
        None => {
            let is_name = value.len() <= 11 && value.bytes().any(|byte| byte.is_ascii_alphabetic());
            is_name || is_digits(value, 3..=8) || value.contains(':')
        }
    }
}

/// The host name of a URL, with its port.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

fn needs_sender_and_credentials(schema: &mut Schema) {
    require_one_of(schema, &[&["fromMessagingServiceSID"], &["from"]]);
    require_one_of(schema, &[&["authToken"], &["apiKeySID", "apiKeySecret"]]);
}
