//! Replies to the connector for an HTTP endpoint. A 409 says that the receiver has the message.
#![no_main]

use std::sync::LazyLock;

use connector_http::Http;
use connector_sdk::testing;
use libfuzzer_sys::fuzz_target;
use switchboard_fuzz::{is_success, reply};

static CONNECTOR: LazyLock<Http> =
    LazyLock::new(|| testing::connector(r#"{ "endpoint": "https://hooks.example.com/otp" }"#));

fuzz_target!(|data: &[u8]| reply(&*CONNECTOR, data, |status| {
    is_success(status) || status == 409
}));
