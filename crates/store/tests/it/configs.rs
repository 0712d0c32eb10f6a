//! Configs of connectors.

use store::{SavedConfig, Store, StoreError};
use zeroize::Zeroizing;

use crate::{fresh, open};

fn config(connector: &str, text: &str) -> SavedConfig {
    SavedConfig {
        connector: connector.to_owned(),
        revision: 0,
        saved_at: 10,
        text: Zeroizing::new(text.to_owned()),
    }
}

#[tokio::test]
async fn a_config_is_there_after_a_restart_and_not_readable_in_the_file() {
    let (folder, store) = fresh();
    let text = r#"{"authToken":"s3cret-token"}"#;
    let revision = store
        .save_config(config("twilio", text), None)
        .await
        .unwrap();
    drop(store);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|bytes| bytes == b"s3cret"));
    }
    let store = open(folder.path());
    let saved = store.config("twilio".to_owned()).await.unwrap().unwrap();
    assert_eq!((saved.text.as_str(), saved.revision), (text, revision));
    assert!(!format!("{saved:?}").contains("s3cret"));
    assert_eq!(store.configs().await.unwrap(), [saved]);
}

#[tokio::test]
async fn of_two_who_edit_the_same_revision_one_is_refused() {
    let (_folder, store) = fresh();
    let save = |text, expected| store.save_config(config("twilio", text), expected);
    let first = save("{}", Some(0)).await.unwrap();
    let second = save(r#"{"a":1}"#, Some(first)).await.unwrap();
    for stale in [0, first] {
        let refused = save(r#"{"a":2}"#, Some(stale)).await;
        assert!(matches!(refused, Err(StoreError::Conflict { found }) if found == second));
    }
    let saved = store.config("twilio".to_owned()).await.unwrap().unwrap();
    assert_eq!(saved.text.as_str(), r#"{"a":1}"#);
}

#[tokio::test]
async fn a_revision_is_never_used_twice() {
    let (_folder, store) = fresh();
    let first = store
        .save_config(config("twilio", "{}"), None)
        .await
        .unwrap();
    assert!(store.remove_config("twilio".to_owned()).await.unwrap());
    assert!(!store.remove_config("twilio".to_owned()).await.unwrap());
    let second = store
        .save_config(config("twilio", "{}"), None)
        .await
        .unwrap();
    assert_ne!(first, second);
}
