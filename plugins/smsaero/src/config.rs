//! Settings of an SMSAero account.

use connector_sdk::prelude::*;

/// Settings of one SMSAero account. All values are in the personal account at <https://smsaero.ru>.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "SMSAero")]
pub struct Config {
    /// E-mail address with which you sign in to SMSAero.
    #[schemars(length(min = 1), example = &"ops@example.com")]
    pub(crate) email: String,

    /// API key, from the settings of the account under "API and SMPP".
    #[schemars(title = "API key", example = &"your-api-key")]
    pub(crate) api_key: Secret<String>,

    /// Sender: a name that SMSAero has approved for the account, or the shared "SMS Aero".
    #[schemars(length(min = 2, max = 64), example = &"SMS Aero")]
    pub(crate) sender_name: String,

    /// Message texts by usage type.
    pub(crate) templates: TextTemplates,
}
