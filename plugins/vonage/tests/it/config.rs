//! What a config may be.

use connector_sdk::{Connector, testing};
use connector_vonage::Vonage;
use serde_json::{Value, json};

use crate::{SECRET, SIGNATURE_SECRET, vonage, with};

fn findings(more: Value) -> Vec<String> {
    let config = serde_json::from_value(with(more)).unwrap();
    let findings = Vonage::check(&config);
    findings
        .iter()
        .map(|finding| finding.pointer.clone())
        .collect()
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    assert!(vonage(&with(json!({}))).request(&testing::call()).is_ok());
    assert_eq!(findings(json!({})), [""; 0]);
}

#[test]
fn senders_of_an_odd_shape_are_pointed_out() {
    assert_eq!(findings(json!({ "brandName": "447700900000" })), [""; 0]);
    for sender in ["Acme Corp", "TwelveLetter", "+447700900000", "Ünal"] {
        assert_eq!(
            findings(json!({ "brandName": sender })),
            ["/brandName"],
            "{sender}"
        );
    }
}

#[test]
fn a_method_without_a_secret_to_sign_with_is_pointed_out() {
    let method = json!({ "signatureMethod": "md5hash" });
    assert_eq!(findings(method), ["/signatureMethod"]);
    let both = json!({ "signatureMethod": "md5hash", "signatureSecret": SIGNATURE_SECRET });
    assert_eq!(findings(both), [""; 0]);
}

#[test]
fn what_is_not_vonages_does_not_deserialise() {
    for odd in [
        json!({ "signatureMethod": "sha384" }),
        json!({ "ttl": "60000" }),
        json!({ "apikey": "x" }),
    ] {
        let config = serde_json::from_value::<connector_vonage::Config>(with(odd.clone()));
        assert!(config.is_err(), "{odd}");
    }
}

#[test]
fn the_secret_is_in_the_body_only_when_nothing_is_signed() {
    let plain = vonage(&with(json!({})))
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert!(plain.body.contains(SECRET) && !plain.url.contains(SECRET));
    let signed = with(json!({ "signatureSecret": SIGNATURE_SECRET }));
    let signed = vonage(&signed)
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert!(!signed.body.contains(SECRET) && !signed.body.contains(SIGNATURE_SECRET));
    let config: connector_vonage::Config = serde_json::from_value(with(json!({}))).unwrap();
    assert!(!format!("{config:?}").contains(SECRET));
}
