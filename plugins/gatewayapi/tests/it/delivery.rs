//! Described requests, made for real: the simulator refuses what GatewayAPI refuses.

use connector_sdk::{Connector, testing};
use connector_testkit::sim::{BlockingSimulator, GatewayApi as Simulated, LOOPBACK};
use connector_testkit::wire::{assert_carried, send};

use crate::{LEGACY, MESSAGING, TOKEN, gatewayapi};

fn check(endpoint: &str, status: u16) {
    let simulator = BlockingSimulator::start(Simulated::new(TOKEN), LOOPBACK).unwrap();
    let gatewayapi = gatewayapi(endpoint, Some("Ваш код {{code}}"));
    let described = gatewayapi.request(&testing::call()).unwrap().into_wire();
    assert_eq!(send(&described, simulator.addr()).unwrap(), status);
    let ledger = simulator.wait_for(1).unwrap();
    assert_carried(&described, &ledger.first().unwrap().request);
    let inbox = simulator.inbox();
    let sms = inbox.first().unwrap();
    assert_eq!(
        (sms.to.as_str(), sms.text.as_str()),
        ("+14155550100", "Ваш код 123456")
    );
}

#[test]
fn a_message_in_the_legacy_dialect() {
    check(LEGACY, 200);
}

#[test]
fn a_message_in_the_dialect_of_the_messaging_api() {
    check(MESSAGING, 202);
}
