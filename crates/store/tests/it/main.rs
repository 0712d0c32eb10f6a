//! The store as the host uses it, on real files.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod activations;
mod configs;
mod files;
mod keys;
mod messages;

use std::path::Path;

use connector_api::{Failure, FailureKind, Sent};
use store::{
    Acceptance, Access, Conclusion, Dispatch, Ending, IdempotencyKey, NewMessage, SealingKey,
    SqliteStore, Store,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

pub(crate) fn key() -> SealingKey {
    SealingKey::parse(KEY).unwrap()
}

pub(crate) fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(&folder.join("s.db"), key(), Access::Service).unwrap()
}

pub(crate) fn fresh() -> (TempDir, SqliteStore) {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    (folder, store)
}

/// A message that came at this time.
pub(crate) fn message(id: &str, at: u64) -> NewMessage {
    NewMessage {
        id: id.to_owned(),
        accepted_at: at,
        usage_type: "SignIn".to_owned(),
        recipient: "+1********00".to_owned(),
        caller: "key1".to_owned(),
        idempotency: None,
    }
}

pub(crate) fn with_key(mut message: NewMessage, key: &str, request: &str) -> NewMessage {
    message.idempotency = Some(IdempotencyKey {
        key: key.to_owned(),
        request: Zeroizing::new(request.as_bytes().to_vec()),
    });
    message
}

pub(crate) fn dispatch(id: &str, attempt: u32) -> Dispatch {
    Dispatch {
        id: id.to_owned(),
        attempt,
        connector: "twilio".to_owned(),
        generation: 7,
        at: 20,
    }
}

/// Accepts a message with its first attempt.
pub(crate) async fn accept(store: &SqliteStore, message: NewMessage) -> Acceptance {
    let first = dispatch(&message.id, 1);
    store.accept(message, first).await.unwrap()
}

pub(crate) fn conclusion(id: &str, ending: Ending) -> Conclusion {
    Conclusion {
        id: id.to_owned(),
        at: 30,
        attempts: 1,
        connector: Some("twilio".to_owned()),
        generation: Some(7),
        ending,
    }
}

pub(crate) fn sent() -> Ending {
    Ending::Sent(Sent::new("SM1"))
}

pub(crate) fn rejected() -> Ending {
    Ending::Rejected(Failure::new(FailureKind::InvalidRecipient).provider_code("21211"))
}
