//! What is installed, configured and active.

use std::path::{Path, PathBuf};

use connector_loader::Candidate;
use serde::Serialize;

/// A file of the plugin directory, as people see it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorStatus {
    /// The connector's id, unless the file could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Version of the connector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    /// ABI version it was built with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) abi: Option<String>,
    /// SDK version it was built with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sdk: Option<String>,
    /// Where it stands.
    pub(crate) state: State,
    /// Whether messages go through it.
    pub(crate) active: bool,
    /// Number of the active generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<u64>,
    /// The file.
    pub(crate) file: PathBuf,
    /// SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    /// Why it cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What to do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

/// Where a file of the plugin directory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Messages go through it.
    Active,
    /// It has a config.
    Configured,
    /// It has no config.
    Installed,
    /// It cannot be used.
    Refused,
}

impl State {
    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Configured => "configured",
            Self::Installed => "installed",
            Self::Refused => "refused",
        }
    }
}

/// The status of every file. `active` is the active connector and its generation.
pub(crate) fn overview(
    candidates: Vec<Candidate>,
    config_dir: &Path,
    active: Option<(&str, Option<u64>)>,
) -> Vec<ConnectorStatus> {
    let status = |candidate| status(candidate, config_dir, active);
    candidates.into_iter().map(status).collect()
}

fn status(
    candidate: Candidate,
    config_dir: &Path,
    active: Option<(&str, Option<u64>)>,
) -> ConnectorStatus {
    let digest = candidate.digest.map(|digest| digest.to_string());
    let metadata = match candidate.metadata {
        Ok(metadata) => metadata,
        Err(error) => {
            return ConnectorStatus {
                id: None,
                version: None,
                abi: None,
                sdk: None,
                state: State::Refused,
                active: false,
                generation: None,
                file: candidate.path,
                digest,
                reason: Some(error.kind.to_string()),
                hint: error.kind.hint(),
            };
        }
    };
    let generation = active.filter(|(id, _)| *id == metadata.id);
    let configured = config_dir.join(format!("{}.json", metadata.id)).is_file();
    ConnectorStatus {
        state: match generation {
            Some(_) => State::Active,
            None if configured => State::Configured,
            None => State::Installed,
        },
        active: generation.is_some(),
        generation: generation.and_then(|(_, number)| number),
        id: Some(metadata.id),
        version: Some(metadata.version),
        abi: Some(metadata.abi),
        sdk: Some(metadata.sdk),
        file: candidate.path,
        digest,
        reason: None,
        hint: None,
    }
}
