//! API keys, and the proof that the sealing key is the right one.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Fault;
use crate::{ApiKey, SealingKey, StoreError};

const PURPOSE: &str = "proof";

/// Refuses a key that is not the one the store was made with: nothing could be read, and what
/// would be written could not be read by the right one.
pub(super) fn check_sealing_key(connection: &Connection, key: &SealingKey) -> Result<(), Fault> {
    let unavailable = |error: crate::SealError| StoreError::Unavailable {
        reason: error.to_string(),
    };
    let proof: Option<Vec<u8>> = connection
        .query_row("SELECT proof FROM sealing", [], |row| row.get(0))
        .optional()?;
    match proof {
        Some(proof) => match key.open(PURPOSE, &proof) {
            Ok(_) => Ok(()),
            Err(_) => Err(Fault::Refused(StoreError::WrongKey { what: "the store" })),
        },
        None => {
            let proof = key.seal(PURPOSE, &[]).map_err(unavailable)?;
            connection.execute("INSERT INTO sealing VALUES (?1)", [proof])?;
            Ok(())
        }
    }
}

pub(super) fn create(connection: &Connection, key: &ApiKey) -> Result<(), Fault> {
    connection.execute(
        "INSERT INTO api_key VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            key.id,
            key.hash,
            key.scopes.join(" "),
            key.created_at,
            key.revoked_at,
        ],
    )?;
    Ok(())
}

pub(super) fn list(connection: &Connection) -> Result<Vec<ApiKey>, Fault> {
    let select =
        "SELECT id, hash, scopes, created_at, revoked_at FROM api_key ORDER BY created_at, id";
    let mut statement = connection.prepare_cached(select)?;
    let rows = statement.query_map([], key_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn get(connection: &Connection, id: &str) -> Result<Option<ApiKey>, Fault> {
    let select = "SELECT id, hash, scopes, created_at, revoked_at FROM api_key WHERE id = ?1";
    let found = connection
        .prepare_cached(select)?
        .query_row([id], key_of)
        .optional()?;
    Ok(found)
}

pub(super) fn revoke(connection: &Connection, id: &str, at: u64) -> Result<bool, Fault> {
    let update = "UPDATE api_key SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";
    Ok(connection.execute(update, params![id, at])? > 0)
}

fn key_of(row: &Row<'_>) -> rusqlite::Result<ApiKey> {
    let scopes: String = row.get(2)?;
    Ok(ApiKey {
        id: row.get(0)?,
        hash: row.get(1)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: row.get(3)?,
        revoked_at: row.get(4)?,
    })
}
