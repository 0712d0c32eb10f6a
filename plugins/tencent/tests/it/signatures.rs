//! The published and computed examples of signatures.

use std::collections::BTreeMap;

use connector_sdk::sign::CanonicalRequest;
use connector_tencent::{Tc3, tc3_authorization};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret_id: String,
    secret_key: String,
    service: String,
    timestamp: u64,
    method: String,
    canonical_uri: String,
    canonical_query: String,
    headers: BTreeMap<String, String>,
    body: String,
    canonical_request: String,
    expected_signature: String,
    authorization: String,
}

#[test]
fn every_example_is_reproduced() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../vectors.json")).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        // Given in reverse: the order of the headers must not matter.
        let headers = vector.headers.iter().rev();
        let headers: Vec<(&str, &str)> = headers
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let canonical = CanonicalRequest {
            method: &vector.method,
            path: &vector.canonical_uri,
            query: &vector.canonical_query,
            headers: &headers,
            body: &vector.body,
        };
        assert_eq!(
            canonical.text(),
            vector.canonical_request,
            "{}",
            vector.name
        );
        let signer = Tc3 {
            key_id: &vector.secret_id,
            secret: &vector.secret_key,
            service: &vector.service,
            timestamp: vector.timestamp,
        };
        let authorization = tc3_authorization(&signer, &canonical);
        assert!(authorization.ends_with(&vector.expected_signature));
        assert_eq!(authorization, vector.authorization, "{}", vector.name);
    }
}
