//! What a config may be.

use connector_sdk::Connector;
use connector_tencent::{Config, Tencent};
use serde_json::{Value, json};

use crate::{SECRET, call_to, mainland, tencent, with};

fn findings(more: Value) -> Vec<String> {
    let config = serde_json::from_value(with(more)).unwrap();
    let findings = Tencent::check(&config).into_iter();
    findings.map(|finding| finding.pointer).collect()
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    let connector = tencent(&with(json!({})));
    assert!(connector.request(&call_to(mainland())).is_ok());
    assert_eq!(findings(json!({})), [""; 0]);
}

#[test]
fn what_is_not_tencent_clouds_does_not_deserialise() {
    for odd in [
        json!({ "site": "mars" }),
        json!({ "sdkAppID": "1400006666" }),
        json!({ "accessKeySecret": 7 }),
        json!({ "templates": [{ "usageType": "Login", "templateCode": "1" }] }),
        json!({ "templates": [{ "usageType": "SignIn", "templateCode": { "china": "1" } }] }),
        json!({ "templates": [{ "usageType": "SignIn", "templateCode": "1", "param": [] }] }),
    ] {
        let config = serde_json::from_value::<Config>(with(odd.clone()));
        assert!(config.is_err(), "{odd}");
    }
}

#[test]
fn what_looks_like_a_mistake_is_pointed_out() {
    assert_eq!(findings(json!({ "signName": "【腾讯云】" })), ["/signName"]);
    assert_eq!(findings(json!({ "sdkAppId": "app" })), ["/sdkAppId"]);
    assert_eq!(findings(json!({ "region": "eu-frankfurt" })), ["/region"]);
    for region in ["ap-guangzhou", "ap-beijing", "ap-nanjing", "ap-singapore"] {
        assert_eq!(findings(json!({ "region": region })), [""; 0]);
    }
}

#[test]
fn secrets_are_in_the_masked_headers_only() {
    const TOKEN: &str = "s3cret-sts";
    let config = with(json!({ "securityToken": TOKEN }));
    let request = tencent(&config).request(&call_to(mainland()));
    let request = request.unwrap().into_wire();
    let open = request.headers.iter().filter(|header| !header.sensitive);
    let shown = open.map(|header| header.value.as_str());
    for text in shown.chain([request.url.as_str(), request.body.as_str()]) {
        assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    }
    let config: Config = serde_json::from_value(config).unwrap();
    let debug = format!("{config:?}");
    assert!(!debug.contains(SECRET) && !debug.contains(TOKEN), "{debug}");
}
