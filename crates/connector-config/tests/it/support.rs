//! One helper that speaks the API, and the schema that most tests share.

use connector_config::{ConfigIssue, ConfigSchema, Document};
use serde_json::{Value, json};

/// The schema of a templated SMS connector, as the SDK derives it.
pub(crate) fn sms() -> Value {
    let has_template = |usage_type: &str| {
        json!({"contains": {
            "type": "object",
            "required": ["usageType"],
            "properties": {"usageType": {"const": usage_type}},
        }})
    };
    let required = ["Register", "SignIn", "ForgotPassword", "Generic"].map(has_template);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Config",
        "type": "object",
        "properties": {
            "accountSID": {
                "description": "Account SID, from the console. Starts with AC.",
                "type": "string",
                "pattern": "^AC[0-9a-f]{32}$",
                "examples": ["AC0123456789abcdef0123456789abcdef"],
            },
            "authToken": {
                "description": "Auth token.",
                "type": "string",
                "minLength": 8,
                "writeOnly": true,
                "format": "password",
            },
            "from": {"type": "string", "description": "Sender number."},
            "fromMessagingServiceSID": {"type": "string"},
            "region": {"anyOf": [{"$ref": "#/$defs/Region"}, {"type": "null"}]},
            "validityPeriod": {"type": ["integer", "null"], "minimum": 1, "maximum": 14400},
            "statusCallback": {"type": ["string", "null"], "format": "uri"},
            "disableRiskCheck": {"type": "boolean"},
            "templates": {
                "description": "Message texts by usage type.",
                "type": "array",
                "items": {"$ref": "#/$defs/Template"},
                "allOf": required,
            },
        },
        "required": ["accountSID", "authToken", "templates"],
        "anyOf": [{"required": ["fromMessagingServiceSID"]}, {"required": ["from"]}],
        "additionalProperties": false,
        "$defs": {
            "Region": {"oneOf": [
                {"const": "us1", "type": "string", "description": "Virginia."},
                {"enum": ["ie1", "au1"], "type": "string"},
            ]},
            "UsageType": {
                "type": "string",
                "enum": ["Register", "SignIn", "ForgotPassword", "Generic", "BindMfa"],
            },
            "Template": {
                "type": "object",
                "properties": {
                    "usageType": {"$ref": "#/$defs/UsageType"},
                    "content": {"type": "string", "description": "The text, with `{{code}}` in it.", "minLength": 1},
                },
                "required": ["usageType", "content"],
                "additionalProperties": false,
            },
        },
    })
}

/// A config that `sms` accepts.
pub(crate) const VALID: &str = r#"{
  "$schema": "./sms.schema.json",
  "accountSID": "AC0123456789abcdef0123456789abcdef",
  "authToken": "0123456789",
  "from": "+15005550006",
  "region": "ie1",
  "templates": [
    {"usageType": "Register", "content": "{{code}}"},
    {"usageType": "SignIn", "content": "{{code}}"},
    {"usageType": "ForgotPassword", "content": "{{code}}"},
    {"usageType": "Generic", "content": "{{code}}"}
  ]
}"#;

/// Compares the report about a config, one issue per line, with what is expected.
#[track_caller]
pub(crate) fn check(schema: &Value, config: &str, expected: &[&str]) {
    let schema = ConfigSchema::compile(schema).expect("the schema compiles");
    let document = Document::parse(config).expect("the config is JSON");
    assert_eq!(report(&schema.check(&document)), expected);
}

/// As `check`, for a valid `sms` config with some of its text replaced.
#[track_caller]
pub(crate) fn check_sms(edits: &[(&str, &str)], expected: &[&str]) {
    check(&sms(), &edited(edits), expected);
}

pub(crate) fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(VALID.to_owned(), |config, (from, to)| {
        assert!(config.contains(from), "{from} is not in the config");
        config.replacen(from, to, 1)
    })
}

pub(crate) fn report(issues: &[ConfigIssue]) -> Vec<String> {
    let lines = issues.iter().map(|issue| issue.at("").to_string());
    lines
        .map(|line| line.trim_start_matches(':').to_owned())
        .collect()
}
