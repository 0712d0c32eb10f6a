//! GatewayAPI: the legacy REST API and the Messaging API, told apart by the path.
//!
//! In the legacy dialect a text that is not marked `UCS2` arrives in the GSM alphabet, with a
//! question mark for what that does not have.

use serde_json::{Value, json};

use super::provider::{Sms, Verdict};
use super::segments::in_gsm_alphabet;
use super::{Provider, Received, Reply, Script};

/// Identifiers of the legacy API are large whole numbers.
const FIRST_ID: u64 = 421_332_671;

/// Characters of the longest message that the Messaging API takes.
const LONGEST_MESSAGE: usize = 39_015;

/// One GatewayAPI account.
#[derive(Debug)]
pub struct GatewayApi {
    token: String,
    failures: Script<GatewayApiFailure>,
    sent: u64,
}

/// How GatewayAPI can fail a request that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayApiFailure {
    /// This HTTP status and error code, like `0x0216`.
    Code(u16, String),
    /// HTTP 422 with a validation error of this field, as the Messaging API writes it.
    Field(&'static str),
    /// This HTTP status, with nothing to read.
    Http(u16),
}

impl From<u16> for GatewayApiFailure {
    fn from(status: u16) -> Self {
        Self::Http(status)
    }
}

/// A refusal: HTTP status, document, short name.
type Refusal = (u16, Value, String);

impl GatewayApi {
    /// An account with this token.
    pub fn new(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            failures: Script::default(),
            sent: 0,
        }
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<GatewayApiFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<GatewayApiFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }

    /// The message of a legacy request: basic authentication with the token as the user.
    fn legacy(&self, request: &Received) -> Result<Sms, Refusal> {
        if request.basic_auth() != Some((self.token.clone(), String::new())) {
            return Err(coded(401, "0x0229"));
        }
        let document = json_of(request).ok_or_else(|| coded(400, "0x0100"))?;
        let text = |pointer: &str| match document.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let (to, sender, body) = (
            text("/recipients/0/msisdn"),
            text("/sender"),
            text("/message"),
        );
        let encoding = document
            .get("encoding")
            .and_then(Value::as_str)
            .unwrap_or("UTF8");
        let several = document.pointer("/recipients/1").is_some();
        if several || !is_number(&to) || body.is_empty() || !["UTF8", "UCS2"].contains(&encoding) {
            return Err(coded(400, "0x0308"));
        }
        if !is_sender(&sender) {
            return Err(coded(422, "0x1905"));
        }
        let arrives = |c: char| {
            if encoding == "UCS2" || in_gsm_alphabet(c) {
                c
            } else {
                '?'
            }
        };
        Ok(self.sms(&to, body.chars().map(arrives).collect()))
    }

    /// The message of a request to the Messaging API: a token, and the number as a number.
    fn messaging(&self, request: &Received) -> Result<Sms, Refusal> {
        match request.only_header("authorization") {
            None => return Err((401, json!({ "detail": "no token" }), "token".to_owned())),
            Some(given) if given != format!("Token {}", self.token) => {
                return Err((403, json!({ "detail": "wrong token" }), "token".to_owned()));
            }
            Some(_) => {}
        }
        let document = json_of(request).unwrap_or_default();
        let text = |name: &str| {
            document
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let recipient = document
            .get("recipient")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        if !(1_001..=999_999_999_999_999).contains(&recipient) {
            return Err(invalid("recipient"));
        }
        if !(3..=18).contains(&text("sender").chars().count()) {
            return Err(invalid("sender"));
        }
        if !(1..=LONGEST_MESSAGE).contains(&text("message").chars().count()) {
            return Err(invalid("message"));
        }
        let mut sms = self.sms(&recipient.to_string(), text("message").to_owned());
        // A ULID has 26 characters.
        sms.id = format!("01KA{:022}", self.sent + 1);
        Ok(sms)
    }

    fn sms(&self, to: &str, text: String) -> Sms {
        Sms {
            id: (FIRST_ID + self.sent).to_string(),
            to: format!("+{to}"),
            text,
        }
    }
}

impl Provider for GatewayApi {
    fn verdict(&mut self, request: &Received) -> Reply {
        let legacy = match (request.method.as_str(), request.path()) {
            ("POST", "/rest/mtsms") => true,
            ("POST", "/mobile/single") => false,
            _ => return Reply::empty(404, Verdict::rejected(404)),
        };
        let judged = match legacy {
            true => self.legacy(request),
            false => self.messaging(request),
        };
        let judged = judged.and_then(|sms| match self.failures.take() {
            None => Ok(sms),
            Some(GatewayApiFailure::Code(status, code)) => Err(coded(status, &code)),
            Some(GatewayApiFailure::Field(field)) => Err(invalid(field)),
            Some(GatewayApiFailure::Http(status)) => {
                Err((status, Value::Null, "status".to_owned()))
            }
        });
        match judged {
            Ok(sms) => {
                self.sent += 1;
                let (status, document) = match legacy {
                    true => (200, taken(&sms)),
                    false => (202, accepted(&sms)),
                };
                Reply::json(status, &document, Verdict::Accepted(sms))
            }
            Err((status, Value::Null, name)) => Reply::empty(status, Verdict::rejected(name)),
            Err((status, document, name)) => {
                Reply::json(status, &document, Verdict::rejected(name))
            }
        }
    }
}

/// What the legacy API says of a message that it took.
fn taken(sms: &Sms) -> Value {
    let usage = json!({ "countries": { "US": 1 }, "currency": "DKK", "total_cost": 0.12 });
    json!({ "ids": [sms.id.parse::<u64>().ok()], "usage": usage })
}

/// What the Messaging API says of a message that it took.
fn accepted(sms: &Sms) -> Value {
    let recipient = sms.to.trim_start_matches('+').parse::<u64>().ok();
    json!({ "msg_id": sms.id, "recipient": recipient, "reference": null })
}

/// The body of a request that says it is JSON, and is.
fn json_of(request: &Received) -> Option<Value> {
    let says_so = request.has_content_type("application/json");
    request.json().filter(|_| says_so)
}

fn coded(status: u16, code: &str) -> Refusal {
    let document = json!({
        "code": code, "incident_uuid": "d8127429-fa0c-4316-b1f2-e610c3958f43",
        "message": "refused: %1", "variables": ["simulated"],
    });
    (status, document, code.to_owned())
}

fn invalid(field: &'static str) -> Refusal {
    let detail = json!([{ "loc": ["body", field], "msg": "is not valid", "type": "value_error" }]);
    (422, json!({ "detail": detail }), field.to_owned())
}

fn is_number(text: &str) -> bool {
    (7..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_sender(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    !text.is_empty() && text.chars().count() <= if digits { 15 } else { 11 }
}
