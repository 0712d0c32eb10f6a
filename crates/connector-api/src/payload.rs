//! The variables of a message, the passcode among them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The variables a template may name. `code` is the passcode.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Payload(Map<String, Value>);

impl Payload {
    /// A payload with these variables.
    pub fn new(variables: Map<String, Value>) -> Self {
        Self(variables)
    }

    /// A payload that holds one passcode.
    pub fn with_code(code: &str) -> Self {
        Self(Map::from_iter([("code".to_owned(), Value::from(code))]))
    }

    /// Whether the payload has a variable of this name, whatever its value.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value at a dotted path, if every step of it exists.
    pub fn value(&self, path: &str) -> Option<&Value> {
        let mut steps = path.split('.');
        let root = self.0.get(steps.next()?)?;
        steps.try_fold(root, |value, step| value.as_object()?.get(step))
    }

    /// The text of the variable at a dotted path, as [`printed`] prints it.
    ///
    /// # Errors
    /// An object or an array has no text form: [`PayloadError`] names the variable.
    pub fn text(&self, path: &str) -> Result<String, PayloadError> {
        printed(path, self.value(path))
    }

    /// The variables, as JSON.
    pub fn variables(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Adds or replaces a variable.
    pub fn insert(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }
}

/// A value as it is printed in a text: a missing one and `null` as nothing, numbers as JSON prints
/// them (an integral one without `.0`).
///
/// # Errors
/// An object or an array has no text form: [`PayloadError`] names `variable`.
pub fn printed(variable: &str, value: Option<&Value>) -> Result<String, PayloadError> {
    match value {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Bool(flag)) => Ok(flag.to_string()),
        Some(Value::Number(number)) => Ok(number_text(number)),
        Some(Value::Array(_) | Value::Object(_)) => Err(PayloadError {
            variable: variable.to_owned(),
        }),
    }
}

/// JSON has one number type, so `1.0` and `1` are the same number and print alike.
fn number_text(number: &serde_json::Number) -> String {
    let text = number.to_string();
    match text.strip_suffix(".0") {
        Some(integral) => integral.to_owned(),
        None => text,
    }
}

/// Shows the names of the variables only: their values are what must not be logged.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload")?;
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// A variable that cannot be printed in a text because it is an object or an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayloadError {
    /// Dotted path of the variable.
    pub variable: String,
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "payload variable `{}` is an object or an array and cannot be printed in a text",
            self.variable
        )
    }
}

impl std::error::Error for PayloadError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(json: &str) -> Payload {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn scalars_print_as_json_prints_them() {
        let payload = payload(r#"{"s":"x","i":7,"f":1.0,"h":1.5,"b":true,"n":null}"#);
        let texts = ["s", "i", "f", "h", "b", "n", "missing"].map(|p| payload.text(p).unwrap());
        assert_eq!(texts, ["x", "7", "1", "1.5", "true", "", ""]);
    }

    #[test]
    fn a_composite_is_refused_by_name() {
        let payload = payload(r#"{"user":{"name":"Ann"},"list":[]}"#);
        assert_eq!(payload.text("user.name").unwrap(), "Ann");
        assert_eq!(payload.text("user").unwrap_err().variable, "user");
        assert_eq!(payload.text("list").unwrap_err().variable, "list");
    }

    #[test]
    fn debug_output_has_names_but_no_values() {
        let text = format!("{:?}", Payload::with_code("123456"));
        assert_eq!(text, r#"Payload["code"]"#);
    }
}
