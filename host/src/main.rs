//! The binary `switchboard`: the service, and the command line around it.
//!
//! Read this first. `cli` turns arguments into a command; every command is one file. `serve` runs
//! the `service` behind `http`; other commands are calls of that API, over the socket beside the store or in their own process (`client`). A message
//! goes `http` or `cli` -> `message` -> `dispatch` -> (`delivery`, the connector, `egress`) and
//! comes back the same way.

mod cli;
mod client;
mod config;
mod connectors;
mod dispatch;
mod egress;
mod error;
mod exit;
mod failure;
mod http;
mod keys;
mod message;
mod plugins;
mod service;
mod storage;
mod telemetry;
mod tls;

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(plugins::WORKER) {
        // A worker is nothing but one: no command line, no runtime, no log.
        return match connector_worker::serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    cli::run().into()
}
