//! Booleans and whole numbers.

use std::num::NonZeroU32;

use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use super::setting::{Setting, mismatch};
use crate::config::origin::Origin;
use crate::config::problem::{Complaint, ConfigProblem, quoted};

impl Setting for bool {
    const EXPECTED: &'static str = "true or false";

    fn schema() -> Json {
        json!({ "type": "boolean" })
    }

    fn to_json(&self) -> Json {
        (*self).into()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        let complaint = match &node.value {
            Value::Boolean(flag) => return Some(*flag),
            Value::Text(text) => match text.parse::<bool>() {
                Ok(flag) => {
                    mismatch::<Self>(&node.value).hint(format!("write {flag} without quotes"))
                }
                Err(_) => Complaint::new(format!("{} is neither true nor false", quoted(text))),
            },
            other => mismatch::<Self>(other),
        };
        problems.push(ConfigProblem::new(node.at.clone(), key, complaint));
        None
    }

    fn value_of_variable(text: &str, _at: &Origin) -> Value {
        text.parse()
            .map_or_else(|_| Value::Text(text.to_owned()), Value::Boolean)
    }
}

impl Setting for NonZeroU32 {
    const EXPECTED: &'static str = "a whole number such as 100";

    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX })
    }

    fn to_json(&self) -> Json {
        self.get().into()
    }

    fn parse_node(node: &Node, key: &str, problems: &mut Vec<ConfigProblem>) -> Option<Self> {
        let complaint = match &node.value {
            Value::Integer(number) => match u32::try_from(*number).ok().and_then(Self::new) {
                Some(number) => return Some(number),
                None => Complaint::new(format!("{number} is out of range"))
                    .hint(format!("write 1 to {}", u32::MAX)),
            },
            Value::Text(text) => match text.parse::<Self>() {
                Ok(number) => {
                    mismatch::<Self>(&node.value).hint(format!("write {number} without quotes"))
                }
                Err(_) => Complaint::new(format!("{} is not a whole number", quoted(text)))
                    .hint("write a number such as 100"),
            },
            other => mismatch::<Self>(other),
        };
        problems.push(ConfigProblem::new(node.at.clone(), key, complaint));
        None
    }

    fn value_of_variable(text: &str, _at: &Origin) -> Value {
        text.trim()
            .parse()
            .map_or_else(|_| Value::Text(text.to_owned()), Value::Integer)
    }
}
