//! Documents that `cargo xtask codegen` asks the binary for.

use clap::ValueEnum;

use crate::config::host_config_schema;

/// A generated document.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Document {
    /// JSON Schema of the host's configuration.
    HostConfigSchema,
}

impl Document {
    /// The document.
    pub(super) fn text(self) -> String {
        match self {
            Self::HostConfigSchema => {
                // Plain data with string keys: encoding cannot fail.
                serde_json::to_string_pretty(&host_config_schema()).unwrap_or_default()
            }
        }
    }
}
