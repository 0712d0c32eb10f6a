//! The host's own configuration: the file `switchboard.toml` and what may override it.
//!
//! Read this first. Every key is declared once, in the file of its section: name, type, default,
//! example and the sentences that document it. From that declaration come the field of [`Config`],
//! the documented sample file, the JSON Schema and the parser, so none of them can disagree.
//!
//! A value is taken from the last of these layers that sets it, and remembers which one it was:
//!
//! 1. the default;
//! 2. the file, where relative paths start at the folder of the file;
//! 3. the environment, `SWITCHBOARD__SECTION__KEY`, see `layers/environment.rs`;
//! 4. the command line, see [`Overrides`].
//!
//! Loading gives a config in which every value makes sense, or all [`ConfigProblem`]s at once. A
//! layer that is overridden is still checked: a mistake in the file is reported before the variable
//! that hides it is gone.
//!
//! * To add a key: one entry in its section's file, then regenerate `sample.toml` as its test says.
//! * To add a section: one file like `server.rs`, one line in the list in `load.rs`.
//! * To add a kind of value: one file in `value/` with an `impl` of `TextSetting` or `Setting`.

mod assumptions;
mod did_you_mean;
mod layers;
mod load;
mod origin;
mod problem;
mod sample;
mod schema;
mod section;
mod value;

mod connectors;
mod egress;
mod messages;
mod plugins;
mod server;
mod store;
mod telemetry;

#[cfg(test)]
mod testing;

pub(crate) use connectors::Connectors;
pub(crate) use egress::Egress;
pub(crate) use layers::{Overrides, read_environment};
pub(crate) use load::{Config, Loaded};
pub(crate) use messages::{Messages, OnUnknown};
pub(crate) use plugins::{Isolation, Plugins, Sandbox};
pub(crate) use problem::ConfigProblem;
pub(crate) use sample::sample;
pub(crate) use schema::host_config_schema;
pub(crate) use server::Server;
pub(crate) use store::{KeyReference, Store};
pub(crate) use telemetry::{LogFormat, Telemetry};
