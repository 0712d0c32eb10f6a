//! Changes of the active connector.

use store::{ActivationReason, NewActivation, Store};
use zeroize::Zeroizing;

use crate::{fresh, open};

fn activation(connector: Option<&str>, previous: Option<u64>) -> NewActivation {
    NewActivation {
        connector: connector.map(str::to_owned),
        config: connector.map(|id| Zeroizing::new(format!("{{\"of\":\"{id}\"}}"))),
        at: 10,
        reason: ActivationReason::Switch,
        previous,
    }
}

#[tokio::test]
async fn the_newest_change_counts_and_the_others_are_remembered() {
    let (folder, store) = fresh();
    assert!(store.activation().await.unwrap().is_none());
    let first = store
        .activate(activation(Some("twilio"), None))
        .await
        .unwrap();
    let second = store
        .activate(activation(Some("vonage"), Some(first)))
        .await
        .unwrap();
    let third = store
        .activate(activation(None, Some(second)))
        .await
        .unwrap();
    assert_eq!([first, second, third], [1, 2, 3]);
    drop(store);
    let store = open(folder.path());
    let newest = store.activation().await.unwrap().unwrap();
    assert_eq!((newest.connector, newest.previous), (None, Some(second)));
    let vonage = store.activation_of(second).await.unwrap().unwrap();
    assert_eq!(vonage.config.unwrap().as_str(), r#"{"of":"vonage"}"#);
    let listed = store.activations(2).await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|one| (one.generation, one.config.is_some()))
        .collect();
    assert_eq!(listed, [(third, false), (second, false)]);
}
