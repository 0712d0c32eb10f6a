//! Everything that can go wrong on purpose: one sentence, a hint, an exit code.

use std::path::PathBuf;

use connector_api::{Failure, UsageType};
use connector_config::ConfigIssue;
use connector_loader::LoadError;
use store::StoreError;

use crate::config::ConfigProblem;
use crate::egress::EgressError;
use crate::exit::Exit;
use crate::failure::facts;

/// An expected error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The arguments contradict each other or make no sense together.
    #[error("{0}")]
    Usage(String),
    /// The host's own config is wrong.
    #[error("the configuration has {} problem(s)", .0.len())]
    HostConfig(Vec<ConfigProblem>),
    /// A connector's config is wrong.
    #[error("`{source_name}` is not a valid config for connector `{connector}`")]
    ConnectorConfig {
        /// The connector.
        connector: String,
        /// File, or another name of where the config came from.
        source_name: String,
        /// What is wrong.
        issues: Vec<ConfigIssue>,
    },
    /// A message is wrong.
    #[error("the message is invalid: {}", .0.join("; "))]
    Message(Vec<String>),
    /// A file cannot be used as a plugin.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A library took its process down when it was opened for the first time.
    #[error("cannot use `{}`: {how}", path.display())]
    Probe {
        /// The file.
        path: PathBuf,
        /// What happened.
        how: String,
    },
    /// A worker cannot use the plugin.
    #[error("cannot use `{}`: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// One sentence.
        reason: String,
        /// What to do.
        hint: Option<String>,
        /// The long form, for developers.
        details: Option<String>,
    },
    /// The kernel cannot close every door of a worker, and the configuration demands it.
    #[error(
        "`[plugins] sandbox` is \"required\", and this kernel lacks {}",
        lacking(*landlock, *seccomp)
    )]
    Sandbox {
        /// Whether Landlock is in force.
        landlock: bool,
        /// Whether seccomp is.
        seccomp: bool,
    },
    /// No plugin provides the connector.
    #[error("connector `{id}` is not installed in `{}`", dir.display())]
    NotInstalled {
        /// The id that was asked for.
        id: String,
        /// The plugin directory.
        dir: PathBuf,
        /// What is installed.
        known: Vec<String>,
    },
    /// The plugin directory cannot be read.
    #[error("cannot read the plugin directory `{}`: {source}", dir.display())]
    PluginDirectory {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Egress settings cannot be put to use.
    #[error(transparent)]
    Egress(#[from] EgressError),
    /// A connector publishes a schema that cannot be used.
    #[error("connector `{connector}` publishes a config schema that cannot be used: {reason}")]
    Schema {
        /// The connector.
        connector: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A message was not sent.
    #[error("{failure}")]
    Failed {
        /// Why.
        failure: Failure,
    },
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of the store cannot be had.
    #[error("cannot use the store's key `{}`: {reason}", path.display())]
    StoreKey {
        /// The file, or the name of the credential.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Connectors are configured by files.
    #[error("connectors are managed by the files in `{}`", dir.display())]
    ManagedByFile {
        /// The folder.
        dir: PathBuf,
    },
    /// The connector has no config.
    #[error("connector `{id}` is not configured")]
    NotConfigured {
        /// The connector.
        id: String,
    },
    /// Messages would be refused from then on.
    #[error(
        "connector `{connector}` is active: without it these messages cannot be sent: {}",
        names(usage_types)
    )]
    NeedsForce {
        /// The connector.
        connector: String,
        /// What it serves.
        usage_types: Vec<UsageType>,
    },
    /// Nothing was active before.
    #[error("there is no earlier connector to go back to")]
    NothingToRollBack,
    /// Nothing is active.
    #[error("no connector is active")]
    NothingActive,
    /// Certificate or private key cannot be used.
    #[error("cannot use `{}` for TLS: {reason}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The service said no.
    #[error("{detail}")]
    Answered {
        /// The code of the problem.
        code: String,
        /// What it says.
        detail: String,
        /// What is wrong with a config.
        issues: Vec<ConfigIssue>,
        /// The exit code that belongs to it.
        exit: Exit,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Keys and passcodes must not travel in the clear.
    #[error(
        "`[server] listen` is {address}, and without a certificate the service answers on loopback \
         only"
    )]
    NotLoopback {
        /// The address.
        address: std::net::SocketAddr,
    },
    /// The service does not answer.
    #[error("{0}")]
    Unavailable(String),
    /// The operating system refused something that should always work.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::HostConfig(_)
            | Self::ConnectorConfig { .. }
            | Self::NotLoopback { .. }
            | Self::Tls { .. }
            | Self::Sandbox { .. }
            | Self::StoreKey { .. } => Exit::BadConfig,
            Self::Answered { exit, .. } => *exit,
            Self::Unreadable { source, .. }
            | Self::Unwritable { source, .. }
            | Self::PluginDirectory { source, .. }
            | Self::Listen { source, .. }
                if source.kind() == std::io::ErrorKind::PermissionDenied =>
            {
                Exit::NotPermitted
            }
            Self::Failed { failure } => facts(failure).exit,
            Self::NotInstalled { .. } | Self::Unavailable(_) => Exit::Unavailable,
            Self::Message(_)
            | Self::Load(_)
            | Self::Probe { .. }
            | Self::Unusable { .. }
            | Self::PluginDirectory { .. }
            | Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::Egress(_)
            | Self::Schema { .. }
            | Self::Listen { .. }
            | Self::Store(_)
            | Self::ManagedByFile { .. }
            | Self::NotConfigured { .. }
            | Self::NeedsForce { .. }
            | Self::NothingToRollBack
            | Self::NothingActive
            | Self::System { .. } => Exit::Failed,
        }
    }

    /// What to do about it, when there is something to do.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Load(error) => error.kind.hint(),
            Self::NotLoopback { .. } => Some(
                "set `[server] tls_cert` and `tls_key`, or listen on 127.0.0.1 and put a gateway \
                 with TLS in front"
                    .to_owned(),
            ),
            Self::Store(error) => error.hint(),
            Self::StoreKey { path, .. } => Some(format!(
                "put the key back into `{}`, or name it in `[store] key`",
                path.display()
            )),
            Self::ManagedByFile { dir } => Some(format!(
                "change the files in `{}` and run `switchboard reload`, or leave `[connectors] \
                 dir` out",
                dir.display()
            )),
            Self::NotConfigured { id } => Some(format!(
                "save one with `switchboard connector configure {id} CONFIG.json`"
            )),
            Self::NeedsForce { .. } => Some("repeat it with `--force`".to_owned()),
            Self::NothingToRollBack | Self::NothingActive => {
                Some("`switchboard connector switch ID` makes one active".to_owned())
            }
            Self::Unusable { hint, .. } => hint.clone(),
            Self::Sandbox { .. } => Some(
                "enable it in the kernel, or set `sandbox = \"available\"` and know what is missing"
                    .to_owned(),
            ),
            Self::Probe { .. } => Some("report it to the connector's author".to_owned()),
            Self::NotInstalled { id, known, .. } if !known.is_empty() => {
                let closest = known.iter().max_by(|a, b| {
                    strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id))
                });
                let guess = closest.filter(|name| strsim::jaro_winkler(name, id) > 0.8);
                Some(match guess {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("installed are {}", known.join(", ")),
                })
            }
            Self::NotInstalled { dir, .. } | Self::PluginDirectory { dir, .. } => Some(format!(
                "copy the connector's `.so` file into `{}`, or name another folder with \
                 `--connector-dir`",
                dir.display()
            )),
            Self::Failed { failure } => failure
                .retry_after
                .map(|seconds| format!("try again in {seconds} seconds")),
            _ => None,
        }
    }

    /// The details, one per line, that belong under the sentence.
    pub(crate) fn details(&self) -> Vec<String> {
        match self {
            Self::HostConfig(problems) => problems.iter().map(ToString::to_string).collect(),
            Self::ConnectorConfig {
                source_name,
                issues,
                ..
            } => issues
                .iter()
                .map(|issue| issue.at(source_name).to_string())
                .collect(),
            Self::Answered { issues, .. } => issues
                .iter()
                .map(|issue| issue.at("config").to_string())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The long form, for developers.
    pub(crate) fn developer_details(&self) -> Option<&str> {
        match self {
            Self::Load(error) => error.kind.details(),
            Self::Unusable { details, .. } => details.as_deref(),
            _ => None,
        }
    }
}

/// What of the sandbox a kernel does not have.
pub(crate) fn lacking(landlock: bool, seccomp: bool) -> &'static str {
    match (landlock, seccomp) {
        (false, false) => "Landlock and seccomp",
        (false, true) => "Landlock",
        (true, _) => "seccomp",
    }
}

fn names(usage_types: &[UsageType]) -> String {
    let names: Vec<&str> = usage_types
        .iter()
        .map(|usage_type| usage_type.name())
        .collect();
    names.join(", ")
}
