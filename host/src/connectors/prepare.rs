//! Checks a config against its connector's schema, and makes the connector.

use std::sync::Arc;

use connector_api::ConnectorInfo;
use connector_config::{ConfigIssue, ConfigSchema, Document, MASK, SystemSecrets};
use delivery::{Generation, Instance, Memory, Reach};
use serde_json::Value;
use zeroize::Zeroizing;

use super::reach::reach;
use crate::error::Error;
use crate::plugins::Installed;

/// A connector that is ready to be switched to.
pub(crate) struct Prepared {
    connector: String,
    digest: String,
    instance: Arc<dyn Instance>,
    reach: Reach,
    /// The secrets of the config, for masking.
    pub(crate) secrets: Vec<Zeroizing<String>>,
}

impl Prepared {
    /// The same as a numbered generation.
    pub(crate) fn into_generation(self, number: u64) -> Generation {
        Generation {
            connector: self.connector,
            number,
            digest: self.digest,
            instance: self.instance,
            reach: self.reach,
            secrets: self.secrets,
            kept: Memory::default(),
        }
    }
}

/// What checking a config showed.
pub(crate) struct Checked {
    /// What is wrong with it.
    pub(crate) errors: Vec<ConfigIssue>,
    /// What works and may still surprise.
    pub(crate) warnings: Vec<ConfigIssue>,
}

/// Checks a config without using it: no secret reference is read.
///
/// # Errors
/// When the connector's own schema cannot be used.
pub(crate) async fn check(plugin: &Installed, text: &str) -> Result<Checked, Error> {
    let schema = compile(plugin)?;
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(errors) => return Ok(Checked::wrong(errors)),
    };
    let errors = schema.check(&document);
    if !errors.is_empty() {
        return Ok(Checked::wrong(errors));
    }
    // References stand where secrets will be, so the connector is asked about placeholders.
    let value = encode(&placeholders(document.value()));
    let (refusal, findings) = plugin.check(&value).await?;
    Ok(Checked {
        errors: refusal
            .iter()
            .map(|error| document.issue(&error.pointer, &error.message))
            .collect(),
        warnings: findings
            .warnings
            .iter()
            .map(|finding| document.issue(&finding.pointer, &finding.message))
            .collect(),
    })
}

/// Makes a connector from a config.
///
/// # Errors
/// Everything that is wrong with the config, named after its source.
pub(crate) async fn prepare(
    plugin: &Installed,
    text: &str,
    source_name: &str,
) -> Result<Prepared, Error> {
    let wrong = |issues| Error::ConnectorConfig {
        connector: plugin.id().to_owned(),
        source_name: source_name.to_owned(),
        issues,
    };
    let schema = compile(plugin)?;
    let document = Document::parse(text).map_err(wrong)?;
    let value = schema.ready(&document, &SystemSecrets).map_err(wrong)?;
    let created = plugin.create(encode(&value)).await?;
    let instance =
        created.map_err(|error| wrong(vec![document.issue(&error.pointer, &error.message)]))?;
    Ok(Prepared {
        connector: plugin.id().to_owned(),
        digest: plugin.digest().to_string(),
        instance,
        reach: reach(plugin.info(), &value),
        secrets: schema.secret_values(&value),
    })
}

/// The config with its secrets masked, for people.
///
/// # Errors
/// When the text is no config or the connector's schema cannot be used.
pub(crate) fn masked(plugin: &Installed, text: &str) -> Result<Value, Error> {
    let schema = compile(plugin)?;
    Ok(match Document::parse(text) {
        Ok(document) => schema.masked(document.value()),
        Err(_) => Value::Null,
    })
}

/// A config with its masked secrets replaced by those of the saved one.
///
/// # Errors
/// When a secret is masked and the saved config does not have it.
pub(crate) fn restored(
    plugin: &Installed,
    text: &str,
    saved: Option<&str>,
) -> Result<Zeroizing<String>, Error> {
    let Ok(edited) = Document::parse(text) else {
        // Whoever checks it says what is wrong.
        return Ok(Zeroizing::new(text.to_owned()));
    };
    let saved = saved.and_then(|text| Document::parse(text).ok());
    let saved = saved.map_or(Value::Null, |saved| saved.value().clone());
    let restored = compile(plugin)?.restore_masked(edited, &saved);
    let masks = pointers_of_masks(restored.value(), "");
    if masks.is_empty() {
        return Ok(Zeroizing::new(restored.value().to_string()));
    }
    let message = "is masked, and no config is saved that the secret could come from; write it";
    let issues = masks.iter().map(|pointer| restored.issue(pointer, message));
    Err(Error::ConnectorConfig {
        connector: plugin.id().to_owned(),
        source_name: "config".to_owned(),
        issues: issues.collect(),
    })
}

/// Where masks stand in place of values.
fn pointers_of_masks(value: &Value, pointer: &str) -> Vec<String> {
    match value {
        Value::String(text) if text == MASK => vec![pointer.to_owned()],
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers_of_masks(value, &format!("{pointer}/{name}"))
            })
            .collect(),
        Value::Array(elements) => (0..)
            .zip(elements)
            .flat_map(|(index, value)| pointers_of_masks(value, &format!("{pointer}/{index}")))
            .collect(),
        _ => Vec::new(),
    }
}

impl Checked {
    fn wrong(errors: Vec<ConfigIssue>) -> Self {
        Self {
            errors,
            warnings: Vec::new(),
        }
    }
}

fn compile(plugin: &Installed) -> Result<ConfigSchema, Error> {
    schema_of(plugin.info())
}

/// The schema that a connector publishes.
///
/// # Errors
/// When it cannot be used.
pub(crate) fn schema_of(info: &ConnectorInfo) -> Result<ConfigSchema, Error> {
    ConfigSchema::compile(&info.config_schema).map_err(|error| Error::Schema {
        connector: info.metadata.id.clone(),
        reason: error.to_string(),
    })
}

/// Secret references replaced by a text, so that the connector can read the config.
fn placeholders(value: &Value) -> Value {
    match value {
        Value::Object(fields) if fields.contains_key("$secret") => Value::from("secret"),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), placeholders(value)))
            .collect(),
        Value::Array(elements) => elements.iter().map(placeholders).collect(),
        other => other.clone(),
    }
}

/// The config as bytes that are wiped when dropped. Plain data: encoding cannot fail.
fn encode(value: &Value) -> Zeroizing<Vec<u8>> {
    // A buffer that grows leaves what it outgrew behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    let _ = serde_json::to_writer(&mut *bytes, value);
    bytes
}
