//! Replies to the connector for SMSAero.
#![no_main]

use std::sync::LazyLock;

use connector_sdk::testing;
use connector_smsaero::SmsAero;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::reply;

static CONNECTOR: LazyLock<SmsAero> = LazyLock::new(|| {
    testing::connector(
        r#"{ "email": "e", "apiKey": "k", "senderName": "SMS Aero",
             "templates": [{ "usageType": "Generic", "content": "{{code}}" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, |status| status == 200));
