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

/// The sentence with which the connector refuses the base config with these changes.
fn check_refused(changes: Value, expected: &str) {
    let config = serde_json::from_value(with(changes)).unwrap();
    let Err(error) = Twilio::new(config) else {
        panic!("not refused, but expected: {expected}");
    };
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    assert!(twilio(&base()).request(&testing::call()).is_ok());
    assert_eq!(findings(&base()), [""; 0]);
}

#[test]
fn credentials_and_a_sender_are_needed() {
    check_refused(
        json!({ "authToken": null }),
        "needs `authToken`, or `apiKeySID` together with `apiKeySecret`",
    );
    check_refused(
        json!({ "fromMessagingServiceSID": null }),
        "needs `fromMessagingServiceSID` or `from`",
    );
}

#[test]
fn half_an_api_key_is_refused_even_beside_a_token() {
    check_refused(
        json!({ "apiKeySID": "SK1" }),
        "/apiKeySID: needs `apiKeySecret`, the secret of that key",
    );
    check_refused(
        json!({ "apiKeySecret": "s3cret" }),
        "/apiKeySecret: needs `apiKeySID`, the key that it belongs to",
    );
}

#[test]
fn what_is_not_twilios_does_not_deserialise() {
    for odd in [
        json!({ "fromNumber": "+15005550006" }),
        json!({ "region": "de1" }),
        json!({ "validityPeriod": "600" }),
        json!({ "accountSID": 7 }),
        json!({ "templates": [{ "usageType": "Login", "content": "{{code}}" }] }),
    ] {
        let config = serde_json::from_value::<connector_twilio::Config>(with(odd.clone()));
        assert!(config.is_err(), "{odd}");
    }
}

#[test]
fn identifiers_of_an_odd_shape_are_pointed_out() {
    let config =
        with(json!({ "accountSID": "AX1", "fromMessagingServiceSID": "MG1", "apiKeySID": "SK1" }));
    assert_eq!(
        findings(&config),
        [
            "/accountSID: is not `AC` and 32 hexadecimal digits",
            "/authToken: is not used: the API key is",
            "/apiKeySID: is not `SK` and 32 hexadecimal digits",
            "/fromMessagingServiceSID: is not `MG` and 32 hexadecimal digits",
        ]
    );
}

#[test]
fn a_sender_that_twilio_would_not_know_is_pointed_out() {
    let pointed_out = |from: &str| {
        let config = with(json!({ "fromMessagingServiceSID": null, "from": from }));
        !findings(&config).is_empty()
    };
    for known in ["+15005550006", "12345", "Acme", "whatsapp:+15005550006"] {
        assert!(!pointed_out(known), "{known}");
    }
    for odd in ["15005550006", "+1 500", "Acme Corporation", "12"] {
        assert!(pointed_out(odd), "{odd}");
    }
}

#[test]
fn settings_that_do_not_do_what_they_promise_are_pointed_out() {
    let config = with(json!({
        "from": "+15005550006", "region": "au1", "validityPeriod": 5,
        "statusCallback": "https://sms_status.example.com/a",
    }));
    let pointers = findings(&config);
    let pointers: Vec<_> = pointers
        .iter()
        .filter_map(|finding| finding.split(':').next())
        .collect();
    assert_eq!(
        pointers,
        ["/from", "/region", "/validityPeriod", "/statusCallback"]
    );
    let config = with(json!({
        "region": "ie1", "validityPeriod": 6, "statusCallback": "https://a.example.com/b_c",
    }));
    assert_eq!(findings(&config), [""; 0]);
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
