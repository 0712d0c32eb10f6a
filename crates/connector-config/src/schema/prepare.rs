//! Makes a connector's schema accept secret references where it asks for a secret.
//!
//! `{"type": "string", "writeOnly": true, …}` becomes "if it is an object with `$secret`, fine;
//! else `{"type": "string", …}`". So references are accepted inside every combination of
//! keywords, and the validator needs to know nothing about them. On the way, whatever would keep
//! [`Outline`](super::Outline) from seeing every secret is refused.

use serde_json::{Map, Value, json};

use super::SchemaError;
use super::outline::is_secret;
use crate::pointer;
use crate::secret::REFERENCE_KEY;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords that hold one schema.
const ONE: [&str; 11] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords that hold a list of schemas.
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords that hold schemas by name.
const NAMED: [&str; 5] = [
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
];
/// Keywords that say something about a value rather than judge it, and those that others refer to.
const KEPT: [&str; 10] = [
    "$comment",
    "$defs",
    "default",
    "definitions",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

pub(super) fn prepared(schema: &Value) -> Result<Value, SchemaError> {
    let Value::Object(root) = schema else {
        return Err(SchemaError::NotAnObject);
    };
    if let Some(dialect) = root.get("$schema")
        && dialect
            .as_str()
            .map(|dialect| dialect.trim_end_matches('#'))
            != Some(DIALECT)
    {
        let dialect = dialect
            .as_str()
            .map_or_else(|| dialect.to_string(), str::to_owned);
        return Err(SchemaError::Dialect { dialect });
    }
    let mut root = root.clone();
    // A name of its own would turn `#/…` into a reference to that name; here it has no use.
    root.remove("$id");
    prepare_object(root, "").map(Value::Object)
}

/// The schemas inside a schema, wherever they apply.
pub(super) fn subschemas(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    schema.iter().flat_map(|(keyword, value)| match value {
        one if ONE.contains(&keyword.as_str()) => vec![one],
        Value::Array(list) if LIST.contains(&keyword.as_str()) => list.iter().collect(),
        Value::Object(named) if NAMED.contains(&keyword.as_str()) => named.values().collect(),
        _ => Vec::new(),
    })
}

fn prepare(schema: Value, at: &str) -> Result<Value, SchemaError> {
    match schema {
        Value::Object(schema) => prepare_object(schema, at).map(Value::Object),
        other => Ok(other),
    }
}

fn prepare_object(schema: Map<String, Value>, at: &str) -> Result<Map<String, Value>, SchemaError> {
    refuse_reach(&schema, at)?;
    let mut prepared = Map::new();
    for (keyword, value) in schema {
        let below = pointer::join(at, &keyword);
        let value = match (keyword.as_str(), value) {
            (one, value) if ONE.contains(&one) => prepare(value, &below)?,
            (list, Value::Array(schemas)) if LIST.contains(&list) => {
                let schemas = schemas.into_iter().enumerate();
                let prepared = schemas
                    .map(|(i, schema)| prepare(schema, &pointer::join(&below, &i.to_string())));
                Value::Array(prepared.collect::<Result<_, _>>()?)
            }
            (named, Value::Object(schemas)) if NAMED.contains(&named) => {
                let schemas = schemas.into_iter().map(|(name, schema)| {
                    let schema = prepare(schema, &pointer::join(&below, &name))?;
                    Ok((name, schema))
                });
                Value::Object(schemas.collect::<Result<_, _>>()?)
            }
            (_, value) => value,
        };
        prepared.insert(keyword, value);
    }
    match is_secret(&prepared) && wants_text(&prepared) && !at.is_empty() {
        true => Ok(or_reference(prepared)),
        false => Ok(prepared),
    }
}

/// The same schema, satisfied by a secret reference as well.
fn or_reference(schema: Map<String, Value>) -> Map<String, Value> {
    let (mut outside, judging): (Map<_, _>, Map<_, _>) = schema
        .into_iter()
        .partition(|(keyword, _)| KEPT.contains(&keyword.as_str()));
    if judging
        .get("format")
        .is_some_and(|format| format == "password")
    {
        outside.insert("writeOnly".to_owned(), Value::Bool(true));
    }
    outside.insert(
        "if".to_owned(),
        json!({"type": "object", "required": [REFERENCE_KEY]}),
    );
    outside.insert("else".to_owned(), Value::Object(judging));
    outside
}

/// Whether a string may stand here; a secret object has secrets inside, it is not one.
fn wants_text(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == "string",
        Some(Value::Array(types)) => types.iter().any(|one| one == "string"),
        _ => true,
    }
}

fn refuse_reach(schema: &Map<String, Value>, at: &str) -> Result<(), SchemaError> {
    for keyword in ["$id", "$anchor", "$dynamicRef", "$dynamicAnchor"] {
        if schema.contains_key(keyword) {
            return Err(SchemaError::Unsupported {
                pointer: at.to_owned(),
                keyword,
            });
        }
    }
    match schema.get("$ref").and_then(Value::as_str) {
        // An escaped reference would need decoding wherever it is followed; nobody writes one.
        Some(reference)
            if !(reference == "#" || reference.starts_with("#/")) || reference.contains('%') =>
        {
            Err(SchemaError::Reference {
                pointer: pointer::join(at, "$ref"),
                reference: reference.to_owned(),
            })
        }
        _ => Ok(()),
    }
}
