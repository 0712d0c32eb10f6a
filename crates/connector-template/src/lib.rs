//! Newcomer: one form POST, one JSON reply. Reference: the address of the provider's documentation.

use connector_sdk::prelude::*;

/// Settings of one Newcomer account.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// Account identifier, from the provider's console.
    #[schemars(length(min = 1), example = &"account-42")]
    account: String,
    /// API token.
    #[schemars(example = &"t0ken")]
    token: Secret<String>,
    /// Message texts by usage type.
    templates: TextTemplates,
}

/// A Newcomer account.
pub struct Newcomer {
    config: Config,
}

impl Connector for Newcomer {
    type Config = Config;

    const INFO: Info = Info::new("newcomer", "Newcomer").hosts(&["api.newcomer.example"]);

    // The provider's codes for "not sent", from its documentation.
    const CODES: &[Code] = &[
        Code::new("21211", FailureKind::InvalidRecipient),
        Code::new("20003", FailureKind::InvalidCredentials),
        Code::new("20429", FailureKind::RateLimited),
    ];

    fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self { config })
    }

    fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
        Ok(
            HttpRequest::post("https://api.newcomer.example/v1/messages")
                .basic_auth(&self.config.account, &self.config.token)
                .form([
                    ("to", call.recipient().e164()),
                    ("text", &self.config.templates.render(call)?),
                ]),
        )
    }

    fn outcome(&self, _: &Call, response: &HttpResponse) -> Outcome {
        let reply = response.json();
        match response.status {
            200..=299 => reply.sent("/id"),
            _ => reply.failed("/error/code", Self::CODES),
        }
    }
}

export_connector!(Newcomer);

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> Newcomer {
        testing::connector(include_str!("../newcomer.json"))
    }

    #[test]
    fn a_message_is_one_form() {
        let request = instance().request(&testing::call()).unwrap().into_wire();
        assert_eq!(request.url, "https://api.newcomer.example/v1/messages");
        assert_eq!(
            request.body,
            "to=%2B14155550100&text=123456+is+your+sign-in+code."
        );
    }

    #[test]
    fn replies_mean_what_the_provider_documents() {
        let check = |status, body: &str, expected: &str| {
            let response = HttpResponse::new(status, body);
            let outcome = instance().outcome(&testing::call(), &response);
            assert_eq!(testing::summary(&outcome), expected);
        };
        check(201, r#"{"id":"m1"}"#, "sent: m1");
        check(201, "{}", "failed: unintelligible");
        check(
            400,
            r#"{"error":{"code":21211}}"#,
            "failed: invalid_recipient (21211)",
        );
        check(
            429,
            r#"{"error":{"code":20429}}"#,
            "failed: rate_limited (20429)",
        );
    }
}
