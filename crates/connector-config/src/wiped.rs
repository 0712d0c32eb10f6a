//! Values that leave nothing behind.

use std::fmt;
use std::ops::Deref;

use serde_json::Value;
use zeroize::Zeroize;

/// A value whose texts are overwritten in memory when it is dropped. The `Debug` form shows nothing.
#[derive(Clone, PartialEq)]
pub struct Wiped(Value);

impl Wiped {
    /// Takes care of a value.
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    pub(crate) fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        self.0.pointer_mut(pointer)
    }
}

impl Deref for Wiped {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wiped").finish_non_exhaustive()
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(elements) => elements.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_text_of_a_value_is_wiped() {
        let mut value = json!({ "a": "secret", "b": [{ "c": "secret" }], "d": 1 });
        wipe(&mut value);
        assert_eq!(value, json!({ "a": "", "b": [{ "c": "" }], "d": 1 }));
        assert!(!format!("{:?}", Wiped::new(json!("secret"))).contains("secret"));
    }
}
