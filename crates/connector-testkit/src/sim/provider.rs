//! What a provider is to its simulator: a pure function from a request to a reply.

use serde_json::Value;

use super::Received;

/// One provider's rules.
///
/// Implementations do no I/O and read no clock, so every check is testable with values. State
/// (message counters, keys already seen) lives in `self`; requests arrive one at a time.
pub trait Provider: Send + 'static {
    /// What the provider makes of a request, and what it answers.
    fn verdict(&mut self, request: &Received) -> Reply;
}

impl Provider for Box<dyn Provider> {
    fn verdict(&mut self, request: &Received) -> Reply {
        (**self).verdict(request)
    }
}

/// A provider's answer, with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers, without those that frame the message.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// What became of the request.
    pub verdict: Verdict,
}

impl Reply {
    /// A JSON document.
    pub fn json(status: u16, document: &Value, verdict: Verdict) -> Self {
        Self {
            body: document.to_string().into_bytes(),
            ..Self::empty(status, verdict)
        }
        .header("content-type", "application/json")
    }

    /// A reply without a body.
    pub fn empty(status: u16, verdict: Verdict) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            verdict,
        }
    }

    /// The same reply with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What became of a request, whatever the client learned of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A message is on its way.
    Accepted(Sms),
    /// No message is sent.
    Rejected {
        /// The provider's code for the reason.
        code: String,
    },
    /// The provider never saw the request: a fault answered in its place, or cut it off.
    NotAsked,
}

impl Verdict {
    /// A rejection with the provider's code.
    pub fn rejected(code: impl ToString) -> Self {
        Self::Rejected {
            code: code.to_string(),
        }
    }
}

/// A message that a real provider would have put on the air.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// The provider's identifier.
    pub id: String,
    /// The number, as the request wrote it.
    pub to: String,
    /// What the phone shows; for providers that keep the template, its name and parameters.
    pub text: String,
}
