//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, UsageType};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{american, british, call_to, mainland, tencent, with, with_template};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn check(name: &str, config: &Value, call: &Call) {
    let text = match tencent(config).request(call) {
        Ok(request) => render(&request.into_wire()),
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

#[test]
fn a_config_with_base_fields() {
    check("base", &with(json!({})), &call_to(mainland()));
}

#[test]
fn a_usage_type_without_a_template_takes_the_generic_one() {
    let mut call = call_to(mainland());
    call.usage_type = UsageType::BindMfa;
    check("usage-type-fallback", &with(json!({})), &call);
}

#[test]
fn numbers_leave_with_their_plus_sign_whatever_the_country() {
    let template = json!({ "templateCode": { "china": "1", "overseas": "2" } });
    let config = with_template(template, json!({ "senderId": "Acme" }));
    check("destination-mainland", &config, &call_to(mainland()));
    check("destination-us", &config, &call_to(american()));
    check("destination-gb", &config, &call_to(british()));
    check("one-code-us", &with(json!({})), &call_to(american()));
}

#[test]
fn only_the_listed_variables_go_out() {
    let mut call = call_to(mainland());
    call.locale = Some("fr-CA".to_owned());
    call.ip = Some("203.0.113.7".to_owned());
    call.payload.insert("locale", "fr-CA");
    call.payload.insert("uiLocales", "fr-CA fr en");
    call.payload.insert("link", "https://example.com/?a=1&b=2");
    check("base", &with(json!({})), &call);
}

#[test]
fn variables_of_every_shape_in_the_order_of_the_config() {
    let params = json!(["n", "code", "f", "ok", "none", "name"]);
    let template = json!({ "templateCode": "1", "params": params });
    let config = with_template(template, json!({}));
    let mut call = call_to(mainland());
    call.payload.insert("n", 7);
    call.payload.insert("f", 1.0);
    call.payload.insert("ok", true);
    call.payload.insert("none", Value::Null);
    call.payload.insert("name", "Ünal \"x\" \\ 中");
    check("variables", &config, &call);
    call.payload.insert("name", json!({ "first": "Ann" }));
    check("variable-not-printable", &config, &call);
    check("variable-missing", &config, &call_to(mainland()));
    let template = json!({ "templateCode": "1", "params": [] });
    let config = with_template(template, json!({}));
    check("variables-none", &config, &call_to(mainland()));
}

#[test]
fn the_international_site_and_temporary_credentials() {
    let config = with(json!({ "site": "international", "region": "ap-singapore" }));
    check("site-international", &config, &call_to(british()));
    let config = with(json!({ "securityToken": "s3cret-sts" }));
    check("token", &config, &call_to(mainland()));
}
