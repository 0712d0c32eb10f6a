//! Replies to the connector for Tencent Cloud.
#![no_main]

use std::sync::LazyLock;

use connector_tencent::Tencent;
use connector_sdk::testing;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::reply;

static CONNECTOR: LazyLock<Tencent> = LazyLock::new(|| {
    testing::connector(
        r#"{ "accessKeyId": "k", "accessKeySecret": "s", "signName": "Acme", "sdkAppId": "1400006666", "region": "ap-guangzhou",
            
             "templates": [{ "usageType": "Generic", "templateCode": "1110" }] }"#,
    )
});

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, |status| status == 200));
