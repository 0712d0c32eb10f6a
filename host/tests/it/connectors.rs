//! `switchboard connector ...` and `switchboard config ...`.

use serde_json::{Value, json};

use crate::support::{Setup, TOKEN, switchboard};

#[test]
fn a_config_with_four_mistakes_has_four_errors_with_their_places() {
    let setup = Setup::new();
    setup.write(
        "bad.json",
        r#"{
  "accountSid": "AC0123456789abcdef0123456789abcdef",
  "authToken": "t",
  "fromMessagingServiceSID": 42,
  "authToken": "again",
  "templates": [
    { "usageType": "Register", "content": "{{code}}" },
    { "usageType": "SignIn", "content": "{{code}}" },
    { "usageType": "ForgotPassword", "content": "{{code}}" }
  ]
}"#,
    );
    let outcome = switchboard(
        setup.folder(),
        &[
            "connector",
            "validate",
            "twilio",
            "bad.json",
            "--connector-dir",
            "plugins",
        ],
    );
    assert_eq!(outcome.code, 78);
    assert_eq!(
        outcome.stderr,
        "error: `bad.json` is not a valid config for connector `twilio`\n  \
         bad.json:2:3: /accountSid: unknown key `accountSid` (did you mean `accountSID`?)\n  \
         bad.json:4:30: /fromMessagingServiceSID: must be a string, is a number (put it in quotes)\n  \
         bad.json:5:3: /authToken: key `authToken` is already given in line 3\n  \
         bad.json:6:16: /templates: has no template for `Generic`\n"
    );
    let json = switchboard(
        setup.folder(),
        &[
            "-o",
            "json",
            "connector",
            "validate",
            "twilio",
            "bad.json",
            "--connector-dir",
            "plugins",
        ],
    );
    assert_eq!(json.code, 78);
    assert_eq!(json.json()["errors"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_config_that_works_may_have_warnings() {
    let setup = Setup::new();
    let config = std::fs::read_to_string(setup.path("connectors.d/twilio.json")).unwrap();
    setup.write("odd.json", &config.replace("AC0123", "AX0123"));
    let outcome = switchboard(
        setup.folder(),
        &[
            "connector",
            "validate",
            "twilio",
            "odd.json",
            "--connector-dir",
            "plugins",
        ],
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome.stdout.contains("is valid for connector `twilio`"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stderr
            .contains("/accountSID: is not `AC` and 32 hexadecimal digits"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn installed_connectors_are_listed_with_their_state() {
    let setup = Setup::new();
    let outcome = switchboard(
        setup.folder(),
        &[
            "connector",
            "list",
            "-c",
            "switchboard.toml",
            "--output",
            "json",
        ],
    );
    let document = outcome.json();
    let states: Vec<(&Value, &Value)> = document["connectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (&c["id"], &c["state"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("http"), &json!("configured")),
            (&json!("twilio"), &json!("active"))
        ]
    );
    let table = switchboard(
        setup.folder(),
        &["connector", "list", "-c", "switchboard.toml"],
    );
    assert!(table.stdout.starts_with("CONNECTOR"), "{}", table.stdout);
}

#[test]
fn the_schema_is_the_one_that_is_published() {
    let setup = Setup::new();
    for id in ["twilio", "http"] {
        let outcome = switchboard(
            setup.folder(),
            &["connector", "schema", id, "--connector-dir", "plugins"],
        );
        let published = format!(
            "{}/../schemas/connectors/{id}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let published: Value =
            serde_json::from_str(&std::fs::read_to_string(published).unwrap()).unwrap();
        assert_eq!(outcome.json(), published);
    }
}

#[test]
fn showing_a_connector_masks_its_secrets() {
    let setup = Setup::new();
    let outcome = switchboard(
        setup.folder(),
        &[
            "connector",
            "show",
            "twilio",
            "-c",
            "switchboard.toml",
            "-o",
            "json",
        ],
    );
    let document = outcome.json();
    assert_eq!(document["state"], "active");
    assert_eq!(document["config"]["authToken"], "********");
    assert_eq!(document["hosts"][0], "api.twilio.com");
    assert!(!outcome.stdout.contains(TOKEN));
}

#[test]
fn the_hosts_own_config_is_checked() {
    let setup = Setup::new();
    let good = switchboard(
        setup.folder(),
        &["config", "check", "-c", "switchboard.toml"],
    );
    assert_eq!(
        (good.code, good.stdout.as_str()),
        (0, "`switchboard.toml` is in order\n")
    );
    setup.write("bad.toml", "[server]\nlisten = 5\n[mesages]\n");
    let bad = switchboard(setup.folder(), &["config", "check", "-c", "bad.toml"]);
    assert_eq!(bad.code, 78);
    assert!(
        bad.stderr.contains("bad.toml:2:10: server.listen:"),
        "{}",
        bad.stderr
    );
    assert!(bad.stderr.contains("did you mean"), "{}", bad.stderr);
    let shown = switchboard(
        setup.folder(),
        &["config", "show", "--origin", "-c", "switchboard.toml"],
    );
    assert!(
        shown.stdout.contains("switchboard.toml:2"),
        "{}",
        shown.stdout
    );
}

#[test]
fn a_mistake_in_the_arguments_is_a_usage_error() {
    let setup = Setup::new();
    for arguments in [
        &["connector"][..],
        &["sned"],
        &["send", "--to", "+14155550100"],
        &["connector", "validate", "twilio"],
    ] {
        assert_eq!(
            switchboard(setup.folder(), arguments).code,
            2,
            "{arguments:?}"
        );
    }
}
