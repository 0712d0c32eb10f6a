//! Talks to a connector the way a host does.

use std::path::Path;
use std::{fs, io};

use connector_api::{
    Call, HttpRequest, HttpResponse, Outcome, Payload, Recipient, Step, UsageType,
};
use connector_loader::{Instance, Plugin};
use serde::Deserialize;
use serde_json::Value;

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
pub(crate) fn instance(plugin: &Plugin, config: &Value) -> Result<Instance, String> {
    plugin
        .create(config.to_string().as_bytes())
        .map_err(|error| error.to_string())
}

/// The first step.
pub(crate) fn start(instance: &Instance, call: &Call) -> Result<Step, String> {
    decode(&instance.start(encode(call)?.as_bytes()))
}

/// The request of the first step, or the sentence of the failure.
pub(crate) fn request(instance: &Instance, call: &Call) -> Result<HttpRequest, String> {
    match start(instance, call)? {
        Step::Exchange { request, .. } => Ok(request),
        Step::Outcome(outcome) => Err(format!("{outcome:?}")),
    }
}

/// What the connector makes of a reply to its first request.
pub(crate) fn resume(
    instance: &Instance,
    call: &Call,
    response: &HttpResponse,
) -> Result<Step, String> {
    decode(&instance.resume(encode(call)?.as_bytes(), encode(response)?.as_bytes(), None))
}

/// The same, when the reply must end the attempt.
pub(crate) fn outcome(
    instance: &Instance,
    call: &Call,
    response: &HttpResponse,
) -> Result<Outcome, String> {
    match resume(instance, call, response)? {
        Step::Outcome(outcome) => Ok(outcome),
        Step::Exchange { .. } => Err("the connector asks for another exchange".to_owned()),
    }
}

fn encode(document: &impl serde::Serialize) -> Result<String, String> {
    serde_json::to_string(document).map_err(|error| error.to_string())
}

fn decode(document: &[u8]) -> Result<Step, String> {
    serde_json::from_slice(document).map_err(|error| format!("a step is no step: {error}"))
}
