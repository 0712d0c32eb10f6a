//! The file: who may read it, who has it, how SQLite treats it.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::of_sqlite;
use crate::StoreError;

/// How long to wait for a command that writes at the same time.
const PATIENCE: Duration = Duration::from_secs(5);

/// The right to be the service of a store, until dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".lock");
        let cannot = |reason: String| StoreError::Open {
            path: path.to_owned(),
            reason,
        };
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(beside)
            .map_err(|error| cannot(error.to_string()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(cannot("another service is running on it".to_owned()))
            }
            Err(TryLockError::Error(error)) => Err(cannot(error.to_string())),
        }
    }
}

/// Opens the file for writing, or makes it, for its owner only.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let made = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path);
    made.map_err(|error| StoreError::Open {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    connect(path)
}

/// A connection as every thread of the store has it.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connect = || {
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // FULL: a commit has reached the disk. Secure delete: what is deleted is gone.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
        )?;
        Ok(connection)
    };
    connect().map_err(|error| of_sqlite(&error, path))
}
