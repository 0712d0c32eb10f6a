//! The lock file: which bytes of which connector are trusted.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Distrust;
use crate::Digest;

const HEAD: &str = "\
# Plugins that are trusted: written by `switchboard connector trust FILE.so`.
# A connector that is named here is used only with the bytes of this SHA-256.

";

/// The lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    #[serde(default)]
    connectors: BTreeMap<String, Pin>,
}

/// The bytes of one connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Version of the connector.
    pub version: String,
    /// Its bytes.
    #[serde(with = "digest_text")]
    pub sha256: Digest,
    /// The key that had signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// A lock file that cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the lock file `{}` cannot be used: {reason}", path.display())]
pub struct LockError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

impl Lock {
    /// Reads a lock file; one that is not there is empty.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn read(path: &Path) -> Result<Self, LockError> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            other => other.map_err(|error| unusable(path, &error))?,
        };
        toml::from_str(&text).map_err(|error| unusable(path, &error.message()))
    }

    /// What is trusted of a connector.
    pub fn pin(&self, id: &str) -> Option<&Pin> {
        self.connectors.get(id)
    }

    pub(super) fn set(&mut self, id: &str, pin: Pin) {
        self.connectors.insert(id.to_owned(), pin);
    }

    /// Changes a lock file, one change at a time; whoever reads it sees the old or the new one.
    pub(super) fn update(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<(), Distrust>,
    ) -> Result<(), Distrust> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let failed = |error: io::Error| unusable(path, &error);
        let held = File::open(folder).map_err(failed)?;
        held.lock().map_err(failed)?;
        let mut lock = Self::read(path)?;
        change(&mut lock)?;
        let text = toml::to_string(&lock).map_err(|error| unusable(path, &error))?;
        let fresh = path.with_extension("lock.fresh");
        let write = || {
            let mut file = File::create(&fresh)?;
            file.write_all(HEAD.as_bytes())?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&fresh, path)?;
            held.sync_all()
        };
        Ok(write().map_err(failed)?)
    }
}

fn unusable(path: &Path, reason: &impl ToString) -> LockError {
    LockError {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

mod digest_text {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Digest;

    pub(super) fn serialize<S: Serializer>(digest: &Digest, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(digest)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Digest, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}
