//! What should be active: what the files say, where they are the truth, or else what the store says.

use store::{ActivationReason, Store};
use zeroize::Zeroizing;

use super::{Change, Service, read_text};
use crate::config::Config;
use crate::connectors::prepare;
use crate::error::Error;
use crate::plugins::Plugins;
use crate::storage::now;

/// A connector that should be active, and why.
pub(super) struct Wanted {
    pub(super) connector: String,
    pub(super) text: Zeroizing<String>,
    /// Where the config comes from, for messages about what is wrong with it.
    pub(super) source_name: String,
    pub(super) reason: ActivationReason,
    pub(super) previous: Option<u64>,
}

impl Wanted {
    /// Loads the plugin and makes the connector; changes nothing.
    pub(super) async fn prepare(self, plugins: &Plugins) -> Result<Change, Error> {
        let plugin = plugins.load(&self.connector).await?;
        let prepared = prepare(&plugin, &self.text, &self.source_name).await?;
        Ok(Change {
            plugin,
            text: self.text,
            prepared,
            reason: self.reason,
            previous: self.previous,
        })
    }
}

impl Service {
    /// Makes active what was active before the restart, and settles what a crash left behind.
    ///
    /// # Errors
    /// Where files are the truth: what is wrong with them. Where the store is, a connector that
    /// cannot be made is reported, and the service runs without one until that is mended.
    pub(crate) async fn restore(&self) -> Result<(), Error> {
        let _change = self.change.lock().await;
        let unknown = self.store.recover(now()).await?;
        if unknown > 0 {
            tracing::warn!(
                event = "recovered",
                unknown,
                "messages were on their way when the host stopped; what became of them is unknown"
            );
        }
        self.restore_active().await
    }

    async fn restore_active(&self) -> Result<(), Error> {
        let config = self.config();
        let managed_by_file = config.connectors.dir.is_some();
        let Some(wanted) = self.wanted(&config).await? else {
            tracing::warn!(event = "no_active_connector", "no connector is active");
            return Ok(());
        };
        let change = match wanted.prepare(&self.plugins()).await {
            Ok(change) => change,
            Err(error) if managed_by_file => return Err(error),
            Err(error) => {
                let details = error.details().join("; ");
                tracing::error!(
                    event = "not_restored",
                    details,
                    "the connector that was active cannot be made, and none is active: {error}"
                );
                return Ok(());
            }
        };
        let newest = self.store.activation().await?;
        match newest {
            // The same as before the restart: nothing has changed.
            Some(newest)
                if newest.connector.as_deref() == Some(change.plugin.id())
                    && newest.config.as_ref() == Some(&change.text) =>
            {
                let generation = change.prepared.into_generation(newest.generation);
                self.metrics.restored(newest.generation);
                tracing::info!(
                    event = "connector_restored",
                    connector = generation.connector,
                    generation = newest.generation,
                    "connector is active"
                );
                self.dispatch.registry().switch(generation);
                Ok(())
            }
            _ => self.activate(change).await.map(|_| ()),
        }
    }

    /// The connector that should be active under a config; `None` when none should.
    pub(super) async fn wanted(&self, config: &Config) -> Result<Option<Wanted>, Error> {
        let newest = self.store.activation().await?;
        let Some(dir) = &config.connectors.dir else {
            return Ok(newest.and_then(|newest| {
                Some(Wanted {
                    connector: newest.connector?,
                    text: newest.config?,
                    source_name: "saved config".to_owned(),
                    reason: ActivationReason::Reload,
                    previous: newest.previous,
                })
            }));
        };
        let Some(id) = &config.connectors.active else {
            return Ok(None);
        };
        let path = dir.join(format!("{id}.json"));
        let previous = newest.and_then(|newest| match newest.connector.as_deref() {
            Some(connector) if connector == id.as_str() => newest.previous,
            _ => Some(newest.generation),
        });
        Ok(Some(Wanted {
            connector: id.as_str().to_owned(),
            text: Zeroizing::new(read_text(&path)?),
            source_name: path.display().to_string(),
            reason: ActivationReason::ManagedByFile,
            previous,
        }))
    }
}
