//! TOML text to values, and values to TOML text. The only file that knows the crate `toml`'s types.

use std::ops::Range;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Entry, Node, Value};
use crate::config::origin::Origin;

/// The entries of a table; `place` says where a span of its text is.
pub(crate) fn entries(table: &DeTable<'_>, place: &dyn Fn(Range<usize>) -> Origin) -> Vec<Entry> {
    let entry = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
        name: ToString::to_string(name.get_ref()),
        named_at: place(name.span()),
        node: node(value, place),
    };
    table.iter().map(entry).collect()
}

fn node(value: &Spanned<DeValue<'_>>, place: &dyn Fn(Range<usize>) -> Origin) -> Node {
    let at = place(value.span());
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number of too many digits"), Value::Integer),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, place)).collect()),
        DeValue::Table(table) => Value::Table(entries(table, place)),
        DeValue::Float(_) => Value::Other("a floating-point number"),
        DeValue::Datetime(_) => Value::Other("a date or time"),
    };
    Node { value, at }
}

/// A table in a text that has no lines, written as in TOML or as in JSON, which tools emit more readily.
pub(crate) fn inline_table(text: &str, at: &Origin) -> Option<Value> {
    if let Ok(Json::Object(members)) = serde_json::from_str(text) {
        let entry = |(name, value): (String, Json)| {
            let value = value
                .as_str()
                .map_or(Value::Other("a value that is not a string"), |text| {
                    Value::Text(text.to_owned())
                });
            Entry {
                name,
                named_at: at.clone(),
                node: Node {
                    value,
                    at: at.clone(),
                },
            }
        };
        return Some(Value::Table(members.into_iter().map(entry).collect()));
    }
    match DeValue::parse(text).ok()?.get_ref() {
        DeValue::Table(table) => Some(Value::Table(entries(table, &|_| at.clone()))),
        _ => None,
    }
}

/// A JSON value in TOML notation.
///
/// Strings, numbers, booleans and arrays are written alike in both; only tables differ.
pub(crate) fn to_toml(value: &Json) -> String {
    match value {
        Json::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Json::Object(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| to_toml_entry(key, value))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Json::Array(items) => format!(
            "[{}]",
            items.iter().map(to_toml).collect::<Vec<_>>().join(", ")
        ),
        other => other.to_string(),
    }
}

/// One `key = value`, with the key in quotes where TOML needs them.
pub(crate) fn to_toml_entry(key: &str, value: &Json) -> String {
    let bare = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match bare {
        true => format!("{key} = {}", to_toml(value)),
        false => format!("{} = {}", Json::from(key), to_toml(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_print_as_toml() {
        assert_eq!(
            to_toml(&json!(["10.0.0.0/8", 1, true])),
            r#"["10.0.0.0/8", 1, true]"#
        );
        assert_eq!(
            to_toml(&json!({ "plain": 1, "https://a": "b\"c" })),
            r#"{ "https://a" = "b\"c", plain = 1 }"#
        );
        assert_eq!(to_toml(&json!({})), "{}");
    }

    #[test]
    fn a_variable_holds_a_table_in_either_notation() {
        for text in [r#"{"a": "b"}"#, r#"{ a = "b" }"#] {
            let Some(Value::Table(entries)) = inline_table(text, &Origin::Default) else {
                panic!("{text}")
            };
            assert!(matches!(entries.as_slice(), [Entry { name, .. }] if name == "a"));
        }
        assert!(inline_table("a=b", &Origin::Default).is_none());
    }
}
