//! Messages and idempotency keys.

use connector_api::{Failure, FailureKind, Sent};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::Fault;
use crate::{
    Acceptance, Conclusion, Dispatch, Ending, Message, NewMessage, Page, SealingKey, State,
    StoreError, Transition,
};

const COLUMNS: &str = "id, state, usage_type, recipient, caller, accepted_at, updated_at, \
                       attempts, connector, generation, provider_message_id, segments, failure";

pub(super) fn accept(
    connection: &Connection,
    key: &SealingKey,
    message: &NewMessage,
    first: &Dispatch,
) -> Result<Acceptance, Fault> {
    if let Some(idempotency) = &message.idempotency {
        let fingerprint = key.fingerprint(&idempotency.request);
        let known = "SELECT fingerprint, message FROM idempotency WHERE caller = ?1 AND key = ?2";
        let known = connection
            .prepare_cached(known)?
            .query_row(params![message.caller, idempotency.key], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        if let Some((of_before, id)) = known {
            if of_before != fingerprint {
                return Ok(Acceptance::OtherRequest);
            }
            return Ok(match find(connection, &id)? {
                Some(known) if known.state.is_final() => Acceptance::Replayed(Box::new(known)),
                _ => Acceptance::Running,
            });
        }
        let insert = "INSERT INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5)";
        connection.prepare_cached(insert)?.execute(params![
            message.caller,
            idempotency.key,
            fingerprint,
            message.id,
            message.accepted_at,
        ])?;
    }
    insert(connection, message, first)?;
    Ok(Acceptance::Accepted)
}

fn insert(connection: &Connection, message: &NewMessage, first: &Dispatch) -> Result<(), Fault> {
    let accepted = line(message.accepted_at, State::Accepted, 0);
    let dispatched = line(first.at, State::Dispatching, first.attempt);
    let insert = "INSERT INTO message (id, state, usage_type, recipient, caller, accepted_at, \
                  updated_at, attempts, connector, generation, history) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    connection.prepare_cached(insert)?.execute(params![
        message.id,
        State::Dispatching.name(),
        message.usage_type,
        message.recipient,
        message.caller,
        message.accepted_at,
        first.at,
        first.attempt,
        first.connector,
        first.generation,
        accepted + &dispatched,
    ])?;
    Ok(())
}

pub(super) fn dispatch(connection: &Connection, dispatch: &Dispatch) -> Result<(), Fault> {
    let update = "UPDATE message SET state = 'dispatching', attempts = :attempt, \
                  connector = :connector, generation = :generation, updated_at = :at, \
                  history = history || :line \
                  WHERE id = :id AND state = 'dispatching'";
    let changed = connection.prepare_cached(update)?.execute(named_params! {
        ":id": dispatch.id,
        ":attempt": dispatch.attempt,
        ":connector": dispatch.connector,
        ":generation": dispatch.generation,
        ":at": dispatch.at,
        ":line": line(dispatch.at, State::Dispatching, dispatch.attempt),
    })?;
    match changed {
        1 => Ok(()),
        // Whoever sends it all the same would send what nobody has on record.
        _ => Err(Fault::Refused(StoreError::Unavailable {
            reason: "the message is not on record, or is final".to_owned(),
        })),
    }
}

pub(super) fn conclude(connection: &Connection, conclusion: &Conclusion) -> Result<(), Fault> {
    let (sent, failure) = match &conclusion.ending {
        Ending::Sent(sent) => (Some(sent), None),
        Ending::Rejected(failure) | Ending::Unknown(failure) => (None, Some(failure)),
        Ending::Expired => (None, None),
    };
    let state = conclusion.ending.state();
    let update = "UPDATE message SET state = ?2, attempts = max(attempts, ?3), \
                  connector = coalesce(?4, connector), generation = coalesce(?5, generation), \
                  updated_at = ?6, provider_message_id = ?7, segments = ?8, failure = ?9, \
                  history = history || ?10 \
                  WHERE id = ?1 AND state = 'dispatching'";
    connection.prepare_cached(update)?.execute(params![
        conclusion.id,
        state.name(),
        conclusion.attempts,
        conclusion.connector,
        conclusion.generation,
        conclusion.at,
        sent.and_then(|sent| sent.provider_message_id.as_deref()),
        sent.and_then(|sent| sent.segments),
        failure.map(json_of),
        line(conclusion.at, state, conclusion.attempts),
    ])?;
    Ok(())
}

pub(super) fn get(
    connection: &Connection,
    id: &str,
) -> Result<Option<(Message, Vec<Transition>)>, Fault> {
    let Some(message) = find(connection, id)? else {
        return Ok(None);
    };
    let history: String = connection
        .prepare_cached("SELECT history FROM message WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    Ok(Some((
        message,
        history.lines().filter_map(transition).collect(),
    )))
}

pub(super) fn list(connection: &Connection, page: &Page) -> Result<Vec<Message>, Fault> {
    let select = format!(
        "SELECT {COLUMNS} FROM message WHERE (:before IS NULL OR id < :before) \
         AND (:state IS NULL OR state = :state) AND (:connector IS NULL OR connector = :connector) \
         ORDER BY id DESC LIMIT :limit"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let rows = statement.query_map(
        named_params! {
            ":before": page.before,
            ":state": page.state.map(State::name),
            ":connector": page.connector,
            ":limit": page.limit,
        },
        message_of,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn recover(connection: &Connection, now: u64) -> Result<u64, Fault> {
    let select = "SELECT id, attempts FROM message WHERE state = 'dispatching' ORDER BY id";
    let mut statement = connection.prepare(select)?;
    let open = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let open: Vec<(String, u32)> = open.collect::<Result<_, _>>()?;
    for (id, attempts) in &open {
        let failure = Failure::new(FailureKind::OutcomeUnknown)
            .message("the host stopped before the provider's reply was on record")
            .may_have_been_processed();
        let conclusion = Conclusion {
            id: id.clone(),
            at: now,
            attempts: *attempts,
            connector: None,
            generation: None,
            ending: Ending::Unknown(failure),
        };
        conclude(connection, &conclusion)?;
    }
    Ok(u64::try_from(open.len()).unwrap_or_default())
}

pub(super) fn forget(
    connection: &Connection,
    messages_before: u64,
    keys_before: u64,
) -> Result<u64, Fault> {
    connection.execute(
        "DELETE FROM idempotency WHERE created_at < ?1",
        [keys_before],
    )?;
    // Identifiers sort by time: all that is old comes before the first that is not. Where all are old there
    // is none, and every text comes before a blob.
    let forgotten = connection.execute(
        "DELETE FROM message WHERE state <> 'dispatching' AND id < coalesce( \
         (SELECT id FROM message WHERE accepted_at >= ?1 ORDER BY id LIMIT 1), x'')",
        [messages_before],
    )?;
    Ok(u64::try_from(forgotten).unwrap_or_default())
}

fn find(connection: &Connection, id: &str) -> Result<Option<Message>, Fault> {
    let select = format!("SELECT {COLUMNS} FROM message WHERE id = ?1");
    let found = connection
        .prepare_cached(&select)?
        .query_row([id], message_of)
        .optional()?;
    Ok(found)
}

fn message_of(row: &Row<'_>) -> rusqlite::Result<Message> {
    let state: String = row.get("state")?;
    let state = State::from_name(&state).ok_or_else(|| unreadable("state"))?;
    let failure: Option<String> = row.get("failure")?;
    let failure = failure.map(|text| serde_json::from_str(&text));
    let failure = failure.transpose().map_err(|_| unreadable("failure"))?;
    let sent = match state {
        State::Sent => {
            let mut sent = Sent::default();
            sent.provider_message_id = row.get("provider_message_id")?;
            sent.segments = row.get("segments")?;
            Some(sent)
        }
        _ => None,
    };
    Ok(Message {
        id: row.get("id")?,
        state,
        usage_type: row.get("usage_type")?,
        recipient: row.get("recipient")?,
        caller: row.get("caller")?,
        accepted_at: row.get("accepted_at")?,
        updated_at: row.get("updated_at")?,
        attempts: row.get("attempts")?,
        connector: row.get("connector")?,
        generation: row.get("generation")?,
        sent,
        failure,
    })
}

/// A line of the history: time, state, attempt.
fn line(at: u64, state: State, attempt: u32) -> String {
    format!("{at} {} {attempt}\n", state.name())
}

fn transition(line: &str) -> Option<Transition> {
    let mut words = line.split(' ');
    Some(Transition {
        at: words.next()?.parse().ok()?,
        state: State::from_name(words.next()?)?,
        attempt: words.next()?.parse().ok()?,
    })
}

/// Plain data: encoding cannot fail.
fn json_of(failure: &Failure) -> String {
    serde_json::to_string(failure).unwrap_or_default()
}

fn unreadable(column: &'static str) -> rusqlite::Error {
    let reason = format!("column `{column}` holds what this version cannot read");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, reason.into())
}
