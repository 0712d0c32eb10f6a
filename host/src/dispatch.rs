//! Sends messages through the active connector: the point where HTTP and command line meet.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use connector_api::{Failure, FailureKind, HttpRequest, Sent};
use delivery::{
    BoxFuture, Clock, Disposition, Driver, Entropy, Generation, Message, OnUnknown, Registry,
    RetryRules,
};
use tokio::sync::{Semaphore, TryAcquireError};

use crate::config;
use crate::egress::Egress;
use crate::telemetry::event::{self, Concluded};

/// What a reload may change.
pub(crate) struct Settings {
    /// Makes the exchanges.
    pub(crate) egress: Egress,
    /// Time a message may take.
    pub(crate) deadline: Duration,
    /// What to do when an outcome is unknown.
    pub(crate) on_unknown: OnUnknown,
    /// Region in which national numbers are read.
    pub(crate) default_region: Option<String>,
}

/// The active connector, and everything a message needs on its way.
pub(crate) struct Dispatch {
    registry: Registry,
    settings: ArcSwap<Settings>,
    in_flight: Semaphore,
    most_in_flight: u32,
}

/// What became of a message, and through what.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// Identifier of the message.
    pub(crate) message_id: String,
    /// The connector, when one was active.
    pub(crate) connector: Option<String>,
    /// What the provider said, or why the message was not sent.
    pub(crate) result: Result<Sent, Failure>,
}

/// The host has as many messages in flight as it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overloaded;

impl Dispatch {
    /// A dispatch without an active connector.
    pub(crate) fn new(settings: Settings, most_in_flight: u32) -> Self {
        Self {
            registry: Registry::default(),
            settings: ArcSwap::from_pointee(settings),
            in_flight: Semaphore::new(
                usize::try_from(most_in_flight).unwrap_or(Semaphore::MAX_PERMITS),
            ),
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
    /// When too many messages are in flight; nothing has happened to this one.
    pub(crate) async fn send(&self, message: Message) -> Result<Report, Overloaded> {
        let _permit = self.in_flight.try_acquire().map_err(|error| match error {
            TryAcquireError::NoPermits | TryAcquireError::Closed => Overloaded,
        })?;
        let begun = Instant::now();
        let generation = self.registry.active();
        let disposition = match &generation {
            Some(generation) => self.drive(generation, &message).await,
            None => Disposition {
                result: Err(Failure::new(FailureKind::NoActiveConnector)),
                attempts: 0,
            },
        };
        event::emit(&Concluded {
            message: &message,
            generation: generation.as_deref(),
            disposition: &disposition,
            elapsed: begun.elapsed(),
        });
        Ok(Report {
            message_id: message.id,
            connector: generation.map(|generation| generation.connector.clone()),
            result: disposition.result,
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
        driver(&settings)
            .first_request(generation, message, deadline)
            .await
    }

    async fn drive(&self, generation: &Generation, message: &Message) -> Disposition {
        let settings = self.settings();
        let deadline = Instant::now() + settings.deadline;
        driver(&settings).drive(generation, message, deadline).await
    }
}

impl Settings {
    /// From the host's config.
    pub(crate) fn new(config: &config::Config, egress: Egress) -> Self {
        Self {
            egress,
            deadline: config.messages.deadline.duration(),
            on_unknown: match config.messages.on_unknown {
                config::OnUnknown::Fail => OnUnknown::Fail,
                config::OnUnknown::Retry => OnUnknown::Retry,
            },
            default_region: config
                .messages
                .default_region
                .as_ref()
                .map(|region| region.as_str().to_owned()),
        }
    }
}

fn driver(settings: &Settings) -> Driver<'_> {
    Driver {
        wire: &settings.egress,
        clock: &System,
        entropy: &System,
        rules: RetryRules {
            on_unknown: settings.on_unknown,
            ..RetryRules::default()
        },
    }
}

/// Time and chance of the operating system.
struct System;

impl Clock for System {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn unix_seconds(&self) -> u64 {
        // A clock before 1970 is a clock that was never set.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }

    fn sleep<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Entropy for System {
    fn random_bits(&self) -> u128 {
        let mut bits = [0; 16];
        match getrandom::fill(&mut bits) {
            Ok(()) => u128::from_ne_bytes(bits),
            // Without a random source no nonce is safe to use; this does not happen on Linux.
            Err(error) => panic!("the operating system has no randomness: {error}"),
        }
    }
}
