//! Described requests, made for real: the simulator refuses what Twilio refuses.

use connector_sdk::{Connector, testing};
use connector_testkit::sim::{BlockingSimulator, LOOPBACK, Twilio as Simulated};
use connector_testkit::wire::{assert_carried, send};
use serde_json::{Value, json};

use crate::{ACCOUNT, TOKEN, base, twilio, with};

fn check(config: &Value, text: &str) {
    let simulated = Simulated::new(ACCOUNT, TOKEN).with_api_key("SK1", "key-secret");
    let simulator = BlockingSimulator::start(simulated, LOOPBACK).unwrap();
    let described = twilio(config)
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert_eq!(send(&described, simulator.addr()).unwrap(), 201);
    let ledger = simulator.wait_for(1).unwrap();
    assert_carried(&described, &ledger.first().unwrap().request);
    let inbox = simulator.inbox();
    let sms = inbox.first().unwrap();
    assert_eq!((sms.to.as_str(), sms.text.as_str()), ("+14155550100", text));
}

#[test]
fn a_messaging_service_and_an_auth_token() {
    check(&base(), "Sign in with 123456.");
}

#[test]
fn a_sender_an_api_key_and_every_option() {
    let config = with(json!({
        "authToken": null, "apiKeySID": "SK1", "apiKeySecret": "key-secret",
        "fromMessagingServiceSID": null, "from": "+15005550006",
        "disableRiskCheck": true, "validityPeriod": 300,
        "statusCallback": "https://example.com/status", "region": "ie1",
    }));
    check(&config, "Sign in with 123456.");
}
