//! What a schema says about one place of a config: every subschema that applies there.
//!
//! Where the schema offers alternatives, all of them apply, because a secret must be recognized
//! before anybody knows which alternative was meant. [`Outline::fitting`] is more particular.

use serde_json::{Map, Value};

use crate::pointer;

type Schema = Map<String, Value>;

/// The subschemas that apply at one place, found through `$ref`, `allOf`, `anyOf`, `oneOf` and
/// the other keywords that judge a value in place.
#[derive(Clone)]
pub(crate) struct Outline<'s> {
    root: &'s Value,
    here: Vec<&'s Schema>,
    /// Whether a value around this one is secret as a whole.
    inside_secret: bool,
}

impl<'s> Outline<'s> {
    pub(crate) fn root(schema: &'s Value) -> Self {
        let mut root = Self::empty(schema);
        root.add(schema, None);
        root
    }

    /// The outline at a pointer of a config, without the alternatives that the config rules out
    /// by a type or by a tag. For hints, never for secrets.
    pub(crate) fn fitting(schema: &'s Value, config: &Value, pointer: &str) -> Self {
        let mut here = Self::empty(schema);
        here.add(schema, Some(config));
        let mut value = Some(config);
        for step in pointer::steps(pointer) {
            let of_array = value.is_some_and(Value::is_array);
            value = value.and_then(|value| member(value, &step));
            here = here.descend(&step, of_array, value);
        }
        here
    }

    /// The outline of an entry of an object, or of an item of an array.
    pub(crate) fn below(&self, step: &str, of_array: bool) -> Self {
        self.descend(step, of_array, None)
    }

    /// Whether a value here, or around here, must not be shown.
    pub(crate) fn is_secret(&self) -> bool {
        self.inside_secret || self.is_marked_secret()
    }

    /// Whether a reference to a secret may stand here.
    pub(crate) fn accepts_reference(&self) -> bool {
        self.is_marked_secret()
    }

    /// The keys that the schema names, in its order.
    pub(crate) fn keys(&self) -> Vec<&'s str> {
        let known = self
            .here
            .iter()
            .filter_map(|schema| schema.get("properties")?.as_object());
        known
            .flat_map(|known| known.keys().map(String::as_str))
            .collect()
    }

    /// The first sentence of the description.
    pub(crate) fn description(&self) -> Option<&'s str> {
        let text = self
            .here
            .iter()
            .find_map(|schema| schema.get("description")?.as_str())?;
        let paragraph = text.split("\n\n").next()?;
        let sentence = paragraph
            .split_once(". ")
            .map_or(paragraph, |(first, _)| first);
        let sentence = sentence.trim().trim_end_matches('.');
        (!sentence.is_empty()).then_some(sentence)
    }

    /// The first example that is text.
    pub(crate) fn example(&self) -> Option<&'s str> {
        self.here.iter().find_map(|schema| {
            schema
                .get("examples")?
                .as_array()?
                .iter()
                .find_map(Value::as_str)
        })
    }

    fn is_marked_secret(&self) -> bool {
        self.here.iter().any(|schema| is_secret(schema))
    }

    fn empty(root: &'s Value) -> Self {
        Self {
            root,
            here: Vec::new(),
            inside_secret: false,
        }
    }

    fn descend(&self, step: &str, of_array: bool, value: Option<&Value>) -> Self {
        let mut below = Self {
            inside_secret: self.is_secret(),
            ..Self::empty(self.root)
        };
        for schema in &self.here {
            let applying = match of_array {
                true => of_item(schema, step),
                false => of_entry(schema, step),
            };
            applying
                .into_iter()
                .for_each(|schema| below.add(schema, value));
        }
        below
    }

    /// Adds a schema and all that judge the same value with it; `value` rules out alternatives.
    fn add(&mut self, schema: &'s Value, value: Option<&Value>) {
        let Value::Object(object) = schema else {
            return;
        };
        if self.here.iter().any(|known| std::ptr::eq(*known, object)) {
            return;
        }
        self.here.push(object);
        if let Some(target) = target(self.root, object) {
            self.add(target, value);
        }
        for (keyword, part) in in_place(object) {
            let alternative = matches!(keyword, "anyOf" | "oneOf");
            if !(alternative && value.is_some_and(|value| rules_out(self.root, part, value))) {
                self.add(part, value);
            }
        }
    }
}

/// The schemas for an entry of an object. Which pattern matches the key is the validator's
/// business; that one might is enough here.
fn of_entry<'s>(schema: &'s Schema, key: &str) -> Vec<&'s Value> {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let mut applying: Vec<_> = patterns.into_iter().flat_map(Map::values).collect();
    match schema.get("properties").and_then(|known| known.get(key)) {
        Some(known) => applying.push(known),
        None => applying.extend(any(
            schema,
            ["additionalProperties", "unevaluatedProperties"],
        )),
    }
    applying
}

fn of_item<'s>(schema: &'s Schema, index: &str) -> Vec<&'s Value> {
    let first = schema
        .get("prefixItems")
        .and_then(|first| member(first, index));
    match first {
        Some(item) => vec![item],
        None => any(schema, ["items", "unevaluatedItems"]).collect(),
    }
}

fn any<'s>(schema: &'s Schema, keywords: [&str; 2]) -> impl Iterator<Item = &'s Value> {
    keywords
        .into_iter()
        .filter_map(|keyword| schema.get(keyword))
}

/// The parts of a schema that judge the same value as the schema.
pub(super) fn in_place(schema: &Schema) -> impl Iterator<Item = (&str, &Value)> {
    schema.iter().flat_map(|(keyword, value)| {
        let parts: Vec<&Value> = match (keyword.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter().collect(),
            ("then" | "else", part) => vec![part],
            ("dependentSchemas", Value::Object(parts)) => parts.values().collect(),
            _ => Vec::new(),
        };
        parts.into_iter().map(move |part| (keyword.as_str(), part))
    })
}

/// Whether an alternative is out of the question: another type, or another tag.
fn rules_out(root: &Value, alternative: &Value, value: &Value) -> bool {
    let Some(schema) = alternative.as_object() else {
        return false;
    };
    let schema = target(root, schema)
        .and_then(Value::as_object)
        .unwrap_or(schema);
    let other_type = match (schema.get("type").and_then(Value::as_str), value) {
        (Some(expected), Value::Object(_)) => expected != "object",
        (Some(expected), Value::Array(_)) => expected != "array",
        _ => false,
    };
    let known = schema.get("properties").and_then(Value::as_object);
    let other_tag = known.into_iter().flatten().any(|(key, schema)| {
        let tag = schema.get("const");
        tag.is_some_and(|tag| value.get(key).is_some_and(|written| written != tag))
    });
    other_type || other_tag
}

/// Whether the schema itself says that its values must not be shown.
pub(super) fn is_secret(schema: &Schema) -> bool {
    let write_only = schema.get("writeOnly").is_some_and(|mark| mark == true);
    write_only
        || schema
            .get("format")
            .is_some_and(|format| format == "password")
}

/// What the schema refers to.
pub(super) fn target<'s>(root: &'s Value, schema: &Schema) -> Option<&'s Value> {
    let reference = schema.get("$ref")?.as_str()?;
    root.pointer(reference.strip_prefix('#')?)
}

fn member<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    }
}
