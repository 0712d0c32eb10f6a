//! How the endpoint says no.

use serde_json::{Value, json};

use crate::sim::{Reply, Verdict};

/// A refusal: a status and, if the endpoint is a talkative one, `{"status","error"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpFailure {
    status: u16,
    class: Option<String>,
    message: Option<String>,
    retry_after: Option<u64>,
}

impl From<u16> for HttpFailure {
    fn from(status: u16) -> Self {
        Self::new(status)
    }
}

impl HttpFailure {
    /// A refusal with this status and no body. A 2xx that carries a class is one, too.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            class: None,
            message: None,
            retry_after: None,
        }
    }

    /// Names the class of the error, for example `insufficient_balance`.
    #[must_use]
    pub fn class(mut self, class: &str) -> Self {
        self.class = Some(class.to_owned());
        self
    }

    /// Says why, in words.
    #[must_use]
    pub fn message(mut self, message: &str) -> Self {
        self.message = Some(message.to_owned());
        self
    }

    /// Asks to come back after so many seconds, in the `Retry-After` header and in the body.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn reply(&self) -> Reply {
        let status = format!("HTTP {}", self.status);
        let verdict = Verdict::rejected(self.class.as_ref().unwrap_or(&status));
        let parts = [
            ("class", self.class.as_deref().map(Value::from)),
            ("message", self.message.as_deref().map(Value::from)),
            ("retry_after", self.retry_after.map(Value::from)),
        ];
        let error: serde_json::Map<String, Value> = parts
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        let reply = if error.is_empty() {
            Reply::empty(self.status, verdict)
        } else {
            Reply::json(
                self.status,
                &json!({"status": "failed", "error": error}),
                verdict,
            )
        };
        match self.retry_after {
            Some(seconds) => reply.header("retry-after", &seconds.to_string()),
            None => reply,
        }
    }
}
