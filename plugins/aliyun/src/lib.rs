//! Alibaba Cloud SMS: one signed POST, one JSON reply, which is HTTP 200 also when it is a failure.
//! Reference: <https://www.alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms>
//!
//! The provider keeps the templates; a request names one and fills its variables. Which template,
//! and whether there is a request at all, depends on the country of the parsed number and never on
//! the shape of its digits; the table is in `action.rs`. A number of `+1` leaves only with what
//! cannot go to mainland China: a template for overseas, or a text. When a config has neither, there
//! is no request but a failure that says what to configure.
//!
//! Numbers leave as country code and number, without a plus sign, mainland ones too.

mod action;
mod codes;
mod config;
mod reply;
mod sign;

use action::Action;
use config::SignatureVersion;
use connector_sdk::prelude::*;

pub use config::Config;
pub use sign::{acs3_authorization, rpc_v1_signature};

/// The connector for Alibaba Cloud SMS.
pub struct Aliyun {
    config: Config,
}

impl Connector for Aliyun {
    type Config = Config;

    const INFO: Info = Info::new("aliyun", "Alibaba Cloud SMS")
        .hosts(&[
            "dysmsapi.aliyuncs.com",
            "dysmsapi-proxy.cn-beijing.aliyuncs.com",
            "dysmsapi-xman.cn-hongkong.aliyuncs.com",
            "dysmsapi.ap-southeast-1.aliyuncs.com",
            "dysmsapi.ap-southeast-5.aliyuncs.com",
            "dysmsapi.eu-central-1.aliyuncs.com",
            "dysmsapi.us-east-1.aliyuncs.com",
        ])
        .docs("https://www.alibabacloud.com/help/en/sms/");

    const CODES: &[Code] = codes::CODES;

    fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self { config })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        let action = Action::choose(&self.config, call)?;
        Ok(match self.config.signature_version {
            SignatureVersion::Acs3 => sign::acs3(&self.config, call, &action),
            SignatureVersion::V1 => sign::rpc_v1(&self.config, call, &action),
        })
    }

    fn outcome(&self, _call: &Call, response: &HttpResponse) -> Outcome {
        reply::outcome(response)
    }

    fn check(config: &Config) -> Vec<Finding> {
        config.findings()
    }
}

export_connector!(Aliyun);
