//! Starts workers.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdStream;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use connector_api::ConnectorInfo;
use serde::Deserialize;
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::frame::{Frame, Kind};
use crate::sandbox::Report;
use crate::supervisor::Observer;

/// Loading takes milliseconds; what takes this long does not end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a worker is started.
#[derive(Clone)]
pub struct Launcher {
    /// The program.
    pub program: PathBuf,
    /// The argument that makes it a worker.
    pub argument: &'static str,
    /// Its environment; nothing of the host's is added. How the program's allocator behaves, say.
    pub environment: &'static [(&'static str, &'static str)],
    /// Is told what becomes of it.
    pub observer: Arc<dyn Observer>,
}

/// Why there is no worker.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaunchError {
    /// The system does not start it.
    #[error("cannot start a worker: {0}")]
    System(#[source] io::Error),
    /// The plugin cannot be used.
    #[error("{reason}")]
    Unusable {
        /// One sentence.
        reason: String,
        /// What to do.
        hint: Option<String>,
        /// The long form, for developers.
        details: Option<String>,
    },
    /// It ended while it loaded the plugin.
    #[error("it ended the process that loaded it ({0})")]
    Ended(String),
    /// It did not finish loading.
    #[error("it did not finish loading in time")]
    TooSlow,
}

/// A worker that has loaded its plugin.
pub(crate) struct Launched {
    pub(crate) child: Child,
    pub(crate) socket: UnixStream,
    pub(crate) info: ConnectorInfo,
    pub(crate) sandbox: Report,
}

#[derive(Deserialize)]
struct Ready {
    info: ConnectorInfo,
    sandbox: Report,
}

#[derive(Deserialize)]
struct Unusable {
    reason: String,
    hint: Option<String>,
    details: Option<String>,
}

impl Launcher {
    /// Starts a worker with a plugin and waits until it is loaded.
    pub(crate) async fn launch(&self, plugin: &File) -> Result<Launched, LaunchError> {
        let (ours, theirs) = StdStream::pair().map_err(LaunchError::System)?;
        ours.set_nonblocking(true).map_err(LaunchError::System)?;
        let mut socket = UnixStream::from_std(ours).map_err(LaunchError::System)?;
        let plugin = plugin.try_clone().map_err(LaunchError::System)?;
        let mut child = Command::new(&self.program)
            .arg0("switchboard")
            .arg(self.argument)
            // The host's environment may hold secrets, and nothing in it concerns a plugin.
            .env_clear()
            .envs(self.environment.iter().copied())
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(plugin))
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(LaunchError::System)?;
        let frame = match timeout(PATIENCE, Frame::receive(&mut socket)).await {
            Ok(Ok(frame)) => frame,
            Ok(Err(_)) => return Err(LaunchError::Ended(ending(&mut child).await)),
            Err(_) => return Err(LaunchError::TooSlow),
        };
        let unreadable = || LaunchError::Ended("it does not answer like a worker".to_owned());
        match frame.kind {
            Kind::Ready => {
                let ready: Ready = serde_json::from_slice(&frame.body).map_err(|_| unreadable())?;
                Ok(Launched {
                    child,
                    socket,
                    info: ready.info,
                    sandbox: ready.sandbox,
                })
            }
            Kind::Unusable => {
                let why: Unusable =
                    serde_json::from_slice(&frame.body).map_err(|_| unreadable())?;
                Err(LaunchError::Unusable {
                    reason: why.reason,
                    hint: why.hint,
                    details: why.details,
                })
            }
            _ => Err(unreadable()),
        }
    }
}

/// How a process ended, in words.
pub(crate) async fn ending(child: &mut Child) -> String {
    match child.wait().await {
        Ok(status) => ending_of(status),
        Err(error) => error.to_string(),
    }
}

/// The same of a status that is known.
pub fn ending_of(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("signal {signal}"),
        (None, code) => format!("exit code {}", code.unwrap_or_default()),
    }
}
