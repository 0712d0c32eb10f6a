//! Puts secrets in the place of the references to them.

use std::error::Error;

use serde_json::Value;

use super::reference::reference;
use super::{SecretRef, SecretSource};
use crate::issue::quoted;
use crate::{ConfigIssue, Document, pointer};

impl Document {
    /// The value with every secret reference replaced by the secret it leads to.
    ///
    /// References are taken where they stand; [`ConfigSchema::check`](crate::ConfigSchema::check)
    /// tells whether they may. [`ConfigSchema::ready`](crate::ConfigSchema::ready) does both.
    ///
    /// # Errors
    ///
    /// Every reference that is malformed or cannot be read, by name.
    pub fn resolve(&self, source: &dyn SecretSource) -> Result<Value, Vec<ConfigIssue>> {
        let mut resolving = Resolving {
            document: self,
            source,
            issues: Vec::new(),
        };
        let resolved = resolving.value("", self.value());
        match resolving.issues.is_empty() {
            true => Ok(resolved),
            false => Err(resolving.issues),
        }
    }
}

/// An issue about a secret that was read, said of the reference to it.
pub(crate) fn of_reference(document: &Document, mut issue: ConfigIssue) -> ConfigIssue {
    if let Some(Ok(reference)) = document
        .value()
        .pointer(&issue.pointer)
        .and_then(|value| reference(&issue.pointer, value))
    {
        issue.message = format!(
            "secret of {} {}",
            quoted(&reference.to_string()),
            issue.message
        );
        issue.suggestion = None;
    }
    issue
}

struct Resolving<'a> {
    document: &'a Document,
    source: &'a dyn SecretSource,
    issues: Vec<ConfigIssue>,
}

impl Resolving<'_> {
    fn value(&mut self, pointer: &str, value: &Value) -> Value {
        match (reference(pointer, value), value) {
            (Some(Ok(reference)), _) => self.secret(pointer, &reference),
            (Some(Err(message)), _) => self.refuse(pointer, message),
            (None, Value::Object(object)) => {
                let members = object.iter().map(|(key, member)| {
                    (
                        key.clone(),
                        self.value(&pointer::join(pointer, key), member),
                    )
                });
                Value::Object(members.collect())
            }
            (None, Value::Array(items)) => {
                let items = items.iter().enumerate();
                Value::Array(
                    items
                        .map(|(i, item)| self.value(&pointer::join(pointer, &i.to_string()), item))
                        .collect(),
                )
            }
            (None, other) => other.clone(),
        }
    }

    fn secret(&mut self, pointer: &str, reference: &SecretRef) -> Value {
        match self.source.read(reference) {
            Ok(secret) => Value::String(secret.as_str().to_owned()),
            Err(error) => {
                let cause = error
                    .source()
                    .map(|cause| format!(": {cause}"))
                    .unwrap_or_default();
                let reference = quoted(&reference.to_string());
                self.refuse(
                    pointer,
                    format!("secret {reference} cannot be read: {error}{cause}"),
                )
            }
        }
    }

    fn refuse(&mut self, pointer: &str, message: String) -> Value {
        self.issues.push(self.document.issue(pointer, message));
        Value::Null
    }
}
