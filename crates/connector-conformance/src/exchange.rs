//! Talks to a connector the way a host does.

use std::path::Path;
use std::{fs, io};

use connector_api::{
    Call, Exchange, HttpResponse, Kept, Outcome, Payload, Recipient, Step, UsageType,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{Instance, Library};

/// A reply of the provider, recorded or taken from its documentation.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Recording {
    /// The reply.
    pub response: HttpResponse,
}

impl Recording {
    /// The recordings of a file: an array of `{"status", "headers"?, "body"}`.
    ///
    /// # Errors
    /// When the file cannot be read, or is none.
    pub fn read_all(path: &Path) -> io::Result<Vec<Self>> {
        let file = io::BufReader::new(fs::File::open(path)?);
        serde_json::from_reader(file).map_err(io::Error::from)
    }
}

/// A call to an American number, as the SDK's own tests have it.
pub(crate) fn call() -> Call {
    let recipient = Recipient::new("1", "4155550100", Some("US"));
    let payload = Payload::with_code("123456");
    let mut call = Call::new("msg_0001", recipient, UsageType::SignIn, payload);
    call.now = 1_700_000_000;
    call.nonce = "000102030405060708090a0b0c0d0e0f".to_owned();
    call
}

/// Calls that a connector may meet: every usage type, and numbers here and there.
pub(crate) fn calls() -> Vec<Call> {
    let recipients = [
        Recipient::new("1", "4155550100", Some("US")),
        Recipient::new("86", "13800138000", Some("CN")),
        Recipient::new("44", "2071838750", Some("GB")),
        // As long as E.164 allows.
        Recipient::new("49", "1512345678901", Some("DE")),
    ];
    let mut calls = Vec::new();
    for recipient in recipients {
        for usage_type in UsageType::ALL {
            let mut call = call();
            call.recipient = recipient.clone();
            call.usage_type = usage_type;
            calls.push(call);
        }
    }
    calls
}

/// An instance, or why there is none.
pub(crate) fn instance(library: &dyn Library, config: &Value) -> Result<Box<dyn Instance>, String> {
    library.create(config.to_string().as_bytes())
}

/// The first step.
pub(crate) fn start(instance: &dyn Instance, call: &Call) -> Result<Step, String> {
    decode(&instance.start(encode(call)?.as_bytes())?)
}

/// The request that sends the message, and the call that leads to it: for a connector that prepares, a
/// call with a kept value.
pub(crate) fn sending(instance: &dyn Instance, call: &Call) -> Result<(Exchange, Call), String> {
    let mut call = call.clone();
    for kept in [None, Some(Kept::new("kept-value"))] {
        call.kept = kept;
        match start(instance, &call)? {
            Step::Exchange(exchange) if exchange.prepares => {}
            Step::Exchange(exchange) => return Ok((exchange, call)),
            Step::Outcome(outcome) => return Err(format!("{outcome:?}")),
        }
    }
    Err("it prepares although it has a kept value".to_owned())
}

/// The state that a reply to the request that sends comes with, and its call. A connector that has no
/// such request is still shown replies.
pub(crate) fn awaiting(instance: &dyn Instance, call: &Call) -> (Option<String>, Call) {
    match sending(instance, call) {
        Ok((exchange, call)) => (exchange.state, call),
        Err(_) => (None, call.clone()),
    }
}

/// What the connector makes of a reply to the request that sends.
pub(crate) fn answered(
    instance: &dyn Instance,
    call: &Call,
    response: &HttpResponse,
) -> Result<Step, String> {
    let (state, call) = awaiting(instance, call);
    resume(instance, &call, response, state.as_deref())
}

/// The same, when the reply must end the attempt.
pub(crate) fn outcome(
    instance: &dyn Instance,
    call: &Call,
    response: &HttpResponse,
) -> Result<Outcome, String> {
    match answered(instance, call, response)? {
        Step::Outcome(outcome) => Ok(outcome),
        Step::Exchange(_) => Err("the connector asks for another exchange".to_owned()),
    }
}

/// What it makes of a reply to a request that only prepares; `None` when there is none.
pub(crate) fn prepared(
    instance: &dyn Instance,
    response: &HttpResponse,
) -> Result<Option<Step>, String> {
    match start(instance, &call())? {
        Step::Exchange(exchange) if exchange.prepares => {
            resume(instance, &call(), response, exchange.state.as_deref()).map(Some)
        }
        _ => Ok(None),
    }
}

/// What it makes of a reply.
pub(crate) fn resume(
    instance: &dyn Instance,
    call: &Call,
    response: &HttpResponse,
    state: Option<&str>,
) -> Result<Step, String> {
    let (call, response) = (encode(call)?, encode(response)?);
    decode(&instance.resume(call.as_bytes(), response.as_bytes(), state)?)
}

fn encode(document: &impl serde::Serialize) -> Result<String, String> {
    serde_json::to_string(document).map_err(|error| error.to_string())
}

fn decode(document: &[u8]) -> Result<Step, String> {
    serde_json::from_slice(document).map_err(|error| format!("a step is no step: {error}"))
}
