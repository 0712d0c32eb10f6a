//! Why a message was refused: HTTP status first, then the field at fault, then words.
//!
//! The words are heuristics from the official client libraries; the provider publishes no list.
//! What none of them fits is still a definite refusal, and reads as `invalid_request`.

use connector_sdk::FailureKind::{
    ContentRejected, InsufficientBalance, InvalidCredentials, InvalidRecipient, InvalidRequest,
    InvalidSender, RateLimited, UnreachableRecipient,
};
use connector_sdk::prelude::*;
use connector_sdk::{Value, failure_of_status};

/// Words in a message, lower case, most telling first.
const WORDS: &[(&str, FailureKind)] = &[
    ("authoriz", InvalidCredentials),
    ("api_key", InvalidCredentials),
    ("credit", InsufficientBalance),
    ("money", InsufficientBalance),
    ("balance", InsufficientBalance),
    ("недостаточно", InsufficientBalance),
    ("black list", UnreachableRecipient), // unverified
    ("blacklist", UnreachableRecipient),  // unverified
    ("incorrect number", InvalidRecipient),
    ("invalid number", InvalidRecipient),
    ("stop word", ContentRejected),  // unverified
    ("moderation", ContentRejected), // unverified
    ("signature not", InvalidSender),
    ("too long", InvalidRequest), // before the limit that it names
    ("length", InvalidRequest),
    ("limit", RateLimited),
];

/// The sender is also called by a word that is part of others: "design".
const SENDER: &str = "sign";

/// `status` of a message that moderation has rejected. Unverified: the numbers of the statuses are
/// not published, this one is from the official client libraries.
const REJECTED: u64 = 6;

/// Fields of the request that a validation error is about.
const FIELDS: &[(&str, FailureKind)] = &[
    ("number", InvalidRecipient),
    ("sign", InvalidSender),
    ("text", InvalidRequest),
];

/// The failure that a reply describes.
pub(crate) fn failure(status: u16, reply: &Reply) -> Failure {
    // These say enough by themselves; 400 and 422 are what validation errors come with.
    if !matches!(status, 200 | 400 | 422) {
        return failure_of_status(status);
    }
    match kind(reply) {
        // No window is documented; a minute keeps the host from trying again at once.
        Some(RateLimited) => Failure::new(RateLimited).retry_after(60),
        Some(kind) => Failure::new(kind),
        None => failure_of_status(status),
    }
}

/// `None` when the reply does not even say that the message was refused.
fn kind(reply: &Reply) -> Option<FailureKind> {
    let refused = reply.text("/success").as_deref() == Some("false");
    let result = reply.text("/result");
    let refusing_result = matches!(result.as_deref(), Some("reject" | "no credits"));
    if !refused && !refusing_result {
        return None;
    }
    let field = FIELDS.iter().find(|(field, _)| {
        ["/message", "/data"].iter().any(|place| {
            let value = reply.value(place).and_then(Value::as_object);
            value.is_some_and(|errors| errors.contains_key(*field))
        })
    });
    if let Some((_, kind)) = field {
        return Some(*kind);
    }
    let texts = [reply.text("/message"), reply.text("/reason"), result];
    let said = texts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if let Some((_, kind)) = WORDS.iter().find(|(word, _)| said.contains(word)) {
        return Some(*kind);
    }
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    Some(match words.any(|word| word == SENDER) {
        true => InvalidSender,
        false => InvalidRequest,
    })
}

/// Whether the message at this place of a reply was taken and rejected at once.
pub(crate) fn is_rejected(reply: &Reply, message: &str) -> bool {
    reply.text(&format!("{message}/extendStatus")).as_deref() == Some("reject")
        || reply.text(&format!("{message}/status")).as_deref() == Some(&REJECTED.to_string())
}
