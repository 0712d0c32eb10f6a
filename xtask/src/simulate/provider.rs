//! The providers that can be simulated.

use std::fmt::Display;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use connector_testkit::sim::Provider;
use serde_json::{Value, json};

use super::{aliyun, any, gatewayapi, http, smsaero, tencent, twilio, vonage};
use crate::chore::{Chore, failed};

/// A provider whose type does not matter.
pub(crate) type Boxed = Box<dyn Provider>;

/// A provider, by the id of its connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Twilio's Messages resource.
    Twilio,
    /// SMSAero v2.
    #[value(name = "smsaero")]
    SmsAero,
    /// GatewayAPI, both dialects.
    #[value(name = "gatewayapi")]
    GatewayApi,
    /// Vonage's SMS API.
    Vonage,
    /// Alibaba Cloud SMS, the China site.
    Aliyun,
    /// Tencent Cloud SMS.
    Tencent,
    /// An endpoint that the `http` connector sends to.
    Http,
    /// A provider without a simulator of its own: takes anything, answers what you say.
    Any,
}

/// Which credentials a provider accepts, each those that it knows; and what `any` answers.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Credentials {
    /// Account of twilio, e-mail address of smsaero, API key of vonage, access key ID of aliyun and
    /// tencent.
    #[arg(long, value_name = "SID")]
    pub(crate) account: Option<String>,
    /// Auth token of twilio, API key of smsaero, token of gatewayapi, secret of the others.
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
    /// Value of the `Authorization` header that http wants.
    #[arg(long, value_name = "VALUE")]
    pub(crate) authorization: Option<String>,
    /// Secret of the signatures that http wants (`whsec_` and Base64).
    #[arg(long, value_name = "SECRET")]
    pub(crate) signing_secret: Option<String>,
    /// HTTP status of the answers of any [default: 200].
    #[arg(long, value_name = "N")]
    pub(crate) status: Option<u16>,
    /// Body of the answers of any; `{id}` becomes an identifier [default: {"id":"{id}"}].
    #[arg(long, value_name = "BODY")]
    pub(crate) answer: Option<String>,
}

/// A provider, and what a host needs in order to reach it.
pub(crate) struct Simulated {
    pub(crate) provider: Boxed,
    /// Where its connector sends to; to be rewritten to the simulator.
    pub(crate) origin: &'static str,
    /// A config of its connector, with the credentials that the provider accepts.
    pub(crate) config: Value,
}

/// One of the codes that a provider has.
pub(crate) fn known<T: FromStr + Display + PartialEq>(
    id: &str,
    code: &str,
    codes: impl Iterator<Item = T>,
) -> Chore<T> {
    let codes: Vec<T> = codes.collect();
    let names: Vec<String> = codes.iter().map(T::to_string).collect();
    let asked = code.parse().ok();
    let found = codes
        .into_iter()
        .find(|known| asked.as_ref() == Some(known));
    found.map_or_else(
        || {
            failed(format!(
                "{id} has no code {code}, only {}",
                names.join(", ")
            ))
        },
        Ok,
    )
}

/// Template codes for the connectors whose provider keeps the texts.
pub(crate) fn template_codes(mainland: &str, overseas: &str) -> Value {
    let template = |usage_type| {
        let codes = json!({ "china": mainland, "overseas": overseas });
        json!({ "usageType": usage_type, "templateCode": codes })
    };
    json!(["Register", "SignIn", "ForgotPassword", "Generic"].map(template))
}

/// The templates that every connector for texts needs.
pub(crate) fn text_templates() -> Value {
    let template = |usage_type, content| json!({"usageType": usage_type, "content": content});
    json!([
        template("Register", "{{code}} is your code to register."),
        template("SignIn", "{{code}} is your code to sign in."),
        template(
            "ForgotPassword",
            "{{code}} is your code to reset your password."
        ),
        template("Generic", "{{code}} is your code."),
    ])
}

impl Kind {
    /// The id of its connector.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::SmsAero => "smsaero",
            Self::GatewayApi => "gatewayapi",
            Self::Vonage => "vonage",
            Self::Aliyun => "aliyun",
            Self::Tencent => "tencent",
            Self::Http => "http",
            Self::Any => "any",
        }
    }

    /// A new one. It fails every request with the code, if there is one.
    pub(crate) fn simulated(self, accepts: &Credentials, fail: Option<&str>) -> Chore<Simulated> {
        match self {
            Self::Twilio => twilio::simulated(accepts, fail),
            Self::SmsAero => smsaero::simulated(accepts, fail),
            Self::GatewayApi => gatewayapi::simulated(accepts, fail),
            Self::Vonage => vonage::simulated(accepts, fail),
            Self::Aliyun => aliyun::simulated(accepts, fail),
            Self::Tencent => tencent::simulated(accepts, fail),
            Self::Http => http::simulated(accepts, fail),
            Self::Any => any::simulated(accepts, fail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_provider_is_its_name_on_the_command_line() {
        for kind in Kind::value_variants() {
            let value = kind.to_possible_value().unwrap();
            assert_eq!(value.get_name(), kind.id());
        }
    }

    #[test]
    fn a_failure_that_a_provider_does_not_have_is_refused() {
        for (kind, known, unknown) in [
            (Kind::Twilio, "21211", "1"),
            (Kind::SmsAero, "no credits", "1"),
            (Kind::GatewayApi, "0x0216", "no"),
            (Kind::Vonage, "9", "13"),
            (Kind::Aliyun, "isv.AMOUNT_NOT_ENOUGH", "isv"),
            (Kind::Tencent, "LimitExceeded.DailyLimit", "1"),
            (Kind::Http, "503", "1000"),
            (Kind::Any, "503", "1000"),
        ] {
            let simulated = |code| kind.simulated(&Credentials::default(), Some(code));
            assert!(simulated(known).is_ok(), "{}", kind.id());
            assert!(simulated(unknown).is_err(), "{}", kind.id());
        }
    }
}
