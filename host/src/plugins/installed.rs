//! An installed plugin, wherever its code runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use connector_api::{ConfigError, ConnectorInfo, Findings};
use connector_loader::{Digest, Image, Instance as Loaded, Plugin};
use connector_worker::{CallError, LaunchError, Launcher, Observer, Refused, Worker, WorkerPlugin};
use delivery::{BoxFuture, Fault, Instance};
use zeroize::Zeroizing;

use super::probe;
use crate::config::{Isolation, Sandbox};
use crate::error::Error;
use crate::telemetry::event::WorkerEvents;
use crate::telemetry::metrics::Metrics;

/// The argument that makes this program a worker.
pub(crate) const WORKER: &str = "__worker";

/// The program that runs now, even when another version has taken its place on disk.
pub(super) const THIS_PROGRAM: &str = "/proc/self/exe";

/// A plugin that can be used.
pub(crate) enum Installed {
    /// Its code runs in this process, which trusts it.
    InProcess(Plugin),
    /// Its code runs in processes of its own.
    Worker(WorkerPlugin),
}

impl Installed {
    /// Loads a plugin that was never loaded before.
    ///
    /// # Errors
    /// When it cannot be used, or not as the configuration demands.
    pub(super) async fn load(
        image: &Image,
        isolation: Isolation,
        sandbox: Sandbox,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, Error> {
        match isolation {
            Isolation::InProcess => {
                probe::probe(image).await?;
                Ok(Self::InProcess(Plugin::load(image)?))
            }
            Isolation::Worker => {
                let loaded = WorkerPlugin::load(image, &launcher(observer)).await;
                let plugin = loaded.map_err(|error| unusable(image.path(), error))?;
                let report = plugin.sandbox();
                if !report.is_complete() {
                    let error = Error::Sandbox {
                        landlock: report.landlock,
                        seccomp: report.seccomp,
                    };
                    if sandbox == Sandbox::Required {
                        return Err(error);
                    }
                    let missing = crate::error::lacking(report.landlock, report.seccomp);
                    tracing::warn!(
                        event = "sandbox_incomplete",
                        missing,
                        "this kernel lacks {missing}: workers are not closed as they should be"
                    );
                }
                Ok(Self::Worker(plugin))
            }
        }
    }

    /// The connector's id.
    pub(crate) fn id(&self) -> &str {
        &self.info().metadata.id
    }

    /// What it says about itself.
    pub(crate) fn info(&self) -> &ConnectorInfo {
        match self {
            Self::InProcess(plugin) => plugin.info(),
            Self::Worker(plugin) => plugin.info(),
        }
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::InProcess(plugin) => plugin.path(),
            Self::Worker(plugin) => plugin.path(),
        }
    }

    /// SHA-256 of the file.
    pub(crate) fn digest(&self) -> Digest {
        match self {
            Self::InProcess(plugin) => plugin.digest(),
            Self::Worker(plugin) => plugin.digest(),
        }
    }

    /// What the connector thinks of a config that fits its schema: why it refuses it, if it does,
    /// and what it points out.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub(crate) async fn check(
        &self,
        config: &[u8],
    ) -> Result<(Option<ConfigError>, Findings), Error> {
        match self {
            Self::InProcess(plugin) => {
                let refusal = plugin.create(config).err().map(|error| error.0);
                Ok((refusal, plugin.check(config)))
            }
            Self::Worker(plugin) => {
                let refusal = match plugin.try_config(config).await {
                    Ok(()) => None,
                    Err(Refused::Config(error)) => Some(error),
                    Err(Refused::Launch(error)) => return Err(unusable(plugin.path(), error)),
                };
                let findings = plugin.check(config).await;
                let findings = findings.map_err(|error| unusable(plugin.path(), error))?;
                Ok((refusal, findings))
            }
        }
    }

    /// The connector with a config.
    ///
    /// # Errors
    /// When there is none; a refusal of the config is the inner error.
    pub(crate) async fn create(
        &self,
        config: Zeroizing<Vec<u8>>,
    ) -> Result<Result<Arc<dyn Instance>, ConfigError>, Error> {
        match self {
            Self::InProcess(plugin) => Ok(match plugin.create(&config) {
                Ok(instance) => Ok(Arc::new(InProcess(instance))),
                Err(error) => Err(error.0),
            }),
            Self::Worker(plugin) => match plugin.create(config).await {
                Ok(worker) => Ok(Ok(Arc::new(InWorker(worker)))),
                Err(Refused::Config(error)) => Ok(Err(error)),
                Err(Refused::Launch(error)) => Err(unusable(plugin.path(), error)),
            },
        }
    }
}

/// Loads a file that is not installed, in a worker, whoever made it: for looking at it.
///
/// # Errors
/// When it cannot be used.
pub(crate) async fn load_anything(
    image: &Image,
    metrics: Arc<Metrics>,
) -> Result<WorkerPlugin, Error> {
    let launcher = launcher(Arc::new(WorkerEvents(metrics)));
    let loaded = WorkerPlugin::load(image, &launcher).await;
    loaded.map_err(|error| unusable(image.path(), error))
}

fn launcher(observer: Arc<dyn Observer>) -> Launcher {
    Launcher {
        program: PathBuf::from(THIS_PROGRAM),
        argument: WORKER,
        observer,
    }
}

fn unusable(path: &Path, error: LaunchError) -> Error {
    let path = path.to_owned();
    match error {
        LaunchError::Unusable {
            reason,
            hint,
            details,
        } => Error::Unusable {
            path,
            reason,
            hint,
            details,
        },
        LaunchError::System(source) => Error::System {
            what: "cannot start a worker",
            source,
        },
        other => Error::Probe {
            path,
            how: other.to_string(),
        },
    }
}

/// A connector in this process.
///
/// It runs on the caller's thread and cannot be stopped: a connector that spins holds its thread,
/// one that crashes ends the host. Whoever chooses this trusts the plugin.
struct InProcess(Loaded);

impl Instance for InProcess {
    fn start<'a>(&'a self, call: &'a [u8], _: Instant) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async { Ok(self.0.start(call).to_vec()) })
    }

    fn resume<'a>(
        &'a self,
        call: &'a [u8],
        response: &'a [u8],
        state: Option<&'a str>,
        _: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move { Ok(self.0.resume(call, response, state).to_vec()) })
    }
}

/// A connector in a process of its own.
struct InWorker(Worker);

impl Instance for InWorker {
    fn start<'a>(
        &'a self,
        call: &'a [u8],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move { self.0.start(call, deadline).await.map_err(fault) })
    }

    fn resume<'a>(
        &'a self,
        call: &'a [u8],
        response: &'a [u8],
        state: Option<&'a str>,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move {
            let step = self.0.resume(call, response, state, deadline).await;
            step.map_err(fault)
        })
    }

    fn is_available(&self) -> bool {
        !self.0.health().is_quarantined
    }
}

fn fault(error: CallError) -> Fault {
    match error {
        CallError::TimedOut => Fault::TimedOut,
        _ => Fault::Crashed,
    }
}
