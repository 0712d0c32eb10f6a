//! Configs as operators of Logto have them, base fields only: they are valid, and a message goes
//! through the real plugin to the provider and arrives.

use std::fs;
use std::path::Path;

use connector_testkit::libraries::plugin;
use connector_testkit::sim::{
    Aliyun, BlockingSimulator, GatewayApi, HttpReceiver, LOOPBACK, Provider, SmsAero, Tencent,
    Twilio, Vonage,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::switchboard;

const USAGE_TYPES: [&str; 4] = ["Register", "SignIn", "ForgotPassword", "Generic"];
const AMERICAN: &str = "+14155552671";
const MAINLAND: &str = "+8613800138000";

fn texts() -> Value {
    let text = |usage_type| json!({ "usageType": usage_type, "content": "Your code is {{code}}" });
    json!(USAGE_TYPES.map(text))
}

fn codes() -> Value {
    let codes = json!({ "china": "SMS_1", "overseas": "SMS_2" });
    json!(USAGE_TYPES.map(|usage_type| json!({ "usageType": usage_type, "templateCode": codes })))
}

/// Validates the config and sends a message with it; the provider finds it in order, and notes
/// what it delivers.
#[track_caller]
fn check(
    id: &str,
    provider: impl Provider,
    origin: &str,
    config: &Value,
    deliveries: &[(&str, &str)],
) {
    let folder = TempDir::new().unwrap();
    let simulator = BlockingSimulator::start(provider, LOOPBACK).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("plugins")).unwrap();
    fs::copy(plugin(id), folder.path().join(format!("plugins/{id}.so"))).unwrap();
    write("config.json", &config.to_string());
    let url = simulator.url();
    write(
        "switchboard.toml",
        &format!("[plugins]\ndir = \"plugins\"\n[egress.rewrite]\n\"{origin}\" = \"{url}\"\n"),
    );
    let valid = ["connector", "validate", id, "config.json"];
    let outcome = switchboard(folder.path(), &valid);
    assert_eq!(outcome.code, 0, "{id}: {}", outcome.stderr);
    for (to, _) in deliveries {
        send(folder.path(), id, to);
    }
    let inbox = simulator.inbox();
    let inbox = inbox.iter().map(|sms| (sms.to.as_str(), sms.text.as_str()));
    assert_eq!(inbox.collect::<Vec<_>>(), deliveries, "{id}");
}

#[track_caller]
fn send(folder: &Path, id: &str, to: &str) {
    // What an identity server may add to a payload must not reach a provider's template.
    let payload = json!({ "code": "123456", "uiLocales": "fr-CA fr", "locale": "fr-CA" });
    let payload = payload.to_string();
    let outcome = switchboard(
        folder,
        &[
            "send",
            "-c",
            "switchboard.toml",
            "--connector",
            id,
            "--connector-config",
            "config.json",
            "--to",
            to,
            "--type",
            "SignIn",
            "--payload",
            &payload,
            "--output",
            "json",
        ],
    );
    assert_eq!(
        outcome.code, 0,
        "{id}: {} {}",
        outcome.stdout, outcome.stderr
    );
    assert_eq!(outcome.json()["status"], "sent", "{id}");
}

#[test]
fn twilio() {
    let account = "AC0123456789abcdef0123456789abcdef";
    let config = json!({
        "accountSID": account, "authToken": "s3cret",
        "fromMessagingServiceSID": "MG0123456789abcdef0123456789abcdef", "templates": texts(),
    });
    let arrives = [(AMERICAN, "Your code is 123456")];
    check(
        "twilio",
        Twilio::new(account, "s3cret"),
        "https://api.twilio.com",
        &config,
        &arrives,
    );
}

#[test]
fn smsaero() {
    let config = json!({
        "email": "ops@example.com", "apiKey": "s3cret", "senderName": "SMS Aero",
        "templates": texts(),
    });
    let provider = SmsAero::new("ops@example.com", "s3cret");
    let arrives = [(AMERICAN, "Your code is 123456")];
    check(
        "smsaero",
        provider,
        "https://gate.smsaero.ru",
        &config,
        &arrives,
    );
}

#[test]
fn gatewayapi() {
    for (origin, path) in [
        ("https://gatewayapi.com", "/rest/mtsms"),
        ("https://messaging.gatewayapi.eu", "/mobile/single"),
    ] {
        let config = json!({
            "endpoint": format!("{origin}{path}"), "apiToken": "s3cret", "sender": "Acme",
            "templates": texts(),
        });
        let arrives = [(AMERICAN, "Your code is 123456")];
        check(
            "gatewayapi",
            GatewayApi::new("s3cret"),
            origin,
            &config,
            &arrives,
        );
    }
}

#[test]
fn vonage() {
    let config = json!({
        "apiKey": "abcd1234", "apiSecret": "s3cret", "brandName": "Acme", "templates": texts(),
    });
    let provider = Vonage::new("abcd1234", "s3cret");
    let arrives = [(AMERICAN, "Your code is 123456")];
    check(
        "vonage",
        provider,
        "https://rest.nexmo.com",
        &config,
        &arrives,
    );
}

#[test]
fn aliyun() {
    let config = json!({
        "accessKeyId": "LTAI0", "accessKeySecret": "s3cret", "signName": "Acme",
        "templates": codes(),
    });
    let provider = Aliyun::new("LTAI0", "s3cret")
        .with_sign_name("Acme")
        .with_template("SMS_1", &["code"])
        .with_overseas_template("SMS_2", &["code"]);
    let arrives = [
        (AMERICAN, r#"SMS_2 {"code":"123456"}"#),
        (MAINLAND, r#"SMS_1 {"code":"123456"}"#),
    ];
    check(
        "aliyun",
        provider,
        "https://dysmsapi.aliyuncs.com",
        &config,
        &arrives,
    );
}

#[test]
fn tencent() {
    let config = json!({
        "accessKeyId": "AKID0", "accessKeySecret": "s3cret", "signName": "Acme",
        "sdkAppId": "1400006666", "region": "ap-guangzhou", "templates": codes(),
    });
    let provider = Tencent::new("AKID0", "s3cret", "1400006666")
        .with_sign_name("Acme")
        .with_template("SMS_1", 1)
        .with_overseas_template("SMS_2", 1);
    let arrives = [
        (AMERICAN, r#"SMS_2 ["123456"]"#),
        (MAINLAND, r#"SMS_1 ["123456"]"#),
    ];
    check(
        "tencent",
        provider,
        "https://sms.tencentcloudapi.com",
        &config,
        &arrives,
    );
}

#[test]
fn http() {
    let config = json!({ "endpoint": "https://hooks.example.com/otp" });
    // The receiver is the operator's own: it gets the whole payload.
    let payload = r#"{"code":"123456","locale":"fr-CA","uiLocales":"fr-CA fr"}"#;
    let arrives = [(AMERICAN, payload)];
    check(
        "http",
        HttpReceiver::new(),
        "https://hooks.example.com",
        &config,
        &arrives,
    );
}
