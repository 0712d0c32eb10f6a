//! The published JSON Schema of a connector's config, derived from the author's type.

use connector_api::UsageType;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// The schema of a config type: JSON Schema 2020-12, without references.
pub fn of_config<C: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<C>();
    RecursiveTransform(for_operators).transform(&mut schema);
    allow_schema_key(&mut schema);
    schema.into()
}

/// The schema of a usage type.
pub fn usage_type(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": UsageType::ALL.map(UsageType::name) })
}

/// An array of templates, each with a `usageType`, in which every required usage type is present.
pub fn templates_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let required = UsageType::REQUIRED.map(|usage_type| {
        json!({
            "contains": {
                "type": "object",
                "properties": { "usageType": { "const": usage_type.name() } },
                "required": ["usageType"],
            }
        })
    });
    json_schema!({
        "type": "array",
        "items": generator.subschema_for::<T>(),
        "allOf": required,
    })
}

/// Requires at least one of several keys, or groups of keys:
/// `#[schemars(transform = needs_a_sender)]` with a function that calls this.
pub fn require_one_of(schema: &mut Schema, groups: &[&[&str]]) {
    let branches: Vec<Value> = groups
        .iter()
        .map(|keys| json!({ "required": keys }))
        .collect();
    let rule = json!({ "anyOf": branches });
    match schema.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(rules) => rules.push(rule),
        None => {
            schema.insert("allOf".to_owned(), json!([rule]));
        }
    }
}

/// What schemars writes, in the form in which operators read it.
fn for_operators(schema: &mut Schema) {
    without_null(schema);
    with_titles(schema);
}

/// An optional field is one that may be left out; `null` is not how operators write that.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(branches)) = schema.get_mut("anyOf") else {
        return;
    };
    branches.retain(|branch| branch != &json!({ "type": "null" }));
    if let [Value::Object(only)] = branches.as_slice() {
        let only = only.clone();
        schema.remove("anyOf");
        for (key, value) in only {
            if schema.get(&key).is_none() {
                schema.insert(key, value);
            }
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// Gives every property that has no title one made of its name: `accountSID` is "Account SID".
fn with_titles(schema: &mut Schema) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    for (name, property) in properties {
        if let Value::Object(property) = property
            && property.contains_key("description")
        {
            property
                .entry("title")
                .or_insert_with(|| Value::from(title_of(name)));
        }
    }
}

fn title_of(name: &str) -> String {
    let mut title = String::new();
    let mut previous_is_lower = false;
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && previous_is_lower {
            title.push(' ');
        }
        match index {
            0 => title.extend(letter.to_uppercase()),
            _ => title.push(letter),
        }
        previous_is_lower = letter.is_lowercase();
    }
    title
}

/// Lets a config name its schema, for editors.
fn allow_schema_key(schema: &mut Schema) {
    let properties = schema
        .ensure_object()
        .entry("properties")
        .or_insert(json!({}));
    if let Value::Object(properties) = properties {
        properties.insert(
            "$schema".to_owned(),
            json!({
                "type": "string",
                "title": "Schema",
                "description": "The schema that an editor checks this file against.",
                "examples": ["twilio.json"],
            }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        assert_eq!(title_of("accountSID"), "Account SID");
        assert_eq!(
            title_of("fromMessagingServiceSID"),
            "From Messaging Service SID"
        );
        assert_eq!(title_of("endpoint"), "Endpoint");
    }

    #[test]
    fn an_optional_field_may_be_left_out_but_not_null() {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is read")]
        struct Config {
            /// How many.
            count: Option<u8>,
            /// Which.
            nested: Option<Nested>,
        }
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is read")]
        struct Nested {
            deep: Option<String>,
        }
        let schema = of_config::<Config>();
        assert_eq!(
            schema.pointer("/properties/count/type"),
            Some(&json!("integer"))
        );
        assert_eq!(
            schema.pointer("/properties/nested/type"),
            Some(&json!("object"))
        );
        assert_eq!(
            schema.pointer("/properties/nested/properties/deep/type"),
            Some(&json!("string"))
        );
        assert!(!schema.to_string().contains("null"), "{schema}");
    }
}
