//! What goes out, to the byte. The golden files are in `tests/golden`.

use connector_sdk::{Call, Connector, UsageType};
use connector_testkit::golden::assert_golden;
use connector_testkit::wire::render;
use serde_json::{Value, json};

use crate::{aliyun, american, british, call_to, mainland, with, with_template};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

/// A request, or the sentence of the failure. Parameters that are in the URL follow once more,
/// decoded, one per line.
fn check(name: &str, config: &Value, call: &Call) {
    let text = match aliyun(config).request(call) {
        Ok(request) => {
            let request = request.into_wire();
            let query = request.url.split_once('?').map(|(_, query)| decoded(query));
            render(&request) + &query.unwrap_or_default()
        }
        Err(failure) => format!("{failure}\n"),
    };
    assert_golden(GOLDEN, name, &text);
}

fn decoded(query: &str) -> String {
    let mut text = "\n# the query, decoded\n".to_owned();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap();
        let mut bytes = Vec::new();
        let mut rest = value.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        text.push_str(&format!("{name} = {}\n", String::from_utf8(bytes).unwrap()));
    }
    text
}

fn overseas() -> Value {
    json!({ "templateCode": { "china": "SMS_1", "overseas": "SMS_2" } })
}

#[test]
fn a_config_with_base_fields() {
    check("base", &with(json!({})), &call_to(mainland()));
}

#[test]
fn signature_version_1() {
    let config = with(json!({ "signatureVersion": "1.0" }));
    check("rpc-v1", &config, &call_to(mainland()));
}

#[test]
fn temporary_credentials() {
    let config = with(json!({ "securityToken": "s3cret-sts" }));
    check("token", &config, &call_to(mainland()));
    let config = with(json!({ "securityToken": "s3cret-sts", "signatureVersion": "1.0" }));
    check("token-rpc-v1", &config, &call_to(mainland()));
}

#[test]
fn a_usage_type_without_a_template_takes_the_generic_one() {
    let mut call = call_to(mainland());
    call.usage_type = UsageType::BindMfa;
    check("usage-type-fallback", &with(json!({})), &call);
    let config = with_template(json!({ "templateCode": "SMS_1" }), json!({}));
    check("usage-type-generic", &config, &call_to(mainland()));
}

#[test]
fn a_number_outside_mainland_china_takes_the_overseas_template() {
    let config = with_template(overseas(), json!({ "overseasSignName": "Acme" }));
    check("overseas-us", &config, &call_to(american()));
    check("overseas-gb", &config, &call_to(british()));
    let config = with_template(overseas(), json!({}));
    check("overseas-gb-one-sign-name", &config, &call_to(british()));
}

#[test]
fn a_number_that_cannot_be_mistaken_takes_the_only_template() {
    let config = with_template(json!({ "templateCode": "SMS_1" }), json!({}));
    check("one-code-gb", &config, &call_to(british()));
}

#[test]
fn an_american_number_never_leaves_with_what_may_be_a_mainland_template() {
    for (name, template) in [
        ("one-code-us", json!({ "templateCode": "SMS_1" })),
        ("one-code-us", json!({ "templateCode": "SMS_1", "type": 2 })),
        (
            "one-code-us",
            json!({ "templateCode": { "china": "SMS_1", "overseas": "SMS_1" } }),
        ),
    ] {
        let config = with_template(template, json!({}));
        check(name, &config, &call_to(american()));
    }
    let international = json!({ "templateCode": "SMS_2", "type": 6 });
    let config = with_template(international, json!({}));
    check("international-us", &config, &call_to(american()));
    let text = json!({ "templateCode": "SMS_1", "content": "Your code is {{code}}." });
    let config = with_template(text, json!({ "overseasSignName": "Acme" }));
    check("content-us", &config, &call_to(american()));
    check("content-gb", &config, &call_to(british()));
}

#[test]
fn the_check_of_the_region_changes_nothing() {
    for strict in [true, false] {
        let config = with(json!({ "strictPhoneRegionNumberCheck": strict }));
        check("base", &config, &call_to(mainland()));
        let config = with_template(
            overseas(),
            json!({ "strictPhoneRegionNumberCheck": strict }),
        );
        check("overseas-us-one-sign-name", &config, &call_to(american()));
    }
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
fn variables_of_every_shape() {
    let params = json!(["code", "n", "f", "ok", "none", "name"]);
    let config = with_template(
        json!({ "templateCode": "SMS_1", "params": params }),
        json!({}),
    );
    let mut call = call_to(mainland());
    call.payload.insert("n", 7);
    call.payload.insert("f", 1.0);
    call.payload.insert("ok", true);
    call.payload.insert("none", Value::Null);
    call.payload.insert("name", "Ünal & \"Söhne\" + ~*'");
    check("variables", &config, &call);
    call.payload.insert("name", json!({ "first": "Ann" }));
    check("variable-not-printable", &config, &call);
    check("variable-missing", &config, &call_to(mainland()));
    let config = with_template(json!({ "templateCode": "SMS_1", "params": [] }), json!({}));
    check("variables-none", &config, &call_to(mainland()));
}

#[test]
fn a_region_has_a_host_of_its_own() {
    for region in ["cn-hangzhou", "cn-beijing", "cn-hongkong"] {
        let config = with(json!({ "region": region, "signatureVersion": "1.0" }));
        check(&format!("region-{region}"), &config, &call_to(mainland()));
    }
    for region in [
        "ap-southeast-1",
        "ap-southeast-5",
        "eu-central-1",
        "us-east-1",
    ] {
        let config = with(json!({ "region": region }));
        check(&format!("region-{region}"), &config, &call_to(mainland()));
    }
}

#[test]
fn the_international_site_takes_a_text_for_numbers_outside_mainland_china() {
    let template =
        json!({ "templateCode": "SMS_1", "content": "Your code is {{code}}, 100% & ok." });
    let more = json!({ "region": "ap-southeast-1", "overseasSignName": "Acme" });
    let config = with_template(template.clone(), more);
    check("abroad-us", &config, &call_to(american()));
    check("abroad-mainland", &config, &call_to(mainland()));
    let more = json!({ "region": "us-east-1", "signatureVersion": "1.0" });
    check(
        "abroad-us-rpc-v1",
        &with_template(template, more),
        &call_to(american()),
    );
    let config = with_template(
        json!({ "templateCode": "SMS_1" }),
        json!({ "region": "us-east-1" }),
    );
    check("abroad-without-content", &config, &call_to(british()));
}
