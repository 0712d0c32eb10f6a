//! Described requests, made for real: the simulated receiver checks authorization and signature.

use std::time::{SystemTime, UNIX_EPOCH};

use connector_sdk::{Connector, testing};
use connector_testkit::sim::{BlockingSimulator, HttpReceiver, LOOPBACK};
use connector_testkit::wire::{assert_carried, send};
use serde_json::{Value, json};

use crate::{SIGNING_SECRET, http, with};

fn check(receiver: HttpReceiver, config: &Value, statuses: &[u16]) {
    let simulator = BlockingSimulator::start(receiver, LOOPBACK).unwrap();
    let mut call = testing::call();
    // The receiver refuses timestamps that are not of now.
    call.now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let described = http(config).request(&call).unwrap().into_wire();
    for status in statuses {
        assert_eq!(send(&described, simulator.addr()).unwrap(), *status);
    }
    let ledger = simulator.wait_for(statuses.len()).unwrap();
    assert_carried(&described, &ledger.first().unwrap().request);
    assert_eq!(simulator.inbox().len(), 1);
}

#[test]
fn a_plain_config() {
    check(HttpReceiver::new(), &with(json!({})), &[200]);
}

#[test]
fn an_authorization_and_a_signature() {
    let receiver = HttpReceiver::new()
        .require_authorization("Bearer t")
        .require_signature(SIGNING_SECRET);
    let config = with(json!({ "authorization": "Bearer t", "signingSecret": SIGNING_SECRET }));
    check(receiver, &config, &[200]);
}

#[test]
fn a_message_that_arrives_twice_is_recognised() {
    check(
        HttpReceiver::new().refuse_duplicates(),
        &with(json!({})),
        &[200, 409],
    );
}
