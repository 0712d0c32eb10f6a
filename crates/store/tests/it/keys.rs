//! API keys.

use store::{ApiKey, Store};

use crate::fresh;

#[tokio::test]
async fn a_key_is_known_until_it_is_revoked() {
    let (_folder, store) = fresh();
    let key = ApiKey {
        id: "k1".to_owned(),
        hash: [7; 32],
        scopes: vec!["messages:write".to_owned(), "messages:read".to_owned()],
        created_at: 1,
        revoked_at: None,
    };
    store.create_key(key.clone()).await.unwrap();
    assert!(
        store.create_key(key.clone()).await.is_err(),
        "its id is taken"
    );
    assert_eq!(store.keys().await.unwrap(), std::slice::from_ref(&key));
    assert_eq!(store.key("k1".to_owned()).await.unwrap(), Some(key));
    assert_eq!(store.key("k2".to_owned()).await.unwrap(), None);
    assert!(store.revoke_key("k1".to_owned(), 5).await.unwrap());
    assert!(!store.revoke_key("k1".to_owned(), 6).await.unwrap());
    let revoked = store.key("k1".to_owned()).await.unwrap().unwrap();
    assert_eq!(revoked.revoked_at, Some(5));
}
