//! Every chore of the workspace, in Rust: `cargo xtask <chore>`.
//!
//! Read this first. One file per chore, named like the chore; `cargo.rs` and `workspace.rs` are
//! what they stand on. A chore prints what it does as it does it, and ends with an error that
//! says what failed and what to do.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the terminal is what chores do"
)]

mod bench;
mod cargo;
mod chore;
mod ci;
mod codegen;
mod demo;
mod deny;
mod dist;
mod file;
mod fuzz;
mod lint;
mod matrix;
mod new_connector;
mod package;
mod plugins;
mod port;
mod schemathesis;
mod simulate;
mod test;
mod tool;
mod torture;
mod tutorial;
mod unit;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::chore::{Chore, report};
use crate::workspace::Workspace;

/// Chores of the Switchboard workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show Switchboard at work: simulated providers, real plugins, two passcodes, one switch.
    Demo,
    /// Build what the tests need and run all of them.
    Test,
    /// Build every plugin and collect them as `<id>.so`.
    BuildAllPlugins(plugins::Options),
    /// Write the files that are generated from code.
    Codegen(codegen::Options),
    /// Check format, lints, docs and who may import whom.
    Lint,
    /// Check licences, bans and sources of the dependencies; known vulnerabilities when possible.
    Deny(deny::Options),
    /// Run the fuzz targets for a while.
    Fuzz(fuzz::Options),
    /// Everything that must pass before a change is merged.
    Ci,
    /// Measure the service beside a bare proxy, in the same run.
    Bench(bench::Options),
    /// Let schemathesis make up requests from the OpenAPI document, against the service.
    Schemathesis(schemathesis::Options),
    /// Switch, kill and break the host under load, and count what is lost, doubled or mixed up.
    Torture(torture::Options),
    /// Pack a release: binary, plugins, schemas, completions, manual, unit, checksums.
    Dist(dist::Options),
    /// Make a crate for a new connector, with the SDK of this workspace.
    NewConnector(new_connector::Options),
    /// Follow the tutorial for connector authors, command by command.
    Tutorial,
    /// Load plugins of other boundaries, toolchains and profiles.
    Matrix,
    /// Pack and build the crates for connector authors as they would be published.
    Package,
    /// Check how exposed the systemd unit leaves the service.
    Unit,
    /// Run the simulator of a provider until Ctrl-C.
    Simulate(simulate::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Command) -> Chore {
    let workspace = Workspace::load()?;
    match chore {
        Command::Demo => demo::run(&workspace),
        Command::Test => test::run(&workspace),
        Command::BuildAllPlugins(options) => plugins::run(&workspace, &options),
        Command::Codegen(options) => codegen::run(&workspace, &options),
        Command::Lint => lint::run(&workspace),
        Command::Deny(options) => deny::run(&workspace, &options),
        Command::Fuzz(options) => fuzz::run(&workspace, &options),
        Command::Ci => ci::run(&workspace),
        Command::Bench(options) => bench::run(&workspace, &options),
        Command::Schemathesis(options) => schemathesis::run(&workspace, &options),
        Command::Torture(options) => torture::run(&workspace, &options),
        Command::Dist(options) => dist::run(&workspace, &options),
        Command::NewConnector(options) => new_connector::run(&workspace, &options),
        Command::Tutorial => tutorial::run(&workspace),
        Command::Matrix => matrix::run(&workspace),
        Command::Package => package::run(&workspace),
        Command::Unit => unit::check(&workspace),
        Command::Simulate(options) => simulate::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }
}
