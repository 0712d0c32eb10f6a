//! Described requests, made for real: the simulator refuses what SMSAero refuses.

use connector_sdk::{Connector, testing};
use connector_testkit::sim::{BlockingSimulator, LOOPBACK, SmsAero as Simulated};
use connector_testkit::wire::{assert_carried, send};
use serde_json::json;

use crate::{EMAIL, KEY, smsaero, with};

#[test]
fn a_described_request_is_taken_as_it_is() {
    let simulator = BlockingSimulator::start(Simulated::new(EMAIL, KEY), LOOPBACK).unwrap();
    let templates = json!([{ "usageType": "Generic", "content": "Код {{code}}" }]);
    let described = smsaero(&with(json!({ "templates": templates })))
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert_eq!(send(&described, simulator.addr()).unwrap(), 200);
    let ledger = simulator.wait_for(1).unwrap();
    assert_carried(&described, &ledger.first().unwrap().request);
    let inbox = simulator.inbox();
    let sms = inbox.first().unwrap();
    assert_eq!(
        (sms.to.as_str(), sms.text.as_str()),
        ("+14155550100", "Код 123456")
    );
}
