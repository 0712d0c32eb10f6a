//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, Recipient, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{smsaero, with};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, config: &Value, call: &Call) {
    let text = match smsaero(config).request(call) {
        Ok(request) => render(&request.into_wire()),
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

#[test]
fn a_config_with_base_fields() {
    check("base", &with(json!({})), &testing::call());
}

#[test]
fn a_usage_type_without_a_template_takes_the_generic_one() {
    let mut call = testing::call();
    call.usage_type = UsageType::BindMfa;
    call.recipient = Recipient::new("7", "9031234567", Some("RU"));
    check("usage-type-fallback", &with(json!({})), &call);
}

#[test]
fn any_text_is_json() {
    let content = "Код {{code}} «{{user.name}}»\n\"quoted\" \\ 👋 {{unknown}}";
    let mut call = testing::call();
    call.payload.insert("user", json!({ "name": "Анна" }));
    let templates = json!([{ "usageType": "Generic", "content": content }]);
    check("any-text", &with(json!({ "templates": templates })), &call);
}

#[test]
fn a_variable_that_cannot_be_printed() {
    let mut call = testing::call();
    call.payload.insert("code", json!({ "digits": 1 }));
    check("unprintable", &with(json!({})), &call);
}

#[test]
fn a_locale_takes_the_text_of_that_locale() {
    let templates = json!([
        { "usageType": "Generic", "content": "Your code: {{code}}" },
        { "usageType": "Generic", "content": "Ваш код: {{code}}", "locale": "ru" },
    ]);
    let mut call = testing::call();
    call.locale = Some("ru-RU".to_owned());
    check("locale", &with(json!({ "templates": templates })), &call);
}

#[test]
fn any_sender_is_json() {
    let config = with(json!({ "senderName": "Рога \"и\" копыта" }));
    check("any-sender", &config, &testing::call());
}

#[test]
fn without_a_template_nothing_goes_out() {
    let templates = json!([{ "usageType": "Register", "content": "{{code}}" }]);
    let config = with(json!({ "templates": templates }));
    check("template-not-found", &config, &testing::call());
}

#[test]
fn variables_of_every_shape() {
    let content = "{{code}} {{n}} {{f}} [{{user.name}}][{{none}}] {{unknown}} a&b=c+d";
    let templates = json!([{ "usageType": "Generic", "content": content }]);
    let mut call = testing::call();
    call.payload.insert("n", 7);
    call.payload.insert("f", 1.0);
    call.payload.insert("none", Value::Null);
    call.payload.insert("user", json!({ "name": "Ann Ünal" }));
    check("variables", &with(json!({ "templates": templates })), &call);
}
