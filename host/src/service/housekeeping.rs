//! Forgets what is old.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::time::{MissedTickBehavior, interval};

use super::Service;
use crate::storage::now;

/// How often.
const EVERY: Duration = Duration::from_secs(60);

/// How long an idempotency key is kept.
const KEYS: Duration = Duration::from_secs(24 * 60 * 60);

/// Forgets old messages and idempotency keys, for as long as the service runs.
pub(crate) async fn keep_house(service: Arc<Service>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let before = |age: Duration| {
            now().saturating_sub(u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
        };
        let retention = service.config().messages.retention.duration();
        match service.store.forget(before(retention), before(KEYS)).await {
            Ok(0) => {}
            Ok(messages) => tracing::info!(
                event = "messages_forgotten",
                messages,
                "old messages are forgotten"
            ),
            Err(error) => {
                tracing::error!(event = "storage_unavailable", "cannot forget: {error}");
            }
        }
    }
}
