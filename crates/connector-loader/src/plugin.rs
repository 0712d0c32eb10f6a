//! A loaded connector library.

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;

use connector_abi::{Document, Module};
use connector_api::{ConfigError, ConnectorInfo, Findings, Metadata};

use crate::inspect::inspect;
use crate::open::{open_header, open_sealed};
use crate::{Image, LoadError, LoadErrorKind};

/// A connector library that is loaded and has passed the handshake.
pub struct Plugin {
    info: ConnectorInfo,
    module: Module,
}

impl Plugin {
    /// Loads exactly the bytes of an image.
    ///
    /// Constructors in the library run before any check can: load bytes that were never loaded
    /// before in a process that may die.
    ///
    /// # Errors
    /// What is wrong with the file, or why host and plugin cannot talk to each other.
    pub fn load(image: &Image) -> Result<Self, LoadError> {
        let metadata = image.inspect()?;
        open_header(&metadata.id, image.bytes())
            .and_then(|symbol| Self::shake_hands(symbol, &metadata))
            .map_err(|kind| image.error(kind))
    }

    /// Loads the bytes of a copy that somebody else has sealed, see [`sealed_copy`](crate::sealed_copy):
    /// no second one is made.
    ///
    /// # Errors
    /// The same, and a copy that can still be changed.
    pub fn load_sealed(copy: OwnedFd) -> Result<Self, LoadErrorKind> {
        let bytes = read_all(&copy).map_err(LoadErrorKind::Unreadable)?;
        let metadata = inspect(&bytes)?;
        drop(bytes);
        Self::shake_hands(open_sealed(copy)?, &metadata)
    }

    fn shake_hands(symbol: *const c_void, metadata: &Metadata) -> Result<Self, LoadErrorKind> {
        #[expect(unsafe_code, reason = "the handshake starts from an address")]
        // SAFETY: `symbol` is null or the address of the header in a library that stays open.
        let module = unsafe { Module::from_header(symbol) };
        let module = module.map_err(|error| LoadErrorKind::Handshake {
            id: metadata.id.clone(),
            error,
        })?;
        let info = info_of(&module, metadata)?;
        Ok(Self { info, module })
    }

    /// What the connector says about itself.
    pub fn info(&self) -> &ConnectorInfo {
        &self.info
    }

    /// The connector's id.
    pub fn id(&self) -> &str {
        &self.info.metadata.id
    }

    /// Makes an instance from a config document that is valid against the connector's schema.
    ///
    /// # Errors
    /// Why the connector refuses the config.
    pub fn create(&self, config: &[u8]) -> Result<Instance, CreateError> {
        self.module
            .create(config)
            .map(Instance)
            .map_err(|document| {
                let error = serde_json::from_slice(&document);
                CreateError(
                    error.unwrap_or_else(|_| ConfigError::new("the connector gave no reason")),
                )
            })
    }

    /// What an operator should know about a valid config. None when the plugin has no opinion.
    pub fn check(&self, config: &[u8]) -> Findings {
        let document = self.module.check(config);
        document
            .and_then(|document| serde_json::from_slice(&document).ok())
            .unwrap_or_default()
    }
}

/// A connector with its config, in this process.
pub struct Instance(connector_abi::Instance);

impl Instance {
    /// Takes a call document, gives a step document.
    pub fn start(&self, call: &[u8]) -> Document {
        self.0.start(call)
    }

    /// Takes the same call, the response to the last request and its state; gives a step document.
    pub fn resume(&self, call: &[u8], response: &[u8], state: Option<&str>) -> Document {
        self.0
            .resume(call, response, state.unwrap_or_default().as_bytes())
    }
}

/// A config that the connector refuses although it is valid against the schema.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct CreateError(pub ConfigError);

/// The bytes of a file, whatever its position.
fn read_all(file: &OwnedFd) -> io::Result<Vec<u8>> {
    let file = File::from(file.try_clone()?);
    let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).unwrap_or_default()];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// The info document; it must say the same as the section that was read before.
fn info_of(module: &Module, section: &Metadata) -> Result<ConnectorInfo, LoadErrorKind> {
    let id = || section.id.clone();
    let document = module.info();
    let info: ConnectorInfo = serde_json::from_slice(&document).map_err(|error| {
        // In place of its info, a connector that panicked answers with the reason.
        let reason = serde_json::from_slice::<ConfigError>(&document);
        LoadErrorKind::BadInfo {
            id: id(),
            message: reason.map_or_else(|_| error.to_string(), |reason| reason.message),
        }
    })?;
    let told = &info.metadata;
    let fields = [
        ("id", &told.id, &section.id),
        ("version", &told.version, &section.version),
        ("ABI version", &told.abi, &section.abi),
        ("target", &told.target, &section.target),
    ];
    let contradiction = fields.into_iter().find(|(_, told, read)| told != read);
    let reach = [
        &(&told.hosts, &told.hosts_from_config),
        &(&section.hosts, &section.hosts_from_config),
    ];
    let contradiction = match (contradiction, reach) {
        (Some((field, ..)), _) => Some(field),
        (None, [told, read]) => (told != read).then_some("hosts"),
    };
    if let Some(field) = contradiction {
        return Err(LoadErrorKind::Contradiction { id: id(), field });
    }
    Ok(info)
}
