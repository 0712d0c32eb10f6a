//! From a connector's config to a connector that can be switched to.

mod knowledge;
mod prepare;
mod reach;
mod status;

pub(crate) use knowledge::Knowledge;
pub(crate) use prepare::{Checked, Prepared, check, masked, prepare, restored, schema_of};
pub(crate) use status::{ConnectorStatus, State, Vouched, overview};
