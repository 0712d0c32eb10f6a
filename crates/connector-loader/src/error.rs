//! Why a file cannot be used as a plugin.

use std::io;
use std::path::PathBuf;

use connector_abi::{ABI_VERSION, HandshakeError, SECTION, TARGET};

use crate::{Distrust, Exposed};

/// A file that cannot be used as a plugin.
#[derive(Debug, thiserror::Error)]
#[error("cannot use `{}`: {kind}", path.display())]
pub struct LoadError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: LoadErrorKind,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// It is a directory, a socket or the like.
    #[error("it is not a regular file")]
    NotAFile,
    /// It is a link to another file.
    #[error("it is a symbolic link")]
    SymbolicLink,
    /// Others may change it.
    #[error("{0}")]
    Exposed(Exposed),
    /// It has no bytes.
    #[error("it is empty")]
    Empty,
    /// It is larger than any plugin.
    #[error("it has {size} bytes, more than the {limit} a plugin may have")]
    TooLarge {
        /// Size of the file.
        size: u64,
        /// The most that is read.
        limit: u64,
    },
    /// It does not begin like an ELF file.
    #[error("it is not a shared library")]
    NotALibrary,
    /// It is an ELF file of another type, or its headers make no sense.
    #[error("it is not a usable shared library: {0}")]
    Malformed(&'static str),
    /// Headers describe more bytes than there are.
    #[error("it is truncated: {size} bytes are there, at least {needed} are described")]
    Truncated {
        /// Size of the file.
        size: u64,
        /// Size that the headers describe.
        needed: u64,
    },
    /// It needs a library that connectors do not need.
    #[error("it needs the library `{0}`, and a connector needs none but the C library")]
    NeedsLibrary(String),
    /// It tells the dynamic linker where to look, or what else to load.
    #[error("it sends the dynamic linker to other places (its entry {0})")]
    Detour(&'static str),
    /// It is for another processor.
    #[error(
        "it was built for {plugin}, this host runs on {}",
        std::env::consts::ARCH
    )]
    WrongMachine {
        /// Architecture of the plugin.
        plugin: String,
    },
    /// It has no metadata section.
    #[error("it is a shared library, but not a connector")]
    NotAConnector,
    /// Its metadata section cannot be read.
    #[error("its metadata section `{SECTION}` cannot be read: {0}")]
    BadMetadata(String),
    /// It was built for another major version of the ABI.
    #[error("connector `{id}` was built for ABI {plugin}, this host speaks ABI {ABI_VERSION}")]
    WrongAbi {
        /// The connector's id.
        id: String,
        /// The plugin's ABI version.
        plugin: String,
        /// Version of the SDK it was built with.
        sdk: String,
    },
    /// It was built for another operating system or C library.
    #[error("connector `{id}` was built for {plugin}, this host is {TARGET}")]
    WrongTarget {
        /// The connector's id.
        id: String,
        /// The plugin's target.
        plugin: String,
    },
    /// Another file provides the same connector.
    #[error("connector `{id}` is already provided by `{}`", first.display())]
    Duplicate {
        /// The connector's id.
        id: String,
        /// The file that provides it.
        first: PathBuf,
    },
    /// The operator does not trust it.
    #[error(transparent)]
    Untrusted(#[from] Distrust),
    /// The private copy cannot be made.
    #[error("a private copy of it cannot be made: {0}")]
    NoCopy(#[source] io::Error),
    /// The dynamic linker refuses it.
    #[error("the dynamic linker refuses it: {0}")]
    Unlinkable(String),
    /// Host and plugin cannot talk to each other.
    #[error("connector `{id}` cannot be used: {error}")]
    Handshake {
        /// The connector's id.
        id: String,
        /// What differs.
        #[source]
        error: HandshakeError,
    },
    /// The connector's info document cannot be read.
    #[error("connector `{id}` does not say what it is: {message}")]
    BadInfo {
        /// The connector's id.
        id: String,
        /// What is wrong.
        message: String,
    },
    /// Info and metadata section disagree.
    #[error("connector `{id}` contradicts its metadata section about its {field}")]
    Contradiction {
        /// The connector's id, as the section has it.
        id: String,
        /// What they disagree about.
        field: &'static str,
    },
}

impl LoadErrorKind {
    /// What to do about it, when there is something to do.
    pub fn hint(&self) -> Option<String> {
        let major = |version: &str| version.split('.').next().unwrap_or(version).to_owned();
        let hint = match self {
            Self::Unreadable(_) => {
                "check that the file exists and that this user may read it".into()
            }
            Self::Empty | Self::Truncated { .. } => {
                "copy the file again, and compare its size".into()
            }
            Self::NotAFile | Self::NotALibrary | Self::Malformed(_) => {
                "a plugin is the `.so` file that a connector crate builds".into()
            }
            Self::SymbolicLink => {
                "copy the file itself into the folder: what a link leads to can change unseen"
                    .into()
            }
            Self::Exposed(exposed) => exposed.hint(),
            Self::NeedsLibrary(_) | Self::Detour(_) => {
                "link everything it needs into it, and build it without `rpath`".into()
            }
            Self::Untrusted(distrust) => return distrust.hint(),
            Self::WrongMachine { .. } | Self::WrongTarget { .. } => {
                format!("get the plugin for {TARGET}, or build it on a machine like this one")
            }
            Self::NotAConnector => {
                "a connector crate calls `export_connector!` and is built as a `cdylib`".into()
            }
            Self::WrongAbi { .. } => {
                format!("rebuild it with connector-sdk {}.x", major(ABI_VERSION))
            }
            Self::Handshake { .. } => {
                format!(
                    "rebuild it with an unmodified connector-sdk {}.x",
                    major(ABI_VERSION)
                )
            }
            Self::Duplicate { .. } => "remove one of the two files".into(),
            Self::BadMetadata(_) | Self::BadInfo { .. } | Self::Contradiction { .. } => {
                "report it to the connector's author".into()
            }
            Self::TooLarge { .. } | Self::NoCopy(_) | Self::Unlinkable(_) => return None,
        };
        Some(hint)
    }

    /// The long form, for developers.
    pub fn details(&self) -> Option<&str> {
        match self {
            Self::Handshake {
                error: HandshakeError::Layout { report },
                ..
            } => Some(report),
            _ => None,
        }
    }
}
