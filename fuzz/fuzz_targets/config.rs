//! The config validator: never panics, and accepts only what is JSON.
#![no_main]

use std::sync::LazyLock;

use connector_config::{ConfigSchema, Document};
use libfuzzer_sys::fuzz_target;

static SCHEMA: LazyLock<ConfigSchema> = LazyLock::new(|| {
    let schema = include_str!("../../schemas/connectors/twilio.json");
    ConfigSchema::compile(&serde_json::from_str(schema).unwrap()).unwrap()
});

fuzz_target!(|text: &str| {
    let Ok(document) = Document::parse(text) else {
        return;
    };
    let plain = text.trim_start_matches('\u{feff}');
    let value: serde_json::Value = serde_json::from_str(plain).unwrap();
    assert_eq!(document.value(), &value);
    for issue in SCHEMA.check(&document) {
        assert!(issue.line >= 1 && issue.column >= 1);
    }
});
