//! The command line: arguments, and which command answers them.

mod config;
mod connector;
mod doctor;
mod hidden;
mod key;
mod manual;
mod messages;
mod output;
mod reload;
mod send;
mod serve;
mod table;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::config::{LogFormat, Overrides};
use crate::error::Error;
use crate::exit::Exit;
use crate::service::ConfigSource;
use crate::telemetry;
use output::Output;

/// Sends one-time passcodes by SMS through whichever connector is plugged in.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Globals {
    /// The host's configuration file.
    #[arg(
        short,
        long,
        global = true,
        value_name = "FILE",
        env = "SWITCHBOARD_CONFIG"
    )]
    config: Option<PathBuf>,
    /// Folder with the connector plugins, in place of `[plugins] dir`.
    #[arg(long, global = true, value_name = "DIR")]
    connector_dir: Option<PathBuf>,
    /// How data is written to standard output.
    #[arg(long, short, global = true, value_enum, default_value_t = Format::Table)]
    output: Format,
    /// Log less: only errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Log more; twice for everything.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// When to use colour. `NO_COLOR` is respected.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service.
    Serve {
        /// Address to listen on, in place of `[server] listen`.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
    },
    /// Send one message.
    Send(send::Arguments),
    /// Look after connectors.
    #[command(subcommand)]
    Connector(connector::Command),
    /// Look at the host's own configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Look at what was sent.
    #[command(subcommand)]
    Messages(messages::Command),
    /// Make and revoke API keys.
    #[command(subcommand)]
    Key(key::Command),
    /// Say what is in order and what is not: config, store, plugins, sandbox, egress.
    Doctor,
    /// Have the running service read its configuration again, all or nothing.
    Reload,
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual, a page per command.
    #[command(name = "__manual", hide = true)]
    Manual {
        /// Where to.
        folder: PathBuf,
    },
    /// Load a plugin and end; the host runs this for bytes it has never loaded.
    #[command(name = "__probe", hide = true)]
    Probe {
        /// The file.
        file: PathBuf,
        /// SHA-256 of the bytes that are meant.
        digest: String,
    },
    /// Print a generated document.
    #[command(name = "__generate", hide = true)]
    Generate {
        /// Which one.
        #[arg(value_enum)]
        document: hidden::Document,
    },
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> Exit {
    let cli = match Cli::try_parse_from(arguments()) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else is a mistake.
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Ok
            };
            let _ = error.print();
            return exit;
        }
    };
    let output = Output::new(&cli.globals);
    if let Command::Probe { file, digest } = &cli.command {
        return crate::plugins::answer_probe(file, digest);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads())
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(source) => {
            let what = "cannot start the asynchronous runtime";
            return output.error(&Error::System { what, source });
        }
    };
    match runtime.block_on(cli.command.run(&cli.globals, &output)) {
        Ok(exit) => exit,
        Err(error) => output.error(&error),
    }
}

/// Threads for everything that waits. The store and the connector's process work on every message, too, and
/// want the other half of the processors: with a thread for each, all of them wait for each other more
/// (docs/performance.md).
fn threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors / 2).max(1)
}

/// The arguments. After `connector test` and `connector check`, `--config` is the connector's config: the name was taken by the
/// host's own file before, which keeps `-c`.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let has_config = |pair: &[OsString]| matches!(pair, [a, b] if a == "connector" && (b == "test" || b == "check"));
    if let Some(at) = arguments.windows(2).position(has_config) {
        for argument in arguments.iter_mut().skip(at) {
            let text = argument.to_string_lossy();
            match text.strip_prefix("--config") {
                Some(rest) if rest.is_empty() || rest.starts_with('=') => {
                    *argument = format!("--config-file{rest}").into();
                }
                _ => {}
            }
        }
    }
    arguments
}

impl Command {
    async fn run(self, globals: &Globals, output: &Output) -> Result<Exit, Error> {
        if !matches!(self, Self::Serve { .. }) {
            let colour = output.is_coloured();
            telemetry::start_logging(globals.log_filter("warn"), LogFormat::Text, colour);
        }
        match self {
            Self::Serve { listen } => serve::run(globals, listen, output).await,
            Self::Send(arguments) => send::run(arguments, globals, output).await,
            Self::Connector(command) => connector::run(command, globals, output).await,
            Self::Config(command) => config::run(&command, globals, output),
            Self::Messages(command) => messages::run(command, globals, output).await,
            Self::Key(command) => key::run(command, globals, output).await,
            Self::Doctor => doctor::run(globals, output).await,
            Self::Reload => reload::run(globals, output).await,
            Self::Completions { shell } => Ok(manual::completions(shell, output)),
            Self::Manual { folder } => manual::write_pages(&folder),
            Self::Generate { document } => {
                output.text(&document.text());
                Ok(Exit::Ok)
            }
            // Answered before anything else is set up.
            Self::Probe { .. } => Ok(Exit::Usage),
        }
    }
}

impl Globals {
    /// Where the configuration comes from.
    fn config_source(&self) -> ConfigSource {
        ConfigSource {
            file: self.config.clone(),
            overrides: Overrides {
                connector_dir: self.connector_dir.clone(),
                log: self.log_override(),
                ..Overrides::default()
            },
        }
    }

    fn log_override(&self) -> Option<&'static str> {
        match (self.quiet, self.verbose) {
            (true, _) => Some("error"),
            (false, 0) => None,
            (false, 1) => Some("debug"),
            (false, _) => Some("trace"),
        }
    }

    fn log_filter(&self, default: &'static str) -> &'static str {
        self.log_override().unwrap_or(default)
    }
}
