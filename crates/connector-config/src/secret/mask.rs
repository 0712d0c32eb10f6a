//! Hides the secrets of a config, lists them, and finds the masks that came back.

use serde_json::Value;
use zeroize::Zeroizing;

use super::reference::{reference, visit};
use crate::pointer;
use crate::schema::Outline;

/// What stands in place of a secret wherever a config is shown. Says nothing about its length.
pub const MASK: &str = "********";

/// The value with every inline secret masked.
pub(crate) fn masked(value: &Value, outline: &Outline<'_>) -> Value {
    masked_at("", value, outline)
}

fn masked_at(at: &str, value: &Value, outline: &Outline<'_>) -> Value {
    let is_reference = matches!(reference(at, value), Some(Ok(_)));
    let masked_member = |step: &str, member: &Value| {
        let below = outline.below(step, value.is_array());
        masked_at(&pointer::join(at, step), member, &below)
    };
    match value {
        Value::Null => Value::Null,
        Value::Object(_) if is_reference && outline.accepts_reference() => value.clone(),
        Value::Object(object) => object
            .iter()
            .map(|(key, member)| (key.clone(), masked_member(key, member)))
            .collect(),
        Value::Array(items) => (0..)
            .zip(items)
            .map(|(index, item): (usize, _)| masked_member(&index.to_string(), item))
            .collect(),
        _ if outline.is_secret() => Value::String(MASK.to_owned()),
        other => other.clone(),
    }
}

/// Every inline secret. Numbers are secrets too, as they are written in JSON.
pub(crate) fn values(value: &Value, outline: &Outline<'_>) -> Vec<Zeroizing<String>> {
    let mut secrets = Vec::new();
    visit("", value, outline, &mut |_, value, outline| match value {
        Value::String(secret) if outline.is_secret() && !secret.is_empty() => {
            secrets.push(Zeroizing::new(secret.clone()))
        }
        Value::Number(secret) if outline.is_secret() => {
            secrets.push(Zeroizing::new(secret.to_string()))
        }
        _ => {}
    });
    secrets
}

/// Where masks stand in place of secrets.
pub(crate) fn masks(value: &Value, outline: &Outline<'_>) -> Vec<String> {
    let mut masks = Vec::new();
    visit("", value, outline, &mut |pointer, value, outline| {
        if value == MASK && outline.is_secret() {
            masks.push(pointer.to_owned());
        }
    });
    masks
}
