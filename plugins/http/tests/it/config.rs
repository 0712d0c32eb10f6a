//! What a config may be.

use connector_http::{Config, Http};
use connector_sdk::{Connector, testing};
use serde_json::{Value, json};

use crate::{SIGNING_SECRET, http, with};

fn refusal(more: Value) -> String {
    let config: Config = serde_json::from_value(with(more)).unwrap();
    match Http::new(config) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    let config = with(json!({ "authorization": "Bearer token" }));
    assert!(http(&config).request(&testing::call()).is_ok());
}

#[test]
fn a_signing_secret_is_base64() {
    assert_eq!(
        refusal(json!({ "signingSecret": SIGNING_SECRET })),
        "accepted"
    );
    for secret in ["whsec_", "whsec_!!!", "not base64"] {
        let refusal = refusal(json!({ "signingSecret": secret }));
        assert_eq!(
            refusal,
            "/signingSecret: must be `whsec_` followed by base64"
        );
    }
}

#[test]
fn headers_that_are_written_anyway_are_refused() {
    for name in [
        "Host",
        "content-length",
        "Content-Type",
        "Authorization",
        "Idempotency-Key",
        "Webhook-Id",
    ] {
        let refusal = refusal(json!({ "headers": { name: "x" } }));
        assert!(
            refusal.starts_with(&format!("/headers/{name}: ")),
            "{refusal}"
        );
    }
}

#[test]
fn secrets_are_in_masked_headers_only() {
    let config = with(json!({
        "authorization": "Bearer s3cret-a",
        "headers": { "X-Key": "s3cret-b" },
        "signingSecret": SIGNING_SECRET,
    }));
    let request = http(&config).request(&testing::call()).unwrap().into_wire();
    for header in request.headers.iter().filter(|header| !header.sensitive) {
        assert!(
            !header.value.contains("s3cret") && !header.value.contains("MfKQ9"),
            "{header:?}"
        );
    }
    assert!(!request.url.contains("s3cret") && !request.body.contains("s3cret"));
    let config: Config = serde_json::from_value(config).unwrap();
    let debug = format!("{config:?}");
    assert!(
        !debug.contains("s3cret") && !debug.contains("MfKQ9"),
        "{debug}"
    );
}
