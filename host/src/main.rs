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

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// A fifth of a send went into the system's allocator.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    keep_memory_private();
    if std::env::args().nth(1).as_deref() == Some(plugins::WORKER) {
        // A worker is nothing but one: no command line, no runtime, no log.
        return match connector_worker::serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    cli::run().into()
}

/// Secrets are in the memory of this process: no core dump, and nobody but root looks into it.
fn keep_memory_private() {
    // Fails for nobody; and a host that runs without it is better than none.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let limit = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, limit);
}
