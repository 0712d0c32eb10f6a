//! The connector for Tencent Cloud, to the byte and code by code.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;
mod signatures;

use connector_sdk::{Call, Recipient, testing};
use connector_tencent::Tencent;
use serde_json::{Value, json};

pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET: &str = "s3cret-key";
pub(crate) const APP: &str = "1400006666";

/// A config as an operator of Logto has it, with other or more fields.
pub(crate) fn with(more: Value) -> Value {
    let mut config = json!({
        "accessKeyId": KEY_ID,
        "accessKeySecret": SECRET,
        "signName": "腾讯云",
        "sdkAppId": APP,
        "region": "ap-guangzhou",
        "templates": [
            { "usageType": "Register", "templateCode": "1100" },
            { "usageType": "SignIn", "templateCode": "1101" },
            { "usageType": "ForgotPassword", "templateCode": "1102" },
            { "usageType": "Generic", "templateCode": "1103" },
        ],
    });
    config
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    config
}

/// The same with one template, for every usage type.
pub(crate) fn with_template(template: Value, more: Value) -> Value {
    let mut template = template;
    let fields = template.as_object_mut().unwrap();
    fields.insert("usageType".to_owned(), json!("Generic"));
    let mut config = with(more);
    let fields = config.as_object_mut().unwrap();
    fields.insert("templates".to_owned(), json!([template]));
    config
}

pub(crate) fn tencent(config: &Value) -> Tencent {
    testing::connector(&config.to_string())
}

pub(crate) fn mainland() -> Recipient {
    Recipient::new("86", "13800138000", Some("CN"))
}

pub(crate) fn american() -> Recipient {
    Recipient::new("1", "4155552671", Some("US"))
}

pub(crate) fn british() -> Recipient {
    Recipient::new("44", "2071838750", Some("GB"))
}

pub(crate) fn call_to(recipient: Recipient) -> Call {
    let mut call = testing::call();
    call.recipient = recipient;
    call
}
