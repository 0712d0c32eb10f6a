//! Which connectors are configured, and which one is active.

use std::collections::BTreeSet;
use std::path::Path;

use store::Store;

use crate::config::Config;
use crate::error::Error;

/// What files or store say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Knowledge {
    /// Connectors with a config.
    pub(crate) configured: BTreeSet<String>,
    /// The active one, and its generation.
    pub(crate) active: Option<(String, u64)>,
    /// The active one crashes too often, and is left alone for a while. Only a running service knows.
    pub(crate) is_quarantined: bool,
}

impl Knowledge {
    /// Reads it: from the files, where they are the truth, or else from the store, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn read(config: &Config, store: Option<&dyn Store>) -> Result<Self, Error> {
        let newest = match store {
            Some(store) => store.activation().await?,
            None => None,
        };
        let newest = newest.and_then(|newest| Some((newest.connector?, newest.generation)));
        if let Some(dir) = &config.connectors.dir {
            let active = config.connectors.active.as_ref();
            let active = active.map(|id| id.as_str().to_owned());
            return Ok(Self {
                configured: configured_in(dir),
                active: active.map(|id| match newest {
                    Some((connector, generation)) if connector == id => (id, generation),
                    // It takes effect with the next start or reload.
                    _ => (id, 0),
                }),
                is_quarantined: false,
            });
        }
        let configs = match store {
            Some(store) => store.configs().await?,
            None => Vec::new(),
        };
        Ok(Self {
            configured: configs.into_iter().map(|config| config.connector).collect(),
            active: newest,
            is_quarantined: false,
        })
    }
}

/// The connectors whose config is in a folder. A folder that is not there has none.
fn configured_in(dir: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".json").map(str::to_owned)
        })
        .collect()
}
