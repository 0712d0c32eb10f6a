//! What a config will be once the suggestions are followed.
//!
//! Mistakes that go away with a suggestion are not reported: one slip is one mistake.

use serde_json::Value;

use super::Report;
use crate::pointer;

pub(super) enum Correction {
    Key {
        object: String,
        written: String,
        meant: String,
    },
    Value {
        pointer: String,
        meant: String,
    },
}

impl Correction {
    pub(super) fn key(object: &str, written: &str, meant: &str) -> Self {
        Self::Key {
            object: object.to_owned(),
            written: written.to_owned(),
            meant: meant.to_owned(),
        }
    }

    pub(super) fn value(pointer: &str, meant: &str) -> Self {
        Self::Value {
            pointer: pointer.to_owned(),
            meant: meant.to_owned(),
        }
    }
}

impl Report<'_> {
    /// Whether a misspelt key of the object is suggested to be this one.
    pub(super) fn is_meant(&self, at: &str, key: &str) -> bool {
        self.corrections.iter().any(|correction| match correction {
            Correction::Key { object, meant, .. } => object == at && meant == key,
            Correction::Value { .. } => false,
        })
    }

    /// Whether an item of the array will have this value at this key.
    pub(super) fn will_contain(&self, array: &str, key: &str, value: &Value) -> bool {
        self.corrections.iter().any(|correction| match correction {
            Correction::Key {
                object,
                written,
                meant,
            } => {
                meant == key
                    && is_item(object, array)
                    && self.value(object).get(written) == Some(value)
            }
            Correction::Value { pointer, meant } => pointer::split_last(pointer)
                .is_some_and(|(item, step)| step == key && is_item(item, array) && value == meant),
        })
    }
}

fn is_item(pointer: &str, array: &str) -> bool {
    pointer::split_last(pointer).is_some_and(|(parent, _)| parent == array)
}
