//! What a config may be.

use connector_sdk::{Connector, testing};
use connector_smsaero::{Config, SmsAero};
use serde_json::{Value, json};

use crate::{EMAIL, KEY, smsaero, with};

fn findings(changes: Value) -> Vec<String> {
    let config = serde_json::from_value(with(changes)).unwrap();
    let findings = SmsAero::check(&config);
    findings
        .iter()
        .map(|finding| finding.pointer.clone())
        .collect()
}

#[test]
fn a_config_of_logto_works_as_it_is() {
    assert!(smsaero(&with(json!({}))).request(&testing::call()).is_ok());
    assert_eq!(findings(json!({})), [""; 0]);
}

#[test]
fn every_field_is_needed_and_no_other_is_known() {
    for name in ["email", "apiKey", "senderName", "templates"] {
        let mut config = with(json!({}));
        config.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<Config>(config).is_err(), "{name}");
    }
    let misspelt = with(json!({ "sign": "Acme" }));
    assert!(serde_json::from_value::<Config>(misspelt).is_err());
}

#[test]
fn an_email_with_a_colon_is_refused_because_the_key_would_begin_there() {
    let config = serde_json::from_value(with(json!({ "email": "a:b@example.com" }))).unwrap();
    let Err(error) = SmsAero::new(config) else {
        panic!("it is accepted");
    };
    assert_eq!(
        error.to_string(),
        "/email: holds a colon, where the API key would begin"
    );
}

#[test]
fn values_that_the_provider_would_not_know_are_pointed_out() {
    for (field, odd) in [
        ("email", "ops".to_owned()),
        ("apiKey", "x".repeat(15)),
        ("apiKey", "x".repeat(33)),
    ] {
        assert_eq!(
            findings(json!({ field: odd })),
            [format!("/{field}")],
            "{odd}"
        );
    }
    assert_eq!(findings(json!({ "apiKey": "x".repeat(32) })), [""; 0]);
    let templates =
        json!([{ "usageType": "Generic", "content": format!("{{{{code}}}}{}", "a".repeat(640)) }]);
    // That it takes several segments is pointed out as well.
    let long = findings(json!({ "templates": templates }));
    assert_eq!(long, ["/templates/0/content", "/templates/0/content"]);
}

#[test]
fn the_key_is_in_the_masked_header_only() {
    let config = with(json!({}));
    let request = smsaero(&config)
        .request(&testing::call())
        .unwrap()
        .into_wire();
    assert!(!request.url.contains(KEY) && !request.body.contains(KEY));
    let open = request.headers.iter().filter(|header| !header.sensitive);
    let open: Vec<_> = open.map(|header| header.name.as_str()).collect();
    assert_eq!(open, ["Content-Type"]);
    let config: Config = serde_json::from_value(config).unwrap();
    let debug = format!("{config:?}");
    assert!(debug.contains(EMAIL) && !debug.contains(KEY), "{debug}");
}
