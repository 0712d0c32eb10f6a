//! Replies to the connector for Alibaba Cloud.
#![no_main]

use std::sync::LazyLock;

use connector_aliyun::Aliyun;
use connector_sdk::testing;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::{is_success, reply};

static CONNECTOR: LazyLock<Aliyun> = LazyLock::new(|| {
    testing::connector(
        r#"{ "accessKeyId": "k", "accessKeySecret": "s", "signName": "Acme",
             "templates": [{ "usageType": "Generic", "templateCode": "1110" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, is_success));
