//! What an operator does with connectors: configure, test, switch, roll back, deactivate, remove.
//!
//! Each of these is one change: made and checked first, on record second, in effect last. What
//! fails changes nothing.

use std::sync::Arc;

use connector_api::UsageType;
use connector_config::{ConfigIssue, Document, MASK};
use serde_json::Value;
use store::{Activation, ActivationReason, NewActivation, SavedConfig, Store};
use zeroize::Zeroizing;

use super::restore::Wanted;
use super::{Service, read_text};
use crate::connectors::{Checked, check, prepare, restored};
use crate::dispatch::{Order, Refusal, Report};
use crate::error::Error;
use crate::message::{FieldError, MessageFields};
use crate::plugins::Installed;
use crate::storage::now;
use crate::telemetry::event;

/// What is active now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The connector; `None` when none is active.
    pub(crate) connector: Option<String>,
    /// Number of the last change; 0 before the first.
    pub(crate) generation: u64,
    /// The generation that a rollback leads to.
    pub(crate) previous: Option<u64>,
}

/// A config that was saved.
pub(crate) struct Saved {
    /// Its revision.
    pub(crate) revision: u64,
    /// What works and may still surprise.
    pub(crate) warnings: Vec<ConfigIssue>,
}

/// A message that tries a config out.
pub(crate) struct TestMessage {
    /// What is sent to whom.
    pub(crate) fields: MessageFields,
    /// The config to try; the saved one without it.
    pub(crate) config: Option<String>,
    /// Who wants it sent.
    pub(crate) caller: String,
}

/// Why a test was not made.
pub(crate) enum TestError {
    /// The fields of the message are wrong.
    Fields(Vec<FieldError>),
    /// The connector or its config is.
    Config(Error),
    /// The message was not accepted.
    Refused(Refusal),
}

impl From<Error> for TestError {
    fn from(error: Error) -> Self {
        Self::Config(error)
    }
}

impl Service {
    /// Checks a config, with masked secrets taken from the saved one.
    ///
    /// # Errors
    /// When the connector is not installed or its schema cannot be used.
    pub(crate) async fn validate(&self, id: &str, text: &str) -> Result<Checked, Error> {
        let plugin = self.plugins().load(id).await?;
        let text = self.unmasked(&plugin, text).await?;
        check(&plugin, &text).await
    }

    /// Validates a config and saves it. What is active stays as it is until the next switch.
    ///
    /// # Errors
    /// Everything that is wrong with it; or that it was changed since `expected`.
    pub(crate) async fn configure(
        &self,
        id: &str,
        text: &str,
        expected: Option<u64>,
    ) -> Result<Saved, Error> {
        self.refuse_when_managed_by_file()?;
        let _change = self.change.lock().await;
        let plugin = self.plugins().load(id).await?;
        let text = self.unmasked(&plugin, text).await?;
        let checked = check(&plugin, &text).await?;
        if !checked.errors.is_empty() {
            return Err(Error::ConnectorConfig {
                connector: id.to_owned(),
                source_name: "config".to_owned(),
                issues: checked.errors,
            });
        }
        let config = SavedConfig {
            connector: id.to_owned(),
            revision: 0,
            saved_at: now(),
            text,
        };
        let revision = self.store.save_config(config, expected).await?;
        tracing::info!(
            event = "connector_configured",
            connector = id,
            revision,
            "config saved"
        );
        Ok(Saved {
            revision,
            warnings: checked.warnings,
        })
    }

    /// The config of a connector as it was saved, or as its file has it; the revision is 0 for a
    /// file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn saved_config(&self, id: &str) -> Result<Option<SavedConfig>, Error> {
        match self.config().connectors.file_of(id) {
            Some(file) if file.is_file() => Ok(Some(SavedConfig {
                connector: id.to_owned(),
                revision: 0,
                saved_at: 0,
                text: Zeroizing::new(read_text(&file)?),
            })),
            Some(_) => Ok(None),
            None => Ok(self.store.config(id.to_owned()).await?),
        }
    }

    /// What is active now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn standing(&self) -> Result<Standing, Error> {
        let newest = self.store.activation().await?;
        let active = self.dispatch.registry().active();
        Ok(Standing {
            connector: active.as_ref().map(|active| active.connector.clone()),
            generation: match (&active, &newest) {
                (Some(active), _) => active.number,
                (None, Some(newest)) => newest.generation,
                (None, None) => 0,
            },
            previous: newest.and_then(|newest| newest.previous),
        })
    }

    /// The latest changes of what is active, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn history(&self, limit: u32) -> Result<Vec<Activation>, Error> {
        Ok(self.store.activations(limit).await?)
    }

    /// Makes a connector with its saved config the active one.
    ///
    /// # Errors
    /// Why it cannot be; what was active still is.
    pub(crate) async fn switch(&self, id: &str) -> Result<Standing, Error> {
        self.refuse_when_managed_by_file()?;
        let _change = self.change.lock().await;
        let plugins = self.plugins();
        let Some(saved) = self.store.config(id.to_owned()).await? else {
            // An unknown connector is a better answer than one without a config.
            plugins.load(id).await?;
            return Err(Error::NotConfigured { id: id.to_owned() });
        };
        let newest = self.store.activation().await?;
        let wanted = Wanted {
            connector: id.to_owned(),
            text: saved.text,
            source_name: "saved config".to_owned(),
            reason: ActivationReason::Switch,
            previous: newest.map(|newest| newest.generation),
        };
        self.activate(wanted.prepare(&plugins).await?).await
    }

    /// Goes back to what was active before the last switch.
    ///
    /// # Errors
    /// Why it cannot; what was active still is.
    pub(crate) async fn rollback(&self) -> Result<Standing, Error> {
        self.refuse_when_managed_by_file()?;
        let _change = self.change.lock().await;
        let mut target = self.store.activation().await?;
        // What was inactive is nothing to go back to.
        loop {
            let previous = target.and_then(|activation| activation.previous);
            let previous = previous.ok_or(Error::NothingToRollBack)?;
            target = self.store.activation_of(previous).await?;
            if target
                .as_ref()
                .is_some_and(|target| target.connector.is_some())
            {
                break;
            }
        }
        let Some(Activation {
            connector: Some(connector),
            config: Some(text),
            previous,
            ..
        }) = target
        else {
            return Err(Error::NothingToRollBack);
        };
        let wanted = Wanted {
            connector,
            text,
            source_name: "config of the earlier generation".to_owned(),
            reason: ActivationReason::Rollback,
            previous,
        };
        self.activate(wanted.prepare(&self.plugins()).await?).await
    }

    /// Leaves no connector active. Messages are refused from then on, so it takes `force`.
    ///
    /// # Errors
    /// Without `force`: which usage types would stop working.
    pub(crate) async fn deactivate(&self, force: bool) -> Result<Vec<UsageType>, Error> {
        self.refuse_when_managed_by_file()?;
        let _change = self.change.lock().await;
        self.deactivate_locked(force).await
    }

    /// Forgets the config of a connector; deactivates it first, when it is active.
    ///
    /// # Errors
    /// When it has none; or it is active, and there is no `force`.
    pub(crate) async fn remove(&self, id: &str, force: bool) -> Result<Vec<UsageType>, Error> {
        self.refuse_when_managed_by_file()?;
        let _change = self.change.lock().await;
        if self.store.config(id.to_owned()).await?.is_none() {
            return Err(Error::NotConfigured { id: id.to_owned() });
        }
        let active = self.dispatch.registry().active();
        let stopped = match active.is_some_and(|active| active.connector == id) {
            true => self.deactivate_locked(force).await?,
            false => Vec::new(),
        };
        self.store.remove_config(id.to_owned()).await?;
        tracing::info!(
            event = "connector_removed",
            connector = id,
            "config removed"
        );
        Ok(stopped)
    }

    /// Sends a message through a connector with a config, saved or not, whatever is active.
    ///
    /// # Errors
    /// Why nothing was sent.
    pub(crate) async fn test(&self, id: &str, test: TestMessage) -> Result<Report, TestError> {
        let settings = self.dispatch.settings();
        let region = settings.default_region.as_deref();
        let message = test.fields.parse(region).map_err(TestError::Fields)?;
        let plugin = self.plugins().load(id).await?;
        let (text, source_name) = match test.config {
            Some(text) => (self.unmasked(&plugin, &text).await?, "config"),
            None => {
                let saved = self.saved_config(id).await?;
                let saved = saved.ok_or_else(|| Error::NotConfigured { id: id.to_owned() })?;
                (saved.text, "saved config")
            }
        };
        // It is no generation: nothing but this message goes through it.
        let generation = prepare(&plugin, &text, source_name)
            .await?
            .into_generation(0);
        let mut order = Order::new(message, test.caller);
        order.through = Some(Arc::new(generation));
        self.dispatch.send(order).await.map_err(TestError::Refused)
    }

    async fn deactivate_locked(&self, force: bool) -> Result<Vec<UsageType>, Error> {
        let newest = self.store.activation().await?;
        let Some((connector, newest)) = newest.and_then(|newest| {
            let connector = newest.connector.clone()?;
            Some((connector, newest))
        }) else {
            return Err(Error::NothingActive);
        };
        let usage_types = usage_types(newest.config.as_deref().map(String::as_str));
        if !force {
            return Err(Error::NeedsForce {
                connector,
                usage_types,
            });
        }
        let reason = ActivationReason::Deactivate;
        let activation = NewActivation {
            connector: None,
            config: None,
            at: now(),
            reason,
            previous: Some(newest.generation),
        };
        let generation = self.store.activate(activation).await?;
        self.dispatch.registry().deactivate();
        event::switched(&self.metrics, None, generation, reason.name());
        Ok(usage_types)
    }

    /// A config with its masked secrets replaced by those of the saved one.
    async fn unmasked(&self, plugin: &Installed, text: &str) -> Result<Zeroizing<String>, Error> {
        if !text.contains(MASK) {
            return Ok(Zeroizing::new(text.to_owned()));
        }
        let saved = self.saved_config(plugin.id()).await?;
        restored(
            plugin,
            text,
            saved.as_ref().map(|saved| saved.text.as_str()),
        )
    }

    fn refuse_when_managed_by_file(&self) -> Result<(), Error> {
        match &self.config().connectors.dir {
            Some(dir) => Err(Error::ManagedByFile { dir: dir.clone() }),
            None => Ok(()),
        }
    }
}

/// The usage types that a config serves: those of its templates, or all where `Generic` stands in
/// for the others or the provider is not asked.
fn usage_types(config: Option<&str>) -> Vec<UsageType> {
    let document = config.and_then(|text| Document::parse(text).ok());
    let templates = document
        .as_ref()
        .and_then(|document| document.value().get("templates"))
        .and_then(Value::as_array);
    let Some(templates) = templates else {
        return UsageType::ALL.to_vec();
    };
    let named = |usage_type: &UsageType| {
        templates.iter().any(|template| {
            template.get("usageType").and_then(Value::as_str) == Some(usage_type.name())
        })
    };
    match named(&UsageType::Generic) {
        true => UsageType::ALL.to_vec(),
        false => UsageType::ALL.into_iter().filter(named).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_stands_in_for_every_usage_type() {
        let of = |text: &str| usage_types(Some(text)).len();
        assert_eq!(of(r#"{"templates":[{"usageType":"Generic"}]}"#), 9);
        assert_eq!(
            of(r#"{"templates":[{"usageType":"SignIn"},{"usageType":"Register"}]}"#),
            2
        );
        assert_eq!(of(r#"{"endpoint":"https://hooks.example.com"}"#), 9);
    }
}
