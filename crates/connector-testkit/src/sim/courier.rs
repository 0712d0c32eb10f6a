//! Courier, a made-up provider that gives out access tokens and takes messages with them.
//!
//! It stands for the providers with OAuth client credentials; its connector is a fixture.

use serde_json::{Value, json};

use super::provider::{Sms, Verdict};
use super::{Provider, Received, Reply};

/// One Courier account.
#[derive(Debug)]
pub struct Courier {
    client: (String, String),
    seconds: u64,
    tokens: u64,
    revoked: u64,
    sent: u64,
}

impl Courier {
    /// An account with this client identifier and secret; tokens last for so many seconds.
    pub fn new(id: &str, secret: &str, seconds: u64) -> Self {
        Self {
            client: (id.to_owned(), secret.to_owned()),
            seconds,
            tokens: 0,
            revoked: 0,
            sent: 0,
        }
    }

    /// How many tokens were given out.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// Takes back every token that was given out so far.
    pub fn revoke_tokens(&mut self) {
        self.revoked = self.tokens;
    }

    fn token(&mut self, request: &Received) -> Reply {
        if request.basic_auth().as_ref() != Some(&self.client) {
            let document = json!({ "error": "bad_client" });
            return Reply::json(401, &document, Verdict::rejected("bad_client"));
        }
        self.tokens += 1;
        let token = format!("token-{}", self.tokens);
        let document = json!({ "access_token": token, "expires_in": self.seconds });
        Reply::json(200, &document, Verdict::NotAsked)
    }

    fn message(&mut self, request: &Received) -> Reply {
        let token = request.only_header("authorization").unwrap_or_default();
        let number = token.strip_prefix("Bearer token-");
        let number: Option<u64> = number.and_then(|number| number.parse().ok());
        if !number.is_some_and(|number| number > self.revoked && number <= self.tokens) {
            let document = json!({ "error": "bad_token" });
            return Reply::json(401, &document, Verdict::rejected("bad_token"));
        }
        let document = request.json().unwrap_or_default();
        let text = |name: &str| {
            document
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        if !text("to").starts_with('+') {
            let document = json!({ "error": "bad_number" });
            return Reply::json(422, &document, Verdict::rejected("bad_number"));
        }
        self.sent += 1;
        let sms = Sms {
            id: format!("courier-{}", self.sent),
            to: text("to").to_owned(),
            text: text("text").to_owned(),
        };
        Reply::json(202, &json!({ "id": sms.id }), Verdict::Accepted(sms))
    }
}

impl Provider for Courier {
    fn verdict(&mut self, request: &Received) -> Reply {
        match (request.method.as_str(), request.path()) {
            ("POST", "/token") => self.token(request),
            ("POST", "/messages") => self.message(request),
            _ => Reply::empty(404, Verdict::rejected(404)),
        }
    }
}
