//! Which schemas a connector may publish.

use connector_config::ConfigSchema;
use serde_json::{Value, json};

use crate::support::check;

#[track_caller]
fn refused(schema: Value, expected: &str) {
    let error = ConfigSchema::compile(&schema).expect_err("the schema is refused");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn nothing_outside_the_schema_is_ever_fetched() {
    for reference in [
        "https://example.com/x.json",
        "file:///etc/passwd",
        "other.json",
        "#anchor",
        "#/a%20b",
        "",
    ] {
        refused(
            json!({"properties": {"a": {"$ref": reference}}}),
            &format!(
                "schema refers to `{reference}` at `/properties/a/$ref`; only references inside the schema (`#/…`) are allowed"
            ),
        );
    }
    refused(
        json!({"$defs": {"a": {"$id": "https://example.com/"}}}),
        "schema uses `$id` at `/$defs/a`, which is not supported",
    );
    refused(
        json!({"items": {"$dynamicRef": "#a"}}),
        "schema uses `$dynamicRef` at `/items`, which is not supported",
    );
}

#[test]
fn the_dialect_is_2020_12() {
    let draft_7 = "http://json-schema.org/draft-07/schema#";
    refused(
        json!({"$schema": draft_7}),
        &format!("schema is written for `{draft_7}`; only JSON Schema 2020-12 is supported"),
    );
    refused(json!(true), "schema is not a JSON object");
    assert!(ConfigSchema::compile(&json!({"$schema": "https://json-schema.org/draft/2020-12/schema#", "$id": "https://example.com/s"})).is_ok());
}

#[test]
fn patterns_run_in_linear_time() {
    for pattern in ["(?!x)", "(a)\\1", "("] {
        refused(
            json!({"properties": {"a": {"pattern": pattern}}}),
            "schema has a pattern at `/properties/a/pattern` that is malformed or uses look-around or back-references",
        );
    }
    let schema = json!({"properties": {"a": {"pattern": "^(a+)+$"}}});
    check(
        &schema,
        &json!({"a": format!("{}!", "a".repeat(50_000))}).to_string(),
        &["1:6: /a: must match the pattern `^(a+)+$`"],
    );
}

#[test]
fn a_schema_that_is_none_is_refused_where_it_goes_wrong() {
    let reason = |schema: &Value| {
        ConfigSchema::compile(schema)
            .expect_err("the schema is refused")
            .to_string()
    };
    assert!(
        reason(&json!({"properties": {"a": {"type": "strin"}}}))
            .starts_with("schema is not valid at `/properties/a/type`: ")
    );
    assert!(
        reason(&json!({"properties": {"a": {"$ref": "#/$defs/nowhere"}}}))
            .contains("/$defs/nowhere")
    );
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    let tree = json!({"properties": {"a": {"$ref": "#"}, "b": {"type": "string"}}, "additionalProperties": false});
    check(
        &tree,
        r#"{"a": {"a": {"b": 1}}}"#,
        &["1:19: /a/a/b: must be a string, is a number (put it in quotes)"],
    );
    let circle = json!({"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a", "required": ["b"]});
    check(&circle, "{}", &["1:1: missing `b`"]);
}

/// A chain of definitions, each of which refers to the next.
fn chain(links: usize, refer: impl Fn(Value) -> Value) -> Value {
    let mut definitions = json!({});
    for link in 0..links {
        let next = json!({"$ref": format!("#/$defs/d{}", link + 1)});
        definitions[format!("d{link}")] = refer(next);
    }
    definitions[format!("d{links}")] = json!({"type": "string"});
    json!({"$ref": "#/$defs/d0", "$defs": definitions})
}

#[test]
fn a_schema_that_would_exhaust_the_validator_is_refused() {
    const TOO_COMPLEX: &str = "schema combines too many schemas for the same value";
    refused(chain(5_000, |next| json!({"allOf": [next]})), TOO_COMPLEX);
    refused(chain(5_000, |next| json!({"not": next})), TOO_COMPLEX);
    refused(
        chain(12, |next| json!({"anyOf": [next, next]})),
        TOO_COMPLEX,
    );
    let mut later = chain(5_000, |next| json!({"allOf": [next]}));
    let first = later["$ref"].take();
    later = json!({"$defs": later["$defs"], "properties": {"a": {"$ref": first}}});
    refused(later, TOO_COMPLEX);
    let deep = chain(5_000, |next| json!({"properties": {"a": next}}));
    check(&deep, r#"{"a": {"a": {}}}"#, &[]);
}

#[test]
fn a_schema_that_knows_the_schema_key_keeps_it() {
    let schema = json!({"properties": {"$schema": {"const": "x"}}});
    check(
        &schema,
        r#"{"$schema": "y"}"#,
        &["1:13: /$schema: must be `x`"],
    );
}

#[test]
fn a_key_named_like_a_keyword_is_a_key() {
    let schema = json!({"properties": {"$ref": {"type": "string"}, "writeOnly": {"type": "boolean"}}, "default": {"$ref": "x:"}});
    check(
        &schema,
        r#"{"$ref": "https://example.com", "writeOnly": true}"#,
        &[],
    );
}

#[test]
fn schemas_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ConfigSchema>();
}
