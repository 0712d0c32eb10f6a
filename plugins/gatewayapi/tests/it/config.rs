//! What a config may be.

use connector_gatewayapi::{Config, GatewayApi};
use connector_sdk::{Connector, testing};
use serde_json::json;

use crate::{LEGACY, MESSAGING, TOKEN, config, gatewayapi};

fn refusal(endpoint: &str) -> Option<String> {
    let config: Config = serde_json::from_value(config(endpoint, None)).unwrap();
    GatewayApi::new(config).err().map(|error| error.to_string())
}

/// How many things are pointed out in a config with this sender.
fn findings(endpoint: &str, sender: &str) -> usize {
    let mut value = config(endpoint, None);
    let fields = value.as_object_mut().unwrap();
    fields.insert("sender".to_owned(), sender.into());
    let config: Config = serde_json::from_value(value).unwrap();
    GatewayApi::check(&config).len()
}

#[test]
fn the_four_endpoints_are_accepted_and_no_other() {
    for platform in ["com", "eu"] {
        assert_eq!(
            refusal(&format!("https://gatewayapi.{platform}/rest/mtsms")),
            None
        );
        assert_eq!(
            refusal(&format!("https://gatewayapi.{platform}/rest/mtsms/")),
            None
        );
        assert_eq!(
            refusal(&format!(
                "https://messaging.gatewayapi.{platform}/mobile/single"
            )),
            None
        );
    }
    for endpoint in [
        "http://gatewayapi.com/rest/mtsms",
        "https://gatewayapi.com",
        "https://gatewayapi.com/mobile/single",
        "https://gatewayapi.com.evil.example/rest/mtsms",
        "https://user@gatewayapi.com/rest/mtsms",
        "https://gatewayapi.com/rest/mtsms?token=x",
    ] {
        let refusal = refusal(endpoint).unwrap_or_default();
        assert!(
            refusal.starts_with("/endpoint: is no endpoint of GatewayAPI"),
            "{endpoint}"
        );
    }
}

#[test]
fn a_sender_that_is_too_long_is_pointed_out() {
    for endpoint in [LEGACY, MESSAGING] {
        for (sender, expected) in [("Acme", 0), ("447700900000123", 0), ("TwelveLetter", 1)] {
            assert_eq!(findings(endpoint, sender), expected, "{endpoint} {sender}");
        }
    }
}

#[test]
fn a_sender_that_is_too_short_for_the_messaging_api_is_pointed_out() {
    assert_eq!(
        [LEGACY, MESSAGING].map(|endpoint| findings(endpoint, "Ab")),
        [0, 1]
    );
}

#[test]
fn a_config_of_logto_works_as_it_is_and_hides_its_token() {
    let config: Config = serde_json::from_value(config(LEGACY, None)).unwrap();
    assert_eq!(GatewayApi::check(&config), []);
    assert!(!format!("{config:?}").contains(TOKEN));
    assert!(gatewayapi(LEGACY, None).request(&testing::call()).is_ok());
}

#[test]
fn what_is_not_gatewayapis_does_not_deserialise() {
    for (field, value) in [
        ("apitoken", json!("x")),
        ("sender", json!(7)),
        ("encoding", json!("UCS2")),
    ] {
        let mut document = config(LEGACY, None);
        document[field] = value;
        assert!(
            serde_json::from_value::<Config>(document).is_err(),
            "{field}"
        );
    }
}
