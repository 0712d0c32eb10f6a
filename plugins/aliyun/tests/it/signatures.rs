//! The published and computed examples of signatures, and the two of them that are requests of
//! this connector.

use std::collections::BTreeMap;

use connector_aliyun::{acs3_authorization, rpc_v1_signature};
use connector_sdk::encoding::canonical_query;
use connector_sdk::sign::CanonicalRequest;
use connector_sdk::{Connector, Recipient};
use serde::Deserialize;
use serde_json::json;

use crate::{aliyun, call_to, with_template};

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    secret: String,
    #[serde(default)]
    params: BTreeMap<String, String>,
    canonical_query: Option<String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    form_body: Option<String>,
    access_key_id: Option<String>,
    canonical_request: Option<String>,
    authorization: Option<String>,
    expected_signature: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../vectors.json")).unwrap()
}

fn vector(name: &str) -> Vector {
    let mut vectors = vectors().into_iter();
    vectors.find(|vector| vector.name == name).unwrap()
}

#[test]
fn every_example_of_version_1_is_reproduced() {
    let of_version_1 = |vector: &Vector| vector.canonical_query.is_some();
    let vectors: Vec<_> = vectors().into_iter().filter(of_version_1).collect();
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        // Given in reverse: the order of the parameters must not matter.
        let query = canonical_query(vector.params.iter().rev());
        assert_eq!(
            Some(&query),
            vector.canonical_query.as_ref(),
            "{}",
            vector.name
        );
        let signature = rpc_v1_signature(&vector.method, &vector.secret, &query);
        assert_eq!(signature, vector.expected_signature, "{}", vector.name);
    }
}

#[test]
fn every_example_of_version_3_is_reproduced() {
    let of_version_3 = |vector: &Vector| vector.canonical_request.is_some();
    let vectors: Vec<_> = vectors().into_iter().filter(of_version_3).collect();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let headers: Vec<(&str, &str)> = vector
            .headers
            .iter()
            .rev()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let canonical = CanonicalRequest {
            method: &vector.method,
            path: "/",
            query: &canonical_query(vector.query.iter().rev()),
            headers: &headers,
            body: &vector.body,
        };
        assert_eq!(
            Some(canonical.text()),
            vector.canonical_request,
            "{}",
            vector.name
        );
        let key_id = vector.access_key_id.unwrap();
        let authorization = acs3_authorization(&key_id, &vector.secret, &canonical);
        assert!(authorization.ends_with(&vector.expected_signature));
        assert_eq!(Some(authorization), vector.authorization, "{}", vector.name);
    }
}

/// The connector's own request for the message of the `SendSms` examples.
fn request_of(vector: &Vector, version: &str, nonce: &str) -> connector_api::HttpRequest {
    let template = json!({ "templateCode": "SMS_153055065" });
    let more = json!({
        "accessKeyId": "testid", "accessKeySecret": vector.secret, "signatureVersion": version,
    });
    let mut call = call_to(Recipient::new("86", "13800000000", Some("CN")));
    call.message_id = "req-0001".to_owned();
    call.now = 1_767_323_045;
    call.nonce = nonce.to_owned();
    let connector = aliyun(&with_template(template, more));
    connector.request(&call).unwrap().into_wire()
}

#[test]
fn the_examples_of_send_sms_are_requests_of_this_connector() {
    let vector_3 = vector("aliyun-acs3-sendsms-derived");
    let request = request_of(&vector_3, "ACS3", "3156853299f313e23d1673dc12e1703d");
    let authorization = request
        .headers
        .iter()
        .find(|header| header.name == "Authorization");
    assert_eq!(
        Some(&authorization.unwrap().value),
        vector_3.authorization.as_ref()
    );
    let vector_1 = vector("aliyun-rpc-v1-sendsms-derived-post");
    let request = request_of(&vector_1, "1.0", "9e030f6b-03a2-40f0-a6ba-157d44532fd0");
    assert_eq!(Some(request.body), vector_1.form_body);
}
