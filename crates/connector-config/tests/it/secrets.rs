//! Secrets by reference, masks, and what is never shown.

use std::collections::HashMap;
use std::fs;

use connector_config::{
    ConfigSchema, Document, MASK, SecretError, SecretRef, SecretSource, SystemSecrets, Wiped,
};
use serde_json::json;
use zeroize::Zeroizing;

use crate::support::{VALID, check_sms, edited, report, sms};

const INLINE: &str = "\"0123456789\"";
const BY_REFERENCE: &str = r#"{"$secret": "env:TOKEN"}"#;

/// Secrets by reference, for tests.
struct Secrets(HashMap<&'static str, &'static str>);

impl SecretSource for Secrets {
    fn read(&self, reference: &SecretRef) -> Result<Zeroizing<String>, SecretError> {
        let secret = self.0.get(reference.to_string().as_str());
        secret
            .map(|secret| Zeroizing::new((*secret).to_owned()))
            .ok_or(SecretError::NotSet)
    }
}

fn ready(config: &str, secrets: &[(&'static str, &'static str)]) -> Result<Wiped, Vec<String>> {
    let schema = ConfigSchema::compile(&sms()).unwrap();
    let source = Secrets(secrets.iter().copied().collect());
    schema
        .ready(&Document::parse(config).unwrap(), &source)
        .map_err(|issues| report(&issues))
}

#[test]
fn a_reference_stands_where_a_secret_is_wanted() {
    check_sms(&[(INLINE, BY_REFERENCE)], &[]);
    check_sms(
        &[(INLINE, r#"{"$secret": "file:/run/secrets/token"}"#)],
        &[],
    );
    check_sms(&[(INLINE, r#"{"$secret": "cred:token"}"#)], &[]);
}

#[test]
fn a_reference_stands_nowhere_else() {
    check_sms(
        &[("\"ie1\"", BY_REFERENCE)],
        &["6:13: /region: secret reference cannot stand here; `region` is not a secret"],
    );
    check_sms(
        &[("\"{{code}}\"", BY_REFERENCE)],
        &[
            "8:42: /templates/0/content: secret reference cannot stand here; `content` is not a secret",
        ],
    );
    check_sms(
        &[("\"from\": \"+15005550006\"", "\"$secret\": \"env:TOKEN\"")],
        &[
            "1:1: needs one of `fromMessagingServiceSID` or `from`",
            "5:3: /$secret: unknown key `$secret`",
        ],
    );
}

#[test]
fn a_reference_under_a_misspelt_key_is_one_mistake() {
    check_sms(
        &[("\"authToken\"", "\"authTokn\""), (INLINE, BY_REFERENCE)],
        &["4:3: /authTokn: unknown key `authTokn` (did you mean `authToken`?)"],
    );
}

#[test]
fn a_malformed_reference_is_refused_without_quoting_it() {
    check_sms(
        &[(INLINE, r#"{"$secret": "hunter2"}"#)],
        &["4:16: /authToken: secret reference must start with `env:`, `file:` or `cred:`"],
    );
    check_sms(
        &[(INLINE, r#"{"$secret": "vault:hunter2"}"#)],
        &["4:16: /authToken: secret reference must start with `env:`, `file:` or `cred:`"],
    );
    check_sms(
        &[(INLINE, r#"{"$secret": 5}"#)],
        &["4:16: /authToken: secret reference must start with `env:`, `file:` or `cred:`"],
    );
    check_sms(
        &[(INLINE, r#"{"$secret": "cred:../x"}"#)],
        &[
            "4:16: /authToken: secret reference `cred:` must be followed by the name of a credential, without slashes",
        ],
    );
    check_sms(
        &[(INLINE, r#"{"$secret": "env:TOKEN", "note": 1}"#)],
        &["4:16: /authToken: secret reference cannot have keys beside `$secret`"],
    );
    check_sms(
        &[(INLINE, r#"{"secret": "env:TOKEN"}"#)],
        &[
            "4:16: /authToken: must be a string, is an object (a reference to a secret is written `{\"$secret\": \"env:NAME\"}`)",
        ],
    );
}

#[test]
fn a_mask_is_not_a_secret() {
    check_sms(
        &[(INLINE, "\"********\"")],
        &[
            "4:16: /authToken: is the mask of a secret, not a secret (a reference to a secret is written `{\"$secret\": \"env:NAME\"}`)",
        ],
    );
}

#[test]
fn a_ready_config_has_its_secrets_and_nothing_of_ours() {
    let config = ready(
        &edited(&[(INLINE, BY_REFERENCE)]),
        &[("env:TOKEN", "correct horse")],
    )
    .unwrap();
    assert_eq!(config["authToken"], "correct horse");
    assert_eq!(config.get("$schema"), None);
    assert_eq!(config["from"], "+15005550006");
}

#[test]
fn a_secret_that_cannot_be_read_is_named_by_its_reference() {
    let config = edited(&[(INLINE, BY_REFERENCE)]);
    assert_eq!(
        ready(&config, &[]).unwrap_err(),
        ["4:16: /authToken: secret `env:TOKEN` cannot be read: environment variable is not set"]
    );
}

#[test]
fn a_secret_that_does_not_fit_is_named_by_its_reference() {
    let config = edited(&[(INLINE, BY_REFERENCE)]);
    assert_eq!(
        ready(&config, &[("env:TOKEN", "hunter2")]).unwrap_err(),
        ["4:16: /authToken: secret of `env:TOKEN` must be at least 8 characters long"]
    );
}

#[test]
fn mistakes_are_found_before_any_secret_is_read() {
    let config = edited(&[(INLINE, BY_REFERENCE), ("\"ie1\"", "5")]);
    assert_eq!(
        ready(&config, &[]).unwrap_err(),
        ["6:13: /region: must be a string, is a number (put it in quotes)"]
    );
}

/// Secrets of every shape: optional, listed, by name, in one alternative, and as a whole object.
fn vault() -> ConfigSchema {
    let secret = json!({"type": ["string", "null"], "writeOnly": true, "pattern": "^s"});
    ConfigSchema::compile(&json!({
        "properties": {
            "plain": {"type": "string"},
            "optional": {"anyOf": [{"$ref": "#/$defs/Secret"}, {"type": "null"}]},
            "list": {"type": "array", "items": {"$ref": "#/$defs/Secret"}},
            "headers": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Secret"}},
            "auth": {"oneOf": [
                {"type": "object", "properties": {"kind": {"const": "a"}, "key": {"$ref": "#/$defs/Secret"}}},
                {"type": "object", "properties": {"kind": {"const": "b"}, "key": {"type": "boolean"}}},
            ]},
            "whole": {"type": "object", "writeOnly": true},
            "pin": {"type": "integer", "format": "password"},
        },
        "$defs": {"Secret": secret},
    }))
    .unwrap()
}

const VAULT: &str = r#"{
    "plain": "p", "optional": "s1", "list": ["s2", {"$secret": "env:L"}, null], "headers": {"x": "s3"},
    "auth": {"kind": "a", "key": {"$secret": "env:A"}}, "whole": {"k": ["s4", {"l": "s5"}]}, "pin": 1234
}"#;

#[test]
fn secrets_are_found_wherever_the_schema_puts_them() {
    let document = Document::parse(VAULT).unwrap();
    assert_eq!(report(&vault().check(&document)), [""; 0]);
    let source = Secrets(HashMap::from([("env:L", "s6"), ("env:A", "s7")]));
    let value = vault().ready(&document, &source).unwrap();
    let mut secrets: Vec<_> = vault()
        .secret_values(&value)
        .iter()
        .map(|secret| secret.to_string())
        .collect();
    secrets.sort();
    assert_eq!(secrets, ["1234", "s1", "s2", "s3", "s4", "s5", "s6", "s7"]);
}

#[test]
fn masking_hides_every_inline_secret_and_keeps_references() {
    let document = Document::parse(VAULT).unwrap();
    assert_eq!(
        vault().masked(document.value()),
        json!({
            "plain": "p", "optional": MASK, "list": [MASK, {"$secret": "env:L"}, null], "headers": {"x": MASK},
            "auth": {"kind": "a", "key": {"$secret": "env:A"}}, "whole": {"k": [MASK, {"l": MASK}]}, "pin": MASK,
        })
    );
    assert_eq!(
        vault().masked(&json!({"optional": {"$secret": "s1", "x": "s2"}})),
        json!({"optional": {"$secret": MASK, "x": MASK}})
    );
}

#[test]
fn a_mask_that_comes_back_unchanged_becomes_the_saved_secret() {
    let schema = ConfigSchema::compile(&sms()).unwrap();
    let saved = Document::parse(VALID).unwrap();
    let mut shown = schema.masked(saved.value());
    assert_eq!(shown["authToken"], MASK);
    shown["from"] = json!("+15005550007");

    let edited = Document::from_value(&shown).unwrap();
    let restored = schema.restore_masked(edited, saved.value());
    assert_eq!(report(&schema.check(&restored)), [""; 0]);
    assert_eq!(restored.value()["authToken"], "0123456789");
    assert_eq!(restored.value()["from"], "+15005550007");
}

#[test]
fn a_mask_with_nothing_saved_stays_and_is_refused() {
    let schema = ConfigSchema::compile(&sms()).unwrap();
    let edited = Document::parse(&edited(&[(INLINE, "\"********\"")])).unwrap();
    let restored = schema.restore_masked(edited, &json!({}));
    assert_eq!(restored.value()["authToken"], MASK);
    assert_eq!(schema.check(&restored).len(), 1);
}

fn read(reference: &str) -> Result<String, String> {
    let secret = SystemSecrets.read(&reference.parse().unwrap());
    secret
        .map(|secret| secret.to_string())
        .map_err(|error| error.to_string())
}

#[test]
fn a_file_is_read_without_its_last_line_break() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        read(&format!("file:{}", path.display()))
    };
    assert_eq!(write("plain", b"s").unwrap(), "s");
    assert_eq!(write("line", b"s\n").unwrap(), "s");
    assert_eq!(write("windows", b"s\r\n").unwrap(), "s");
    assert_eq!(write("lines", b" s\n\n").unwrap(), " s\n");
    assert_eq!(write("empty", b"\n").unwrap_err(), "empty");
    assert_eq!(write("binary", b"\xff\xfe").unwrap_err(), "not UTF-8 text");
    assert_eq!(
        write("large", &[b's'; 70_000]).unwrap_err(),
        "larger than 64 KiB"
    );
    assert_eq!(
        read(&format!("file:{}", directory.path().display())).unwrap_err(),
        "not a regular file"
    );
    assert_eq!(
        read("file:/nonexistent/secret").unwrap_err(),
        "file cannot be read"
    );
}

#[test]
fn the_environment_is_read() {
    assert!(!read("env:PATH").unwrap().is_empty());
    assert_eq!(
        read("env:SWITCHBOARD_NOBODY_SETS_THIS").unwrap_err(),
        "environment variable is not set"
    );
}

#[test]
fn an_unreadable_file_says_why() {
    let schema = ConfigSchema::compile(&sms()).unwrap();
    let config = edited(&[(INLINE, r#"{"$secret": "file:/nonexistent/secret"}"#)]);
    let issues = schema
        .ready(&Document::parse(&config).unwrap(), &SystemSecrets)
        .unwrap_err();
    assert_eq!(
        report(&issues),
        [
            "4:16: /authToken: secret `file:/nonexistent/secret` cannot be read: file cannot be read: No such file or directory (os error 2)"
        ]
    );
}
