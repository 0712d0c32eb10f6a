//! Why a message was refused: the code, then its family, then the field at fault, then the status.

use connector_sdk::FailureKind::{
    InvalidCredentials, InvalidRecipient, InvalidRequest, InvalidSender, OutcomeUnknown,
};
use connector_sdk::prelude::*;
use connector_sdk::{Value, failure_of_status};

use crate::codes::CODES;

/// The failure that a reply describes.
pub(crate) fn failure(status: u16, reply: &Reply) -> Failure {
    match reply.text("/code") {
        // A missing or wrong token has whatever code.
        Some(code) if status == 401 => Failure::new(InvalidCredentials).provider_code(code),
        Some(code) => of_code(status, code),
        None if status == 422 => Failure::new(of_field(reply)),
        None => failure_of_status(status),
    }
}

fn of_code(status: u16, code: String) -> Failure {
    if let Some(row) = Code::find(CODES, &code) {
        return row.failure();
    }
    let number = code
        .strip_prefix("0x")
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let failure = match number {
        // A throttle, and a server that failed, say more than the family of a code.
        _ if status == 429 || status >= 500 => failure_of_status(status),
        Some(0x0100..=0x07FF) => Failure::new(InvalidRequest),
        // Errors of the network, which come after the message was taken.
        Some(0x1000..) => Failure::new(OutcomeUnknown),
        _ => failure_of_status(status),
    };
    failure.provider_code(code)
}

/// What a validation error of the Messaging API is about: `{"detail":[{"loc":["body","sender"]}]}`.
fn of_field(reply: &Reply) -> FailureKind {
    let names = |field: &str| {
        reply.elements("/detail").any(|detail| {
            let place = detail.value("/loc").and_then(Value::as_array);
            place.is_some_and(|place| place.iter().any(|step| step == field))
        })
    };
    match (names("recipient"), names("sender")) {
        (true, _) => InvalidRecipient,
        (_, true) => InvalidSender,
        _ => InvalidRequest,
    }
}
