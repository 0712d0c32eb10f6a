//! What a config may be.

use connector_aliyun::{Aliyun, Config};
use connector_sdk::Connector;
use serde_json::{Value, json};

use crate::{SECRET, aliyun, call_to, mainland, with, with_template};

fn findings(config: Value) -> Vec<String> {
    let config = serde_json::from_value(config).unwrap();
    let findings = Aliyun::check(&config).into_iter();
    findings.map(|finding| finding.pointer).collect()
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    assert!(
        aliyun(&with(json!({})))
            .request(&call_to(mainland()))
            .is_ok()
    );
    assert_eq!(
        findings(with(json!({ "strictPhoneRegionNumberCheck": true }))),
        [""; 0]
    );
}

#[test]
fn what_is_not_alibaba_clouds_does_not_deserialise() {
    for odd in [
        json!({ "region": "mars-1" }),
        json!({ "signatureVersion": "2.0" }),
        json!({ "accessKeyID": "testid" }),
        json!({ "accessKeySecret": 7 }),
        json!({ "templates": [{ "usageType": "Login", "templateCode": "SMS_1" }] }),
        json!({ "templates": [{ "usageType": "SignIn", "templateCode": { "china": "SMS_1" } }] }),
        json!({ "templates": [{ "usageType": "SignIn", "templateCode": "SMS_1", "param": [] }] }),
    ] {
        assert!(
            serde_json::from_value::<Config>(with(odd.clone())).is_err(),
            "{odd}"
        );
    }
}

#[test]
fn what_has_no_effect_or_does_not_reach_everyone_is_pointed_out() {
    assert_eq!(
        findings(with(json!({ "strictPhoneRegionNumberCheck": false }))),
        ["/strictPhoneRegionNumberCheck"]
    );
    let twice = json!({ "templateCode": { "china": "SMS_1", "overseas": "SMS_1" } });
    assert_eq!(
        findings(with_template(twice, json!({}))),
        ["/templates/0/templateCode"]
    );
    let abroad = json!({ "region": "us-east-1", "overseasSignName": "阿里云" });
    let template = json!({ "templateCode": "SMS_1" });
    assert_eq!(
        findings(with_template(template, abroad)),
        ["/overseasSignName", "/templates/0"]
    );
    for sender in ["Acme", "ElevenChars", "15005550006123"] {
        let abroad = json!({ "region": "us-east-1", "overseasSignName": sender });
        let template = json!({ "templateCode": "SMS_1", "content": "{{code}}" });
        assert_eq!(
            findings(with_template(template, abroad)),
            [""; 0],
            "{sender}"
        );
    }
}

#[test]
fn secrets_are_in_the_masked_headers_only() {
    const TOKEN: &str = "s3cret-sts";
    let config = with(json!({ "securityToken": TOKEN }));
    let request = aliyun(&config)
        .request(&call_to(mainland()))
        .unwrap()
        .into_wire();
    assert!(!request.url.contains(SECRET) && !request.url.contains(TOKEN));
    for header in request.headers.iter().filter(|header| !header.sensitive) {
        assert!(
            !header.value.contains(SECRET) && !header.value.contains(TOKEN),
            "{header:?}"
        );
    }
    let config: Config = serde_json::from_value(config).unwrap();
    let debug = format!("{config:?}");
    assert!(!debug.contains(SECRET) && !debug.contains(TOKEN), "{debug}");
}
