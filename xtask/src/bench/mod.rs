//! `bench`: what the service costs, beside the least that a sender can do, in the same run.
//!
//! Clients, simulators and service share the machine, so the numbers are for comparing, not for boasting. A
//! run in which a request failed fails itself: there is nothing to compare then.
//!
//! - `limit`: the same requests posted by bare clients, and a proxy that does nothing else;
//! - `connector`: the boundary, a worker, and `delivery`, without a network;
//! - `beside`: the service and its core, in turns with that proxy;
//! - `service`: the whole service, by clients, connector, and speed of the provider; switches under load;
//! - `cold`: from the start of the process to the first answered send;
//! - `growth`: stored messages, installed plugins, slow sends at once.

mod beside;
mod cold;
mod connector;
mod figures;
mod growth;
mod limit;
mod load;
mod process;
mod programs;
mod service;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::chore::{Chore, failed};
use crate::file;
use crate::workspace::Workspace;
use figures::Figures;
use programs::Programs;

#[derive(Args)]
pub(crate) struct Options {
    /// What to measure, in place of everything.
    sections: Vec<Section>,
    /// Messages per measurement.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    messages: usize,
    /// Print JSON in place of tables.
    #[arg(long)]
    json: bool,
    /// Write the figures to a file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Show each figure beside that of a file that was saved before.
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

/// A part of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Bare clients and a bare proxy.
    Limit,
    /// Boundary, worker and delivery, without a network.
    Connector,
    /// Service and proxy in turns.
    Beside,
    /// The whole service.
    Service,
    /// From nothing to the first answer.
    Cold,
    /// With more of everything.
    Growth,
}

/// Measures. What measures is built with optimisation as well: simulators and clients take part.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    if cfg!(debug_assertions) {
        return run_optimised(workspace);
    }
    let programs = Programs::build(workspace)?;
    let mut figures = Figures::default();
    for section in Section::value_variants() {
        let wanted = options.sections.is_empty() || options.sections.contains(section);
        if !wanted {
            continue;
        }
        match section {
            Section::Limit => limit::measure(&programs, options, &mut figures)?,
            Section::Connector => connector::measure(&programs, &mut figures)?,
            Section::Beside => beside::measure(&programs, options, &mut figures)?,
            Section::Service => service::measure(&programs, options, &mut figures)?,
            Section::Cold => cold::measure(&programs, &mut figures)?,
            Section::Growth => growth::measure(&programs, options, &mut figures)?,
        }
    }
    if let Some(path) = &options.save {
        file::write(path, &figures.to_json())?;
    }
    let before = match &options.compare {
        Some(path) => Some(Figures::read(path)?),
        None => None,
    };
    match options.json {
        true => print!("{}", figures.to_json()),
        false => print!("{}", figures.to_tables(before.as_ref())),
    }
    Ok(())
}

/// The same chore by an optimised build of this program.
fn run_optimised(workspace: &Workspace) -> Chore {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let build = workspace.cargo(["build", "--locked", "--release", "--package", "xtask"]);
    let program = build.build()?.program("xtask")?;
    let status = std::process::Command::new(&program)
        .args(&arguments)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => failed("the measurements failed"),
    }
}
