//! Vonage's SMS API.
//!
//! Refusals are HTTP 200 with a status in the message, as the
//! [reference](https://developer.vonage.com/en/api/sms) describes. A text that is not marked as
//! unicode arrives in the GSM alphabet, with a question mark for what that does not have: a
//! connector that forgets the mark delivers a broken text, and the inbox shows it.

mod signature;

use serde_json::{Value, json};

use super::provider::{Sms, Verdict};
use super::segments::{in_gsm_alphabet, segments};
use super::{Provider, Received, Reply, Script};

/// Seconds that a signed request stays good.
const SIGNATURE_WINDOW: u64 = 5 * 60;

/// The statuses of messages that Vonage refuses.
const STATUSES: [u32; 19] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 22, 23, 29, 32, 33,
];

/// One Vonage account.
#[derive(Debug)]
pub struct Vonage {
    key: String,
    secret: String,
    signature: Option<(String, String)>,
    failures: Script<VonageFailure>,
    sent: u64,
}

/// How Vonage can fail a request that is in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VonageFailure {
    /// HTTP 200 and a message with this status.
    Status(u32),
    /// HTTP 200; the first part is taken, the next has this status.
    SecondPart(u32),
    /// This HTTP status, with nothing to read.
    Http(u16),
}

impl From<u32> for VonageFailure {
    fn from(status: u32) -> Self {
        Self::Status(status)
    }
}

/// Why a request is refused.
type Refusal = (u32, &'static str);

impl Vonage {
    /// An account with this key and secret.
    pub fn new(key: &str, secret: &str) -> Self {
        Self {
            key: key.to_owned(),
            secret: secret.to_owned(),
            signature: None,
            failures: Script::default(),
            sent: 0,
        }
    }

    /// Takes signed requests only: `md5hash`, `md5`, `sha1`, `sha256` or `sha512` with this secret.
    #[must_use]
    pub fn require_signature(mut self, method: &str, secret: &str) -> Self {
        self.signature = Some((method.to_owned(), secret.to_owned()));
        self
    }

    /// Every documented status of a refused message, to try them all.
    pub fn statuses() -> impl Iterator<Item = u32> {
        STATUSES.into_iter()
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<VonageFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<VonageFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }

    fn admit(&self, request: &Received, form: &[(String, String)]) -> Result<(), Refusal> {
        let field = |name: &str| field(form, name);
        if field("api_key") != Some(&self.key) {
            return Err((4, "Invalid credentials"));
        }
        match (&self.signature, field("api_secret"), field("sig")) {
            (_, Some(_), Some(_)) => Err((32, "Use either a signature or a secret")),
            (None, Some(secret), None) if secret == self.secret => Ok(()),
            (None, ..) => Err((4, "Invalid credentials")),
            (Some((method, secret)), _, Some(sig)) => {
                let expected = signature::of(method, secret, form);
                let fresh = is_fresh(request, field("timestamp"));
                match expected.is_some_and(|expected| expected.eq_ignore_ascii_case(sig)) && fresh {
                    true => Ok(()),
                    false => Err((14, "Invalid signature")),
                }
            }
            (Some(_), ..) => Err((14, "Invalid signature")),
        }
    }

    fn sms(&mut self, to: &str, text: &str) -> Sms {
        self.sent += 1;
        Sms {
            id: format!("0C{:014X}", self.sent),
            to: format!("+{to}"),
            text: text.to_owned(),
        }
    }
}

impl Provider for Vonage {
    fn verdict(&mut self, request: &Received) -> Reply {
        if request.method != "POST" || request.path() != "/sms/json" {
            return Reply::empty(404, Verdict::rejected(404));
        }
        let form = request.form();
        let checked = self
            .admit(request, &form)
            .and_then(|()| Message::parse(&form));
        let message = match checked {
            Ok(message) => message,
            Err((status, text)) => return refused(status, text),
        };
        match self.failures.take() {
            Some(VonageFailure::Http(status)) => Reply::empty(status, Verdict::rejected(status)),
            Some(VonageFailure::Status(status)) => refused(status, "as asked for"),
            Some(VonageFailure::SecondPart(status)) => {
                let sms = self.sms(&message.to, &message.text);
                let parts = [message.part(&sms.id), refusal(status, "as asked for")];
                Reply::json(200, &envelope(&parts), Verdict::Accepted(sms))
            }
            None => {
                let sms = self.sms(&message.to, &message.text);
                let count = segments(&message.text);
                let ids = (0..count).map(|index| match index {
                    0 => sms.id.clone(),
                    _ => format!("{}-{index}", sms.id),
                });
                let parts: Vec<Value> = ids.map(|id| message.part(&id)).collect();
                Reply::json(200, &envelope(&parts), Verdict::Accepted(sms))
            }
        }
    }
}

/// The parameters that matter, once they are known to be in order.
struct Message {
    to: String,
    text: String,
    client_ref: Option<String>,
}

impl Message {
    fn parse(form: &[(String, String)]) -> Result<Self, Refusal> {
        let need = |name| field(form, name).filter(|value| !value.is_empty());
        let to = need("to").ok_or((2, "Missing to param"))?;
        let from = need("from").ok_or((2, "Missing from param"))?;
        let text = need("text").ok_or((2, "Missing text param"))?;
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(to) || !(7..=15).contains(&to.len()) || to.starts_with("00") {
            return Err((3, "Invalid to param"));
        }
        if from.chars().count() > if is_number(from) { 15 } else { 11 } {
            return Err((15, "Illegal sender address"));
        }
        let kind = field(form, "type").unwrap_or("text");
        let ttl = field(form, "ttl").map(str::parse::<u32>);
        if !["text", "unicode"].contains(&kind) {
            return Err((3, "Invalid type param"));
        }
        if ttl.is_some_and(|ttl| !ttl.is_ok_and(|ttl| (20_000..=604_800_000).contains(&ttl))) {
            return Err((3, "Invalid ttl param"));
        }
        let client_ref = field(form, "client-ref");
        if client_ref.is_some_and(|client_ref| client_ref.chars().count() > 100) {
            return Err((3, "Invalid client-ref param"));
        }
        if text.chars().count() > 3200 {
            return Err((12, "Message too long"));
        }
        let arrives = |c: char| {
            if kind == "unicode" || in_gsm_alphabet(c) {
                c
            } else {
                '?'
            }
        };
        Ok(Self {
            to: to.to_owned(),
            text: text.chars().map(arrives).collect(),
            client_ref: client_ref.map(str::to_owned),
        })
    }

    /// What Vonage says of a part that it took.
    fn part(&self, id: &str) -> Value {
        let mut part = json!({
            "to": self.to, "message-id": id, "status": "0", "remaining-balance": "15.53590000",
            "message-price": "0.03330000", "network": "310090",
        });
        if let (Some(fields), Some(client_ref)) = (part.as_object_mut(), &self.client_ref) {
            fields.insert("client-ref".to_owned(), json!(client_ref));
        }
        part
    }
}

fn field<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let found = form.iter().find(|(candidate, _)| candidate == name);
    found.map(|(_, value)| value.as_str())
}

fn is_fresh(request: &Received, timestamp: Option<&str>) -> bool {
    let now = request.received_at.duration_since(std::time::UNIX_EPOCH);
    let sent = timestamp.and_then(|timestamp| timestamp.parse::<u64>().ok());
    match (now, sent) {
        (Ok(now), Some(sent)) => now.as_secs().abs_diff(sent) <= SIGNATURE_WINDOW,
        _ => false,
    }
}

fn refusal(status: u32, text: &str) -> Value {
    json!({ "status": status.to_string(), "error-text": text })
}

fn envelope(parts: &[Value]) -> Value {
    json!({ "message-count": parts.len().to_string(), "messages": parts })
}

fn refused(status: u32, text: &str) -> Reply {
    Reply::json(
        200,
        &envelope(&[refusal(status, text)]),
        Verdict::rejected(status),
    )
}
