//! `switchboard connector`.

mod inspect;
mod list;
mod schema;
mod show;
mod validate;

use std::path::PathBuf;

use clap::Subcommand;

use super::Globals;
use super::output::Output;
use crate::config::Config;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;

/// Commands about connectors.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what is installed, configured and active.
    List,
    /// Show one connector: versions, reach, state, its config with secrets masked.
    Show {
        /// The connector's id.
        id: String,
    },
    /// Print the JSON Schema of a connector's config.
    Schema {
        /// The connector's id.
        id: String,
    },
    /// Show what a plugin file says about itself, without running its code.
    Inspect {
        /// The plugin file.
        file: PathBuf,
    },
    /// Check a config and say everything that is wrong with it.
    Validate {
        /// The connector's id.
        id: String,
        /// The config file.
        #[arg(value_name = "CONFIG")]
        file: PathBuf,
    },
}

pub(super) async fn run(
    command: Command,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    if let Command::Inspect { file } = &command {
        return inspect::run(file, output);
    }
    let config = globals.config_source().load()?;
    let plugins = Plugins::new(&config.plugins.dir);
    match command {
        Command::List => list::run(&plugins, &config, output),
        Command::Show { id } => show::run(&id, &plugins, &config, output).await,
        Command::Schema { id } => schema::run(&id, &plugins, output).await,
        Command::Validate { id, file } => validate::run(&id, &file, &plugins, output).await,
        Command::Inspect { file } => inspect::run(&file, output),
    }
}

/// The connector that the host's config makes active.
fn configured_active(config: &Config) -> Option<&str> {
    config.connectors.active.as_ref().map(|id| id.as_str())
}
