//! Messages and idempotency keys.

use std::sync::Arc;

use connector_api::FailureKind;
use store::{Acceptance, Ending, Page, State, Store, StoreError};

use crate::{conclusion, dispatch, fresh, message, open, rejected, sent, with_key};

#[tokio::test]
async fn a_message_is_on_record_with_every_transition() {
    let (_folder, store) = fresh();
    assert_eq!(
        store.accept(message("m1", 10)).await.unwrap(),
        Acceptance::Accepted
    );
    store.dispatch(dispatch("m1", 1)).await.unwrap();
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let (message, history) = store.message("m1".to_owned()).await.unwrap().unwrap();
    assert_eq!(
        (
            message.state,
            message.connector.as_deref(),
            message.generation,
            message.attempts
        ),
        (State::Sent, Some("twilio"), Some(7), 1)
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
            (30, State::Sent, 1)
        ]
    );
    assert!(store.message("m2".to_owned()).await.unwrap().is_none());
}

#[tokio::test]
async fn the_first_ending_counts_and_nothing_follows_it() {
    let (_folder, store) = fresh();
    store.accept(message("m1", 10)).await.unwrap();
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
    assert_eq!(store.accept(first).await.unwrap(), Acceptance::Accepted);
    let again = || with_key(message("m2", 11), "k", "request");
    assert_eq!(store.accept(again()).await.unwrap(), Acceptance::Running);
    let other = with_key(message("m3", 11), "k", "another request");
    assert_eq!(store.accept(other).await.unwrap(), Acceptance::OtherRequest);
    store.conclude(conclusion("m1", sent())).await.unwrap();
    let Acceptance::Replayed(known) = store.accept(again()).await.unwrap() else {
        panic!("it is not replayed");
    };
    assert_eq!((known.id.as_str(), known.state), ("m1", State::Sent));
    let mut of_another_caller = again();
    of_another_caller.caller = "key2".to_owned();
    assert_eq!(
        store.accept(of_another_caller).await.unwrap(),
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
        tokio::spawn(async move { store.accept(message).await.unwrap() })
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

#[tokio::test]
async fn a_restart_settles_what_was_open() {
    let (folder, store) = fresh();
    for id in ["accepted", "dispatched", "late", "done"] {
        let at = if id == "late" { 0 } else { 5000 };
        store.accept(message(id, at)).await.unwrap();
    }
    store.dispatch(dispatch("dispatched", 1)).await.unwrap();
    store.conclude(conclusion("done", sent())).await.unwrap();
    drop(store);
    let store = open(folder.path());
    let recovered = store.recover(5500).await.unwrap();
    assert_eq!((recovered.unknown, recovered.expired), (1, 1));
    let resumable = recovered.resumable.first().unwrap();
    assert_eq!(
        (resumable.id.as_str(), resumable.deadline_at),
        ("accepted", 6000)
    );
    assert_eq!(&**resumable.body, b"passcode 123456");
    assert!(!format!("{recovered:?}").contains("123456"));
    for (id, state) in [
        ("accepted", State::Accepted),
        ("dispatched", State::Unknown),
        ("late", State::Expired),
        ("done", State::Sent),
    ] {
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
        store
            .accept(message(&format!("m{index}"), index))
            .await
            .unwrap();
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
    for (id, at) in [("old", 1), ("open", 1), ("new", 100)] {
        store
            .accept(with_key(message(id, at), id, "r"))
            .await
            .unwrap();
    }
    for id in ["old", "new"] {
        store
            .conclude(conclusion(id, Ending::Expired))
            .await
            .unwrap();
    }
    assert_eq!(store.forget(50, 50).await.unwrap(), 1);
    assert!(store.message("old".to_owned()).await.unwrap().is_none());
    assert!(store.message("open".to_owned()).await.unwrap().is_some());
    // Its idempotency key is free again, and that of a younger message is not.
    let again = |id: &str| store.accept(with_key(message("m", 200), id, "other"));
    assert_eq!(again("old").await.unwrap(), Acceptance::Accepted);
    assert_eq!(again("new").await.unwrap(), Acceptance::OtherRequest);
}
