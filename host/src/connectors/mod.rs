//! From a connector's config to a connector that can be switched to.

mod instance;
mod prepare;
mod reach;
mod status;

pub(crate) use prepare::{Prepared, check, masked, prepare};
pub(crate) use status::{ConnectorStatus, State, overview};
