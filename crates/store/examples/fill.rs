//! Fills a store with messages that were sent: `fill PATH COUNT`. `cargo xtask bench` measures what that
//! changes.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use connector_api::Sent;
use store::{Access, Conclusion, Dispatch, Ending, NewMessage, SealingKey, SqliteStore, Store};

/// Writers at once; each commit takes what all of them have.
const WRITERS: usize = 512;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("PATH COUNT")?);
    let count: usize = arguments.next().ok_or("PATH COUNT")?.parse()?;
    let mut key = path.clone().into_os_string();
    key.push(".key");
    let key = SealingKey::parse(&std::fs::read_to_string(key)?)?;
    let store = Arc::new(SqliteStore::open(&path, key, Access::Service)?);
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(&store);
        async move {
            for number in (writer..count).step_by(WRITERS) {
                write(&store, number).await?;
            }
            Ok::<(), store::StoreError>(())
        }
    });
    let local = tokio::task::LocalSet::new();
    let writers: Vec<_> = writers.map(|writer| local.spawn_local(writer)).collect();
    local
        .run_until(async {
            for writer in writers {
                writer.await??;
            }
            Ok::<(), Box<dyn Error>>(())
        })
        .await
}

async fn write(store: &SqliteStore, number: usize) -> Result<(), store::StoreError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
    let id = format!("msg_{now:013}{number:013}");
    let message = NewMessage {
        id: id.clone(),
        accepted_at: now,
        usage_type: "SignIn".to_owned(),
        recipient: "+1******0100".to_owned(),
        caller: "bench".to_owned(),
        idempotency: None,
    };
    let first = Dispatch {
        id: id.clone(),
        attempt: 1,
        connector: "twilio".to_owned(),
        generation: 1,
        at: now,
    };
    let conclusion = Conclusion {
        id,
        at: now,
        attempts: 1,
        connector: Some("twilio".to_owned()),
        generation: Some(1),
        ending: Ending::Sent(Sent::new("SM1")),
    };
    store.accept(message, first).await?;
    store.conclude(conclusion).await
}
