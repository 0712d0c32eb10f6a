//! Tencent Cloud SMS: one signed JSON POST, one JSON reply, which is HTTP 200 also when it is a
//! failure. Reference: <https://cloud.tencent.com/document/product/382/55981>
//!
//! The provider keeps the templates; a request names one and gives the values of its numbered
//! variables. Numbers leave in E.164 with the plus sign, always: without it Tencent Cloud takes
//! eleven digits for a number in China, and a code for `14155552671` would reach a stranger there.
//!
//! A template with one code goes everywhere with it, since the number is never in doubt; Tencent
//! Cloud refuses a template that is not for the destination.
//!
//! Failures have two places: `Error` when the whole request is refused, and the `Code` of the
//! number's status when that number is. The same codes are used in both.

mod codes;
mod config;
mod reply;
mod sign;

use connector_sdk::prelude::*;
use connector_sdk::to_json;

pub use config::Config;
pub use sign::{Tc3, tc3_authorization};

/// The connector for Tencent Cloud SMS.
pub struct Tencent {
    config: Config,
}

/// The body of `SendSms`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendSms<'a> {
    phone_number_set: [&'a str; 1],
    sms_sdk_app_id: &'a str,
    sign_name: &'a str,
    template_id: &'a str,
    template_param_set: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_id: Option<&'a str>,
    session_context: &'a str,
}

impl Connector for Tencent {
    type Config = Config;

    const INFO: Info = Info::new("tencent", "Tencent Cloud SMS")
        .hosts(&["sms.tencentcloudapi.com", "sms.intl.tencentcloudapi.com"])
        .docs("https://cloud.tencent.com/document/product/382/55981");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self { config })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let config = &self.config;
        let recipient = call.recipient();
        let template = config.templates.choose(call)?;
        let parameters = template.params.fill(&call.payload)?;
        let sender_id = config.sender_id.as_deref();
        let body = to_json(&SendSms {
            phone_number_set: [recipient.e164()],
            sms_sdk_app_id: &config.sdk_app_id,
            sign_name: &config.sign_name,
            template_id: template.template_code.of(recipient),
            template_param_set: parameters.values(),
            sender_id: sender_id.filter(|_| !recipient.is_mainland_china()),
            session_context: call.message_id(),
        });
        Ok(sign::signed(config, call, body))
    }

    fn outcome(&self, _call: &Call, response: &HttpResponse) -> Outcome {
        reply::outcome(response)
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

export_connector!(Tencent);
