//! Follows the plugin directory: what is dropped into it can be switched to at once, and a replaced
//! file of the active connector becomes a new generation of it.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use connector_loader::{Candidate, Digest};
use notify::{RecursiveMode, Watcher};
use store::{ActivationReason, Store};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::Service;
use super::restore::Wanted;
use crate::error::Error;
use crate::plugins::Plugins;

/// A file is looked at when nothing has happened to it for this long: copying takes a while.
const QUIET: Duration = Duration::from_millis(300);

/// How often to look when the system does not tell.
const LOOK: Duration = Duration::from_secs(1);

/// What was in the directory: digest of a plugin, or why it is none.
type Seen = BTreeMap<PathBuf, Result<(String, Digest), String>>;

/// Watches for as long as the service runs.
pub(crate) async fn watch_plugins(service: Arc<Service>) {
    let (sender, mut changes) = mpsc::channel(1);
    let watcher = notify::recommended_watcher(move |_| {
        // One that waits is as good as many.
        let _ = sender.try_send(());
    });
    let mut watcher = watcher
        .inspect_err(|error| {
            tracing::warn!("the plugin directory is looked at now and then: {error}")
        })
        .ok();
    let mut watched = PathBuf::new();
    // What is there at the start is reported like what is dropped in later.
    let mut stamps = BTreeMap::new();
    let mut seen = Seen::new();
    loop {
        let dir = service.plugins().dir().to_owned();
        if dir != watched {
            let watching = watcher
                .as_mut()
                .is_some_and(|watcher| watcher.watch(&dir, RecursiveMode::NonRecursive).is_ok());
            if watching {
                watched = dir;
            }
        }
        // Reading every file is for when one of them may have changed.
        let stamps_now = self::stamps(&service.plugins());
        if stamps_now != stamps {
            stamps = stamps_now;
            let now = service.look().await;
            if now != seen {
                service.follow(&seen, &now).await;
                seen = now;
            }
        }
        // A directory may appear, or be another one after a reload: look even when nothing is told.
        match timeout(LOOK, changes.recv()).await {
            Ok(Some(())) => settle(&mut changes).await,
            // Nobody tells: there is no watcher.
            Ok(None) => sleep(LOOK).await,
            Err(_) => {}
        }
    }
}

/// Waits until nothing has happened for a while, but not for ever.
async fn settle(changes: &mut mpsc::Receiver<()>) {
    let quiet = async { while let Ok(Some(())) = timeout(QUIET, changes.recv()).await {} };
    let _ = timeout(LOOK, quiet).await;
}

impl Service {
    /// What is in the directory now.
    async fn look(&self) -> Seen {
        let plugins = self.plugins();
        let candidates = plugins.candidates().await.unwrap_or_default();
        candidates.into_iter().map(summary).collect()
    }

    /// Reports what changed; replaces the active plugin when its file was.
    async fn follow(&self, before: &Seen, now: &Seen) {
        for (path, found) in now {
            if before.get(path) == Some(found) {
                continue;
            }
            let file = path.display().to_string();
            match found {
                Ok((connector, digest)) => {
                    tracing::info!(
                        event = "plugin_found",
                        connector,
                        file,
                        digest = %digest,
                        "a plugin is in the directory"
                    );
                    self.replace_active(connector, *digest).await;
                }
                Err(reason) => tracing::warn!(
                    event = "plugin_refused",
                    file,
                    "cannot use `{file}`: {reason}; what is active stays active"
                ),
            }
        }
        for path in before.keys().filter(|path| !now.contains_key(*path)) {
            let file = path.display().to_string();
            tracing::warn!(event = "plugin_gone", file, "`{file}` is gone");
        }
    }

    async fn replace_active(&self, connector: &str, digest: Digest) {
        let _change = self.change.lock().await;
        let active = self.dispatch.registry().active();
        let is_active = active.is_some_and(|active| {
            active.connector == connector && active.digest != digest.to_string()
        });
        if !is_active {
            return;
        }
        if let Err(error) = self.replace(connector).await {
            let details = error.details().join("; ");
            tracing::error!(
                event = "plugin_not_replaced",
                connector,
                details,
                "the replaced plugin cannot be used, the old one keeps serving: {error}"
            );
        }
    }

    async fn replace(&self, connector: &str) -> Result<(), Error> {
        let newest = self.store.activation().await?;
        let Some((newest, text)) = newest.and_then(|mut newest| {
            let text = newest.config.take()?;
            Some((newest, text))
        }) else {
            return Ok(());
        };
        let wanted = Wanted {
            connector: connector.to_owned(),
            text,
            source_name: "config of the active generation".to_owned(),
            reason: ActivationReason::PluginReplaced,
            previous: newest.previous,
        };
        let change = wanted.prepare(&self.plugins()).await?;
        self.activate(change).await.map(|_| ())
    }
}

/// What tells that a file may have changed: size, time, identity.
fn stamps(plugins: &Plugins) -> BTreeMap<PathBuf, (u64, i64, i64, u64)> {
    let entries = std::fs::read_dir(plugins.dir())
        .into_iter()
        .flatten()
        .flatten();
    let files = entries.map(|entry| entry.path());
    // What is trusted decides what can be used, too.
    files
        .chain([plugins.trust().lock.clone()])
        .filter_map(|path| {
            let facts = std::fs::metadata(&path).ok()?;
            let stamp = (facts.size(), facts.mtime(), facts.mtime_nsec(), facts.ino());
            Some((path, stamp))
        })
        .collect()
}

fn summary(candidate: Candidate) -> (PathBuf, Result<(String, Digest), String>) {
    let found = match (candidate.metadata, candidate.digest) {
        (Ok(metadata), Some(digest)) => Ok((metadata.id, digest)),
        (Ok(_), None) => Err("it cannot be read".to_owned()),
        (Err(error), _) => Err(error.kind.to_string()),
    };
    (candidate.path, found)
}
