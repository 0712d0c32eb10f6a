//! What a connector says about itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::FailureKind;

/// The document in a plugin's metadata section, readable without opening the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Metadata {
    /// The connector's id.
    pub id: String,
    /// Version of the connector.
    pub version: String,
    /// Version of the plugin ABI it was built with.
    pub abi: String,
    /// Version of the SDK it was built with.
    pub sdk: String,
    /// Architecture, operating system and C library, for example `x86_64-linux-gnu`.
    pub target: String,
    /// Host names the connector may reach.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// JSON pointers to config values whose URLs name further hosts.
    #[serde(default)]
    pub hosts_from_config: Vec<String>,
}

impl Metadata {
    /// The facts of a connector that reaches no host yet.
    pub fn new(id: &str, version: &str, abi: &str, sdk: &str, target: &str) -> Self {
        Self {
            id: id.to_owned(),
            version: version.to_owned(),
            abi: abi.to_owned(),
            sdk: sdk.to_owned(),
            target: target.to_owned(),
            hosts: Vec::new(),
            hosts_from_config: Vec::new(),
        }
    }
}

/// What a loaded connector says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConnectorInfo {
    /// The same facts as in the metadata section.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// Name for people, for example `Acme SMS`.
    pub name: String,
    /// Where the provider documents its API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// The provider's codes that the connector knows.
    #[serde(default)]
    pub codes: Vec<CodeRow>,
    /// JSON Schema (2020-12) of the connector's config.
    pub config_schema: Value,
}

impl ConnectorInfo {
    /// Facts without hosts, codes and documentation.
    pub fn new(metadata: Metadata, name: impl Into<String>, config_schema: Value) -> Self {
        Self {
            metadata,
            name: name.into(),
            docs: None,
            codes: Vec::new(),
            config_schema,
        }
    }
}

/// One provider code and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CodeRow {
    /// The code, as the provider writes it.
    pub code: String,
    /// What it means, by the name of a failure kind.
    pub kind: String,
    /// Seconds to wait, where the provider's documentation tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl CodeRow {
    /// A row of the table.
    pub fn new(code: impl Into<String>, kind: FailureKind, retry_after: Option<u64>) -> Self {
        Self {
            code: code.into(),
            kind: kind.name().to_owned(),
            retry_after,
        }
    }
}
