//! Where the schema offers alternatives, the report is about the one that was meant.

use serde_json::{Value, json};

use crate::support::check;

/// `templateCode`: one code, or one for each side of the border.
fn template_code() -> Value {
    json!({
        "properties": {"templateCode": {"anyOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "properties": {"china": {"type": "string"}, "overseas": {"type": "string"}},
                "required": ["china", "overseas"],
                "additionalProperties": false,
            },
        ]}},
    })
}

#[test]
fn the_type_chooses() {
    check(
        &template_code(),
        r#"{"templateCode": ""}"#,
        &["1:18: /templateCode: must be at least 1 character long"],
    );
    check(
        &template_code(),
        r#"{"templateCode": {"china": "1"}}"#,
        &["1:18: /templateCode: missing `overseas`"],
    );
    check(
        &template_code(),
        r#"{"templateCode": {"china": "1", "oversea": "2"}}"#,
        &["1:33: /templateCode/oversea: unknown key `oversea` (did you mean `overseas`?)"],
    );
    check(
        &template_code(),
        r#"{"templateCode": 5}"#,
        &["1:18: /templateCode: must be a string or an object, is a number (put it in quotes)"],
    );
}

/// A choice that is told by its `kind`, as serde's internally tagged enums are.
fn tagged() -> Value {
    let kind = |kind: &str, field: &str| {
        json!({
            "type": "object",
            "properties": {
                "kind": {"const": kind},
                field: {"type": "string"},
                "mode": {"enum": ["fast", "slow"]},
            },
            "required": ["kind", field],
            "additionalProperties": false,
        })
    };
    json!({
        "properties": {"auth": {"oneOf": [kind("basic", "password"), {"$ref": "#/$defs/Bearer"}]}},
        "$defs": {"Bearer": kind("bearer", "bearerToken")},
    })
}

#[test]
fn the_tag_chooses() {
    check(
        &tagged(),
        r#"{"auth": {"kind": "bearer", "bearerToken": 1}}"#,
        &["1:44: /auth/bearerToken: must be a string, is a number (put it in quotes)"],
    );
    check(
        &tagged(),
        r#"{"auth": {"kind": "bearer", "bearertoken": "x"}}"#,
        &["1:29: /auth/bearertoken: unknown key `bearertoken` (did you mean `bearerToken`?)"],
    );
    check(
        &tagged(),
        r#"{"auth": {"kind": "basic", "password": "x", "bearer": "x"}}"#,
        &["1:45: /auth/bearer: unknown key `bearer`"],
    );
    check(
        &tagged(),
        r#"{"auth": {"kind": "bearer", "bearerToken": "x", "mode": "fats"}}"#,
        &["1:57: /auth/mode: is not one of `fast`, `slow` (did you mean `fast`?)"],
    );
    check(
        &tagged(),
        r#"{"auth": {"kind": "baerer", "bearerToken": "x"}}"#,
        &["1:19: /auth/kind: is not one of `basic`, `bearer` (did you mean `bearer`?)"],
    );
    check(
        &tagged(),
        r#"{"auth": {"bearerToken": "x"}}"#,
        &["1:10: /auth: missing `kind`"],
    );
    check(
        &tagged(),
        r#"{"auth": "x"}"#,
        &["1:10: /auth: must be an object, is a string"],
    );
}

#[test]
fn the_keys_that_are_there_choose() {
    let schema = json!({
        "properties": {"authToken": {}, "apiKeySID": {}, "apiKeySecret": {}},
        "anyOf": [{"required": ["authToken"]}, {"required": ["apiKeySID", "apiKeySecret"]}],
        "additionalProperties": false,
    });
    check(
        &schema,
        "{}",
        &["1:1: needs one of `authToken` or `apiKeySID` with `apiKeySecret`"],
    );
    check(
        &schema,
        r#"{"apiKeySID": "x"}"#,
        &["1:1: missing `apiKeySecret`"],
    );
    check(
        &schema,
        r#"{"apiKeySID": "x", "apiKeySecrt": "x"}"#,
        &["1:20: /apiKeySecrt: unknown key `apiKeySecrt` (did you mean `apiKeySecret`?)"],
    );
    check(&schema, r#"{"authToken": "x", "apiKeySID": "x"}"#, &[]);
}

#[test]
fn keys_that_exclude_or_need_each_other_are_named() {
    let one_of = json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]});
    check(
        &one_of,
        r#"{"a": 1, "b": 2}"#,
        &["1:1: can have only one of `a` or `b`"],
    );
    let not = json!({"not": {"required": ["a", "b"]}});
    check(
        &not,
        r#"{"a": 1, "b": 2}"#,
        &["1:1: cannot have `a` and `b` together"],
    );
    let dependent = json!({
        "properties": {"b": {"description": "The other half."}},
        "dependentRequired": {"x": ["c"], "a": ["b"]},
    });
    check(
        &dependent,
        r#"{"a": 1}"#,
        &["1:1: missing `b`, which `a` needs: The other half"],
    );
}

#[test]
fn an_optional_choice_is_still_a_choice() {
    let schema = json!({
        "properties": {"a": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}},
        "$defs": {"A": {"oneOf": [
            {"const": "x", "type": "string"},
            {"type": "object", "properties": {"y": {"type": "integer"}}, "required": ["y"]},
        ]}},
    });
    check(&schema, r#"{"a": null}"#, &[]);
    check(&schema, r#"{"a": "z"}"#, &["1:7: /a: must be `x`"]);
    check(
        &schema,
        r#"{"a": {"y": "1"}}"#,
        &["1:13: /a/y: must be a whole number, is a string (remove the quotes)"],
    );
    check(
        &schema,
        r#"{"a": 5}"#,
        &["1:7: /a: must be a string or an object, is a number (put it in quotes)"],
    );
}

#[test]
fn conditions_and_merged_schemas_are_looked_through() {
    let schema = json!({
        "properties": {"signed": {"type": "boolean"}},
        "if": {"properties": {"signed": {"const": true}}, "required": ["signed"]},
        "then": {"properties": {"secret": {"type": "string"}}, "required": ["secret"]},
        "allOf": [{"properties": {"endpoint": {"type": "string", "format": "uri"}}}],
        "unevaluatedProperties": false,
    });
    check(&schema, r#"{"signed": true}"#, &["1:1: missing `secret`"]);
    check(
        &schema,
        r#"{"signed": true, "secret": 1, "endpiont": "x"}"#,
        &[
            "1:28: /secret: must be a string, is a number (put it in quotes)",
            "1:31: /endpiont: unknown key `endpiont` (did you mean `endpoint`?)",
        ],
    );
    check(
        &schema,
        r#"{"endpoint": "x", "wrong": 1}"#,
        &[
            "1:14: /endpoint: must be a URL such as `https://example.com/path`",
            "1:19: /wrong: unknown key `wrong`",
        ],
    );
}

#[test]
fn schemas_that_exclude_each_others_keys_are_never_satisfied() {
    let only = |key: &str| json!({"properties": {key: {}}, "unevaluatedProperties": false});
    let schema = json!({"allOf": [only("a"), only("b")]});
    check(
        &schema,
        r#"{"a": 1, "b": 2}"#,
        &["1:2: /a: unknown key `a`", "1:10: /b: unknown key `b`"],
    );
}

#[test]
fn a_list_that_lacks_an_item_says_which() {
    let schema = json!({"properties": {
        "regions": {"contains": {"const": "eu"}},
        "entries": {"allOf": [
            {"contains": {"properties": {"lang": {"const": "fr"}, "kind": {"const": "sms"}}, "required": ["lang", "kind"]}},
            {"contains": {"type": "number"}, "minContains": 2},
        ]},
        "codes": {"uniqueItems": true, "minItems": 2, "prefixItems": [{"type": "string"}], "items": false},
    }});
    check(
        &schema,
        r#"{"regions": ["us"], "entries": [{"lang": "fr"}]}"#,
        &[
            "1:13: /regions: has no item of a kind that the schema asks for",
            "1:32: /entries: does not have the number of items of a kind that the schema asks for",
            "1:32: /entries: has no entry for `sms` and `fr`",
        ],
    );
    check(
        &schema,
        r#"{"codes": [1]}"#,
        &[
            "1:11: /codes: must have at least 2 items",
            "1:12: /codes/0: must be a string, is a number (put it in quotes)",
        ],
    );
    check(
        &schema,
        r#"{"codes": ["a", "a"]}"#,
        &[
            "1:11: /codes: has the same item twice",
            "1:17: /codes/1: is not allowed here",
        ],
    );
}

#[test]
fn names_of_keys_can_have_rules() {
    let schema = json!({"properties": {"headers": {
        "propertyNames": {"pattern": "^[a-z-]+$"},
        "additionalProperties": {"type": "string"},
        "maxProperties": 1,
    }}});
    check(
        &schema,
        r#"{"headers": {"X_Y": "1", "ok": 5}}"#,
        &[
            "1:13: /headers: must have at most 1 key",
            "1:14: /headers/X_Y: key `X_Y` must match the pattern `^[a-z-]+$`",
            "1:32: /headers/ok: must be a string, is a number (put it in quotes)",
        ],
    );
}
