//! Configs to check a connector with.

use serde_json::{Map, Value};

/// Configs that should work.
pub(crate) struct Configs {
    /// Only what the schema requires, or the config that was given.
    pub(crate) base: Value,
    /// All of them, the base first.
    pub(crate) all: Vec<Value>,
}

impl Configs {
    /// The given config, or else one with the fields that the schema requires and one with every
    /// field, made of the schema's examples.
    pub(crate) fn new(schema: &Value, given: Option<Value>) -> Self {
        if let Some(base) = given {
            return Self {
                all: vec![base.clone()],
                base,
            };
        }
        let examples = examples(schema);
        let mut base = Map::new();
        for key in required(schema) {
            if let Some(example) = examples.get(&key) {
                base.insert(key, example.clone());
            }
        }
        let base = Value::Object(base);
        Self {
            all: vec![base.clone(), Value::Object(examples)],
            base,
        }
    }
}

/// The first example of every property but `$schema`.
fn examples(schema: &Value) -> Map<String, Value> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let example = |(name, property): (&String, &Value)| {
        let example = property.pointer("/examples/0")?;
        (name != "$schema").then(|| (name.clone(), example.clone()))
    };
    properties
        .into_iter()
        .flatten()
        .filter_map(example)
        .collect()
}

/// The required keys, and of every "one of these" the first group.
fn required(schema: &Value) -> Vec<String> {
    let keys = |schema: &Value| {
        let keys = schema.get("required").and_then(Value::as_array).cloned();
        keys.unwrap_or_default()
            .into_iter()
            .filter_map(|key| key.as_str().map(str::to_owned))
    };
    let rules = schema.get("allOf").and_then(Value::as_array);
    let groups = rules
        .into_iter()
        .flatten()
        .filter_map(|rule| rule.pointer("/anyOf/0"));
    keys(schema).chain(groups.flat_map(keys)).collect()
}
