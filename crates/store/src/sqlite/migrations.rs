//! The format of the file, and how an older one becomes the newest.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::of_sqlite;
use crate::StoreError;

/// Marks the file as ours (`SWBD`), for SQLite's `application_id`.
const APPLICATION: i64 = 0x5357_4244;

/// Each step leads from the format of its index to the next one.
const STEPS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
];

/// Brings the file up to the newest format, in one transaction.
pub(super) fn run(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let look = || {
        Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
        ))
    };
    let (application, found, tables) = look().map_err(|error| of_sqlite(&error, path))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if application != APPLICATION && (tables > 0 || found > 0) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    if found > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    if found == known {
        return Ok(());
    }
    let migrate = || {
        let transaction =
            rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        // Another process may have been faster.
        let found = transaction.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?;
        for step in STEPS
            .iter()
            .skip(usize::try_from(found).unwrap_or(usize::MAX))
        {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", known)?;
        transaction.commit()
    };
    migrate().map_err(|error| of_sqlite(&error, path))
}
