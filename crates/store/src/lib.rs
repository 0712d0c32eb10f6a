//! What the host must not forget.
//!
//! Read this first: [`Store`] is the contract, [`SqliteStore`] keeps it in one SQLite file. A
//! promise of every method: when it returns, what it wrote is on disk.
//!
//! - Messages, with every transition ([`State`]), are written before the transition has an effect.
//! - An [`IdempotencyKey`] belongs to one caller and one body, and leads to one message.
//! - A message is put on record with its first attempt. Its text and its whole number never are.
//! - Connector configs are sealed with a [`SealingKey`].
//! - Every switch of the active connector is an [`Activation`] with its own copy of the config, so
//!   a rollback brings back what was there.
//!
//! Nothing here knows HTTP, plugins or providers.

mod error;
mod model;
mod port;
mod seal;
mod sqlite;

pub use error::StoreError;
pub use model::{
    Acceptance, Activation, ActivationReason, ApiKey, Conclusion, Dispatch, Ending, IdempotencyKey,
    Message, NewActivation, NewMessage, Page, SavedConfig, State, Transition,
};
pub use port::{Reply, Store};
pub use seal::{SealError, SealingKey};
pub use sqlite::{Access, SqliteStore, Statistics};
