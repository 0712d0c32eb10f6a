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

/// Characters of an API key, as the official client libraries check them.
const KEY_LENGTH: std::ops::RangeInclusive<usize> = 16..=32;

/// Characters of the longest text that the official client libraries take.
const LONGEST_TEXT: usize = 640;

impl Config {
    /// What looks like a mistake: worth a look before the first send.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.email.contains('@') {
            let message = "is not an e-mail address, which the account is known by";
            findings.push(Finding::at("/email", message));
        }
        if !KEY_LENGTH.contains(&self.api_key.expose().chars().count()) {
            let message = "is not 16 to 32 characters long, as API keys are";
            findings.push(Finding::at("/apiKey", message));
        }
        for (index, template) in self.templates.iter().enumerate() {
            if template.content.chars().count() > LONGEST_TEXT {
                let message = "is longer than 640 characters, which the provider may refuse";
                let pointer = format!("/templates/{index}/content");
                findings.push(Finding::at(pointer, message));
            }
        }
        findings.extend(self.templates.findings("/templates"));
        findings
    }
}
