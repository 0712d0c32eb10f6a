//! An installed plugin, wherever its code runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use connector_api::{ConfigError, ConnectorInfo, Findings};
use connector_loader::{Digest, Image, Plugin};
use connector_worker::{LaunchError, Launcher, Observer, Refused, Report, WorkerPlugin};
use delivery::Instance;
use zeroize::Zeroizing;

use super::instances::{InProcess, InWorker, WORKER_ENVIRONMENT};
use super::probe;
use crate::config::{Isolation, Sandbox};
use crate::error::{Error, lacking};
use crate::telemetry::event::WorkerEvents;
use crate::telemetry::metrics::Metrics;

/// The argument that makes this program a worker.
pub(crate) const WORKER: &str = "__worker";

/// The program that runs now, even when another version has taken its place on disk.
pub(super) const THIS_PROGRAM: &str = "/proc/self/exe";

/// A plugin that can be used.
pub(crate) struct Installed {
    path: PathBuf,
    digest: Digest,
    code: Code,
}

/// Where its code runs.
enum Code {
    /// In this process, which trusts it.
    InProcess(Plugin),
    /// In processes of its own.
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
        let code = match isolation {
            Isolation::InProcess => {
                probe::probe(image).await?;
                Code::InProcess(Plugin::load(image)?)
            }
            Isolation::Worker => {
                let loaded = WorkerPlugin::load(image, &launcher(observer)).await;
                let plugin = loaded.map_err(|error| unusable(image.path(), error))?;
                demand(plugin.sandbox(), sandbox)?;
                Code::Worker(plugin)
            }
        };
        Ok(Self {
            path: image.path().to_owned(),
            digest: image.digest(),
            code,
        })
    }

    /// The connector's id.
    pub(crate) fn id(&self) -> &str {
        &self.info().metadata.id
    }

    /// What it says about itself.
    pub(crate) fn info(&self) -> &ConnectorInfo {
        match &self.code {
            Code::InProcess(plugin) => plugin.info(),
            Code::Worker(plugin) => plugin.info(),
        }
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the file.
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// What its workers take from themselves on this system; none when it has no workers.
    pub(crate) fn sandbox(&self) -> Option<Report> {
        match &self.code {
            Code::InProcess(_) => None,
            Code::Worker(plugin) => Some(plugin.sandbox()),
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
        match &self.code {
            Code::InProcess(plugin) => {
                let refusal = plugin.create(config).err().map(|error| error.0);
                Ok((refusal, plugin.check(config)))
            }
            Code::Worker(plugin) => {
                let checked = plugin.check(config).await;
                checked.map_err(|error| unusable(&self.path, error))
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
        match &self.code {
            Code::InProcess(plugin) => Ok(match plugin.create(&config) {
                Ok(instance) => Ok(Arc::new(InProcess(instance))),
                Err(error) => Err(error.0),
            }),
            Code::Worker(plugin) => match plugin.create(config).await {
                Ok(worker) => Ok(Ok(Arc::new(InWorker(worker)))),
                Err(Refused::Config(error)) => Ok(Err(error)),
                Err(Refused::Launch(error)) => Err(unusable(&self.path, error)),
            },
        }
    }
}

/// Accepts a sandbox with something missing only where the configuration does; says so.
fn demand(report: Report, sandbox: Sandbox) -> Result<(), Error> {
    if report.is_complete() {
        return Ok(());
    }
    if sandbox == Sandbox::Required {
        return Err(Error::Sandbox {
            landlock: report.landlock,
            seccomp: report.seccomp,
        });
    }
    let missing = lacking(report.landlock, report.seccomp);
    tracing::warn!(
        event = "sandbox_incomplete",
        missing,
        "this kernel lacks {missing}: workers are not closed as they should be"
    );
    Ok(())
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
        environment: WORKER_ENVIRONMENT,
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
