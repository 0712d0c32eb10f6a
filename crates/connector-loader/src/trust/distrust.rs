//! Why a plugin is not trusted.

use crate::{Digest, LockError};

/// Why a plugin is not trusted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Distrust {
    /// Other bytes were trusted.
    #[error(
        "connector `{id}` is not the file that was trusted: that one has the SHA-256 {trusted}, this one {found}"
    )]
    Changed {
        /// The connector's id.
        id: String,
        /// Digest in the lock file.
        trusted: Digest,
        /// Digest of the file.
        found: Digest,
    },
    /// A newer version was trusted.
    #[error("connector `{id}` {found} is older than {trusted}, which was trusted")]
    Downgrade {
        /// The connector's id.
        id: String,
        /// Version in the lock file.
        trusted: String,
        /// Version of the file.
        found: String,
    },
    /// No trusted key has signed it, and one must have.
    #[error(
        "connector `{id}` is not signed by a trusted key, and `[plugins] require_signature` is set"
    )]
    Unsigned {
        /// The connector's id.
        id: String,
    },
    /// Nobody has said that it is to be trusted.
    #[error(
        "connector `{id}` is neither trusted nor signed, and `[plugins] unlisted` is \"refuse\""
    )]
    Unlisted {
        /// The connector's id.
        id: String,
    },
    /// Its signature is worth nothing.
    #[error("its signature is worth nothing: {0}")]
    BadSignature(String),
    /// The lock file cannot be used.
    #[error(transparent)]
    Lock(#[from] LockError),
}

impl Distrust {
    /// What to do about it, when there is something to do.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Changed { .. } | Self::Unlisted { .. } => {
                "if you know where the file comes from: `switchboard connector trust FILE.so`"
            }
            Self::Downgrade { .. } => {
                "if you want the older one: `switchboard connector trust FILE.so --allow-downgrade`"
            }
            Self::Unsigned { .. } => {
                "put the signature beside it as `FILE.so.minisig`, and the signer's key into `[plugins] trusted_keys`"
            }
            Self::BadSignature(_) => "get file and signature again from whoever made them",
            Self::Lock(_) => "mend the file, or remove it and trust each plugin again",
        };
        Some(hint.to_owned())
    }
}
