//! The host's side of the plugin boundary: find, inspect, load.
//!
//! Read this first. A file becomes an [`Image`]: its bytes, read once, and their digest. An image
//! is *inspected* without running any of its code: is it a whole library for this machine, and
//! what does its metadata section say? [`Trust`] decides whether the operator wants exactly
//! these bytes. Only then is it *loaded*: a private, sealed copy of exactly
//! those bytes is opened, the handshake of `connector-abi` is made, and the connector's own info
//! must agree with the section. What comes out is a [`Plugin`].
//!
//! Opening a library runs its constructors before anything can be checked. A host therefore lets
//! a throw-away process load bytes it has never loaded before. Libraries are never unloaded.
//!
//! Every failure is a [`LoadError`]: one sentence, and a hint that says what to do.

mod discover;
mod elf;
mod error;
mod image;
mod inspect;
mod open;
mod ownership;
mod plugin;
mod trust;

pub use connector_abi::{ABI_VERSION, Document, SECTION, TARGET, is_valid_id};
pub use discover::{Candidate, discover};
pub use error::{LoadError, LoadErrorKind};
pub use image::{Digest, DigestError, Image};
pub use open::sealed_copy;
pub use ownership::{Exposed, Others, Place};
pub use plugin::{CreateError, Instance, Plugin};
pub use trust::{
    Distrust, InvalidKey, Lock, LockError, Pin, Standing, Trust, TrustedKey, signature_file,
};
