//! Configs of connectors.

use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use super::Fault;
use crate::{SavedConfig, SealingKey, StoreError};

pub(super) fn list(connection: &Connection, key: &SealingKey) -> Result<Vec<SavedConfig>, Fault> {
    let select = "SELECT connector, revision, saved_at, text FROM config ORDER BY connector";
    let mut statement = connection.prepare_cached(select)?;
    let rows = statement.query_map([], raw)?;
    rows.map(|row| opened(key, row?)).collect()
}

pub(super) fn get(
    connection: &Connection,
    key: &SealingKey,
    connector: &str,
) -> Result<Option<SavedConfig>, Fault> {
    let select = "SELECT connector, revision, saved_at, text FROM config WHERE connector = ?1";
    let found = connection
        .prepare_cached(select)?
        .query_row([connector], raw)
        .optional()?;
    found.map(|row| opened(key, row)).transpose()
}

pub(super) fn save(
    connection: &Connection,
    key: &SealingKey,
    config: &SavedConfig,
    expected: Option<u64>,
) -> Result<u64, Fault> {
    let found = connection
        .prepare_cached("SELECT revision FROM config WHERE connector = ?1")?
        .query_row([&config.connector], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    if expected.is_some_and(|expected| expected != found) {
        return Err(Fault::Refused(StoreError::Conflict { found }));
    }
    let revision = connection.query_row(
        "UPDATE revision SET last = last + 1 RETURNING last",
        [],
        |row| row.get(0),
    )?;
    let sealed = seal(key, &config.connector, &config.text)?;
    connection.execute(
        "INSERT INTO config VALUES (?1, ?2, ?3, ?4) ON CONFLICT (connector) DO UPDATE \
         SET revision = excluded.revision, saved_at = excluded.saved_at, text = excluded.text",
        params![config.connector, revision, config.saved_at, sealed],
    )?;
    Ok(revision)
}

pub(super) fn remove(connection: &Connection, connector: &str) -> Result<bool, Fault> {
    Ok(connection.execute("DELETE FROM config WHERE connector = ?1", [connector])? > 0)
}

/// A config, sealed for its connector.
pub(super) fn seal(key: &SealingKey, connector: &str, text: &str) -> Result<Vec<u8>, Fault> {
    key.seal(&purpose(connector), text.as_bytes())
        .map_err(|error| {
            Fault::Refused(StoreError::Unavailable {
                reason: error.to_string(),
            })
        })
}

/// The config of a connector, opened.
pub(super) fn open(
    key: &SealingKey,
    connector: &str,
    sealed: &[u8],
) -> Result<Zeroizing<String>, Fault> {
    let wrong_key = || {
        Fault::Refused(StoreError::WrongKey {
            what: "the config of a connector",
        })
    };
    let text = key
        .open(&purpose(connector), sealed)
        .map_err(|_| wrong_key())?;
    let text = std::str::from_utf8(&text).map_err(|_| wrong_key())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn purpose(connector: &str) -> String {
    format!("config {connector}")
}

type Raw = (String, u64, u64, Vec<u8>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn opened(
    key: &SealingKey,
    (connector, revision, saved_at, text): Raw,
) -> Result<SavedConfig, Fault> {
    Ok(SavedConfig {
        text: open(key, &connector, &text)?,
        connector,
        revision,
        saved_at,
    })
}
