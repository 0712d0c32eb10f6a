//! SMSAero's v2 send.
//!
//! Most refusals are HTTP 200 with `success: false`; wrong credentials are HTTP 401. The shapes
//! follow the official client libraries: the provider publishes no list.

use serde_json::{Value, json};

use super::provider::{Sms, Verdict};
use super::{Provider, Received, Reply, Script};

/// One SMSAero account.
#[derive(Debug)]
pub struct SmsAero {
    email: String,
    key: String,
    signs: Vec<String>,
    failures: Script<SmsAeroFailure>,
    sent: u64,
}

/// How SMSAero can fail a request that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsAeroFailure {
    /// HTTP 200, `success: false` and this message.
    Message(String),
    /// The older shape: HTTP 200 and this `result`, with a reason.
    Result(&'static str, &'static str),
    /// HTTP 422 with a validation error of this field.
    Field(&'static str),
    /// This HTTP status, with nothing to read.
    Http(u16),
}

impl From<u16> for SmsAeroFailure {
    fn from(status: u16) -> Self {
        Self::Http(status)
    }
}

impl SmsAero {
    /// An account with the shared sender `SMS Aero`.
    pub fn new(email: &str, key: &str) -> Self {
        Self {
            email: email.to_owned(),
            key: key.to_owned(),
            signs: vec!["SMS Aero".to_owned()],
            failures: Script::default(),
            sent: 0,
        }
    }

    /// Approves another sender.
    #[must_use]
    pub fn with_sign(mut self, sign: &str) -> Self {
        self.signs.push(sign.to_owned());
        self
    }

    /// Fails one more request that is otherwise in order.
    pub fn fail_next(&mut self, failure: impl Into<SmsAeroFailure>) {
        self.failures.next(failure.into());
    }

    /// Fails every request that is otherwise in order.
    pub fn fail_with(&mut self, failure: impl Into<SmsAeroFailure>) {
        self.failures.always(failure.into());
    }

    /// Ends all failures.
    pub fn recover(&mut self) {
        self.failures.clear();
    }

    fn check(&self, request: &Received) -> Result<Sms, Box<Reply>> {
        if request.basic_auth() != Some((self.email.clone(), self.key.clone())) {
            let document = json!({ "success": false, "message": "Your request was made with invalid credentials." });
            return Err(Box::new(Reply::json(
                401,
                &document,
                Verdict::rejected("credentials"),
            )));
        }
        let document = request
            .json()
            .ok_or_else(|| Box::new(field_error("number")))?;
        let text = |name: &str| match document.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let (number, sign, body) = (text("number"), text("sign"), text("text"));
        if !(7..=15).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Box::new(field_error("number")));
        }
        if !(2..=640).contains(&body.chars().count()) {
            return Err(Box::new(field_error("text")));
        }
        if !self.signs.contains(&sign) {
            return Err(Box::new(refused("Sign is not approved")));
        }
        Ok(Sms {
            id: (self.sent + 1).to_string(),
            to: format!("+{number}"),
            text: body,
        })
    }
}

impl Provider for SmsAero {
    fn verdict(&mut self, request: &Received) -> Reply {
        if request.path() != "/v2/sms/send" {
            return Reply::empty(404, Verdict::rejected(404));
        }
        let sms = match self.check(request) {
            Ok(sms) => sms,
            Err(refusal) => return *refusal,
        };
        match self.failures.take() {
            Some(SmsAeroFailure::Http(status)) => Reply::empty(status, Verdict::rejected(status)),
            Some(SmsAeroFailure::Message(message)) => refused(&message),
            Some(SmsAeroFailure::Field(name)) => field_error(name),
            Some(SmsAeroFailure::Result(result, reason)) => {
                let document = json!({ "result": result, "reason": reason });
                Reply::json(200, &document, Verdict::rejected(result))
            }
            None => {
                self.sent += 1;
                let data = json!({
                    "id": self.sent, "from": "SMS Aero", "number": sms.to.trim_start_matches('+'),
                    "text": sms.text, "status": 0, "extendStatus": "queue", "channel": "DIRECT",
                    "cost": 1.95, "dateCreate": 1_700_000_000, "dateSend": 1_700_000_000,
                });
                let document = json!({ "success": true, "data": data, "message": null });
                Reply::json(200, &document, Verdict::Accepted(sms))
            }
        }
    }
}

fn refused(message: &str) -> Reply {
    let document = json!({ "success": false, "data": null, "message": message });
    Reply::json(200, &document, Verdict::rejected(message))
}

fn field_error(name: &str) -> Reply {
    let document = json!({ "success": false, "message": { name: ["is not valid"] } });
    Reply::json(422, &document, Verdict::rejected(name))
}
