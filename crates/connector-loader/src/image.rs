//! The bytes of a plugin file, read once.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use connector_api::Metadata;
use rustix::fs::{Mode, OFlags};
use sha2::{Digest as _, Sha256};

use crate::inspect::inspect;
use crate::ownership::{Exposed, Place};
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
    /// Reads a file, wherever it is and whoever owns it: for looking at it.
    ///
    /// # Errors
    /// A file that cannot be read, is empty, too large or not a regular file.
    pub fn read(path: &Path) -> Result<Self, LoadError> {
        Self::at(path, open(path, OFlags::empty()).and_then(read_bytes))
    }

    /// Reads an installed file: for running it. Nobody but root and the user of this process can have
    /// changed it, or can have put it there.
    ///
    /// # Errors
    /// The same, and a symbolic link, or a file or folder that others may change.
    pub fn read_installed(path: &Path) -> Result<Self, LoadError> {
        let guarded = |file: File| {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::metadata(folder.unwrap_or(Path::new(".")));
            let folder = folder.map_err(LoadErrorKind::Unreadable)?;
            Exposed::check(Place::Folder, &folder).map_err(LoadErrorKind::Exposed)?;
            let facts = file.metadata().map_err(LoadErrorKind::Unreadable)?;
            Exposed::check(Place::File, &facts).map_err(LoadErrorKind::Exposed)?;
            read_bytes(file)
        };
        Self::at(path, open(path, OFlags::NOFOLLOW).and_then(guarded))
    }

    fn at(path: &Path, bytes: Result<Vec<u8>, LoadErrorKind>) -> Result<Self, LoadError> {
        let path = path.to_owned();
        match bytes {
            Ok(bytes) => Ok(Self {
                path,
                ..Self::from_bytes(bytes)
            }),
            Err(kind) => Err(LoadError { path, kind }),
        }
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

    /// What is wrong with this file.
    pub fn error(&self, kind: impl Into<LoadErrorKind>) -> LoadError {
        LoadError {
            path: self.path.clone(),
            kind: kind.into(),
        }
    }
}

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// 64 hexadecimal digits.
impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(DigestError);
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let digit = |digit: &u8| char::from(*digit).to_digit(16);
            let (high, low) = (
                digit(high).ok_or(DigestError)?,
                digit(low).ok_or(DigestError)?,
            );
            *byte = u8::try_from(high * 16 + low).map_err(|_| DigestError)?;
        }
        Ok(Self(bytes))
    }
}

/// A text that is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 hexadecimal digits")]
pub struct DigestError;

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

/// Opens a file; neither a pipe nor a device makes anybody wait.
fn open(path: &Path, flags: OFlags) -> Result<File, LoadErrorKind> {
    let flags = flags | OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => Ok(File::from(file)),
        // That is how the system says that it does not follow a link.
        Err(rustix::io::Errno::LOOP) => Err(LoadErrorKind::SymbolicLink),
        Err(error) => Err(LoadErrorKind::Unreadable(error.into())),
    }
}

fn read_bytes(mut file: File) -> Result<Vec<u8>, LoadErrorKind> {
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
