//! What a config may be.

use connector_gatewayapi::{Config, GatewayApi};
use connector_sdk::Connector;

use crate::{TOKEN, config};

fn refusal(endpoint: &str) -> Option<String> {
    let config: Config = serde_json::from_value(config(endpoint, None)).unwrap();
    GatewayApi::new(config).err().map(|error| error.to_string())
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
    for (sender, findings) in [("Acme", 0), ("447700900000123", 0), ("TwelveLetter", 1)] {
        let mut value = config("https://gatewayapi.com/rest/mtsms", None);
        value["sender"] = sender.into();
        let config: Config = serde_json::from_value(value).unwrap();
        assert_eq!(GatewayApi::check(&config).len(), findings, "{sender}");
        assert!(!format!("{config:?}").contains(TOKEN));
    }
}
