//! What a reload may change about sending.

use std::time::Duration;

use delivery::OnUnknown;

use crate::config;
use crate::egress::Egress;

/// What a reload may change.
pub(crate) struct Settings {
    /// Makes the exchanges.
    pub(crate) egress: Egress,
    /// Time a message may take.
    pub(crate) deadline: Duration,
    /// What to do when an outcome is unknown.
    pub(crate) on_unknown: OnUnknown,
    /// Region in which national numbers are read.
    pub(crate) default_region: Option<String>,
}

impl Settings {
    /// From the host's config.
    pub(crate) fn new(config: &config::Config, egress: Egress) -> Self {
        Self {
            egress,
            deadline: config.messages.deadline.duration(),
            on_unknown: match config.messages.on_unknown {
                config::OnUnknown::Fail => OnUnknown::Fail,
                config::OnUnknown::Retry => OnUnknown::Retry,
            },
            default_region: config
                .messages
                .default_region
                .as_ref()
                .map(|region| region.as_str().to_owned()),
        }
    }
}
