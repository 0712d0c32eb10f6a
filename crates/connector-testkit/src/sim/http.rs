//! A receiver for the `http` connector: the endpoint that an operator would write.
//!
//! It accepts `{"to", "type", "payload", "ip"?}` and refuses everything else, as strictly as the
//! operator who told it to: an `Authorization` value, a
//! [Standard Webhooks](https://www.standardwebhooks.com/) signature, no duplicates.

mod document;
mod failure;
mod signature;

use std::collections::HashSet;

use serde_json::{Value, json};

pub use failure::HttpFailure;

use super::{Provider, Received, Reply, Script, Sms, Verdict};
use signature::SigningKey;

/// An endpoint that sends codes on.
#[derive(Debug)]
pub struct HttpReceiver {
    method: String,
    authorization: Option<String>,
    signing_key: Option<SigningKey>,
    any_body: bool,
    /// Identifiers seen so far; none when duplicates are not looked for.
    seen: Option<HashSet<String>>,
    success: Success,
    failures: Script<HttpFailure>,
    sent: u64,
}

#[derive(Debug)]
struct Success {
    status: u16,
    /// `{id}` stands for the message's identifier.
    body: String,
}

impl Default for HttpReceiver {
    fn default() -> Self {
        Self {
            method: "POST".to_owned(),
            authorization: None,
            signing_key: None,
            any_body: false,
            seen: None,
            success: Success {
                status: 200,
                body: r#"{"id":"{id}","status":"queued"}"#.to_owned(),
            },
            failures: Script::default(),
            sent: 0,
        }
    }
}

impl HttpReceiver {
    /// An endpoint without authentication that answers 200 and `{"id", "status"}`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wants another method than POST.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = method.to_owned();
        self
    }

    /// Wants exactly this value in `Authorization`; anything else is 401.
    #[must_use]
    pub fn require_authorization(mut self, value: &str) -> Self {
        self.authorization = Some(value.to_owned());
        self
    }

    /// Wants a Standard Webhooks signature made with this secret (`whsec_` and Base64).
    ///
    /// A secret that is not Base64 verifies nothing: every request is 401.
    #[must_use]
    pub fn require_signature(mut self, secret: &str) -> Self {
        self.signing_key = Some(SigningKey::parse(secret));
        self
    }

    /// Answers 409 to a `webhook-id` or `Idempotency-Key` that it has accepted before.
    #[must_use]
    pub fn refuse_duplicates(mut self) -> Self {
        self.seen = Some(HashSet::new());
        self
    }

    /// Accepts a body of any shape, for connectors with a body template.
    #[must_use]
    pub fn accept_any_body(mut self) -> Self {
        self.any_body = true;
        self
    }

    /// Answers success with this status and body, in which `{id}` becomes the identifier.
    #[must_use]
    pub fn answer(mut self, status: u16, body: &str) -> Self {
        self.success = Success {
            status,
            body: body.to_owned(),
        };
        self
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<HttpFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<HttpFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }

    fn admit(&self, request: &Received) -> Result<(), HttpFailure> {
        if request.method != self.method {
            return Err(refusal(405, "method not allowed"));
        }
        let wanted = self.authorization.as_deref();
        if wanted.is_some() && request.only_header("authorization") != wanted {
            return Err(refusal(401, "Authorization is missing or wrong"));
        }
        match &self.signing_key {
            Some(key) => key.verify(request).map_err(|why| refusal(401, why)),
            None => Ok(()),
        }
    }

    /// The document, or why it is none. With a free body there is no `to` and no payload to find.
    fn read(&self, request: &Received) -> Result<(String, String), HttpFailure> {
        if self.any_body {
            return Ok((
                String::new(),
                String::from_utf8_lossy(&request.body).into_owned(),
            ));
        }
        if !request.has_content_type("application/json") {
            return Err(refusal(415, "the body is not application/json"));
        }
        let document = request
            .json()
            .ok_or_else(|| refusal(400, "the body is not JSON"))?;
        document::check(&document).map_err(|why| refusal(400, &why))?;
        let to = document
            .get("to")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let payload = document
            .get("payload")
            .map(Value::to_string)
            .unwrap_or_default();
        Ok((to.to_owned(), payload))
    }

    fn accept(&mut self, to: String, text: String) -> Reply {
        self.sent += 1;
        let id = format!("msg-{}", self.sent);
        let body = self.success.body.replace("{id}", &id);
        let reply = Reply::empty(self.success.status, Verdict::Accepted(Sms { id, to, text }));
        if self.success.status == 204 {
            return reply;
        }
        Reply {
            body: body.into_bytes(),
            ..reply.header("content-type", "application/json")
        }
    }
}

impl Provider for HttpReceiver {
    fn verdict(&mut self, request: &Received) -> Reply {
        let checked = self.admit(request).and_then(|()| self.read(request));
        let (to, text) = match checked {
            Ok(parts) => parts,
            Err(failure) => return failure.reply(),
        };
        let key = key(request);
        if let (Some(seen), Some(key)) = (&self.seen, &key)
            && seen.contains(key)
        {
            let document = json!({"status": "duplicate"});
            return Reply::json(409, &document, Verdict::rejected("duplicate"));
        }
        if let Some(failure) = self.failures.take() {
            return failure.reply();
        }
        if let (Some(seen), Some(key)) = (&mut self.seen, key) {
            seen.insert(key);
        }
        self.accept(to, text)
    }
}

/// What makes two requests the same.
fn key(request: &Received) -> Option<String> {
    let found = request
        .header("webhook-id")
        .or_else(|| request.header("idempotency-key"));
    found.map(str::to_owned)
}

fn refusal(status: u16, message: &str) -> HttpFailure {
    HttpFailure::new(status).message(message)
}

#[cfg(test)]
mod tests;
