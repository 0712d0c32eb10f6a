//! `switchboard connector list`.

use serde_json::json;

use super::configured_active;
use crate::cli::output::Output;
use crate::cli::table::Table;
use crate::config::Config;
use crate::connectors::overview;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;

pub(super) fn run(plugins: &Plugins, config: &Config, output: &Output) -> Result<Exit, Error> {
    let active = configured_active(config).map(|id| (id, None));
    let connectors = overview(plugins.candidates()?, &config.connectors.dir, active);
    output.rows(&json!({ "connectors": connectors }), || {
        let mut table = Table::new(&["CONNECTOR", "VERSION", "ABI", "STATE", "FILE"]);
        for connector in &connectors {
            table.row(&[
                connector.id.as_deref().unwrap_or("-"),
                connector.version.as_deref().unwrap_or("-"),
                connector.abi.as_deref().unwrap_or("-"),
                connector.state.name(),
                &connector.file.display().to_string(),
            ]);
        }
        table
    });
    for connector in &connectors {
        if let Some(reason) = &connector.reason {
            output.warning(&format!(
                "cannot use `{}`: {reason}",
                connector.file.display()
            ));
        }
    }
    if connectors.is_empty() {
        output.note(&format!("no plugin is in `{}`", plugins.dir().display()));
    }
    Ok(Exit::Ok)
}
