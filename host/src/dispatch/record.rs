//! What is on record about a message, and when it gets there.
//!
//! A message is accepted together with its first attempt, before the first byte of that can leave. Each
//! later attempt is recorded before it can leave, and the end before anybody is told. A dispatch without
//! a store, as in a single `send`, records nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use delivery::{BoxFuture, Generation, Journal, Message, NotRecorded};
use store::{
    Acceptance, Conclusion, Dispatch, Ending, IdempotencyKey, NewMessage, Store, StoreError,
};

use super::Refusal;
use crate::storage::now;

/// Time between two tries to write an ending to a store that cannot be written to.
const TRY_AGAIN: Duration = Duration::from_millis(200);

/// The record of one message.
#[derive(Default)]
pub(super) struct Record<'r> {
    store: Option<&'r Arc<dyn Store>>,
    progress: Mutex<Progress>,
}

/// How far the record is.
#[derive(Default)]
enum Progress {
    /// Nothing of the message is on record.
    New(Box<NewMessage>),
    /// It is accepted.
    #[default]
    Accepted,
    /// It goes no further.
    Halted(Halt),
}

/// Why a message goes no further than its record.
pub(super) enum Halt {
    /// It was sent before, under the same idempotency key.
    Known(Box<store::Message>),
    /// Nothing of it has left, and nothing will.
    Refused(Refusal),
}

impl<'r> Record<'r> {
    pub(super) fn new(
        store: Option<&'r Arc<dyn Store>>,
        message: &Message,
        caller: String,
        idempotency: Option<IdempotencyKey>,
    ) -> Self {
        let new = NewMessage {
            id: message.id.clone(),
            accepted_at: now(),
            usage_type: message.usage_type.name().to_owned(),
            recipient: message.recipient.masked(),
            caller,
            idempotency,
        };
        Self {
            store,
            progress: Mutex::new(Progress::New(Box::new(new))),
        }
    }

    /// Why the message was not recorded, after that was said.
    pub(super) fn halted(&self) -> Halt {
        match self.take() {
            Progress::Halted(halt) => halt,
            Progress::New(_) | Progress::Accepted => {
                Halt::Refused(Refusal::NotRecorded(StoreError::Closed))
            }
        }
    }

    /// Records how the message ended, and tries until `give_up`. Gives whether that is on record by
    /// then; if not it goes on trying: nothing stays without an end.
    pub(super) async fn conclude(
        &self,
        conclusion: Conclusion,
        give_up: Instant,
    ) -> Result<(), StoreError> {
        let Some(store) = self.store else {
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

    /// How far it is; after this it counts as accepted.
    fn take(&self) -> Progress {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut progress)
    }

    fn halt(&self, halt: Halt) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        *progress = Progress::Halted(halt);
    }
}

/// Puts a message on record.
async fn accept(store: &Arc<dyn Store>, new: NewMessage, first: Dispatch) -> Result<(), Halt> {
    let refusal = match store.accept(new, first).await {
        Ok(Acceptance::Accepted) => return Ok(()),
        Ok(Acceptance::Replayed(known)) => return Err(Halt::Known(known)),
        Ok(Acceptance::Running) => Refusal::Running,
        Ok(Acceptance::OtherRequest) => Refusal::OtherRequest,
        Err(error) => Refusal::NotRecorded(error),
    };
    Err(Halt::Refused(refusal))
}

async fn conclude_some_day(store: Arc<dyn Store>, conclusion: Conclusion) {
    while let Err(error) = store.conclude(conclusion.clone()).await {
        if matches!(error, StoreError::Closed) {
            return;
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

impl Journal for Record<'_> {
    fn record<'a>(
        &'a self,
        message: &'a Message,
        generation: &'a Generation,
        attempt: u32,
    ) -> BoxFuture<'a, Result<(), NotRecorded>> {
        Box::pin(async move {
            let Some(store) = self.store else {
                return Ok(());
            };
            let dispatch = Dispatch {
                id: message.id.clone(),
                attempt,
                connector: generation.connector.clone(),
                generation: generation.number,
                at: now(),
            };
            let recorded = match self.take() {
                Progress::New(new) => accept(store, *new, dispatch).await,
                Progress::Accepted | Progress::Halted(_) => {
                    let dispatched = store.dispatch(dispatch).await;
                    dispatched.map_err(|error| {
                        let expired = conclusion(message, generation, 0, Ending::Expired);
                        tokio::spawn(conclude_some_day(Arc::clone(store), expired));
                        Halt::Refused(Refusal::NotRecorded(error))
                    })
                }
            };
            recorded.map_err(|halt| {
                if let Halt::Refused(Refusal::NotRecorded(error)) = &halt {
                    tracing::error!(
                        event = "storage_unavailable",
                        message_id = message.id,
                        "an attempt was not made because it could not be recorded: {error}"
                    );
                }
                self.halt(halt);
                NotRecorded
            })
        })
    }
}

/// What is recorded when a message ends.
pub(super) fn conclusion(
    message: &Message,
    generation: &Generation,
    attempts: u32,
    ending: Ending,
) -> Conclusion {
    Conclusion {
        id: message.id.clone(),
        at: now(),
        attempts,
        connector: Some(generation.connector.clone()),
        generation: Some(generation.number),
        ending,
    }
}
