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
    ("sign ", InvalidSender),
    ("limit", RateLimited),
];

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
    let word = WORDS.iter().find(|(word, _)| said.contains(word));
    Some(word.map_or(InvalidRequest, |(_, kind)| *kind))
}
