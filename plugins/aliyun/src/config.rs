//! Settings of an Alibaba Cloud account.

use connector_sdk::prelude::*;
use connector_sdk::schema::usage_type;
use connector_sdk::{ProviderTemplate, ProviderTemplates, TemplateCode, Variables};

/// Settings of one Alibaba Cloud account. Signs and templates are kept at
/// <https://dysms.console.aliyun.com>.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Alibaba Cloud SMS")]
pub struct Config {
    /// ID of an access key, from the RAM console.
    #[schemars(title = "Access key ID", length(min = 1), example = &"LTAI0000000000000000")]
    pub(crate) access_key_id: String,

    /// Secret of the access key; the console shows it once.
    #[schemars(example = &"your-access-key-secret")]
    pub(crate) access_key_secret: Secret<String>,

    /// Approved sign, without brackets. It stands in front of every text.
    #[schemars(length(min = 1), example = &"阿里云")]
    pub(crate) sign_name: String,

    /// Templates by usage type.
    pub(crate) templates: ProviderTemplates<Template>,

    /// Taken for compatibility and without effect: whether a number is of mainland China is known
    /// from its country code, with or without this.
    #[schemars(example = true)]
    strict_phone_region_number_check: Option<bool>,

    /// Region whose endpoint is called, which also is the site of the account: regions that begin
    /// with `cn-` are those of the China site, the others of the international site.
    #[serde(default)]
    #[schemars(example = &"cn-hangzhou")]
    pub(crate) region: Region,

    /// Sign for numbers outside mainland China, where it differs; at the international site the
    /// sender of messages to them.
    #[schemars(length(min = 1), example = &"Acme")]
    pub(crate) overseas_sign_name: Option<String>,

    /// How requests are signed.
    #[serde(default)]
    #[schemars(example = &"ACS3")]
    pub(crate) signature_version: SignatureVersion,

    /// Token that belongs to temporary credentials (STS).
    #[schemars(example = &"your-sts-token")]
    pub(crate) security_token: Option<Secret<String>>,
}

/// Where an account is registered, which decides what it may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// aliyun.com
    China,
    /// alibabacloud.com
    International,
}

/// Regions that have an endpoint of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) enum Region {
    /// Hangzhou, and every other region of mainland China.
    #[default]
    #[serde(rename = "cn-hangzhou")]
    CnHangzhou,
    /// Beijing.
    #[serde(rename = "cn-beijing")]
    CnBeijing,
    /// Hong Kong.
    #[serde(rename = "cn-hongkong")]
    CnHongkong,
    /// Singapore.
    #[serde(rename = "ap-southeast-1")]
    ApSoutheast1,
    /// Jakarta.
    #[serde(rename = "ap-southeast-5")]
    ApSoutheast5,
    /// Frankfurt.
    #[serde(rename = "eu-central-1")]
    EuCentral1,
    /// Virginia.
    #[serde(rename = "us-east-1")]
    UsEast1,
}

impl Region {
    pub(crate) fn site(self) -> Site {
        match self {
            Self::CnHangzhou | Self::CnBeijing | Self::CnHongkong => Site::China,
            Self::ApSoutheast1 | Self::ApSoutheast5 | Self::EuCentral1 | Self::UsEast1 => {
                Site::International
            }
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CnHangzhou => "cn-hangzhou",
            Self::CnBeijing => "cn-beijing",
            Self::CnHongkong => "cn-hongkong",
            Self::ApSoutheast1 => "ap-southeast-1",
            Self::ApSoutheast5 => "ap-southeast-5",
            Self::EuCentral1 => "eu-central-1",
            Self::UsEast1 => "us-east-1",
        }
    }

    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::CnHangzhou => "dysmsapi.aliyuncs.com",
            Self::CnBeijing => "dysmsapi-proxy.cn-beijing.aliyuncs.com",
            Self::CnHongkong => "dysmsapi-xman.cn-hongkong.aliyuncs.com",
            Self::ApSoutheast1 => "dysmsapi.ap-southeast-1.aliyuncs.com",
            Self::ApSoutheast5 => "dysmsapi.ap-southeast-5.aliyuncs.com",
            Self::EuCentral1 => "dysmsapi.eu-central-1.aliyuncs.com",
            Self::UsEast1 => "dysmsapi.us-east-1.aliyuncs.com",
        }
    }
}

/// How requests are signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) enum SignatureVersion {
    /// ACS3-HMAC-SHA256.
    #[default]
    #[serde(rename = "ACS3")]
    Acs3,
    /// The RPC signature with HMAC-SHA1, for gateways that know no other.
    #[serde(rename = "1.0")]
    V1,
}

/// A template that the provider keeps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct Template {
    /// When the template is used.
    #[schemars(schema_with = "usage_type", example = &"SignIn")]
    pub(crate) usage_type: UsageType,

    /// Code of the template, or `{china, overseas}` for one code each.
    #[schemars(example = &"SMS_153055065")]
    pub(crate) template_code: TemplateCode,

    /// Kind of the template, as the provider numbers them: 2 a passcode, 6 an international
    /// message. An only code that is of kind 6 may go to numbers of +1.
    #[serde(rename = "type")]
    #[schemars(range(max = 7), example = 2)]
    pub(crate) kind: Option<u8>,

    /// Payload variables that the template takes; nothing else of a payload goes out.
    #[serde(default)]
    pub(crate) params: Variables,

    /// Text for numbers that get no template: those of +1, and at the international site all
    /// outside mainland China. `{{code}}` becomes the passcode.
    #[schemars(length(min = 1), example = &"Your code is {{code}}.")]
    pub(crate) content: Option<String>,
}

impl Template {
    /// The kind of a template that does not go to mainland China.
    pub(crate) const INTERNATIONAL: u8 = 6;
}

impl ProviderTemplate for Template {
    const EXAMPLE_CODE: &'static str = "SMS_153055065";

    fn usage_type(&self) -> UsageType {
        self.usage_type
    }
}

impl Config {
    /// What has no effect, does not work, or leaves some numbers without a message.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut note = |pointer: &str, message: &str| findings.push(Finding::at(pointer, message));
        if self.strict_phone_region_number_check == Some(false) {
            let message = "has no effect: the country of a number is known, and decides";
            note("/strictPhoneRegionNumberCheck", message);
        }
        let abroad = self.region.site() == Site::International;
        let sender = self.overseas_sign_name.as_deref();
        if abroad && sender.is_some_and(|sender| !is_sender(sender)) {
            let message = "is neither up to 11 letters and digits nor up to 15 digits";
            note("/overseasSignName", message);
        }
        for (index, template) in self.templates.iter().enumerate() {
            if abroad && template.content.is_none() {
                let message = "has no `content`: numbers outside mainland China get no message";
                note(&format!("/templates/{index}"), message);
            }
            if matches!(&template.template_code, TemplateCode::ByDestination(codes) if codes.china == codes.overseas)
            {
                let message = "has one code for both destinations: numbers of +1 get no template";
                note(&format!("/templates/{index}/templateCode"), message);
            }
        }
        findings
    }
}

/// Up to 11 letters and digits, or up to 15 digits.
fn is_sender(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let longest = if is_number { 15 } else { 11 };
    text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
