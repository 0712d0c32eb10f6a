//! `switchboard connector list`.

use serde_json::json;

use super::knowledge;
use crate::cli::output::Output;
use crate::cli::table::Table;
use crate::config::Config;
use crate::connectors::{ConnectorStatus, Vouched, overview};
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;

pub(super) async fn run(
    plugins: &Plugins,
    config: &Config,
    output: &Output,
) -> Result<Exit, Error> {
    let connectors = overview(plugins.candidates().await?, &knowledge(config).await?);
    output.rows(&json!({ "connectors": connectors }), || {
        let mut table = Table::new(&["CONNECTOR", "VERSION", "ABI", "STATE", "TRUST", "FILE"]);
        for connector in &connectors {
            table.row(&[
                connector.id.as_deref().unwrap_or("-"),
                connector.version.as_deref().unwrap_or("-"),
                connector.abi.as_deref().unwrap_or("-"),
                connector.state.name(),
                connector.trust.map_or("-", Vouched::name),
                &file_of(connector),
            ]);
        }
        table
    });
    for connector in &connectors {
        if let Some(reason) = &connector.reason {
            output.warning(&match &connector.file {
                Some(file) => format!("cannot use `{}`: {reason}", file.display()),
                None => format!("{}: {reason}", connector.id.as_deref().unwrap_or("-")),
            });
        }
    }
    if connectors.is_empty() {
        output.note(&format!("no plugin is in `{}`", plugins.dir().display()));
    }
    Ok(Exit::Ok)
}

fn file_of(connector: &ConnectorStatus) -> String {
    let file = connector.file.as_ref();
    file.map_or_else(|| "-".to_owned(), |file| file.display().to_string())
}
