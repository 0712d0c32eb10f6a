//! Settings of a Tencent Cloud account.

use connector_sdk::prelude::*;
use connector_sdk::schema::usage_type;
use connector_sdk::{ProviderTemplate, ProviderTemplates, TemplateCode, Variables};

/// Regions that are documented for `X-TC-Region`. The list may not be complete.
const REGIONS: [&str; 4] = ["ap-guangzhou", "ap-beijing", "ap-nanjing", "ap-singapore"];

/// Settings of one Tencent Cloud account. Apps, signs and templates are kept at
/// <https://console.cloud.tencent.com/smsv2>.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Tencent Cloud SMS")]
pub struct Config {
    /// ID of an API key (`SecretId`), from <https://console.cloud.tencent.com/cam/capi>.
    #[schemars(title = "Access key ID", length(min = 1), example = &"AKID00000000000000000000000000000000")]
    pub(crate) access_key_id: String,

    /// Secret of the API key (`SecretKey`); the console shows it once.
    #[schemars(example = &"your-secret-key")]
    pub(crate) access_key_secret: Secret<String>,

    /// Approved sign: its content without brackets, not its ID.
    #[schemars(length(min = 1), example = &"腾讯云")]
    pub(crate) sign_name: String,

    /// ID of the SMS app (`SdkAppId`), from its page in the console.
    #[schemars(title = "SDK app ID", length(min = 1), example = &"1400006666")]
    pub(crate) sdk_app_id: String,

    /// Region that serves the request: `ap-guangzhou`, `ap-beijing` or `ap-nanjing`, and
    /// `ap-singapore` at the international site.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), example = &"ap-guangzhou")]
    pub(crate) region: String,

    /// Templates by usage type.
    pub(crate) templates: ProviderTemplates<Template>,

    /// The site that the account belongs to.
    #[serde(default)]
    #[schemars(example = &"china")]
    pub(crate) site: Site,

    /// Sender of messages to numbers outside mainland China, where one is registered.
    #[schemars(title = "Sender ID", length(min = 1), example = &"Acme")]
    pub(crate) sender_id: Option<String>,

    /// Token that belongs to temporary credentials (STS).
    #[schemars(example = &"your-sts-token")]
    pub(crate) security_token: Option<Secret<String>>,
}

/// Where an account is registered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Site {
    /// cloud.tencent.com
    #[default]
    China,
    /// tencentcloud.com
    International,
}

impl Site {
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::China => "sms.tencentcloudapi.com",
            Self::International => "sms.intl.tencentcloudapi.com",
        }
    }
}

/// A template that the provider keeps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct Template {
    /// When the template is used.
    #[schemars(schema_with = "usage_type", example = &"SignIn")]
    usage_type: UsageType,

    /// ID of the template, or `{china, overseas}` for one ID each.
    #[schemars(example = &"1110")]
    pub(crate) template_code: TemplateCode,

    /// Payload variables in the order of the template's numbers; nothing else of a payload goes
    /// out.
    #[serde(default)]
    pub(crate) params: Variables,
}

impl ProviderTemplate for Template {
    const EXAMPLE_CODE: &'static str = "1110";

    fn usage_type(&self) -> UsageType {
        self.usage_type
    }
}

impl Config {
    /// What looks like a mistake: worth a look before the first send.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let rules = [
            (
                "/signName",
                self.sign_name.starts_with(['【', '[']),
                "is written without brackets",
            ),
            (
                "/sdkAppId",
                !is_number(&self.sdk_app_id),
                "is not a number, as the console shows it",
            ),
            (
                "/region",
                !REGIONS.contains(&self.region.as_str()),
                "is not among the regions that are known to serve SMS",
            ),
        ];
        let broken = rules.into_iter().filter(|(_, applies, _)| *applies);
        broken
            .map(|(pointer, _, message)| Finding::at(pointer, message))
            .collect()
    }
}
