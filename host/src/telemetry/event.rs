//! Named events: one place writes what is known about one thing that happened.

use std::time::Duration;

use delivery::{Disposition, Generation, Message};

/// A message came to its end.
pub(crate) struct Concluded<'e> {
    /// The message. Its number is masked; its variables are not shown at all.
    pub(crate) message: &'e Message,
    /// Through what, if a connector was active.
    pub(crate) generation: Option<&'e Generation>,
    /// How it ended.
    pub(crate) disposition: &'e Disposition,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

/// Writes the event.
pub(crate) fn emit(event: &Concluded<'_>) {
    let message = event.message;
    let connector = event
        .generation
        .map(|generation| generation.connector.as_str());
    let generation = event.generation.map(|generation| generation.number);
    let elapsed_ms = u64::try_from(event.elapsed.as_millis()).unwrap_or(u64::MAX);
    let recipient = message.recipient.masked();
    match &event.disposition.result {
        Ok(sent) => tracing::info!(
            event = "message_sent",
            message_id = message.id,
            connector,
            generation,
            usage_type = message.usage_type.name(),
            recipient,
            provider_message_id = sent.provider_message_id,
            attempts = event.disposition.attempts,
            elapsed_ms,
            "message sent"
        ),
        Err(failure) => tracing::warn!(
            event = "message_failed",
            message_id = message.id,
            connector,
            generation,
            usage_type = message.usage_type.name(),
            recipient,
            kind = failure.kind.name(),
            provider_code = failure.provider_code,
            may_have_been_processed = failure.may_have_been_processed,
            attempts = event.disposition.attempts,
            elapsed_ms,
            "message failed: {}",
            failure.message
        ),
    }
}
