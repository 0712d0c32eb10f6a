//! Secrets in a config: references instead of values, and values that must not be shown.

mod mask;
mod reference;
mod resolve;
mod source;

pub use mask::MASK;
pub(crate) use mask::{masked, masks, values};
pub(crate) use reference::{REFERENCE_KEY, how_to_refer, misused};
pub use reference::{SecretRef, SecretRefError};
pub(crate) use resolve::of_reference;
pub use source::{SecretError, SecretSource, SystemSecrets};
