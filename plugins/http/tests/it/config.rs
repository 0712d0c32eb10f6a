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
fn headers_that_cannot_be_sent_are_refused() {
    for name in ["", "X Key", "X-Key:", "Ключ"] {
        assert_eq!(
            refusal(json!({ "headers": { name: "x" } })),
            format!("/headers/{name}: is no name of a header")
        );
    }
    for value in ["a\nb", "a\r\nX-Injected: 1", "Bearer s3cret\n", "ключ"] {
        assert_eq!(
            refusal(json!({ "headers": { "X/Key~": value } })),
            "/headers/X~1Key~0: is no name of a header"
        );
        assert_eq!(
            refusal(json!({ "headers": { "X-Key": value } })),
            "/headers/X-Key: must be printable ASCII in one line"
        );
        assert_eq!(
            refusal(json!({ "authorization": value })),
            "/authorization: must be printable ASCII in one line"
        );
    }
}

#[test]
fn credentials_in_the_url_are_refused() {
    for endpoint in [
        "https://ann:s3cret@sms.example.com/otp",
        "https://ann@sms.example.com",
    ] {
        assert_eq!(
            refusal(json!({ "endpoint": endpoint })),
            "/endpoint: holds a user name or password; move it to `authorization`"
        );
    }
    let with_at_in_the_path = json!({ "endpoint": "https://sms.example.com/@acme?a=@" });
    assert_eq!(refusal(with_at_in_the_path), "accepted");
}

#[test]
fn a_body_is_an_object_of_fields() {
    assert_eq!(
        refusal(json!({ "body": "{{code}}" })),
        "/body: must be an object of fields"
    );
    assert_eq!(
        refusal(json!({ "bodyFormat": "form" })),
        "/bodyFormat: needs a `body`: the standard fields have no form"
    );
}

#[test]
fn an_endpoint_that_anybody_may_read_or_call_is_pointed_out() {
    let pointed_out = |more: Value| -> Vec<String> {
        let config: Config = serde_json::from_value(with(more)).unwrap();
        let findings = Http::check(&config);
        let messages = findings.iter().map(|finding| finding.message.as_str());
        messages
            .filter_map(|message| message.split(':').next().map(str::to_owned))
            .collect()
    };
    assert_eq!(pointed_out(json!({})), ["gets no credential"]);
    assert_eq!(
        pointed_out(json!({ "endpoint": "http://10.0.0.1/otp", "authorization": "k" })),
        ["is plain http"]
    );
    assert_eq!(
        pointed_out(json!({ "signingSecret": SIGNING_SECRET })),
        [""; 0]
    );
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
