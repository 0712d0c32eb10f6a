//! A plugin that is never opened in this process.

use std::fs::File;
use std::sync::Arc;

use connector_api::{ConfigError, ConnectorInfo, Findings};
use connector_loader::{Image, sealed_copy};
use tokio::io::AsyncWriteExt;
use tokio::time::{Duration, timeout};
use zeroize::Zeroizing;

use crate::frame::{Frame, Kind};
use crate::launch::{LaunchError, Launched, Launcher, ending};
use crate::sandbox::Report;
use crate::supervisor::Worker;

/// How long a connector may look at a config.
const PATIENCE: Duration = Duration::from_secs(5);

/// A plugin as workers know it.
pub struct WorkerPlugin {
    info: ConnectorInfo,
    sandbox: Report,
    copy: Arc<File>,
    launcher: Launcher,
}

/// Why there is no instance.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The connector refuses the config.
    #[error("{0}")]
    Config(ConfigError),
    /// There is no worker to ask.
    #[error(transparent)]
    Launch(#[from] LaunchError),
}

impl WorkerPlugin {
    /// Has a worker load the plugin and asks what it is. The worker ends with the answer.
    ///
    /// # Errors
    /// When it cannot be used, or takes its worker down.
    pub async fn load(image: &Image, launcher: &Launcher) -> Result<Self, LaunchError> {
        let copy = sealed_copy("plugin", image.bytes()).map_err(LaunchError::System)?;
        let copy = File::from(copy);
        let launched = launcher.launch(&copy).await?;
        Ok(Self {
            info: launched.info,
            sandbox: launched.sandbox,
            copy: Arc::new(copy),
            launcher: launcher.clone(),
        })
    }

    /// What the connector says about itself.
    pub fn info(&self) -> &ConnectorInfo {
        &self.info
    }

    /// What its workers take from themselves on this system.
    pub fn sandbox(&self) -> Report {
        self.sandbox
    }

    /// What the connector thinks of a config: why it refuses it, if it does, and what it points out.
    ///
    /// # Errors
    /// When there is no worker to ask, or it does not survive the questions.
    pub async fn check(
        &self,
        config: &[u8],
    ) -> Result<(Option<ConfigError>, Findings), LaunchError> {
        let mut launched = self.launcher.launch(&self.copy).await?;
        let refusal = match create(&mut launched, config).await {
            Ok(()) => None,
            Err(Refused::Config(error)) => Some(error),
            Err(Refused::Launch(error)) => return Err(error),
        };
        let frame = ask(&mut launched, Kind::Check, config).await?;
        let findings = serde_json::from_slice(&frame.body).unwrap_or_default();
        Ok((refusal, findings))
    }

    /// A worker with an instance of the connector, and whoever keeps it alive.
    ///
    /// # Errors
    /// When the connector refuses the config, or there is no worker.
    pub async fn create(&self, config: Zeroizing<Vec<u8>>) -> Result<Worker, Refused> {
        let mut launched = self.launcher.launch(&self.copy).await?;
        create(&mut launched, &config).await?;
        let id = self.info.metadata.id.clone();
        let (launcher, copy) = (self.launcher.clone(), Arc::clone(&self.copy));
        Ok(Worker::supervise(id, launcher, copy, config, launched))
    }
}

/// Has a worker make its instance.
pub(crate) async fn create(launched: &mut Launched, config: &[u8]) -> Result<(), Refused> {
    let frame = ask(launched, Kind::Create, config).await?;
    match frame.kind {
        Kind::Created => Ok(()),
        Kind::Refused => Err(match serde_json::from_slice(&frame.body) {
            Ok(error) => Refused::Config(error),
            Err(_) => Refused::Launch(silent()),
        }),
        _ => Err(Refused::Launch(silent())),
    }
}

async fn ask(launched: &mut Launched, kind: Kind, body: &[u8]) -> Result<Frame, LaunchError> {
    let bytes = Frame::bytes(0, kind, body).map_err(LaunchError::System)?;
    let bytes = Zeroizing::new(bytes);
    let exchange = async {
        launched.socket.write_all(&bytes).await?;
        Frame::receive(&mut launched.socket).await
    };
    match timeout(PATIENCE, exchange).await {
        Ok(Ok(frame)) => Ok(frame),
        Ok(Err(_)) => Err(LaunchError::Ended(ending(&mut launched.child).await)),
        Err(_) => Err(LaunchError::TooSlow),
    }
}

fn silent() -> LaunchError {
    LaunchError::Ended("it does not answer like a worker".to_owned())
}
