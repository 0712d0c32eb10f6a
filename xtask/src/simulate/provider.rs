//! The providers that can be simulated.

use clap::{Args, ValueEnum};
use connector_testkit::sim::Provider;
use serde_json::{Value, json};

use super::{http, twilio, vonage};
use crate::chore::Chore;

/// A provider whose type does not matter.
pub(crate) type Boxed = Box<dyn Provider>;

/// A provider, by the id of its connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Twilio's Messages resource.
    Twilio,
    /// Vonage's SMS API.
    Vonage,
    /// An endpoint that the `http` connector sends to.
    Http,
}

/// Which credentials a provider accepts; each has those that it knows.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Credentials {
    /// Account of twilio, API key of vonage.
    #[arg(long, value_name = "SID")]
    pub(crate) account: Option<String>,
    /// Auth token of twilio, API secret of vonage.
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
    /// Value of the `Authorization` header that http wants.
    #[arg(long, value_name = "VALUE")]
    pub(crate) authorization: Option<String>,
    /// Secret of the signatures that http wants (`whsec_` and Base64).
    #[arg(long, value_name = "SECRET")]
    pub(crate) signing_secret: Option<String>,
}

/// A provider, and what a host needs in order to reach it.
pub(crate) struct Simulated {
    pub(crate) provider: Boxed,
    /// Where its connector sends to; to be rewritten to the simulator.
    pub(crate) origin: &'static str,
    /// A config of its connector, with the credentials that the provider accepts.
    pub(crate) config: Value,
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
            Self::Vonage => "vonage",
            Self::Http => "http",
        }
    }

    /// A new one. It fails every request with the code, if there is one.
    pub(crate) fn simulated(self, accepts: &Credentials, fail: Option<u32>) -> Chore<Simulated> {
        match self {
            Self::Twilio => twilio::simulated(accepts, fail),
            Self::Vonage => vonage::simulated(accepts, fail),
            Self::Http => http::simulated(accepts, fail),
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
            (Kind::Twilio, 21_211, 1),
            (Kind::Vonage, 9, 13),
            (Kind::Http, 503, 1000),
        ] {
            let simulated = |code| kind.simulated(&Credentials::default(), Some(code));
            assert!(simulated(known).is_ok(), "{}", kind.id());
            assert!(simulated(unknown).is_err(), "{}", kind.id());
        }
    }
}
