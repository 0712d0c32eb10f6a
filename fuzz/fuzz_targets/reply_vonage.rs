//! Replies to the connector for Vonage.
#![no_main]

use std::sync::LazyLock;

use connector_sdk::testing;
use connector_vonage::Vonage;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::reply;

static CONNECTOR: LazyLock<Vonage> = LazyLock::new(|| {
    testing::connector(
        r#"{ "apiKey": "k", "apiSecret": "s", "brandName": "Acme",
             "templates": [{ "usageType": "Generic", "content": "{{code}}" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, |status| status == 200));
