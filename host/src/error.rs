//! Everything that can go wrong on purpose: one sentence, a hint, an exit code.

use std::path::PathBuf;

use connector_api::Failure;
use connector_config::ConfigIssue;
use connector_loader::LoadError;

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
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Without keys, only this machine may ask.
    #[error(
        "`[server] listen` is {address}, and without keys the service answers on loopback only"
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
            Self::HostConfig(_) | Self::ConnectorConfig { .. } | Self::NotLoopback { .. } => {
                Exit::BadConfig
            }
            Self::Unreadable { source, .. }
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
            | Self::PluginDirectory { .. }
            | Self::Unreadable { .. }
            | Self::Egress(_)
            | Self::Schema { .. }
            | Self::Listen { .. }
            | Self::System { .. } => Exit::Failed,
        }
    }

    /// What to do about it, when there is something to do.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Load(error) => error.kind.hint(),
            Self::NotLoopback { .. } => Some(
                "listen on 127.0.0.1 and put a gateway that checks callers in front".to_owned(),
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
            _ => Vec::new(),
        }
    }

    /// The long form, for developers.
    pub(crate) fn developer_details(&self) -> Option<&str> {
        match self {
            Self::Load(error) => error.kind.details(),
            _ => None,
        }
    }
}
