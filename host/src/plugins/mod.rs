//! The connectors that are installed: found, tried out in a throw-away process, run in processes of
//! their own.

mod installed;
mod instances;
mod probe;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use connector_loader::{Candidate, Digest, Image, Trust, discover};

use crate::config::{self, Isolation, Sandbox};
use crate::error::Error;
use crate::telemetry::event::WorkerEvents;
use crate::telemetry::metrics::Metrics;

pub(crate) use installed::{Installed, WORKER, load_anything};
pub(crate) use probe::answer_probe;

/// The plugin directory, and what has been loaded from it.
pub(crate) struct Plugins {
    dir: PathBuf,
    isolation: Isolation,
    sandbox: Sandbox,
    trust: Trust,
    metrics: Arc<Metrics>,
    loaded: Mutex<HashMap<Digest, Arc<Installed>>>,
    /// Held by whoever reads files: one at a time, because whole files are in memory then.
    reading: tokio::sync::Mutex<()>,
}

impl Plugins {
    /// The plugins of a directory; reads nothing yet. What becomes of their workers is counted.
    pub(crate) fn new(config: &config::Plugins, metrics: Arc<Metrics>) -> Self {
        Self {
            dir: config.dir.clone(),
            isolation: config.isolation,
            sandbox: config.sandbox,
            trust: config.trust(),
            metrics,
            loaded: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The directory.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// What is demanded of a plugin.
    pub(crate) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Inspects every file of the directory; runs none of their code.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub(crate) async fn candidates(&self) -> Result<Vec<Candidate>, Error> {
        let (dir, trust) = (self.dir.clone(), self.trust.clone());
        self.aside(move || {
            let found = discover(&dir, &trust);
            found.map_err(|source| Error::PluginDirectory { dir, source })
        })
        .await
    }

    /// Loads the connector of this id.
    ///
    /// # Errors
    /// When no file provides it, or the file cannot be used.
    pub(crate) async fn load(&self, id: &str) -> Result<Arc<Installed>, Error> {
        let mut known = Vec::new();
        let mut refused = None;
        for candidate in self.candidates().await? {
            let named_after_it = candidate.path.file_stem().is_some_and(|stem| stem == id);
            match candidate.metadata {
                Ok(metadata) if metadata.id == id => return self.load_file(&candidate.path).await,
                Ok(metadata) => known.push(metadata.id),
                Err(error) if named_after_it => refused = Some(error),
                Err(_) => {}
            }
        }
        Err(match refused {
            Some(error) => error.into(),
            None => Error::NotInstalled {
                id: id.to_owned(),
                dir: self.dir.clone(),
                known,
            },
        })
    }

    /// Loads one installed file. Bytes that this process has not loaded before are first loaded by another
    /// process: whatever they do there, they do not do here.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub(crate) async fn load_file(&self, path: &Path) -> Result<Arc<Installed>, Error> {
        let (path, trust) = (path.to_owned(), self.trust.clone());
        let image = self
            .aside(move || {
                let image = Image::read_installed(&path)?;
                let metadata = image.inspect()?;
                let admitted = trust.admit(&image, &metadata);
                admitted.map_err(|distrust| image.error(distrust))?;
                Ok(image)
            })
            .await?;
        if let Some(plugin) = self.known(image.digest()) {
            return Ok(plugin);
        }
        let events = Arc::new(WorkerEvents(Arc::clone(&self.metrics)));
        let plugin = Installed::load(&image, self.isolation, self.sandbox, events).await?;
        let plugin = Arc::new(plugin);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(loaded.entry(image.digest()).or_insert(plugin).clone())
    }

    /// Reading and hashing files takes milliseconds, and no message waits for that.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _reading = self.reading.lock().await;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Error::System {
            what: "cannot read the plugins",
            source: std::io::Error::other(error),
        })?
    }

    /// The plugin of these bytes, if this process has loaded it.
    fn known(&self, digest: Digest) -> Option<Arc<Installed>> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.get(&digest).cloned()
    }
}
