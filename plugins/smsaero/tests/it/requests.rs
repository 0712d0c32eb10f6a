//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, Recipient, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{KEY, config, smsaero};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, templates: Option<Value>, call: &Call) {
    let text = match smsaero(templates).request(call) {
        Ok(request) => render(&request.into_wire()),
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

#[test]
fn a_config_with_base_fields() {
    check("base", None, &testing::call());
}

#[test]
fn a_usage_type_without_a_template_takes_the_generic_one() {
    let mut call = testing::call();
    call.usage_type = UsageType::BindMfa;
    call.recipient = Recipient::new("7", "9031234567", Some("RU"));
    check("usage-type-fallback", None, &call);
}

#[test]
fn any_text_is_json() {
    let content = "Код {{code}} «{{user.name}}»\n\"quoted\" \\ 👋 {{unknown}}";
    let mut call = testing::call();
    call.payload.insert("user", json!({ "name": "Анна" }));
    check(
        "any-text",
        Some(json!([{ "usageType": "Generic", "content": content }])),
        &call,
    );
}

#[test]
fn a_variable_that_cannot_be_printed() {
    let mut call = testing::call();
    call.payload.insert("code", json!({ "digits": 1 }));
    check("unprintable", None, &call);
}

#[test]
fn the_key_is_in_the_masked_header_only() {
    let request = smsaero(None).request(&testing::call()).unwrap().into_wire();
    assert!(!request.url.contains(KEY) && !request.body.contains(KEY));
    assert!(request.headers.iter().any(|header| header.sensitive));
    let config: connector_smsaero::Config = serde_json::from_value(config(None)).unwrap();
    assert!(!format!("{config:?}").contains(KEY));
}
