//! Files that are no store, damaged, newer, somebody else's.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;
use store::{Access, SealingKey, SqliteStore, State, Store, StoreError};
use tempfile::TempDir;

use crate::{accept, conclusion, fresh, key, message, open, sent};

fn refusal(folder: &TempDir) -> StoreError {
    match SqliteStore::open(&folder.path().join("s.db"), key(), Access::Tool) {
        Ok(_) => panic!("it is opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn only_its_owner_may_read_it() {
    let (folder, store) = fresh();
    accept(&store, message("m1", 1)).await;
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn two_services_cannot_share_it_and_a_command_can() {
    let (folder, _store) = fresh();
    let path = folder.path().join("s.db");
    let second = SqliteStore::open(&path, key(), Access::Service)
        .err()
        .unwrap();
    assert!(second.to_string().contains("another service"), "{second}");
    assert!(SqliteStore::open(&path, key(), Access::Tool).is_ok());
}

#[test]
fn another_sealing_key_is_refused() {
    let (folder, store) = fresh();
    drop(store);
    let other = SealingKey::generate().unwrap();
    let refused = SqliteStore::open(&folder.path().join("s.db"), other, Access::Tool);
    assert!(matches!(
        refused.err().unwrap(),
        StoreError::WrongKey { .. }
    ));
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let (folder, store) = fresh();
    drop(store);
    let connection = Connection::open(folder.path().join("s.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let refused = refusal(&folder);
    assert!(
        matches!(refused, StoreError::Newer { found: 99, .. }),
        "{refused}"
    );
    assert!(refused.hint().is_some());
}

#[tokio::test]
async fn a_file_of_the_first_format_is_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    let older = Connection::open(folder.path().join("s.db")).unwrap();
    older
        .execute_batch(include_str!("../../src/sqlite/migrations/0001.sql"))
        .unwrap();
    older
        .pragma_update(None, "application_id", 0x5357_4244)
        .unwrap();
    older.pragma_update(None, "user_version", 1).unwrap();
    for (id, state) in [("m1", "accepted"), ("m2", "dispatching"), ("m3", "sent")] {
        let insert = "INSERT INTO message (id, state, usage_type, recipient, caller, accepted_at, \
                      deadline_at, updated_at, history, body) \
                      VALUES (?1, ?2, 'SignIn', '+1***', 'key1', 5, 15, 7, '5 accepted 0\n', x'00')";
        older.execute(insert, [id, state]).unwrap();
    }
    drop(older);
    let store = open(folder.path());
    assert_eq!(store.recover(20).await.unwrap(), 1);
    for (id, state) in [
        ("m1", State::Expired),
        ("m2", State::Unknown),
        ("m3", State::Sent),
    ] {
        let (message, _) = store.message(id.to_owned()).await.unwrap().unwrap();
        assert_eq!(message.state, state, "{id}");
    }
    let (_, history) = store.message("m1".to_owned()).await.unwrap().unwrap();
    let steps: Vec<_> = history.iter().map(|step| (step.at, step.state)).collect();
    assert_eq!(steps, [(5, State::Accepted), (7, State::Expired)]);
    accept(&store, message("m4", 30)).await;
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.db");
    fs::write(
        &path,
        "just a text, and longer than the head of a database file is, which has 100 bytes",
    )
    .unwrap();
    assert!(matches!(refusal(&folder), StoreError::Foreign { .. }));
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("just a text")
    );
    fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(refusal(&folder), StoreError::Foreign { .. }));
    let missing = SqliteStore::open(&folder.path().join("no/s.db"), key(), Access::Tool);
    assert!(matches!(missing.err().unwrap(), StoreError::Open { .. }));
}

#[tokio::test]
async fn damage_is_said_with_the_command_that_repairs() {
    let (folder, store) = fresh();
    for index in 0..200 {
        accept(&store, message(&format!("m{index}"), 1)).await;
    }
    drop(store);
    let path = folder.path().join("s.db");
    // All that is in the log goes into the file.
    let connection = Connection::open(&path).unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(connection);
    let mut bytes = fs::read(&path).unwrap();
    bytes.iter_mut().skip(4096).for_each(|byte| *byte = 0xA5);
    fs::write(&path, bytes).unwrap();
    let refused = refusal(&folder);
    assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
    assert!(refused.hint().unwrap().contains(".recover"));
}

/// A crash can cut the log off anywhere. What was acknowledged before is there, and the store works.
#[tokio::test]
async fn a_torn_log_loses_nothing_but_its_torn_end() {
    let (folder, store) = fresh();
    accept(&store, message("m1", 1)).await;
    let log = folder.path().join("s.db-wal");
    let safe = fs::metadata(&log).unwrap().len();
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let whole = fs::read(&log).unwrap();
    let file = fs::read(folder.path().join("s.db")).unwrap();
    drop(store);
    let safe = usize::try_from(safe).unwrap();
    for length in (safe..=whole.len()).step_by(997).chain([whole.len()]) {
        let torn = TempDir::new().unwrap();
        fs::write(torn.path().join("s.db"), &file).unwrap();
        fs::write(torn.path().join("s.db-wal"), whole.get(..length).unwrap()).unwrap();
        let store = open(torn.path());
        let (message, _) = store.message("m1".to_owned()).await.unwrap().unwrap();
        let expected = if length == whole.len() {
            State::Sent
        } else {
            State::Dispatching
        };
        assert_eq!(
            message.state,
            expected,
            "cut at {length} of {}",
            whole.len()
        );
        store.conclude(conclusion("m1", sent())).await.unwrap();
    }
}
