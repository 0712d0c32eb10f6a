//! What is installed, configured and active.

use std::path::PathBuf;

use connector_loader::{Candidate, Standing};
use schemars::JsonSchema;
use serde::Serialize;

use super::Knowledge;

/// A file of the plugin directory, as people see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// It crashes too often, and is left alone for a while.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) quarantined: bool,
    /// Number of the active generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<u64>,
    /// The file; none when only the loaded code of the active connector is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<PathBuf>,
    /// SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    /// Who vouches for the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trust: Option<Vouched>,
    /// The trusted key that signed the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signer: Option<String>,
    /// Why it cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What to do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

/// Where a file of the plugin directory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
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

/// Who vouches for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Vouched {
    /// The operator: the lock file has its digest.
    Pinned,
    /// The holder of a trusted key.
    Signed,
    /// Nobody.
    Unlisted,
}

impl Vouched {
    /// Who vouches for a file of this standing.
    pub(crate) fn of(standing: &Standing) -> Self {
        match (standing.is_pinned, &standing.signer) {
            (true, _) => Self::Pinned,
            (false, Some(_)) => Self::Signed,
            (false, None) => Self::Unlisted,
        }
    }

    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Signed => "signed",
            Self::Unlisted => "unlisted",
        }
    }
}

/// The status of every file, and of an active connector whose file is gone.
pub(crate) fn overview(candidates: Vec<Candidate>, knowledge: &Knowledge) -> Vec<ConnectorStatus> {
    let mut all: Vec<ConnectorStatus> = candidates
        .into_iter()
        .map(|candidate| status(candidate, knowledge))
        .collect();
    if let Some((id, generation)) = &knowledge.active
        && !all.iter().any(|status| status.active)
    {
        all.push(ConnectorStatus {
            id: Some(id.clone()),
            version: None,
            abi: None,
            sdk: None,
            state: State::Active,
            active: true,
            quarantined: knowledge.is_quarantined,
            generation: Some(*generation).filter(|generation| *generation > 0),
            file: None,
            digest: None,
            trust: None,
            signer: None,
            reason: Some(
                "its file is gone or cannot be used; what was loaded serves on".to_owned(),
            ),
            hint: Some("copy a good file into the directory, or switch to another one".to_owned()),
        });
    }
    all
}

fn status(candidate: Candidate, knowledge: &Knowledge) -> ConnectorStatus {
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
                quarantined: false,
                generation: None,
                file: Some(candidate.path),
                digest,
                trust: None,
                signer: None,
                reason: Some(error.kind.to_string()),
                hint: error.kind.hint(),
            };
        }
    };
    let active = knowledge.active.as_ref();
    let generation = active.filter(|(id, _)| *id == metadata.id);
    ConnectorStatus {
        state: match generation {
            Some(_) => State::Active,
            None if knowledge.configured.contains(&metadata.id) => State::Configured,
            None => State::Installed,
        },
        active: generation.is_some(),
        quarantined: generation.is_some() && knowledge.is_quarantined,
        generation: generation
            .map(|(_, number)| *number)
            .filter(|number| *number > 0),
        id: Some(metadata.id),
        version: Some(metadata.version),
        abi: Some(metadata.abi),
        sdk: Some(metadata.sdk),
        file: Some(candidate.path),
        digest,
        trust: Some(Vouched::of(&candidate.standing)),
        signer: candidate.standing.signer,
        reason: None,
        hint: None,
    }
}
