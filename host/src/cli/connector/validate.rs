//! `switchboard connector validate`.

use std::path::Path;

use serde_json::json;

use crate::cli::output::Output;
use crate::connectors::check;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;
use crate::service::read_text;

pub(super) async fn run(
    id: &str,
    file: &Path,
    plugins: &Plugins,
    output: &Output,
) -> Result<Exit, Error> {
    let plugin = plugins.load(id).await?;
    let source_name = file.display().to_string();
    let checked = check(&plugin, &read_text(file)?).await?;
    let document = json!({
        "valid": checked.errors.is_empty(),
        "errors": checked.errors,
        "warnings": checked.warnings,
    });
    if output.is_json() {
        output.data(&document, String::new);
    } else {
        for warning in &checked.warnings {
            output.warning(&warning.at(&source_name).to_string());
        }
    }
    match (checked.errors.is_empty(), output.is_json()) {
        (true, true) => Ok(Exit::Ok),
        (false, true) => Ok(Exit::BadConfig),
        (true, false) => {
            let version = &plugin.info().metadata.version;
            output.text(&format!(
                "`{source_name}` is valid for connector `{id}` {version}"
            ));
            Ok(Exit::Ok)
        }
        (false, false) => Err(Error::ConnectorConfig {
            connector: id.to_owned(),
            source_name,
            issues: checked.errors,
        }),
    }
}
