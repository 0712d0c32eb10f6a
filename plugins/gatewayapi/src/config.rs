//! Settings of a GatewayAPI account.

use connector_sdk::prelude::*;

/// Settings of one GatewayAPI account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "GatewayAPI")]
pub struct Config {
    /// URL of the API, which decides its dialect and the platform:
    /// `https://gatewayapi.com/rest/mtsms` or `https://messaging.gatewayapi.com/mobile/single`, or
    /// the same with `.eu`.
    #[schemars(url, example = &"https://gatewayapi.com/rest/mtsms")]
    pub(crate) endpoint: String,

    /// API token, from the dashboard under API. It is good on its own platform only.
    #[schemars(title = "API token", example = &"your-api-token")]
    pub(crate) api_token: Secret<String>,

    /// Sender: up to 11 letters and digits, or up to 15 digits.
    #[schemars(length(min = 1, max = 18), example = &"Acme")]
    pub(crate) sender: String,

    /// Message texts by usage type.
    pub(crate) templates: TextTemplates,
}

impl Config {
    /// A sender that may be replaced on its way, and what the texts call for.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let is_number = self.sender.bytes().all(|byte| byte.is_ascii_digit());
        let longest = if is_number { 15 } else { 11 };
        let mut findings = Vec::new();
        if self.sender.chars().count() > longest {
            let message =
                "is longer than 11 characters or 15 digits and may be replaced on its way";
            findings.push(Finding::at("/sender", message));
        }
        // Its four endpoints differ in more than this; `new` refuses what is none of them.
        if self.endpoint.contains("/mobile/") && self.sender.chars().count() < 3 {
            let message = "is shorter than 3 characters, which the Messaging API refuses";
            findings.push(Finding::at("/sender", message));
        }
        findings.extend(self.templates.findings("/templates"));
        findings
    }
}
