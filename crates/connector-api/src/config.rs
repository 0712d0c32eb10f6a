//! What a connector says about a config that is valid against its schema.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a connector cannot work with a config. Never quotes a value: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConfigError {
    /// JSON pointer to the value at fault; empty when it is the config as a whole.
    #[serde(default)]
    pub pointer: String,
    /// One sentence: what is wrong and what to do.
    pub message: String,
}

impl ConfigError {
    /// An error at a value of the config.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }

    /// An error of the config as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self::at("", message)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{pointer}: {}", self.message),
        }
    }
}

impl std::error::Error for ConfigError {}

/// What an operator should know about a config that works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Findings {
    /// The warnings, in the order of the config.
    #[serde(default)]
    pub warnings: Vec<Finding>,
}

impl Findings {
    /// These warnings.
    pub fn new(warnings: Vec<Finding>) -> Self {
        Self { warnings }
    }
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Finding {
    /// JSON pointer to the value it is about.
    pub pointer: String,
    /// One sentence: what to know and what to do.
    pub message: String,
}

impl Finding {
    /// A warning about a value of the config.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}
