//! A connector that panics gives a document, and its secret stays where it is.

use connector_loader::Plugin;
use connector_testkit::libraries::{Fixture, fixture};
use serde_json::Value;

use crate::{load, refusal};

const CALL: &[u8] = br#"{
    "messageId": "msg_1", "attempt": 1, "now": 0, "nonce": "0", "usageType": "SignIn",
    "recipient": { "e164": "+14155550100", "countryCode": "1", "national": "4155550100" }
}"#;
const RESPONSE: &[u8] = br#"{"status":200,"body":"{\"id\":1}"}"#;

fn panicky() -> Plugin {
    load(&fixture(Fixture::Panicky)).unwrap()
}

fn config(panic_in: &str) -> Vec<u8> {
    format!(r#"{{"panicIn":"{panic_in}","token":"s3cret"}}"#).into_bytes()
}

/// The failure in a step document.
fn check_failed(step: &[u8]) {
    let text = String::from_utf8(step.to_vec()).unwrap();
    let step: Value = serde_json::from_str(&text).unwrap();
    let failure = &step["outcome"]["failed"];
    assert_eq!(failure["kind"], "connector_panicked", "{text}");
    assert!(
        failure["message"].as_str().unwrap().contains("lib.rs:"),
        "{text}"
    );
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn in_create_the_config_is_refused() {
    let Err(error) = panicky().create(&config("create")) else {
        panic!("there is an instance");
    };
    let text = error.to_string();
    assert!(text.starts_with("the connector panicked at "), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn in_request_the_message_fails_and_the_next_one_is_served() {
    let plugin = panicky();
    let instance = plugin.create(&config("request")).unwrap();
    check_failed(&instance.start(CALL));
    check_failed(&instance.start(CALL));
    let healthy = plugin.create(&config("nothing")).unwrap();
    assert!(healthy.start(CALL).starts_with(br#"{"exchange""#));
}

#[test]
fn in_outcome_the_message_fails() {
    let instance = panicky().create(&config("outcome")).unwrap();
    assert!(instance.start(CALL).starts_with(br#"{"exchange""#));
    check_failed(&instance.resume(CALL, RESPONSE, None));
}

#[test]
fn in_drop_and_in_check_nothing_happens() {
    let plugin = panicky();
    drop(plugin.create(&config("drop")).unwrap());
    assert_eq!(plugin.check(&config("check")).warnings, []);
}

#[test]
fn in_the_constructor_of_the_module_the_plugin_is_refused() {
    assert_eq!(
        refusal(&fixture(Fixture::Unwinding)),
        "connector `unwinding` cannot be used: its module could not be constructed | \
         rebuild it with an unmodified connector-sdk 1.x"
    );
}

#[test]
fn a_document_that_is_no_document_is_a_failure() {
    let instance = panicky().create(&config("nothing")).unwrap();
    for document in [&b""[..], b"{}", b"\xff", b"[1]"] {
        let step = String::from_utf8(instance.start(document).to_vec()).unwrap();
        assert!(step.starts_with(r#"{"outcome":{"failed""#), "{step}");
    }
}
