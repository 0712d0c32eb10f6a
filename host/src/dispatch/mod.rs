//! Sends messages through the active connector: the point where HTTP and command line meet.

mod record;
mod settings;
mod system;

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use connector_api::{Failure, FailureKind, HttpRequest};
use delivery::{Driver, Generation, Message, NotRecorded, Registry, RetryRules};
use store::{Acceptance, Ending, IdempotencyKey, Resumable, Store, StoreError};
use tokio::sync::Semaphore;

use crate::failure::{Retryable, facts};
use crate::storage::now;
use crate::telemetry::event::Concluded;
use crate::telemetry::metrics::Metrics;
use record::{Recorder, conclusion};
pub(crate) use settings::Settings;
use system::System;

/// The active connector, and everything a message needs on its way.
pub(crate) struct Dispatch {
    registry: Registry,
    settings: ArcSwap<Settings>,
    recorder: Recorder,
    metrics: Arc<Metrics>,
    in_flight: Semaphore,
    most_in_flight: u32,
}

/// A message, and what whoever wants it sent says about it.
pub(crate) struct Order {
    /// The message.
    pub(crate) message: Message,
    /// Who wants it sent.
    pub(crate) caller: String,
    /// Their key for it.
    pub(crate) idempotency: Option<IdempotencyKey>,
    /// Through this, and not through what is active.
    pub(crate) through: Option<Arc<Generation>>,
}

impl Order {
    /// A message through what is active.
    pub(crate) fn new(message: Message, caller: impl Into<String>) -> Self {
        Self {
            message,
            caller: caller.into(),
            idempotency: None,
            through: None,
        }
    }
}

/// What became of a message, and through what.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// Identifier of the message.
    pub(crate) message_id: String,
    /// The connector, when one had a say.
    pub(crate) connector: Option<String>,
    /// How it ended.
    pub(crate) ending: Ending,
    /// It had been sent before, under the same idempotency key.
    pub(crate) replayed: bool,
}

/// Why a message was not accepted, or what became of it cannot be told.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// As many messages are in flight as may be. Nothing has happened to this one.
    Overloaded,
    /// There is nothing to send it through. Nothing has happened to it.
    NoActiveConnector,
    /// The same message is on its way, under the same idempotency key.
    Running,
    /// The idempotency key was used for another message.
    OtherRequest,
    /// It could not be recorded, and was not sent.
    NotRecorded(StoreError),
    /// It was sent or not, and that could not be recorded.
    EndNotRecorded(StoreError),
}

impl Refusal {
    /// The word for it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Overloaded => "overloaded",
            Self::NoActiveConnector => "no_active_connector",
            Self::Running => "idempotency_running",
            Self::OtherRequest => "idempotency_key_reused",
            Self::NotRecorded(_) | Self::EndNotRecorded(_) => "storage_unavailable",
        }
    }
}

impl Dispatch {
    /// A dispatch without an active connector. Without a store nothing is recorded.
    pub(crate) fn new(
        settings: Settings,
        most_in_flight: u32,
        store: Option<Arc<dyn Store>>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let permits = usize::try_from(most_in_flight).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            registry: Registry::default(),
            settings: ArcSwap::from_pointee(settings),
            recorder: Recorder(store),
            metrics,
            in_flight: Semaphore::new(permits),
            most_in_flight,
        }
    }

    /// The active connector.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What a reload may change, as it is now.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        self.settings.load_full()
    }

    /// Changes it for later messages.
    pub(crate) fn set_settings(&self, settings: Settings) {
        self.settings.store(Arc::new(settings));
    }

    /// Resolves when no message is in flight, and takes no more.
    pub(crate) async fn drain(&self) {
        let _all = self.in_flight.acquire_many(self.most_in_flight).await;
        self.in_flight.close();
    }

    /// Sends a message through the connector that is active now.
    ///
    /// # Errors
    /// Why there is nothing to report.
    pub(crate) async fn send(&self, order: Order) -> Result<Report, Refusal> {
        let sent = self.try_send(order).await;
        sent.inspect_err(|refusal| self.metrics.refused(refusal.name()))
    }

    async fn try_send(&self, order: Order) -> Result<Report, Refusal> {
        let permit = self.in_flight.try_acquire();
        let _permit = permit.map_err(|_| Refusal::Overloaded)?;
        let begun = Instant::now();
        let settings = self.settings();
        let Order {
            message,
            caller,
            idempotency,
            through,
        } = order;
        if through.is_none() && self.registry.active().is_none() {
            return Err(Refusal::NoActiveConnector);
        }
        let accepted = self
            .recorder
            .accept(&message, &caller, idempotency, settings.deadline)
            .await
            .map_err(Refusal::NotRecorded)?;
        match accepted {
            Acceptance::Accepted => {}
            Acceptance::Replayed(known) => return Ok(Report::of_record(*known)),
            Acceptance::Running => return Err(Refusal::Running),
            Acceptance::OtherRequest => return Err(Refusal::OtherRequest),
        }
        let generation = through.or_else(|| self.registry.active());
        let way = Way {
            message,
            generation,
            begun,
            deadline: begun + settings.deadline,
        };
        self.go(way, &settings).await
    }

    /// Sends a message that a crash left behind.
    pub(crate) async fn resume(&self, resumable: Resumable) {
        let Ok(message) = serde_json::from_slice::<Message>(&resumable.body) else {
            tracing::error!(message_id = resumable.id, "a stored message cannot be read");
            return;
        };
        let _permit = self.in_flight.acquire().await;
        let begun = Instant::now();
        let left = Duration::from_millis(resumable.deadline_at.saturating_sub(now()));
        let way = Way {
            message,
            generation: self.registry.active(),
            begun,
            deadline: begun + left,
        };
        // Whoever asked for it is gone; what became of it is on record.
        let _ = self.go(way, &self.settings()).await;
    }

    /// The way of an accepted message to its end.
    async fn go(&self, way: Way, settings: &Settings) -> Result<Report, Refusal> {
        self.metrics.in_flight(1);
        let ended = self.drive(&way, settings).await;
        self.metrics.in_flight(-1);
        let generation = way.generation.as_deref();
        let (ending, attempts) = match ended {
            Ok(ended) => ended,
            Err(NotRecorded) => {
                let expired = conclusion(&way.message, generation, 0, Ending::Expired);
                self.recorder.conclude_later(expired);
                let reason = "an attempt could not be recorded".to_owned();
                return Err(Refusal::NotRecorded(StoreError::Unavailable { reason }));
            }
        };
        let conclusion = conclusion(&way.message, generation, attempts, ending.clone());
        let recorded = self.recorder.conclude(conclusion, way.deadline).await;
        Concluded {
            message: &way.message,
            connector: generation.map(|generation| generation.connector.as_str()),
            generation: generation.map(|generation| generation.number),
            ending: &ending,
            attempts,
            elapsed: way.begun.elapsed(),
        }
        .emit(&self.metrics);
        recorded.map_err(Refusal::EndNotRecorded)?;
        Ok(Report {
            connector: generation.map(|generation| generation.connector.clone()),
            message_id: way.message.id,
            ending,
            replayed: false,
        })
    }

    async fn drive(&self, way: &Way, settings: &Settings) -> Result<(Ending, u32), NotRecorded> {
        let Some(generation) = &way.generation else {
            let failure = Failure::new(FailureKind::NoActiveConnector);
            return Ok((Ending::Rejected(failure), 0));
        };
        let driven = self
            .driver(settings)
            .drive(generation, &way.message, way.deadline)
            .await?;
        let ending = match driven.result {
            Ok(sent) => Ending::Sent(sent),
            Err(failure) if facts(&failure).retryable == Retryable::Unknown => {
                Ending::Unknown(failure)
            }
            Err(failure) => Ending::Rejected(failure),
        };
        Ok((ending, driven.attempts))
    }

    /// The request that a message would lead to; sends nothing.
    ///
    /// # Errors
    /// Why there is no such request.
    pub(crate) async fn dry_run(
        &self,
        generation: &Generation,
        message: &Message,
    ) -> Result<HttpRequest, Failure> {
        let settings = self.settings();
        let deadline = Instant::now() + settings.deadline;
        self.driver(&settings)
            .first_request(generation, message, deadline)
            .await
    }

    fn driver<'d>(&'d self, settings: &'d Settings) -> Driver<'d> {
        Driver {
            wire: &settings.egress,
            journal: &self.recorder,
            clock: &System,
            entropy: &System,
            rules: RetryRules {
                on_unknown: settings.on_unknown,
                ..RetryRules::default()
            },
        }
    }
}

/// An accepted message on its way.
struct Way {
    message: Message,
    /// Fixed for the whole way: a switch affects later messages only.
    generation: Option<Arc<Generation>>,
    begun: Instant,
    deadline: Instant,
}

impl Report {
    /// What is on record about a message that ended before.
    fn of_record(message: store::Message) -> Self {
        let ending = match (message.sent, message.failure) {
            (Some(sent), _) => Ending::Sent(sent),
            (None, Some(failure)) if message.state == store::State::Unknown => {
                Ending::Unknown(failure)
            }
            (None, Some(failure)) => Ending::Rejected(failure),
            (None, None) => Ending::Expired,
        };
        Self {
            message_id: message.id,
            connector: message.connector,
            ending,
            replayed: true,
        }
    }
}
