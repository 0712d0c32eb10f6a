//! Settings of a Vonage account.

use connector_sdk::prelude::*;

use crate::SignatureMethod;

/// Settings of one Vonage account. Keys are shown at <https://dashboard.nexmo.com/settings>.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Vonage")]
pub struct Config {
    /// API key of the account: eight characters, at the top of the dashboard.
    #[schemars(title = "API key", length(min = 1), example = &"abcd1234")]
    pub(crate) api_key: String,

    /// API secret of the account, beside the key. Stays here when requests are signed.
    #[schemars(title = "API secret", example = &"your-api-secret")]
    pub(crate) api_secret: Secret<String>,

    /// Sender: up to 11 letters and digits, or up to 15 digits of a number without the plus sign.
    #[schemars(length(min = 1, max = 15), example = &"Acme")]
    pub(crate) brand_name: String,

    /// Message texts by usage type.
    pub(crate) templates: TextTemplates,

    /// Signature secret. With it, requests carry a signature in place of the API secret; signed
    /// requests must be switched on in the dashboard.
    #[schemars(example = &"your-signature-secret")]
    pub(crate) signature_secret: Option<Secret<String>>,

    /// How requests are signed, as set in the dashboard.
    #[serde(default)]
    #[schemars(example = SignatureMethod::Sha256)]
    pub(crate) signature_method: SignatureMethod,

    /// Milliseconds after which Vonage gives up; set it to the lifetime of a code. Vonage's own
    /// default is 72 hours, and not every carrier keeps less than 30 minutes.
    #[schemars(
        title = "TTL",
        range(min = 20_000, max = 604_800_000),
        example = 1_800_000
    )]
    pub(crate) ttl: Option<u32>,

    /// Reference that Vonage repeats in its reports.
    #[schemars(length(min = 1, max = 100), example = &"sign-in")]
    pub(crate) client_ref: Option<String>,
}

impl Config {
    /// Senders that carriers replace or refuse, by their shape, and what the texts call for.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let sender = &self.brand_name;
        let is_number = sender.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = sender.len() <= 11 && sender.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut findings = Vec::new();
        if !is_number && !is_name {
            let message = "is neither up to 11 letters and digits nor a number without plus sign";
            findings.push(Finding::at("/brandName", message));
        }
        if self.signature_method != SignatureMethod::default() && self.signature_secret.is_none() {
            let message = "is not used: without `signatureSecret` no request is signed";
            findings.push(Finding::at("/signatureMethod", message));
        }
        findings.extend(self.templates.findings("/templates"));
        findings
    }
}
