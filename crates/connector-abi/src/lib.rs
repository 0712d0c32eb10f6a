//! The boundary between a host and a connector library.
//!
//! Read this first: a plugin exports one *root module*, a table of C functions whose layout is
//! described by the library itself, and hands out *instances*, objects behind a checked vtable.
//! Only bytes cross: JSON documents of the connector protocol. So the protocol can grow while
//! this crate stands still.
//!
//! This is the only crate that names `abi_stable`. It shows neither its types nor its macros:
//! - a plugin (through the SDK) implements [`Plugin`] and calls [`export_module!`];
//! - a host (through the loader) turns the exported symbol into a [`Module`].
//!
//! # How it may change
//! Functions are appended to the root module after its last prefix field, methods to the instance
//! with a default body; each raises the minor version of this crate, [`ABI_VERSION`]. Anything
//! else is a new major version, and hosts refuse the plugins of another major.
//! An older plugin in a newer host and a newer plugin in an older host both load.

#![expect(
    unsafe_code,
    reason = "this crate is the boundary; every other crate calls it safely"
)]

mod handshake;
mod host;
mod layout;
mod metadata;
mod plugin;

pub use handshake::{HandshakeError, layout_text};
pub use host::{Document, Instance, Module};
pub use metadata::{Identity, SECTION, TARGET, is_valid_id, metadata_bytes, metadata_len};
pub use plugin::{Plugin, PluginInstance};

/// Version of the plugin ABI: the version of this crate.
pub const ABI_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Name of the symbol that every plugin exports, as `abi_stable` defines it.
pub const HEADER_SYMBOL: &str = "_1as_0lib_1header_0root_bmodule_bloader";

/// What [`export_module!`] expands to; not an interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::plugin::{Header, RootModuleResult, construct, header};
}
