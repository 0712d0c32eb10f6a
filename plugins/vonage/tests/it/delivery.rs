//! Described requests, made for real: the simulator refuses what Vonage refuses.

use std::time::{SystemTime, UNIX_EPOCH};

use connector_sdk::{Connector, testing};
use connector_testkit::sim::{BlockingSimulator, LOOPBACK, Vonage as Simulated};
use connector_testkit::wire::{assert_carried, send};
use serde_json::{Value, json};

use crate::{KEY, SECRET, SIGNATURE_SECRET, vonage, with};

fn check(simulated: Simulated, config: &Value, expected: &str) {
    let simulator = BlockingSimulator::start(simulated, LOOPBACK).unwrap();
    let mut call = testing::call();
    // A signature is good for a few minutes only.
    call.now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let described = vonage(config).request(&call).unwrap().into_wire();
    assert_eq!(send(&described, simulator.addr()).unwrap(), 200);
    let ledger = simulator.wait_for(1).unwrap();
    let exchange = ledger.first().unwrap();
    assert_carried(&described, &exchange.request);
    let texts: Vec<String> = simulator.inbox().into_iter().map(|sms| sms.text).collect();
    assert_eq!(texts, [expected], "{exchange}");
}

#[test]
fn a_key_and_a_secret() {
    check(
        Simulated::new(KEY, SECRET),
        &with(json!({})),
        "Sign in with 123456.",
    );
}

#[test]
fn a_text_in_another_script_arrives_as_it_was_written() {
    let templates = json!([{ "usageType": "Generic", "content": "Ваш код {{code}} 👋" }]);
    let config = with(json!({ "templates": templates }));
    check(Simulated::new(KEY, SECRET), &config, "Ваш код 123456 👋");
}

#[test]
fn signed_requests_are_verified() {
    for method in ["md5hash", "md5", "sha1", "sha256", "sha512"] {
        let simulated = Simulated::new(KEY, SECRET).require_signature(method, SIGNATURE_SECRET);
        let config = with(json!({
            "signatureSecret": SIGNATURE_SECRET,
            "signatureMethod": method,
            // Characters that are signed in another form than they are sent in.
            "templates": [{ "usageType": "Generic", "content": "{{code}} = R&D" }],
        }));
        check(simulated, &config, "123456 = R&D");
    }
}
