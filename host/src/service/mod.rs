//! The running service: configuration, store, plugins and the active connector.
//!
//! Read this first. [`Service::open`] puts the parts together, `restore` makes active what was
//! active, `lifecycle` is everything that an operator can change, `reload` reads the configuration
//! again, `watch` follows the plugin directory, `housekeeping` forgets what is old. Whatever changes
//! the active connector goes through `Service::activate`: made and checked first, on record
//! second, switched last.

mod housekeeping;
mod lifecycle;
mod restore;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use store::{Access, ActivationReason, NewActivation, SqliteStore, Store};
use tokio::sync::Mutex;
use url::Url;
use zeroize::Zeroizing;

use crate::config::{Config, Overrides, read_environment};
use crate::connectors::{ConnectorStatus, Knowledge, Prepared, overview, prepare};
use crate::dispatch::{Dispatch, Settings};
use crate::egress::{Egress, EgressSettings};
use crate::error::Error;
use crate::keys::Keys;
use crate::plugins::{Installed, Plugins};
use crate::storage::{self, now};
use crate::telemetry::event;
use crate::telemetry::metrics::Metrics;

pub(crate) use housekeeping::keep_house;
pub(crate) use lifecycle::{Standing, TestError, TestMessage};
pub(crate) use watch::watch_plugins;

/// Where the configuration comes from; a reload reads it again.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConfigSource {
    /// The file, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// What the command line said.
    pub(crate) overrides: Overrides,
}

/// The running service.
pub(crate) struct Service {
    source: ConfigSource,
    config: ArcSwap<Config>,
    plugins: ArcSwap<Plugins>,
    store: Arc<SqliteStore>,
    keys: Keys,
    dispatch: Dispatch,
    metrics: Arc<Metrics>,
    /// Held by whoever changes what is configured or active: one change at a time.
    change: Mutex<()>,
    accepting: AtomicBool,
}

/// A change of the active connector that is ready to happen.
struct Change {
    plugin: Arc<Installed>,
    text: Zeroizing<String>,
    prepared: Prepared,
    reason: ActivationReason,
    /// The generation that a rollback leads to.
    previous: Option<u64>,
}

impl Service {
    /// Puts the parts together. Nothing is active yet.
    ///
    /// # Errors
    /// What keeps it from working.
    pub(crate) fn open(source: ConfigSource, config: Config) -> Result<Arc<Self>, Error> {
        let settings = Settings::new(&config, egress(&config)?);
        let store = Arc::new(storage::open(&config.store, Access::Service)?);
        let metrics = Metrics::new();
        let recording: Arc<dyn Store> = Arc::clone(&store) as Arc<dyn Store>;
        let most = config.messages.max_in_flight.get();
        Ok(Arc::new(Self {
            source,
            dispatch: Dispatch::new(settings, most, Some(recording), Arc::clone(&metrics)),
            plugins: ArcSwap::from_pointee(Plugins::new(&config.plugins, Arc::clone(&metrics))),
            config: ArcSwap::from_pointee(config),
            store,
            keys: Keys::default(),
            metrics,
            change: Mutex::new(()),
            accepting: AtomicBool::new(true),
        }))
    }

    /// Reads the configuration again and applies it, all or nothing: when anything in it is
    /// wrong, everything stays as it was.
    ///
    /// # Errors
    /// What is wrong.
    pub(crate) async fn reload(&self) -> Result<(), Error> {
        let reloaded = self.apply_configuration().await;
        match &reloaded {
            Ok(()) => tracing::info!(event = "reloaded", "configuration reloaded"),
            Err(error) => {
                let details = error.details().join("; ");
                tracing::error!(
                    event = "reload_failed",
                    details,
                    "configuration not reloaded, everything stays as it was: {error}"
                );
            }
        }
        reloaded
    }

    async fn apply_configuration(&self) -> Result<(), Error> {
        let _change = self.change.lock().await;
        let config = self.source.load()?;
        let settings = Settings::new(&config, egress(&config)?);
        let plugins = match config.plugins == self.config.load().plugins {
            true => self.plugins.load_full(),
            false => Arc::new(Plugins::new(&config.plugins, Arc::clone(&self.metrics))),
        };
        let wanted = self.wanted(&config).await?;
        let change = match wanted {
            Some(wanted) => Some(wanted.prepare(&plugins).await?),
            None => None,
        };
        let before = self.config.load_full();
        if config.server != before.server || config.store != before.store {
            tracing::warn!("a change of `[server]` or `[store]` takes effect with the next start");
        }
        match change {
            Some(change) => {
                self.activate(change).await?;
            }
            None => self.record_inactive(ActivationReason::Reload).await?,
        }
        self.dispatch.set_settings(settings);
        self.plugins.store(plugins);
        self.config.store(Arc::new(config));
        Ok(())
    }

    /// What sends messages.
    pub(crate) fn dispatch(&self) -> &Dispatch {
        &self.dispatch
    }

    /// What must not be forgotten.
    pub(crate) fn store(&self) -> &SqliteStore {
        &self.store
    }

    /// The API keys.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What is measured.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The configuration, as it is now.
    pub(crate) fn config(&self) -> Arc<Config> {
        self.config.load_full()
    }

    /// The installed plugins.
    pub(crate) fn plugins(&self) -> Arc<Plugins> {
        self.plugins.load_full()
    }

    /// What is installed, configured and active.
    ///
    /// # Errors
    /// When the plugin directory or the store cannot be read.
    pub(crate) async fn connectors(&self) -> Result<Vec<ConnectorStatus>, Error> {
        let knowledge = self.knowledge().await?;
        let plugins = self.plugins();
        Ok(overview(plugins.candidates().await?, &knowledge))
    }

    /// Which connectors are configured and active.
    async fn knowledge(&self) -> Result<Knowledge, Error> {
        let mut knowledge = Knowledge::read(&self.config(), Some(&*self.store)).await?;
        // The store says what should be active; this is what is.
        if let Some(active) = self.dispatch.registry().active() {
            knowledge.active = Some((active.connector.clone(), active.number));
            knowledge.is_quarantined = !active.instance.is_available();
        } else {
            knowledge.active = None;
        }
        Ok(knowledge)
    }

    /// Whether new messages are taken.
    pub(crate) fn is_accepting(&self) -> bool {
        self.accepting.load(Ordering::SeqCst)
    }

    /// Takes no new messages from now on; those in flight go on.
    pub(crate) fn stop_accepting(&self) {
        self.accepting.store(false, Ordering::SeqCst);
    }

    /// Makes a prepared connector the active one: on record first, then for every later message.
    async fn activate(&self, change: Change) -> Result<Standing, Error> {
        let connector = change.plugin.id().to_owned();
        let activation = NewActivation {
            connector: Some(connector.clone()),
            config: Some(change.text),
            at: now(),
            reason: change.reason,
            previous: change.previous,
        };
        let generation = self.store.activate(activation).await?;
        let prepared = change.prepared.into_generation(generation);
        self.dispatch.registry().switch(prepared);
        event::switched(
            &self.metrics,
            Some(&connector),
            generation,
            change.reason.name(),
        );
        Ok(Standing {
            connector: Some(connector),
            generation,
            previous: change.previous,
        })
    }

    /// Leaves no connector active.
    async fn record_inactive(&self, reason: ActivationReason) -> Result<(), Error> {
        let Some(active) = self.dispatch.registry().active() else {
            return Ok(());
        };
        let activation = NewActivation {
            connector: None,
            config: None,
            at: now(),
            reason,
            previous: Some(active.number),
        };
        let generation = self.store.activate(activation).await?;
        self.dispatch.registry().deactivate();
        event::switched(&self.metrics, None, generation, reason.name());
        Ok(())
    }
}

impl ConfigSource {
    /// Reads and checks the configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn load(&self) -> Result<Config, Error> {
        self.load_with_origins().map(|loaded| loaded.config)
    }

    /// The same, with what is known about where each value comes from.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn load_with_origins(&self) -> Result<crate::config::Loaded, Error> {
        Config::load(
            self.file.as_deref(),
            read_environment(),
            self.overrides.clone(),
        )
        .map_err(Error::HostConfig)
    }
}

/// Egress as the config wants it.
///
/// # Errors
/// When certificate authorities cannot be read.
pub(crate) fn egress(config: &Config) -> Result<Egress, Error> {
    let config = &config.egress;
    let rewrite = config.rewrite.iter().filter_map(|(origin, target)| {
        let target = format!("{}{}", target.origin.as_str(), target.prefix);
        Some((origin.as_str().to_owned(), Url::parse(&target).ok()?))
    });
    Ok(Egress::new(EgressSettings {
        connect_timeout: config.connect_timeout.duration(),
        proxy: config.proxy.as_ref().map(|proxy| proxy.expose().clone()),
        extra_ca: config.extra_ca.clone(),
        allow_private: config.allow_private.clone(),
        allow_http: config.allow_http,
        rewrite: rewrite.collect(),
    })?)
}

/// The config of a connector, by the file that holds it.
///
/// # Errors
/// When the file cannot be read, or is not a valid config.
pub(crate) async fn prepare_file(
    plugin: &Installed,
    path: &std::path::Path,
) -> Result<Prepared, Error> {
    let text = read_text(path)?;
    prepare(plugin, &text, &path.display().to_string()).await
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read_text(path: &std::path::Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })
}
