//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{SIGNING_SECRET, http, with};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, config: &Value, call: &Call) {
    let text = match http(config).request(call) {
        Ok(request) => render(&request.into_wire()),
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

#[test]
fn a_plain_config() {
    check("plain", &with(json!({})), &testing::call());
}

#[test]
fn the_address_of_the_person_and_every_kind_of_variable() {
    let mut call = testing::call();
    call.ip = Some("203.0.113.7".to_owned());
    call.usage_type = UsageType::OrganizationInvitation;
    call.payload
        .insert("link", "https://example.com/?a=1&b=\"2\"");
    call.payload.insert(
        "user",
        json!({ "age": 7, "name": "Ann Ünal", "tags": [null, true] }),
    );
    check("payload", &with(json!({})), &call);
}

#[test]
fn a_method_headers_and_an_authorization() {
    let config = with(json!({
        "method": "PUT",
        "headers": { "X-Tenant": "acme", "X-Version": "2" },
        "authorization": "Bearer s3cret",
    }));
    check("headers", &config, &testing::call());
}

#[test]
fn a_signature_of_standard_webhooks() {
    check(
        "signed",
        &with(json!({ "signingSecret": SIGNING_SECRET })),
        &testing::call(),
    );
}

#[test]
fn a_body_of_the_operators_own() {
    let body = json!({
        "meta": { "id": "{{messageId}}", "ip": "[{{ip}}]", "list": ["{{type}}", 1, null] },
        "number": "{{to}}",
        "text": "Code \"{{payload.code}}\", {{locale}} {{payload.missing}}{{unknown}}",
    });
    let mut call = testing::call();
    call.locale = Some("fr".to_owned());
    check("body-json", &with(json!({ "body": body })), &call);
}

#[test]
fn variables_of_the_message_go_by_their_own_names_too() {
    let body = json!({
        "code": "{{code}}={{payload.code}}",
        "language": "{{locale}}",
        "to": "{{to}}, not {{payload.to}}",
    });
    let mut call = testing::call();
    call.payload.insert("to", "somebody else");
    call.payload.insert("locale", "de");
    check("body-variables", &with(json!({ "body": body })), &call);
}

#[test]
fn a_form_of_the_operators_own() {
    let body = json!({ "a.b": 1, "number": "{{to}}", "text": "Code {{payload.code}} & more" });
    check(
        "body-form",
        &with(json!({ "body": body, "bodyFormat": "form" })),
        &testing::call(),
    );
    let nested = json!({ "nested": { "a": 1 } });
    check(
        "body-form-nested",
        &with(json!({ "body": nested, "bodyFormat": "form" })),
        &testing::call(),
    );
}

#[test]
fn a_variable_that_cannot_be_printed() {
    let mut call = testing::call();
    call.payload.insert("code", json!({ "digits": 1 }));
    check(
        "body-unprintable",
        &with(json!({ "body": { "text": "{{payload.code}}" } })),
        &call,
    );
}

#[test]
fn every_attempt_of_a_message_has_the_same_key() {
    let mut call = testing::call();
    let first = http(&with(json!({}))).request(&call).unwrap().into_wire();
    call.attempt = 2;
    call.now += 2;
    call.nonce = "f".repeat(32);
    assert_eq!(
        http(&with(json!({}))).request(&call).unwrap().into_wire(),
        first
    );
}
