//! Sends messages through the active connector: the point where HTTP and command line meet.

mod record;
mod settings;
mod system;

use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use connector_api::{Failure, HttpRequest};
use delivery::{Disposition, Driver, Generation, Message, Registry, RetryRules};
use store::{Ending, IdempotencyKey, Store, StoreError};
use tokio::sync::Semaphore;

use crate::failure::{Retryable, facts};
use crate::telemetry::event::Concluded;
use crate::telemetry::metrics::Metrics;
use record::{Halt, Record, conclusion};
pub(crate) use settings::Settings;
use system::System;

/// The active connector, and everything a message needs on its way.
pub(crate) struct Dispatch {
    registry: Registry,
    settings: ArcSwap<Settings>,
    store: Option<Arc<dyn Store>>,
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
            store,
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
        let generation = order.through.or_else(|| self.registry.active());
        let generation = generation.ok_or(Refusal::NoActiveConnector)?;
        let (message, caller) = (order.message, order.caller);
        let record = Record::new(self.store.as_ref(), &message, caller, order.idempotency);
        let way = Way {
            message,
            generation,
            record,
            begun,
            deadline: begun + settings.deadline,
        };
        self.metrics.in_flight(1);
        let ended = self.go(&way, &settings).await;
        self.metrics.in_flight(-1);
        match ended {
            Ok(report) => Ok(report),
            Err(Halt::Known(message)) => Ok(Report::of_record(*message)),
            Err(Halt::Refused(refusal)) => Err(refusal),
        }
    }

    /// The way of a message to its end.
    async fn go(&self, way: &Way<'_>, settings: &Settings) -> Result<Report, Halt> {
        let driver = self.driver(settings, &way.record);
        let driven = driver.drive(&way.generation, &way.message, way.deadline);
        let Ok(Disposition { result, attempts }) = driven.await else {
            return Err(way.record.halted());
        };
        let ending = match result {
            Ok(sent) => Ending::Sent(sent),
            Err(failure) if facts(&failure).retryable == Retryable::Unknown => {
                Ending::Unknown(failure)
            }
            Err(failure) => Ending::Rejected(failure),
        };
        let conclusion = conclusion(&way.message, &way.generation, attempts, ending.clone());
        let recorded = way.record.conclude(conclusion, way.deadline).await;
        Concluded {
            message: &way.message,
            connector: &way.generation.connector,
            generation: way.generation.number,
            ending: &ending,
            attempts,
            elapsed: way.begun.elapsed(),
        }
        .emit(&self.metrics);
        recorded.map_err(|error| Halt::Refused(Refusal::EndNotRecorded(error)))?;
        Ok(Report {
            connector: Some(way.generation.connector.clone()),
            message_id: way.message.id.clone(),
            ending,
            replayed: false,
        })
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
        self.driver(&settings, &Record::default())
            .first_request(generation, message, deadline)
            .await
    }

    fn driver<'d>(&'d self, settings: &'d Settings, record: &'d Record<'_>) -> Driver<'d> {
        Driver {
            wire: &settings.egress,
            journal: record,
            clock: &System,
            entropy: &System,
            rules: RetryRules {
                on_unknown: settings.on_unknown,
                ..RetryRules::default()
            },
        }
    }
}

/// A message on its way.
struct Way<'w> {
    message: Message,
    /// Fixed for the whole way: a switch affects later messages only.
    generation: Arc<Generation>,
    record: Record<'w>,
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
