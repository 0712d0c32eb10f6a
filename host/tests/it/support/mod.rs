//! What the tests stand on: a folder with configs, the command line, a running service.

mod command;
mod http;
mod service;
mod setup;

pub(crate) use command::{Outcome, switchboard};
pub(crate) use http::{Client, Reply, exchange};
pub(crate) use service::Service;
pub(crate) use setup::{NUMBER, Setup, TOKEN, http_config, message, twilio_config};
