//! The published and computed examples of signatures.

use std::collections::BTreeMap;

use connector_vonage::{SignatureMethod, signature};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: SignatureMethod,
    secret: String,
    params: BTreeMap<String, String>,
    signature: String,
}

#[test]
fn every_example_is_reproduced() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../vectors.json")).unwrap();
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        // Given in reverse: the order of the parameters must not matter.
        let params = vector.params.iter().rev();
        let params: Vec<_> = params
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let signed = signature(vector.method, &vector.secret, &params);
        assert_eq!(signed, vector.signature, "{}", vector.name);
    }
}
