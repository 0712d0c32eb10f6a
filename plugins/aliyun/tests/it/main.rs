//! The connector for Alibaba Cloud, to the byte and code by code.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod config;
mod delivery;
mod replies;
mod requests;
mod signatures;

use connector_aliyun::Aliyun;
use connector_sdk::{Call, Recipient, testing};
use serde_json::{Value, json};

pub(crate) const KEY_ID: &str = "testid";
pub(crate) const SECRET: &str = "s3cret-access-key";

/// A config as an operator of Logto has it, with other or more fields.
pub(crate) fn with(more: Value) -> Value {
    let mut config = json!({
        "accessKeyId": KEY_ID,
        "accessKeySecret": SECRET,
        "signName": "阿里云",
        "templates": [
            { "usageType": "Register", "templateCode": "SMS_100" },
            { "usageType": "SignIn", "templateCode": "SMS_101" },
            { "usageType": "ForgotPassword", "templateCode": "SMS_102", "type": 2 },
            {
                "usageType": "Generic",
                "templateCode": { "china": "SMS_103", "overseas": "SMS_203" },
            },
        ],
    });
    config
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    config
}

/// The same with one template, for every usage type.
pub(crate) fn with_template(mut template: Value, mut more: Value) -> Value {
    let fields = template.as_object_mut().unwrap();
    fields.insert("usageType".to_owned(), "Generic".into());
    let fields = more.as_object_mut().unwrap();
    fields.insert("templates".to_owned(), json!([template]));
    with(more)
}

pub(crate) fn aliyun(config: &Value) -> Aliyun {
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
