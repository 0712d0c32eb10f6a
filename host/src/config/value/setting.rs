//! How a value gets its type: the trait of everything that a key can hold.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use crate::config::origin::Origin;
use crate::config::problem::{Complaint, ConfigProblem};

/// A type that a key can hold.
pub(crate) trait Setting: Sized {
    /// What is expected, with an example, to end the sentence "expected ...".
    const EXPECTED: &'static str;

    /// The JSON Schema of a value, without title, description, default and examples.
    fn schema() -> Json;

    /// The value as the file would have it, with secrets masked; null when it is not set.
    fn to_json(&self) -> Json;

    /// Parses a value, or adds every fault in it to `problems` under `key`.
    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self>;

    /// Reads the text of an environment variable as the file would have written it.
    fn value_of_variable(text: &str, _at: &Origin) -> Value {
        Value::Text(text.to_owned())
    }

    /// Relative paths in the value made relative to a folder.
    fn rebased(self, _folder: &Path) -> Self {
        self
    }
}

/// A type that is written as one string: it only has to parse and print it.
pub(crate) trait TextSetting: Sized {
    /// See [`Setting::EXPECTED`].
    const EXPECTED: &'static str;

    /// The only way from text to a value.
    fn parse(text: &str) -> Result<Self, Complaint>;

    /// What `parse` reads, with secrets masked.
    fn to_text(&self) -> String;

    /// What the schema says beyond "a string".
    fn schema() -> Json {
        json!({ "type": "string" })
    }
}

impl<T: TextSetting> Setting for T {
    const EXPECTED: &'static str = T::EXPECTED;

    fn schema() -> Json {
        T::schema()
    }

    fn to_json(&self) -> Json {
        self.to_text().into()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        let parsed = match &node.value {
            Value::Text(text) => T::parse(text),
            Value::Integer(number) => Err(without_quotes::<T>(&number.to_string())),
            Value::Boolean(flag) => Err(without_quotes::<T>(&flag.to_string())),
            other => Err(mismatch::<T>(other)),
        };
        parsed
            .map_err(|complaint| problems.push(ConfigProblem::new(node.at.clone(), key, complaint)))
            .ok()
    }
}

/// The complaint about a value of the wrong type.
pub(crate) fn mismatch<T: Setting>(found: &Value) -> Complaint {
    Complaint::new(format!("expected {}, found {}", T::EXPECTED, found.what()))
}

/// The complaint about a number or a boolean where a string belongs: what the string would have
/// been told, for example that a duration needs a unit, or just that quotes are missing.
fn without_quotes<T: TextSetting>(text: &str) -> Complaint {
    match T::parse(text) {
        Ok(_) => {
            Complaint::new(format!("{text} is not a string")).hint(format!("write \"{text}\""))
        }
        Err(complaint) => complaint,
    }
}
