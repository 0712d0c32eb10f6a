//! What is on record about a message, and when it gets there.
//!
//! Accepted before it is acknowledged, dispatched before its first byte can leave, concluded
//! before anybody is told. A dispatch without a store, as in a single `send`, records nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use delivery::{BoxFuture, Generation, Journal, Message, NotRecorded};
use store::{
    Acceptance, Conclusion, Dispatch, Ending, IdempotencyKey, NewMessage, Store, StoreError,
};
use zeroize::Zeroizing;

use crate::storage::now;

/// Time between two tries to write an ending to a store that cannot be written to.
const TRY_AGAIN: Duration = Duration::from_millis(200);

/// Writes down what happens to messages.
#[derive(Clone, Default)]
pub(super) struct Recorder(pub(super) Option<Arc<dyn Store>>);

impl Recorder {
    /// Records that a message is accepted.
    pub(super) async fn accept(
        &self,
        message: &Message,
        caller: &str,
        idempotency: Option<IdempotencyKey>,
        deadline: Duration,
    ) -> Result<Acceptance, StoreError> {
        let Some(store) = &self.0 else {
            return Ok(Acceptance::Accepted);
        };
        let accepted_at = now();
        let deadline = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
        let message = NewMessage {
            id: message.id.clone(),
            accepted_at,
            deadline_at: accepted_at.saturating_add(deadline),
            usage_type: message.usage_type.name().to_owned(),
            recipient: message.recipient.masked(),
            caller: caller.to_owned(),
            // Plain data with string keys: encoding cannot fail.
            body: Zeroizing::new(serde_json::to_vec(message).unwrap_or_default()),
            idempotency,
        };
        store.accept(message).await
    }

    /// Records how a message ended, and tries until `give_up`.
    ///
    /// # Errors
    /// When it is not on record by then. It goes on trying: nothing stays without an end.
    pub(super) async fn conclude(
        &self,
        conclusion: Conclusion,
        give_up: Instant,
    ) -> Result<(), StoreError> {
        let Some(store) = &self.0 else {
            return Ok(());
        };
        loop {
            match store.conclude(conclusion.clone()).await {
                Ok(()) => return Ok(()),
                Err(StoreError::Closed) => return Err(StoreError::Closed),
                Err(error) if Instant::now() + TRY_AGAIN > give_up => {
                    tokio::spawn(conclude_some_day(Arc::clone(store), conclusion));
                    return Err(error);
                }
                Err(_) => tokio::time::sleep(TRY_AGAIN).await,
            }
        }
    }

    /// The same when nobody waits for it.
    pub(super) fn conclude_later(&self, conclusion: Conclusion) {
        if let Some(store) = &self.0 {
            tokio::spawn(conclude_some_day(Arc::clone(store), conclusion));
        }
    }
}

async fn conclude_some_day(store: Arc<dyn Store>, conclusion: Conclusion) {
    while let Err(error) = store.conclude(conclusion.clone()).await {
        if matches!(error, StoreError::Closed) {
            return;
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

impl Journal for Recorder {
    fn record<'a>(
        &'a self,
        message: &'a Message,
        generation: &'a Generation,
        attempt: u32,
    ) -> BoxFuture<'a, Result<(), NotRecorded>> {
        Box::pin(async move {
            let Some(store) = &self.0 else {
                return Ok(());
            };
            let dispatch = Dispatch {
                id: message.id.clone(),
                attempt,
                connector: generation.connector.clone(),
                generation: generation.number,
                at: now(),
            };
            store.dispatch(dispatch).await.map_err(|error| {
                tracing::error!(
                    event = "storage_unavailable",
                    message_id = message.id,
                    "an attempt was not made because it could not be recorded: {error}"
                );
                NotRecorded
            })
        })
    }
}

/// What is recorded when a message ends.
pub(super) fn conclusion(
    message: &Message,
    generation: Option<&Generation>,
    attempts: u32,
    ending: Ending,
) -> Conclusion {
    Conclusion {
        id: message.id.clone(),
        at: now(),
        attempts,
        connector: generation.map(|generation| generation.connector.clone()),
        generation: generation.map(|generation| generation.number),
        ending,
    }
}
