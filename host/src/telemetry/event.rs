//! Named events: one place writes what is known about one thing that happened, as a log line and
//! as metrics.

use std::sync::Arc;
use std::time::Duration;

use connector_worker::{CallError, Observer};
use delivery::Message;
use store::Ending;

use super::metrics::{Ended, Metrics};

/// A message came to its end.
pub(crate) struct Concluded<'e> {
    /// The message. Its number is masked; its variables are not shown at all.
    pub(crate) message: &'e Message,
    /// Through what.
    pub(crate) connector: &'e str,
    /// And which generation of it.
    pub(crate) generation: u64,
    /// How it ended.
    pub(crate) ending: &'e Ending,
    /// How many attempts there were.
    pub(crate) attempts: u32,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

impl Concluded<'_> {
    /// Says so.
    pub(crate) fn emit(&self, metrics: &Metrics) {
        let failure = match self.ending {
            Ending::Rejected(failure) | Ending::Unknown(failure) => Some(failure),
            Ending::Sent(_) | Ending::Expired => None,
        };
        metrics.ended(&Ended {
            connector: self.connector,
            usage_type: self.message.usage_type.name(),
            state: self.ending.state().name(),
            kind: failure.map_or("", |failure| failure.kind.name()),
            attempts: self.attempts,
            elapsed: self.elapsed,
        });
        let message = self.message;
        let (connector, generation) = (self.connector, self.generation);
        let elapsed_ms = u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX);
        let recipient = message.recipient.masked();
        match self.ending {
            Ending::Sent(sent) => tracing::info!(
                event = "message_sent",
                message_id = message.id,
                connector,
                generation,
                usage_type = message.usage_type.name(),
                recipient,
                provider_message_id = sent.provider_message_id,
                attempts = self.attempts,
                elapsed_ms,
                "message sent"
            ),
            Ending::Rejected(failure) | Ending::Unknown(failure) => tracing::warn!(
                event = "message_failed",
                message_id = message.id,
                connector,
                generation,
                usage_type = message.usage_type.name(),
                recipient,
                kind = failure.kind.name(),
                provider_code = failure.provider_code,
                may_have_been_processed = failure.may_have_been_processed,
                attempts = self.attempts,
                elapsed_ms,
                "message failed: {}",
                failure.message
            ),
            Ending::Expired => tracing::warn!(
                event = "message_expired",
                message_id = message.id,
                usage_type = message.usage_type.name(),
                recipient,
                elapsed_ms,
                "message expired: nothing was sent"
            ),
        }
    }
}

/// What becomes of the processes of connectors.
pub(crate) struct WorkerEvents(pub(crate) Arc<Metrics>);

impl Observer for WorkerEvents {
    fn crashed(&self, connector: &str, error: CallError) {
        self.0.worker_crashed(connector);
        tracing::error!(
            event = "connector_crashed",
            connector,
            "a worker was lost: {error}"
        );
    }

    fn quarantined(&self, connector: &str, lasts: Duration) {
        self.0.quarantined(connector);
        let seconds = lasts.as_secs();
        tracing::error!(
            event = "connector_quarantined",
            connector,
            seconds,
            "it ends too often, and is left alone for {seconds} seconds"
        );
    }

    fn recycled(&self, connector: &str, questions: u64, memory: u64) {
        self.0.recycled(connector);
        tracing::info!(
            event = "worker_recycled",
            connector,
            questions,
            memory,
            "a worker made room for a fresh one"
        );
    }
}

/// The active connector changed.
pub(crate) fn switched(
    metrics: &Metrics,
    connector: Option<&str>,
    generation: u64,
    reason: &'static str,
) {
    let active = if connector.is_some() { generation } else { 0 };
    metrics.switched(reason, active);
    match connector {
        Some(connector) => tracing::info!(
            event = "connector_switched",
            connector,
            generation,
            reason,
            "connector is active"
        ),
        None => tracing::warn!(
            event = "no_active_connector",
            generation,
            reason,
            "no connector is active"
        ),
    }
}
