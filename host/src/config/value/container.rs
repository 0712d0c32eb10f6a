//! A key that may be absent, and a key that holds several values.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use super::setting::{Setting, mismatch};
use crate::config::origin::Origin;
use crate::config::problem::{ConfigProblem, quoted};

impl<T: Setting> Setting for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn schema() -> Json {
        T::schema()
    }

    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::to_json)
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        match node.value {
            Value::Unset => Some(None),
            _ => T::parse_node(node, key, problems).map(Some),
        }
    }

    fn value_of_variable(text: &str, at: &Origin) -> Value {
        match text.trim() {
            "" => Value::Unset,
            text => T::value_of_variable(text, at),
        }
    }

    fn rebased(self, folder: &Path) -> Self {
        self.map(|value| value.rebased(folder))
    }
}

impl<T: Setting> Setting for Vec<T> {
    const EXPECTED: &'static str = "an array such as [\"...\"]";

    fn schema() -> Json {
        json!({ "type": "array", "items": T::schema() })
    }

    fn to_json(&self) -> Json {
        self.iter().map(T::to_json).collect()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                let parsed: Vec<_> = items
                    .iter()
                    .map(|item| T::parse_node(item, key, problems))
                    .collect();
                parsed.into_iter().collect()
            }
            other => {
                let mut complaint = mismatch::<Self>(other);
                if let Value::Text(text) = other {
                    complaint = complaint.hint(format!("write [{}]", quoted(text)));
                }
                problems.push(ConfigProblem::new(node.at.clone(), key, complaint));
                None
            }
        }
    }

    fn value_of_variable(text: &str, at: &Origin) -> Value {
        let items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        Value::List(
            items
                .map(|item| Node {
                    value: T::value_of_variable(item, at),
                    at: at.clone(),
                })
                .collect(),
        )
    }

    fn rebased(self, folder: &Path) -> Self {
        self.into_iter()
            .map(|value| value.rebased(folder))
            .collect()
    }
}
