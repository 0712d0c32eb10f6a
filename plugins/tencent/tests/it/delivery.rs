//! Described requests, made for real: the simulator refuses what Tencent Cloud refuses.

use std::time::{SystemTime, UNIX_EPOCH};

use connector_sdk::{Connector, Recipient};
use connector_testkit::sim::{BlockingSimulator, LOOPBACK, Tencent as Simulated};
use connector_testkit::wire::{assert_carried, send};
use serde_json::{Value, json};

use crate::{APP, KEY_ID, SECRET, american, british, call_to, mainland, tencent, with};

fn account() -> Simulated {
    Simulated::new(KEY_ID, SECRET, APP)
        .with_sign_name("腾讯云")
        .with_template("1101", 1)
        .with_overseas_template("2202", 1)
}

fn check(account: Simulated, config: &Value, recipient: Recipient, to: &str, text: &str) {
    let simulator = BlockingSimulator::start(account, LOOPBACK).unwrap();
    let mut call = call_to(recipient);
    call.payload.insert("uiLocales", "fr-CA fr");
    // A signature is good for five minutes only.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    call.now = now.unwrap().as_secs();
    let described = tencent(config).request(&call).unwrap().into_wire();
    assert_eq!(send(&described, simulator.addr()).unwrap(), 200);
    let ledger = simulator.wait_for(1).unwrap();
    let exchange = ledger.first().unwrap();
    assert_carried(&described, &exchange.request);
    let inbox = simulator.inbox();
    let received: Vec<_> = inbox
        .iter()
        .map(|sms| (sms.to.as_str(), sms.text.as_str()))
        .collect();
    assert_eq!(received, [(to, text)], "{exchange}");
}

#[test]
fn both_sites_take_a_signed_request() {
    for site in ["china", "international"] {
        let config = with(json!({ "site": site }));
        check(
            account(),
            &config,
            mainland(),
            "+8613800138000",
            r#"1101 ["123456"]"#,
        );
    }
}

#[test]
fn temporary_credentials() {
    check(
        account().require_security_token("s3cret-sts"),
        &with(json!({ "securityToken": "s3cret-sts" })),
        mainland(),
        "+8613800138000",
        r#"1101 ["123456"]"#,
    );
}

#[test]
fn numbers_outside_mainland_china_get_the_overseas_template_and_reach_nobody_else() {
    let code = json!({ "china": "1101", "overseas": "2202" });
    let templates = json!([{ "usageType": "Generic", "templateCode": code }]);
    let config = with(json!({ "templates": templates, "senderId": "Acme" }));
    let text = r#"2202 ["123456"]"#;
    check(account(), &config, american(), "+14155552671", text);
    check(account(), &config, british(), "+442071838750", text);
    let text = r#"1101 ["123456"]"#;
    check(account(), &config, mainland(), "+8613800138000", text);
}
