//! Replies to the connector for Twilio.
#![no_main]

use std::sync::LazyLock;

use connector_sdk::testing;
use connector_twilio::Twilio;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::{is_success, reply};

static CONNECTOR: LazyLock<Twilio> = LazyLock::new(|| {
    testing::connector(
        r#"{ "accountSID": "AC1", "authToken": "t", "from": "+15005550006",
             "templates": [{ "usageType": "Generic", "content": "{{code}}" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, is_success));
