//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, UsageType, testing};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{base, twilio, with};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, config: &Value, call: &Call) {
    let text = match twilio(config).request(call) {
        Ok(request) => render(&request.into_wire()),
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

#[test]
fn a_config_with_base_fields() {
    check("base", &base(), &testing::call());
}

#[test]
fn a_usage_type_without_a_template_takes_the_generic_one() {
    let mut call = testing::call();
    call.usage_type = UsageType::MfaVerification;
    check("usage-type-fallback", &base(), &call);
}

#[test]
fn a_text_in_the_language_of_the_person() {
    let templates = json!([
        { "usageType": "SignIn", "content": "Sign in with {{code}}." },
        { "usageType": "SignIn", "content": "Votre code : {{code}} 👋", "locale": "fr" },
    ]);
    let mut call = testing::call();
    call.locale = Some("fr-CA".to_owned());
    check("locale", &with(json!({ "templates": templates })), &call);
}

#[test]
fn variables_of_every_shape() {
    let content = "{{code}} {{n}} {{f}} {{none}}[{{user.name}}][{{user.age}}] {{unknown}} a&b=c+d";
    let templates = json!([{ "usageType": "Generic", "content": content }]);
    let mut call = testing::call();
    call.payload.insert("n", 7);
    call.payload.insert("f", 1.0);
    call.payload.insert("none", Value::Null);
    call.payload.insert("user", json!({ "name": "Ann Ünal" }));
    check("variables", &with(json!({ "templates": templates })), &call);
    call.payload.insert("code", json!({ "digits": [1] }));
    check("variable-not-printable", &base(), &call);
}

#[test]
fn a_sender_in_place_of_a_messaging_service() {
    let config = with(json!({ "fromMessagingServiceSID": null, "from": "+15005550006" }));
    check("from", &config, &testing::call());
}

#[test]
fn a_messaging_service_wins_over_a_sender() {
    check(
        "base",
        &with(json!({ "from": "+15005550006" })),
        &testing::call(),
    );
}

#[test]
fn an_api_key_in_place_of_the_auth_token() {
    let config = with(json!({
        "authToken": null,
        "apiKeySID": "SK0123456789abcdef0123456789abcdef",
        "apiKeySecret": "key-secret",
    }));
    check("api-key", &config, &testing::call());
}

#[test]
fn a_region_has_a_host_of_its_own() {
    for region in ["us1", "ie1", "au1"] {
        let config = with(json!({ "region": region }));
        check(&format!("region-{region}"), &config, &testing::call());
    }
}

#[test]
fn risk_check_validity_and_status_callback() {
    let config = with(json!({
        "disableRiskCheck": true,
        "validityPeriod": 600,
        "statusCallback": "https://example.com/twilio?x=1&y=2",
    }));
    check("options", &config, &testing::call());
}

#[test]
fn an_account_sid_cannot_reach_another_path() {
    check(
        "account-escaped",
        &with(json!({ "accountSID": "AC/../x?y" })),
        &testing::call(),
    );
}
