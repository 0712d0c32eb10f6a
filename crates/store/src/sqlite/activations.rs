//! Changes of the active connector.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::Fault;
use super::configs::{open, seal};
use crate::{Activation, ActivationReason, NewActivation, SealingKey};

pub(super) fn record(
    connection: &Connection,
    key: &SealingKey,
    activation: &NewActivation,
) -> Result<u64, Fault> {
    let config = match (&activation.connector, &activation.config) {
        (Some(connector), Some(config)) => Some(seal(key, connector, config)?),
        _ => None,
    };
    let insert = "INSERT INTO activation (connector, config, at, reason, previous) \
                  VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.execute(
        insert,
        params![
            activation.connector,
            config,
            activation.at,
            activation.reason.name(),
            activation.previous,
        ],
    )?;
    Ok(u64::try_from(connection.last_insert_rowid()).unwrap_or_default())
}

pub(super) fn newest(
    connection: &Connection,
    key: &SealingKey,
) -> Result<Option<Activation>, Fault> {
    let select = "SELECT generation, connector, config, at, reason, previous FROM activation \
                  ORDER BY generation DESC LIMIT 1";
    find(connection, key, select, [])
}

pub(super) fn get(
    connection: &Connection,
    key: &SealingKey,
    generation: u64,
) -> Result<Option<Activation>, Fault> {
    let select = "SELECT generation, connector, config, at, reason, previous FROM activation \
                  WHERE generation = ?1";
    find(connection, key, select, [generation])
}

pub(super) fn list(connection: &Connection, limit: u32) -> Result<Vec<Activation>, Fault> {
    let select = "SELECT generation, connector, NULL, at, reason, previous FROM activation \
                  ORDER BY generation DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(select)?;
    let rows = statement.query_map([limit], raw)?;
    let without_config = |row: rusqlite::Result<(Activation, _)>| Ok(row?.0);
    rows.map(without_config).collect()
}

fn find(
    connection: &Connection,
    key: &SealingKey,
    select: &str,
    parameters: impl Params,
) -> Result<Option<Activation>, Fault> {
    let found = connection
        .prepare_cached(select)?
        .query_row(parameters, raw)
        .optional()?;
    let Some((mut activation, sealed)) = found else {
        return Ok(None);
    };
    if let (Some(connector), Some(sealed)) = (&activation.connector, sealed) {
        activation.config = Some(open(key, connector, &sealed)?);
    }
    Ok(Some(activation))
}

fn raw(row: &Row<'_>) -> rusqlite::Result<(Activation, Option<Vec<u8>>)> {
    let reason: String = row.get(4)?;
    let activation = Activation {
        generation: row.get(0)?,
        connector: row.get(1)?,
        config: None,
        at: row.get(3)?,
        // A word of a newer version: what it did is known, why is not.
        reason: ActivationReason::from_name(&reason).unwrap_or(ActivationReason::Switch),
        previous: row.get(5)?,
    };
    Ok((activation, row.get(2)?))
}
