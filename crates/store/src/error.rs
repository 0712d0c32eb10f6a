//! Why the store did not do what it was asked.

use std::path::PathBuf;

/// A failed operation. Nothing of it was written.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be opened or created.
    #[error("cannot open the store `{}`: {reason}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A newer version of the host has written the file.
    #[error(
        "the store `{}` has format {found}, and this version knows formats up to {known}",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest known format.
        known: i64,
    },
    /// The file belongs to another program.
    #[error("`{}` is not a store of Switchboard", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("the store `{}` is damaged: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// It is full, read-only, or otherwise refuses to be written to.
    #[error("the store cannot be written to: {reason}")]
    Unavailable {
        /// What SQLite said.
        reason: String,
    },
    /// What is sealed cannot be opened with this key.
    #[error("{what} cannot be opened with this key")]
    WrongKey {
        /// What was to be opened.
        what: &'static str,
    },
    /// Somebody else changed it since it was read.
    #[error("it was changed in the meantime: its revision is {found}")]
    Conflict {
        /// The revision that is there; 0 when there is none.
        found: u64,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// What to do about it, when there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Newer { .. } => Some(
                "run the newer version, or restore a backup from before the upgrade".to_owned(),
            ),
            Self::Foreign { .. } => Some("name another file in `[store] path`".to_owned()),
            Self::Corrupt { path, .. } => {
                let path = path.display();
                Some(format!(
                    "stop the service, then save what can be saved: \
                     sqlite3 {path} .recover | sqlite3 {path}.repaired"
                ))
            }
            Self::WrongKey { .. } => {
                Some("`[store] key` must be the key that the store was made with".to_owned())
            }
            Self::Unavailable { .. } => Some("free some space, or make it writable".to_owned()),
            Self::Open { .. } | Self::Conflict { .. } | Self::Closed => None,
        }
    }
}
