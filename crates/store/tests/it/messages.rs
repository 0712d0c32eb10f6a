//! Messages and idempotency keys.

use std::sync::Arc;

use connector_api::FailureKind;
use store::{Acceptance, Ending, Page, State, Store, StoreError};

use crate::{accept, conclusion, dispatch, fresh, message, open, rejected, sent, with_key};

#[tokio::test]
async fn a_message_is_on_record_with_every_transition() {
    let (_folder, store) = fresh();
    assert_eq!(
        accept(&store, message("m1", 10)).await,
        Acceptance::Accepted
    );
    store.dispatch(dispatch("m1", 2)).await.unwrap();
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let (message, history) = store.message("m1".to_owned()).await.unwrap().unwrap();
    assert_eq!(
        (
            message.state,
            message.connector.as_deref(),
            message.generation,
            message.attempts
        ),
        (State::Sent, Some("twilio"), Some(7), 2)
    );
    assert_eq!(
        message.sent.unwrap().provider_message_id.as_deref(),
        Some("SM1")
    );
    let steps: Vec<_> = history
        .iter()
        .map(|step| (step.at, step.state, step.attempt))
        .collect();
    assert_eq!(
        steps,
        [
            (10, State::Accepted, 0),
            (20, State::Dispatching, 1),
            (20, State::Dispatching, 2),
            (30, State::Sent, 1)
        ]
    );
    assert!(store.message("m2".to_owned()).await.unwrap().is_none());
}

#[tokio::test]
async fn the_first_ending_counts_and_nothing_follows_it() {
    let (_folder, store) = fresh();
    accept(&store, message("m1", 10)).await;
    store.conclude(conclusion("m1", rejected())).await.unwrap();
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let refused = store.dispatch(dispatch("m1", 2)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })));
    let (message, _) = store.message("m1".to_owned()).await.unwrap().unwrap();
    let failure = message.failure.unwrap();
    assert_eq!(
        (
            message.state,
            failure.kind,
            failure.provider_code.as_deref()
        ),
        (
            State::Rejected,
            FailureKind::InvalidRecipient,
            Some("21211")
        )
    );
}

#[tokio::test]
async fn what_is_not_on_record_cannot_be_dispatched() {
    let (_folder, store) = fresh();
    assert!(store.dispatch(dispatch("m1", 1)).await.is_err());
}

#[tokio::test]
async fn a_key_leads_to_one_message() {
    let (_folder, store) = fresh();
    let first = with_key(message("m1", 10), "k", "request");
    assert_eq!(accept(&store, first).await, Acceptance::Accepted);
    let again = || with_key(message("m2", 11), "k", "request");
    assert_eq!(accept(&store, again()).await, Acceptance::Running);
    let other = with_key(message("m3", 11), "k", "another request");
    assert_eq!(accept(&store, other).await, Acceptance::OtherRequest);
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let Acceptance::Replayed(known) = accept(&store, again()).await else {
        panic!("it is not replayed");
    };
    assert_eq!((known.id.as_str(), known.state), ("m1", State::Sent));
    let mut of_another_caller = again();
    of_another_caller.caller = "key2".to_owned();
    assert_eq!(
        accept(&store, of_another_caller).await,
        Acceptance::Accepted
    );
    assert!(store.message("m3".to_owned()).await.unwrap().is_none());
}

#[tokio::test]
async fn of_many_at_once_one_is_accepted() {
    let (_folder, store) = fresh();
    let store = Arc::new(store);
    let tasks = (0..64).map(|index| {
        let store = Arc::clone(&store);
        let message = with_key(message(&format!("m{index}"), 10), "k", "request");
        tokio::spawn(async move { accept(&store, message).await })
    });
    let mut accepted = 0;
    for task in tasks.collect::<Vec<_>>() {
        match task.await.unwrap() {
            Acceptance::Accepted => accepted += 1,
            other => assert_eq!(other, Acceptance::Running),
        }
    }
    assert_eq!(accepted, 1);
    let statistics = store.statistics();
    assert!(statistics.commits < statistics.writes, "{statistics:?}");
}

/// A piece of work that fails takes nothing of the others with it, and nothing of its own stays.
#[tokio::test]
async fn one_that_fails_leaves_the_others_of_its_transaction_alone() {
    let (_folder, store) = fresh();
    let store = Arc::new(store);
    accept(&store, message("taken", 10)).await;
    let tasks: Vec<_> = (0..64)
        .map(|index| {
            let store = Arc::clone(&store);
            // Every fourth has an identifier that is taken, which is found out after its key is written.
            let id = match index % 4 {
                0 => "taken".to_owned(),
                _ => format!("m{index}"),
            };
            let first = dispatch(&id, 1);
            let new = with_key(message(&id, 10), &format!("k{index}"), "request");
            tokio::spawn(async move { (index, store.accept(new, first).await) })
        })
        .collect();
    for task in tasks {
        let (index, accepted) = task.await.unwrap();
        assert_eq!(accepted.is_err(), index % 4 == 0, "{index}: {accepted:?}");
    }
    let statistics = store.statistics();
    assert!(statistics.commits < statistics.writes, "{statistics:?}");
    let with_its_key = with_key(message("m0", 10), "k0", "request");
    let again = accept(&store, with_its_key).await;
    assert_eq!(again, Acceptance::Accepted);
}

#[tokio::test]
async fn a_restart_settles_what_was_open() {
    let (folder, store) = fresh();
    for id in ["dispatched", "done"] {
        accept(&store, message(id, 10)).await;
    }
    store.conclude(conclusion("done", sent())).await.unwrap();
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.recover(5500).await.unwrap(), 1);
    assert_eq!(store.recover(5500).await.unwrap(), 0);
    for (id, state) in [("dispatched", State::Unknown), ("done", State::Sent)] {
        let (message, _) = store.message(id.to_owned()).await.unwrap().unwrap();
        assert_eq!(message.state, state, "{id}");
    }
    // Unknown is said, and never taken for "not processed".
    let (message, _) = store
        .message("dispatched".to_owned())
        .await
        .unwrap()
        .unwrap();
    assert!(message.failure.unwrap().may_have_been_processed);
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest() {
    let (_folder, store) = fresh();
    for index in 1..=5 {
        accept(&store, message(&format!("m{index}"), index)).await;
    }
    store.conclude(conclusion("m2", rejected())).await.unwrap();
    let ids = |page: Page| {
        let listed = store.messages(page);
        async move {
            let listed = listed.await.unwrap();
            listed
                .into_iter()
                .map(|message| message.id)
                .collect::<Vec<_>>()
        }
    };
    let page = |before: Option<&str>| Page {
        before: before.map(str::to_owned),
        limit: 2,
        ..Page::default()
    };
    assert_eq!(ids(page(None)).await, ["m5", "m4"]);
    assert_eq!(ids(page(Some("m4"))).await, ["m3", "m2"]);
    assert_eq!(ids(page(Some("m2"))).await, ["m1"]);
    let rejected = Page {
        limit: 9,
        state: Some(State::Rejected),
        connector: Some("twilio".to_owned()),
        ..Page::default()
    };
    assert_eq!(ids(rejected).await, ["m2"]);
}

#[tokio::test]
async fn what_is_old_and_final_is_forgotten() {
    let (_folder, store) = fresh();
    for (id, at) in [("m1", 1), ("m2", 1), ("m3", 100)] {
        accept(&store, with_key(message(id, at), id, "r")).await;
    }
    for id in ["m1", "m3"] {
        store
            .conclude(conclusion(id, Ending::Expired))
            .await
            .unwrap();
    }
    assert_eq!(store.forget(50, 50).await.unwrap(), 1);
    assert!(store.message("m1".to_owned()).await.unwrap().is_none());
    assert!(store.message("m2".to_owned()).await.unwrap().is_some());
    // Its idempotency key is free again, and that of a younger message is not.
    let again = |id: &str| accept(&store, with_key(message("m4", 200), id, "other"));
    assert_eq!(again("m1").await, Acceptance::Accepted);
    assert_eq!(again("m3").await, Acceptance::OtherRequest);
    // When all are old, all that are final go.
    assert_eq!(store.forget(1000, 50).await.unwrap(), 1);
    assert!(store.message("m3".to_owned()).await.unwrap().is_none());
    assert!(store.message("m4".to_owned()).await.unwrap().is_some());
}
