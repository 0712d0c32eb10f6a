//! The host's side: from an exported symbol to a module whose layout has been checked.

use std::ffi::c_void;
use std::ops::Deref;

use abi_stable::library::{AbiHeaderRef, LibraryError};
use abi_stable::std_types::{RSlice, RVec};

use crate::handshake::{HandshakeError, agree_on_layout};
use crate::layout::{ConnectorModuleRef, RawInstance};

/// The functions of a loaded connector library.
///
/// The library must stay loaded for the life of the process: nothing here borrows from it.
#[derive(Clone, Copy)]
pub struct Module(ConnectorModuleRef);

impl Module {
    /// Checks the header that a library exports under [`HEADER_SYMBOL`](crate::HEADER_SYMBOL), in
    /// the order version of `abi_stable`, version of this ABI, layout; then constructs the module.
    ///
    /// # Errors
    /// [`HandshakeError`], which says what differs.
    ///
    /// # Safety
    /// `symbol` must be the address of that symbol in a library that is never unloaded.
    pub unsafe fn from_header(symbol: *const c_void) -> Result<Self, HandshakeError> {
        if symbol.is_null() {
            return Err(HandshakeError::NoHeader);
        }
        // SAFETY: `AbiHeaderRef` is a transparent, non-null reference to the static at `symbol`,
        // which the caller keeps alive. Its first field is read as plain bytes before any use.
        let header = unsafe { std::mem::transmute::<*const c_void, AbiHeaderRef>(symbol) };
        let header = header.upgrade().map_err(|_| HandshakeError::Runtime)?;
        agree_on_layout(header)?;
        // SAFETY: `agree_on_layout` compared the layouts just above.
        let module =
            unsafe { header.init_root_module_with_unchecked_layout::<ConnectorModuleRef>() };
        module.map(Self).map_err(|error| match error {
            LibraryError::IncompatibleVersionNumber { actual_version, .. } => {
                HandshakeError::Version {
                    plugin: actual_version.to_string(),
                }
            }
            _ => HandshakeError::Constructor,
        })
    }

    /// The connector's info document.
    pub fn info(&self) -> Document {
        Document(self.0.info()())
    }

    /// Makes an instance from a config document.
    ///
    /// # Errors
    /// The plugin's error document.
    pub fn create(&self, config: &[u8]) -> Result<Instance, Document> {
        let created = self.0.create()(RSlice::from_slice(config));
        created.into_result().map(Instance).map_err(Document)
    }

    /// The findings document about a config; `None` when the plugin predates the function.
    pub fn check(&self, config: &[u8]) -> Option<Document> {
        let check = self.0.check()?;
        Some(Document(check(RSlice::from_slice(config))))
    }
}

/// A connector with its config, living in a plugin library.
pub struct Instance(RawInstance);

impl Instance {
    /// Takes a call document, gives a step document.
    pub fn start(&self, call: &[u8]) -> Document {
        Document(self.0.start(RSlice::from_slice(call)))
    }

    /// Takes the call, the response to the last request and its state (empty when there was
    /// none); gives a step document.
    pub fn resume(&self, call: &[u8], response: &[u8], state: &[u8]) -> Document {
        Document(self.0.resume(
            RSlice::from_slice(call),
            RSlice::from_slice(response),
            RSlice::from_slice(state),
        ))
    }
}

/// Bytes that a plugin allocated; they go back to its allocator when dropped.
pub struct Document(RVec<u8>);

impl Deref for Document {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_slice()
    }
}
