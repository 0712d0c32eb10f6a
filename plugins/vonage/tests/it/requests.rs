//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, Recipient, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{SIGNATURE_SECRET, vonage, with};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, config: &Value, call: &Call) {
    let text = match vonage(config).request(call) {
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
    call.recipient = Recipient::new("44", "2071838750", Some("GB"));
    check("usage-type-fallback", &with(json!({})), &call);
}

#[test]
fn a_text_outside_the_gsm_alphabet_is_sent_as_unicode() {
    let templates = json!([{ "usageType": "Generic", "content": "Ваш код {{code}} 👋 & = + %" }]);
    check(
        "unicode",
        &with(json!({ "templates": templates })),
        &testing::call(),
    );
    let templates = json!([{ "usageType": "Generic", "content": "{{code}} für 5€ [~]" }]);
    check(
        "gsm-extension",
        &with(json!({ "templates": templates })),
        &testing::call(),
    );
}

#[test]
fn the_payload_fills_the_text() {
    let content = "{{code}} for {{user.name}}, {{minutes}} min{{nothing}} {{unknown}}";
    let templates = json!([{ "usageType": "Generic", "content": content }]);
    let mut call = testing::call();
    call.payload.insert("user", json!({ "name": "Ann" }));
    call.payload.insert("minutes", json!(10.0));
    call.payload.insert("nothing", json!(null));
    check("payload", &with(json!({ "templates": templates })), &call);
}

#[test]
fn a_signature_is_over_the_text_without_ampersands_and_the_form_keeps_them() {
    let templates = json!([{ "usageType": "Generic", "content": "a&b={{code}}" }]);
    let config = with(json!({ "templates": templates, "signatureSecret": SIGNATURE_SECRET }));
    check("signed-escaped", &config, &testing::call());
}

#[test]
fn a_lifetime_and_a_reference() {
    let config = with(json!({ "ttl": 1_800_000, "clientRef": "sign-in & more" }));
    check("options", &config, &testing::call());
}

#[test]
fn a_signature_in_place_of_the_secret() {
    for method in ["md5hash", "md5", "sha1", "sha256", "sha512"] {
        let config =
            with(json!({ "signatureSecret": SIGNATURE_SECRET, "signatureMethod": method }));
        check(&format!("signed-{method}"), &config, &testing::call());
    }
}

#[test]
fn a_variable_that_cannot_be_printed() {
    let mut call = testing::call();
    call.payload.insert("code", json!([1]));
    check("unprintable", &with(json!({})), &call);
}
