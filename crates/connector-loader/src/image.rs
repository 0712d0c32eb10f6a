//! The bytes of a plugin file, read once.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use connector_api::Metadata;
use sha2::{Digest as _, Sha256};

use crate::inspect::inspect;
use crate::{LoadError, LoadErrorKind};

/// Most bytes a plugin may have: a hundred times what one needs.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;

/// The bytes of a plugin file and their digest. What is inspected is what is loaded, whatever
/// happens to the file meanwhile.
pub struct Image {
    path: PathBuf,
    bytes: Vec<u8>,
    digest: Digest,
}

impl Image {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, is empty, too large or not a regular file.
    pub fn read(path: &Path) -> Result<Self, LoadError> {
        let bytes = read_bytes(path).map_err(|kind| LoadError {
            path: path.to_owned(),
            kind,
        })?;
        Ok(Self {
            path: path.to_owned(),
            ..Self::from_bytes(bytes)
        })
    }

    /// Bytes that came from somewhere else than a file.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            path: PathBuf::new(),
            digest: Digest(Sha256::digest(&bytes).into()),
            bytes,
        }
    }

    /// What the metadata section says, after checking that the file is a whole library for this
    /// machine. Runs none of its code.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn inspect(&self) -> Result<Metadata, LoadError> {
        inspect(&self.bytes).map_err(|kind| self.error(kind))
    }

    /// Where the bytes came from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their SHA-256.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub(crate) fn error(&self, kind: LoadErrorKind) -> LoadError {
        LoadError {
            path: self.path.clone(),
            kind,
        }
    }
}

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, LoadErrorKind> {
    let mut file = File::open(path).map_err(LoadErrorKind::Unreadable)?;
    let metadata = file.metadata().map_err(LoadErrorKind::Unreadable)?;
    if !metadata.is_file() {
        return Err(LoadErrorKind::NotAFile);
    }
    let mut bytes = Vec::new();
    file.by_ref()
        .take(SIZE_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(LoadErrorKind::Unreadable)?;
    match bytes.len() as u64 {
        0 => Err(LoadErrorKind::Empty),
        size if size > SIZE_LIMIT => Err(LoadErrorKind::TooLarge {
            size: metadata.len().max(size),
            limit: SIZE_LIMIT,
        }),
        _ => Ok(bytes),
    }
}
