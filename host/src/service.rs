//! The running service: configuration, plugins and the active connector, and how a reload changes them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use arc_swap::ArcSwap;
use connector_loader::Plugin;
use url::Url;

use crate::config::{Config, Overrides, read_environment};
use crate::connectors::{ConnectorStatus, Prepared, overview, prepare};
use crate::dispatch::{Dispatch, Settings};
use crate::egress::{Egress, EgressSettings};
use crate::error::Error;
use crate::plugins::Plugins;

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
    dispatch: Dispatch,
    generations: AtomicU64,
    accepting: AtomicBool,
}

impl Service {
    /// Builds the service and switches to the configured connector.
    ///
    /// # Errors
    /// What keeps it from sending messages.
    pub(crate) async fn start(source: ConfigSource, config: Config) -> Result<Arc<Self>, Error> {
        let settings = Settings::new(&config, egress(&config)?);
        let plugins = Plugins::new(&config.plugins.dir);
        let prepared = prepare_active(&plugins, &config).await?;
        let service = Arc::new(Self {
            source,
            dispatch: Dispatch::new(settings, config.messages.max_in_flight.get()),
            plugins: ArcSwap::from_pointee(plugins),
            config: ArcSwap::from_pointee(config),
            generations: AtomicU64::new(0),
            accepting: AtomicBool::new(true),
        });
        service.switch(prepared);
        Ok(service)
    }

    /// Reads the configuration again and applies it, all or nothing: when anything in it is
    /// wrong, everything stays as it was.
    ///
    /// # Errors
    /// What is wrong.
    pub(crate) async fn reload(&self) -> Result<(), Error> {
        let config = self.source.load()?;
        let settings = Settings::new(&config, egress(&config)?);
        let plugins = match config.plugins.dir == self.config.load().plugins.dir {
            true => self.plugins.load_full(),
            false => Arc::new(Plugins::new(&config.plugins.dir)),
        };
        let prepared = prepare_active(&plugins, &config).await?;
        if config.server != self.config.load().server {
            tracing::warn!("a change of `[server]` takes effect with the next start");
        }
        self.dispatch.set_settings(settings);
        self.plugins.store(plugins);
        self.config.store(Arc::new(config));
        self.switch(prepared);
        Ok(())
    }

    /// What sends messages.
    pub(crate) fn dispatch(&self) -> &Dispatch {
        &self.dispatch
    }

    /// What is installed, configured and active.
    ///
    /// # Errors
    /// When the plugin directory cannot be read.
    pub(crate) fn connectors(&self) -> Result<Vec<ConnectorStatus>, Error> {
        let active = self.dispatch.registry().active();
        let active = active
            .as_deref()
            .map(|generation| (generation.connector.as_str(), Some(generation.number)));
        let candidates = self.plugins.load().candidates()?;
        Ok(overview(
            candidates,
            &self.config.load().connectors.dir,
            active,
        ))
    }

    /// Whether new messages are taken.
    pub(crate) fn is_accepting(&self) -> bool {
        self.accepting.load(Ordering::SeqCst)
    }

    /// Takes no new messages from now on; those in flight go on.
    pub(crate) fn stop_accepting(&self) {
        self.accepting.store(false, Ordering::SeqCst);
    }

    fn switch(&self, prepared: Option<Prepared>) {
        let registry = self.dispatch.registry();
        let Some(prepared) = prepared else {
            registry.deactivate();
            tracing::warn!(event = "no_active_connector", "no connector is active");
            return;
        };
        let number = self.generations.fetch_add(1, Ordering::SeqCst) + 1;
        let generation = prepared.into_generation(number);
        let connector = generation.connector.clone();
        registry.switch(generation);
        tracing::info!(
            event = "connector_switched",
            connector,
            generation = number,
            "connector is active"
        );
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
    plugin: &Plugin,
    path: &std::path::Path,
) -> Result<Prepared, Error> {
    let text = read_text(path)?;
    prepare(plugin, &text, &path.display().to_string())
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

async fn prepare_active(plugins: &Plugins, config: &Config) -> Result<Option<Prepared>, Error> {
    let Some(id) = &config.connectors.active else {
        return Ok(None);
    };
    let plugin = plugins.load(id.as_str()).await?;
    let path = config.connectors.dir.join(format!("{}.json", id.as_str()));
    prepare_file(&plugin, &path).await.map(Some)
}
