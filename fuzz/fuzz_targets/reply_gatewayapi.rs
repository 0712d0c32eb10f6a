//! Replies to the connector for GatewayAPI.
#![no_main]

use std::sync::LazyLock;

use connector_sdk::testing;
use connector_gatewayapi::GatewayApi;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::reply;

static CONNECTOR: LazyLock<GatewayApi> = LazyLock::new(|| {
    testing::connector(
        r#"{ "endpoint": "https://gatewayapi.com/rest/mtsms", "apiToken": "t", "sender": "Acme",
             "templates": [{ "usageType": "Generic", "content": "{{code}}" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, |status| status == 200));
