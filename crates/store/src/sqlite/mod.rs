//! The contract, kept in one SQLite file.
//!
//! One thread writes and one reads. The writer takes everything that waits for it into one
//! transaction, so that messages share the cost of reaching the disk.

mod activations;
mod configs;
mod file;
mod keys;
mod messages;
mod migrations;
mod queue;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::{
    Acceptance, Activation, ApiKey, Conclusion, Dispatch, Message, NewActivation, NewMessage, Page,
    Reply, SavedConfig, SealingKey, Store, StoreError, Transition,
};
use file::Lock;
pub use worker::Statistics;
use worker::{Mode, Worker};

/// Who opens the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The service: only one at a time, because it settles what a crash left behind.
    Service,
    /// A command beside the service.
    Tool,
}

/// A store in one SQLite file.
pub struct SqliteStore {
    writer: Worker,
    reader: Worker,
    key: Arc<SealingKey>,
    _lock: Option<Lock>,
}

impl SqliteStore {
    /// Opens the file, or makes it; brings an older format up to date.
    ///
    /// # Errors
    /// When it cannot be opened, is no store, is newer than this version, or another service has
    /// it.
    pub fn open(path: &Path, key: SealingKey, access: Access) -> Result<Self, StoreError> {
        let lock = match access {
            Access::Service => Some(Lock::take(path)?),
            Access::Tool => None,
        };
        let connection = file::open(path)?;
        migrations::run(&connection, path)?;
        let key = Arc::new(key);
        keys::check_sealing_key(&connection, &key).map_err(|error| error.at(path))?;
        let reading = file::connect(path)?;
        Ok(Self {
            writer: Worker::start(connection, path, Mode::Write)?,
            reader: Worker::start(reading, path, Mode::Read)?,
            key,
            _lock: lock,
        })
    }

    /// How much work writing was so far.
    pub fn statistics(&self) -> Statistics {
        self.writer.statistics()
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection, &SealingKey) -> Result<T, Fault> + Send + 'static,
    ) -> Reply<'_, T> {
        let key = Arc::clone(&self.key);
        self.writer.run(move |connection| work(connection, &key))
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection, &SealingKey) -> Result<T, Fault> + Send + 'static,
    ) -> Reply<'_, T> {
        let key = Arc::clone(&self.key);
        self.reader.run(move |connection| work(connection, &key))
    }
}

impl Store for SqliteStore {
    fn accept(&self, message: NewMessage, first: Dispatch) -> Reply<'_, Acceptance> {
        self.write(move |connection, key| messages::accept(connection, key, &message, &first))
    }

    fn dispatch(&self, dispatch: Dispatch) -> Reply<'_, ()> {
        self.write(move |connection, _| messages::dispatch(connection, &dispatch))
    }

    fn conclude(&self, conclusion: Conclusion) -> Reply<'_, ()> {
        self.write(move |connection, _| messages::conclude(connection, &conclusion))
    }

    fn message(&self, id: String) -> Reply<'_, Option<(Message, Vec<Transition>)>> {
        self.read(move |connection, _| messages::get(connection, &id))
    }

    fn messages(&self, page: Page) -> Reply<'_, Vec<Message>> {
        self.read(move |connection, _| messages::list(connection, &page))
    }

    fn recover(&self, now: u64) -> Reply<'_, u64> {
        self.write(move |connection, _| messages::recover(connection, now))
    }

    fn forget(&self, messages_before: u64, keys_before: u64) -> Reply<'_, u64> {
        self.write(move |connection, _| messages::forget(connection, messages_before, keys_before))
    }

    fn configs(&self) -> Reply<'_, Vec<SavedConfig>> {
        self.read(configs::list)
    }

    fn config(&self, connector: String) -> Reply<'_, Option<SavedConfig>> {
        self.read(move |connection, key| configs::get(connection, key, &connector))
    }

    fn save_config(&self, config: SavedConfig, expected: Option<u64>) -> Reply<'_, u64> {
        self.write(move |connection, key| configs::save(connection, key, &config, expected))
    }

    fn remove_config(&self, connector: String) -> Reply<'_, bool> {
        self.write(move |connection, _| configs::remove(connection, &connector))
    }

    fn activate(&self, activation: NewActivation) -> Reply<'_, u64> {
        self.write(move |connection, key| activations::record(connection, key, &activation))
    }

    fn activation(&self) -> Reply<'_, Option<Activation>> {
        self.read(activations::newest)
    }

    fn activation_of(&self, generation: u64) -> Reply<'_, Option<Activation>> {
        self.read(move |connection, key| activations::get(connection, key, generation))
    }

    fn activations(&self, limit: u32) -> Reply<'_, Vec<Activation>> {
        self.read(move |connection, _| activations::list(connection, limit))
    }

    fn create_key(&self, key: ApiKey) -> Reply<'_, ()> {
        self.write(move |connection, _| keys::create(connection, &key))
    }

    fn keys(&self) -> Reply<'_, Vec<ApiKey>> {
        self.read(|connection, _| keys::list(connection))
    }

    fn key(&self, id: String) -> Reply<'_, Option<ApiKey>> {
        self.read(move |connection, _| keys::get(connection, &id))
    }

    fn revoke_key(&self, id: String, at: u64) -> Reply<'_, bool> {
        self.write(move |connection, _| keys::revoke(connection, &id, at))
    }
}

/// What can go wrong inside a piece of work.
#[derive(Debug)]
pub(crate) enum Fault {
    /// SQLite refused.
    Sqlite(rusqlite::Error),
    /// The store itself did.
    Refused(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

impl Fault {
    /// The error of the file at this path.
    fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Refused(error) => error,
            Self::Sqlite(error) => of_sqlite(&error, path),
        }
    }
}

fn of_sqlite(error: &rusqlite::Error, path: &Path) -> StoreError {
    let path: PathBuf = path.to_owned();
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => StoreError::Foreign { path },
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => StoreError::Corrupt { path, reason },
        _ => StoreError::Unavailable { reason },
    }
}
