//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, Recipient, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::json;

use crate::{LEGACY, MESSAGING, TOKEN, gatewayapi};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

/// Both dialects of one call, in one file each.
fn check(name: &str, text: Option<&str>, call: &Call) {
    for (dialect, endpoint) in [("legacy", LEGACY), ("messaging", MESSAGING)] {
        let rendered = match gatewayapi(endpoint, text).request(call) {
            Ok(request) => render(&request.into_wire()),
            Err(failure) => format!("{failure}\n"),
        };
        assert_golden(GOLDEN, &format!("{dialect}-{name}"), &rendered);
    }
}

#[test]
fn a_config_with_base_fields() {
    check("base", None, &testing::call());
}

#[test]
fn the_payload_fills_the_text() {
    let mut call = testing::call();
    call.payload.insert("user", json!({ "name": "Ann \"A\"" }));
    call.payload.insert("minutes", json!(10.0));
    call.payload.insert("nothing", json!(null));
    let text = "{{code}} for {{user.name}}, {{minutes}} min{{nothing}}\n\\ {{unknown}}";
    check("payload", Some(text), &call);
}

#[test]
fn the_platform_is_the_host() {
    for endpoint in [LEGACY, MESSAGING].map(|endpoint| endpoint.replace(".com/", ".eu/")) {
        let request = gatewayapi(&endpoint, None)
            .request(&testing::call())
            .unwrap();
        assert_eq!(request.into_wire().url, endpoint);
    }
}

#[test]
fn a_text_outside_the_gsm_alphabet_is_sent_as_ucs2() {
    check(
        "unicode",
        Some("Ваш код {{code}} 👋 \"x\""),
        &testing::call(),
    );
    check(
        "gsm-extension",
        Some("{{code}} für 5€ [~]"),
        &testing::call(),
    );
}

#[test]
fn the_longest_number_is_written_in_full() {
    let mut call = testing::call();
    call.recipient = Recipient::new("49", "1512345678901", Some("DE"));
    call.usage_type = UsageType::MfaVerification;
    check("longest-number", None, &call);
}

#[test]
fn a_variable_that_cannot_be_printed() {
    let mut call = testing::call();
    call.payload.insert("code", json!([1]));
    check("unprintable", None, &call);
}

#[test]
fn the_token_is_in_the_masked_header_only() {
    for endpoint in [LEGACY, MESSAGING] {
        let request = gatewayapi(endpoint, None).request(&testing::call());
        let request = request.map(connector_sdk::HttpRequest::into_wire).unwrap();
        assert!(!request.url.contains(TOKEN) && !request.body.contains(TOKEN));
        let open: Vec<_> = request
            .headers
            .iter()
            .filter(|header| !header.sensitive)
            .collect();
        assert_eq!(open.len(), 1, "{open:?}");
    }
}
