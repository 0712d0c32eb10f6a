//! `switchboard connector`.

mod check;
mod inspect;
mod lifecycle;
mod list;
mod new;
mod schema;
mod show;
mod transfer;
mod validate;

use std::path::PathBuf;

use clap::Subcommand;
use store::{Access, SqliteStore, Store};
use zeroize::Zeroizing;

use super::Globals;
use super::output::Output;
use crate::config::Config;
use crate::connectors::Knowledge;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;
use crate::service::read_text;
use crate::storage;
use crate::telemetry::metrics::Metrics;

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
    /// Show what a plugin file says about itself and whether it is trusted, without running its code.
    Inspect {
        /// The plugin file.
        file: PathBuf,
    },
    /// Trust a plugin file: from now on its connector is used with these bytes only.
    Trust {
        /// The plugin file.
        file: PathBuf,
        /// Do it although a newer version was trusted before.
        #[arg(long)]
        allow_downgrade: bool,
    },
    /// Check a plugin file against the specification of connectors, in a worker.
    Check {
        /// The plugin file.
        file: PathBuf,
        /// A config to check it with, in place of the examples in its schema. Also as `--config`.
        #[arg(long, value_name = "FILE")]
        config_file: Option<PathBuf>,
        /// Replies of the provider: an array of `{"status", "headers"?, "body"}`.
        #[arg(long, value_name = "FILE")]
        replies: Option<PathBuf>,
    },
    /// Make a crate for a new connector.
    New {
        /// The connector's id.
        id: String,
        /// Folder for the crate.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Where the SDK comes from: a folder, a repository's URL, or a version.
        #[arg(long, value_name = "PATH|GIT-URL|VERSION")]
        sdk: Option<String>,
    },
    /// Check a config and say everything that is wrong with it.
    Validate {
        /// The connector's id.
        id: String,
        /// The config file.
        #[arg(value_name = "CONFIG")]
        file: PathBuf,
    },
    /// Check a config and save it. What is active stays as it is until the next switch.
    Configure {
        /// The connector's id.
        id: String,
        /// The config file.
        #[arg(value_name = "CONFIG")]
        file: PathBuf,
        /// Save only when the saved config has this revision.
        #[arg(long, value_name = "REVISION")]
        if_match: Option<u64>,
    },
    /// Send the `Generic` text through a connector, whatever is active.
    Test {
        /// The connector's id.
        id: String,
        /// Number to send to.
        #[arg(long, value_name = "NUMBER")]
        to: String,
        /// A config to try before it is saved; without it, the saved one. Also as `--config`, which
        /// after `connector test` does not mean the host's file: that is `-c`.
        #[arg(long, value_name = "FILE")]
        config_file: Option<PathBuf>,
        /// Another usage type.
        #[arg(long = "type", value_name = "TYPE")]
        usage_type: Option<String>,
        /// Language of the text.
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
    },
    /// Print a config, to be imported elsewhere: with secrets masked, or sealed as a whole.
    Export {
        /// The connector's id.
        id: String,
        /// Seal it with the key in this file; a new file gets a new key.
        #[arg(long, value_name = "FILE")]
        seal_with: Option<PathBuf>,
    },
    /// Check a config that was exported, and save it.
    Import {
        /// What `export` printed.
        file: PathBuf,
        /// Open it with the key in this file.
        #[arg(long, value_name = "FILE")]
        open_with: Option<PathBuf>,
    },
    /// Make a connector the active one.
    Switch {
        /// The connector's id.
        id: String,
    },
    /// Go back to what was active before the last switch.
    Rollback,
    /// Leave no connector active.
    Deactivate {
        /// Do it although messages cannot be sent from then on.
        #[arg(long)]
        force: bool,
    },
    /// Forget the config of a connector.
    Remove {
        /// The connector's id.
        id: String,
        /// Do it even when the connector is active.
        #[arg(long)]
        force: bool,
    },
}

pub(super) async fn run(
    command: Command,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    match command {
        Command::Inspect { file } => inspect::inspect(&file, globals, output),
        Command::Trust {
            file,
            allow_downgrade,
        } => inspect::trust(&file, allow_downgrade, globals, output),
        Command::Check {
            file,
            config_file,
            replies,
        } => check::run(&file, config_file.as_deref(), replies.as_deref(), output).await,
        Command::New { id, out, sdk } => new::run(&id, &out, sdk.as_deref(), output),
        Command::Configure { id, file, if_match } => {
            lifecycle::configure(&id, &file, if_match, globals, output).await
        }
        Command::Test {
            id,
            to,
            config_file,
            usage_type,
            locale,
        } => {
            let test = lifecycle::Test {
                to: &to,
                config: config_file.as_deref(),
                usage_type: usage_type.as_deref(),
                locale: locale.as_deref(),
            };
            lifecycle::test(&id, &test, globals, output).await
        }
        Command::Import { file, open_with } => {
            transfer::import(&file, open_with.as_deref(), globals, output).await
        }
        Command::Switch { id } => lifecycle::switch(&id, globals, output).await,
        Command::Rollback => lifecycle::rollback(globals, output).await,
        Command::Deactivate { force } => lifecycle::deactivate(force, globals, output).await,
        Command::Remove { id, force } => lifecycle::remove(&id, force, globals, output).await,
        Command::List
        | Command::Show { .. }
        | Command::Schema { .. }
        | Command::Validate { .. }
        | Command::Export { .. } => look(command, globals, output).await,
    }
}

/// Commands that change nothing, and need no service.
async fn look(command: Command, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let config = globals.config_source().load()?;
    let plugins = Plugins::new(&config.plugins, Metrics::new());
    match command {
        Command::List => list::run(&plugins, &config, output).await,
        Command::Show { id } => show::run(&id, &plugins, &config, output).await,
        Command::Schema { id } => schema::run(&id, &plugins, output).await,
        Command::Validate { id, file } => validate::run(&id, &file, &plugins, output).await,
        Command::Export { id, seal_with } => {
            transfer::export(&id, seal_with.as_deref(), &plugins, &config, output).await
        }
        _ => Ok(Exit::Usage),
    }
}

/// The store, when there is one: looking makes none.
fn existing_store(config: &Config) -> Result<Option<SqliteStore>, Error> {
    match config.store.path.exists() {
        true => storage::open(&config.store, Access::Tool).map(Some),
        false => Ok(None),
    }
}

/// Which connectors are configured and active, as far as anyone has said.
async fn knowledge(config: &Config) -> Result<Knowledge, Error> {
    let store = existing_store(config)?;
    let store = store.as_ref().map(|store| store as &dyn Store);
    Knowledge::read(config, store).await
}

/// The config of a connector, from its file or from the store.
async fn saved_text(id: &str, config: &Config) -> Result<Option<Zeroizing<String>>, Error> {
    if let Some(file) = config.connectors.file_of(id) {
        return match file.is_file() {
            true => Ok(Some(Zeroizing::new(read_text(&file)?))),
            false => Ok(None),
        };
    }
    let Some(store) = existing_store(config)? else {
        return Ok(None);
    };
    let saved = store.config(id.to_owned()).await?;
    Ok(saved.map(|saved| saved.text))
}

/// Where a connector may send requests, in words.
fn reach(hosts: &[String], pointers: &[String]) -> String {
    let configured = pointers
        .iter()
        .map(|pointer| format!("the host of `{pointer}` in its config"));
    let all: Vec<String> = hosts.iter().cloned().chain(configured).collect();
    all.join(", ")
}
