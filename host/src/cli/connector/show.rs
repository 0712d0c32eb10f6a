//! `switchboard connector show`.

use serde_json::{Value, json};

use super::{knowledge, reach, saved_text};
use crate::cli::output::Output;
use crate::cli::table::Table;
use crate::config::Config;
use crate::connectors::{State, masked};
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;

pub(super) async fn run(
    id: &str,
    plugins: &Plugins,
    config: &Config,
    output: &Output,
) -> Result<Exit, Error> {
    let plugin = plugins.load(id).await?;
    let info = plugin.info();
    let text = saved_text(id, config).await?;
    let settings = match &text {
        Some(text) => Some(masked(&plugin, text)?),
        None => None,
    };
    let active = knowledge(config).await?.active;
    let is_active = active.is_some_and(|(active, _)| active == id);
    let state = match (is_active, &settings) {
        (true, _) => State::Active,
        (false, Some(_)) => State::Configured,
        (false, None) => State::Installed,
    };
    let document = json!({
        "id": id,
        "name": info.name,
        "version": info.metadata.version,
        "abi": info.metadata.abi,
        "sdk": info.metadata.sdk,
        "target": info.metadata.target,
        "state": state,
        "docs": info.docs,
        "hosts": info.metadata.hosts,
        "hostsFromConfig": info.metadata.hosts_from_config,
        "codes": info.codes,
        "file": plugin.path(),
        "digest": plugin.digest().to_string(),
        "config": settings,
    });
    output.data(&document, || {
        let mut table = Table::new(&[]);
        for name in [
            "id", "name", "version", "abi", "sdk", "target", "state", "docs", "file", "digest",
        ] {
            table.row(&[name, &plain(document.get(name))]);
        }
        table.row(&[
            "may reach",
            &reach(&info.metadata.hosts, &info.metadata.hosts_from_config),
        ]);
        table.row(&["known codes", &info.codes.len().to_string()]);
        let settings = settings.as_ref().map(|settings| format!("{settings:#}"));
        format!(
            "{table}\n{}",
            settings.as_deref().unwrap_or("It has no config yet.")
        )
    });
    Ok(Exit::Ok)
}

fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => "-".to_owned(),
        Some(other) => other.to_string(),
    }
}
