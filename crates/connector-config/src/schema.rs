//! A connector's schema, made ready to judge its configs.

mod bounds;
mod branch;
mod error;
mod outline;
mod prepare;
mod report;
mod suggest;
mod validator;
mod violation;
mod wording;

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::secret::{self, SecretSource};
use crate::{ConfigIssue, Document, Wiped};

pub use error::SchemaError;
pub(crate) use outline::Outline;
use report::Report;
use validator::Validator;

/// The key that every config may have at its root, whatever the schema says.
const SCHEMA_KEY: &str = "$schema";

/// The compiled JSON Schema (2020-12) of a connector's config.
pub struct ConfigSchema {
    /// As the validator sees it, which is where the places in its answers lead.
    prepared: Value,
    validator: Validator,
}

impl ConfigSchema {
    /// Compiles the schema that a connector publishes.
    ///
    /// The schema must be complete in itself: every `$ref` leads to a place inside it (`#` or
    /// `#/…`), and nothing is ever fetched. Patterns run on an engine whose time is linear in the
    /// text, so they have no look-around and no back-references. Formats are checked.
    ///
    /// # Errors
    ///
    /// What keeps the schema from being used, and where.
    pub fn compile(schema: &Value) -> Result<Self, SchemaError> {
        let prepared = prepare::prepared(schema)?;
        bounds::check(&prepared)?;
        let validator = Validator::new(&prepared)?;
        Ok(Self {
            prepared,
            validator,
        })
    }

    /// Every mistake of a config, by position; none if the config is valid.
    ///
    /// Secret references are judged by their form and by where they stand, and are not read.
    pub fn check(&self, document: &Document) -> Vec<ConfigIssue> {
        let mut issues = document.duplicates().to_vec();
        let schema_key = document.value().get(SCHEMA_KEY);
        if schema_key.is_some_and(|value| !value.is_string()) {
            issues.push(document.issue("/$schema", "must be a string"));
        }
        issues.extend(self.report(document, document.value()));
        sorted(issues)
    }

    /// The value that a connector is made from: checked, its secret references read, checked
    /// again, and without `$schema` unless the connector's schema knows that key.
    ///
    /// # Errors
    ///
    /// The mistakes of the config; if it has none, the references that cannot be read; if all
    /// can, the secrets that do not fit the schema. Never quotes a secret.
    pub fn ready(
        &self,
        document: &Document,
        source: &dyn SecretSource,
    ) -> Result<Wiped, Vec<ConfigIssue>> {
        none(self.check(document))?;
        let value = Wiped::new(document.resolve(source)?);
        let misfits = self.report(document, &value).into_iter();
        none(sorted(
            misfits
                .map(|issue| secret::of_reference(document, issue))
                .collect(),
        ))?;
        Ok(Wiped::new(self.without_schema_key(&value).into_owned()))
    }

    /// The value with a [`MASK`](crate::MASK) in place of every inline secret. References stay.
    #[must_use]
    pub fn masked(&self, value: &Value) -> Value {
        secret::masked(value, &self.outline())
    }

    /// The secrets of a resolved value, for whoever must keep them out of logs.
    pub fn secret_values(&self, value: &Value) -> Vec<Zeroizing<String>> {
        secret::values(value, &self.outline())
    }

    /// Undoes [`masked`](Self::masked) for a config that was edited in between: a secret that is
    /// still masked becomes the one that `saved` has at the same pointer, so items of an array keep
    /// theirs by index.
    ///
    /// A mask without a saved counterpart stays, and [`check`](Self::check) refuses it.
    /// Positions stay those of the edited text.
    #[must_use]
    pub fn restore_masked(&self, mut edited: Document, saved: &Value) -> Document {
        for pointer in secret::masks(edited.value(), &self.outline()) {
            if let Some(secret) = saved.pointer(&pointer) {
                edited.replace(&pointer, secret.clone());
            }
        }
        edited
    }

    fn outline(&self) -> Outline<'_> {
        Outline::root(&self.prepared)
    }

    fn report(&self, document: &Document, value: &Value) -> Vec<ConfigIssue> {
        let value = self.without_schema_key(value);
        let violations = self.validator.violations(&value);
        Report::new(&self.prepared, document, &value).issues(violations)
    }

    fn without_schema_key<'v>(&self, value: &'v Value) -> Cow<'v, Value> {
        let known = self
            .prepared
            .pointer("/properties")
            .and_then(|known| known.get(SCHEMA_KEY));
        match value {
            Value::Object(object) if object.contains_key(SCHEMA_KEY) && known.is_none() => {
                let others = object.iter().filter(|(key, _)| *key != SCHEMA_KEY);
                Cow::Owned(others.map(|(k, v)| (k.clone(), v.clone())).collect())
            }
            _ => Cow::Borrowed(value),
        }
    }
}

/// By position, each once: two rules may object to the same thing.
fn sorted(mut issues: Vec<ConfigIssue>) -> Vec<ConfigIssue> {
    issues.sort_by(|a, b| {
        (a.line, a.column, &a.pointer, &a.message).cmp(&(b.line, b.column, &b.pointer, &b.message))
    });
    issues.dedup();
    issues
}

fn none(issues: Vec<ConfigIssue>) -> Result<(), Vec<ConfigIssue>> {
    match issues.is_empty() {
        true => Ok(()),
        false => Err(issues),
    }
}

impl fmt::Debug for ConfigSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigSchema").finish_non_exhaustive()
    }
}
