//! What a config may be.

use connector_sdk::{Connector, testing};
use connector_twilio::Twilio;
use serde_json::{Value, json};

use crate::{ACCOUNT, TOKEN, base, twilio, with};

fn findings(config: &Value) -> Vec<String> {
    let config = serde_json::from_value(config.clone()).unwrap();
    let findings = Twilio::check(&config);
    findings
        .iter()
        .map(|finding| format!("{}: {}", finding.pointer, finding.message))
        .collect()
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    assert!(twilio(&base()).request(&testing::call()).is_ok());
    assert_eq!(findings(&base()), [""; 0]);
}

#[test]
fn credentials_are_needed() {
    let config = with(json!({ "authToken": null, "apiKeySID": "SK1" }));
    let config = serde_json::from_value(config).unwrap();
    let Err(error) = Twilio::new(config) else {
        panic!("it does without");
    };
    assert!(error.message.contains("`authToken`"), "{error}");
}

#[test]
fn identifiers_of_an_odd_shape_are_pointed_out() {
    let config =
        with(json!({ "accountSID": "AX1", "fromMessagingServiceSID": "MG1", "apiKeySID": "SK1" }));
    assert_eq!(
        findings(&config),
        [
            "/accountSID: is not `AC` and 32 hexadecimal digits",
            "/apiKeySID: is not `SK` and 32 hexadecimal digits",
            "/fromMessagingServiceSID: is not `MG` and 32 hexadecimal digits",
        ]
    );
}

#[test]
fn the_token_is_in_the_masked_header_only() {
    let request = twilio(&base())
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert!(!request.url.contains(TOKEN) && !request.body.contains(TOKEN));
    let open: Vec<_> = request
        .headers
        .iter()
        .filter(|header| !header.sensitive)
        .collect();
    assert_eq!(open.len(), 1, "{open:?}");
    let config: connector_twilio::Config = serde_json::from_value(base()).unwrap();
    let debug = format!("{config:?}");
    assert!(debug.contains(ACCOUNT) && !debug.contains(TOKEN), "{debug}");
}
