//! Described requests, made for real: the simulator refuses what Alibaba Cloud refuses.

use std::time::{SystemTime, UNIX_EPOCH};

use connector_sdk::{Connector, Recipient};
use connector_testkit::sim::{Aliyun as Simulated, BlockingSimulator, LOOPBACK};
use connector_testkit::wire::{assert_carried, send};
use serde_json::{Value, json};

use crate::{KEY_ID, SECRET, aliyun, american, british, call_to, mainland, with, with_template};

fn account() -> Simulated {
    Simulated::new(KEY_ID, SECRET)
        .with_sign_name("阿里云")
        .with_sign_name("Acme")
        .with_template("SMS_101", &["code"])
        .with_template("SMS_1", &["code"])
        .with_overseas_template("SMS_2", &["code"])
}

fn check(account: Simulated, config: &Value, recipient: Recipient, to: &str, text: &str) {
    let simulator = BlockingSimulator::start(account, LOOPBACK).unwrap();
    let mut call = call_to(recipient);
    call.payload.insert("uiLocales", "fr-CA fr");
    // A signature is good for a quarter of an hour only.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    call.now = now.unwrap().as_secs();
    let described = aliyun(config).request(&call).unwrap().into_wire();
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

const MAINLAND: &str = "+8613800138000";
const AMERICAN: &str = "+14155552671";
const BRITISH: &str = "+442071838750";

#[test]
fn both_signature_versions_in_every_region_of_china() {
    for version in ["ACS3", "1.0"] {
        for region in ["cn-hangzhou", "cn-beijing", "cn-hongkong"] {
            let config = with(json!({ "signatureVersion": version, "region": region }));
            let text = r#"SMS_101 {"code":"123456"}"#;
            check(account(), &config, mainland(), MAINLAND, text);
        }
    }
}

#[test]
fn temporary_credentials() {
    for version in ["ACS3", "1.0"] {
        let config = with(json!({ "signatureVersion": version, "securityToken": "s3cret-sts" }));
        let account = account().require_security_token("s3cret-sts");
        check(
            account,
            &config,
            mainland(),
            MAINLAND,
            r#"SMS_101 {"code":"123456"}"#,
        );
    }
}

#[test]
fn numbers_outside_mainland_china_get_the_overseas_template() {
    let template = json!({ "templateCode": { "china": "SMS_1", "overseas": "SMS_2" } });
    let config = with_template(template, json!({ "overseasSignName": "Acme" }));
    let text = r#"SMS_2 {"code":"123456"}"#;
    check(account(), &config, american(), AMERICAN, text);
    check(account(), &config, british(), BRITISH, text);
    check(
        account(),
        &config,
        mainland(),
        MAINLAND,
        r#"SMS_1 {"code":"123456"}"#,
    );
    let international = json!({ "templateCode": "SMS_2", "type": 6 });
    check(
        account(),
        &with_template(international, json!({})),
        american(),
        AMERICAN,
        text,
    );
}

#[test]
fn an_american_number_gets_the_text_where_there_is_one() {
    let template = json!({ "templateCode": "SMS_1", "content": "Your code is {{code}}." });
    let config = with_template(template, json!({ "overseasSignName": "Acme" }));
    check(
        account(),
        &config,
        american(),
        AMERICAN,
        "Your code is 123456.",
    );
}

#[test]
fn both_signature_versions_at_the_international_site() {
    let template =
        json!({ "templateCode": "SMS_1", "content": "Your code is {{code}}: 100% & + ~" });
    for version in ["ACS3", "1.0"] {
        for region in [
            "ap-southeast-1",
            "ap-southeast-5",
            "eu-central-1",
            "us-east-1",
        ] {
            let more = json!({ "signatureVersion": version, "region": region });
            let config = with_template(template.clone(), more);
            let text = "Your code is 123456: 100% & + ~";
            check(account(), &config, american(), AMERICAN, text);
            if region != "ap-southeast-5" {
                let text = r#"SMS_1 {"code":"123456"}"#;
                check(account(), &config, mainland(), MAINLAND, text);
            }
        }
    }
}
