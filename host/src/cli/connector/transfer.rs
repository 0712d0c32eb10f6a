//! `switchboard connector export` and `import`: a config that was tried in one place, for another.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use store::{SealError, SealingKey};
use zeroize::Zeroizing;

use super::lifecycle::saved;
use super::saved_text;
use crate::cli::Globals;
use crate::cli::output::Output;
use crate::client::{Ask, text_of};
use crate::config::Config;
use crate::connectors::masked;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;
use crate::service::read_text;

/// Format of an exported config.
const FORMAT: u64 = 1;

/// Prints a config: with its secrets masked, or sealed as a whole with a key.
pub(super) async fn export(
    id: &str,
    seal_with: Option<&Path>,
    plugins: &Plugins,
    config: &Config,
    output: &Output,
) -> Result<Exit, Error> {
    let plugin = plugins.load(id).await?;
    let text = saved_text(id, config).await?;
    let text = text.ok_or_else(|| Error::NotConfigured { id: id.to_owned() })?;
    let mut document = json!({
        "switchboardExport": FORMAT,
        "connector": id,
        "connectorVersion": plugin.info().metadata.version,
    });
    let (name, value) = match seal_with {
        Some(file) => {
            let sealed = key_of(file)?.seal(&purpose(id), text.as_bytes());
            let sealed = sealed.map_err(|error| refused(file, &error))?;
            ("sealed", Value::from(STANDARD.encode(sealed)))
        }
        None => ("config", masked(&plugin, &text)?),
    };
    if let Some(members) = document.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
    output.text(&format!("{document:#}\n"));
    Ok(Exit::Ok)
}

/// Validates an exported config and saves it.
pub(super) async fn import(
    file: &Path,
    open_with: Option<&Path>,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let document: Value = serde_json::from_str(&read_text(file)?).unwrap_or_default();
    let unreadable = |why: &str| Error::Usage(format!("`{}` {why}", file.display()));
    if document.get("switchboardExport").and_then(Value::as_u64) != Some(FORMAT) {
        return Err(unreadable(
            "is no config that `switchboard connector export` wrote",
        ));
    }
    let id = text_of(&document, "/connector");
    let text = match (document.get("config"), document.get("sealed"), open_with) {
        (Some(config), None, _) => Zeroizing::new(config.to_string()),
        (None, Some(_), None) => {
            return Err(unreadable("is sealed; name the key with `--open-with`"));
        }
        (None, Some(sealed), Some(key)) => {
            let sealed = STANDARD.decode(sealed.as_str().unwrap_or_default());
            let sealed = sealed.map_err(|_| unreadable("is damaged"))?;
            let opened = key_of(key)?.open(&purpose(id), &sealed);
            let opened = opened.map_err(|error| refused(key, &error))?;
            Zeroizing::new(String::from_utf8_lossy(&opened).into_owned())
        }
        _ => return Err(unreadable("has neither `config` nor `sealed`")),
    };
    let question = Ask::new(Method::PUT, format!("/v1/connectors/{id}/config"));
    let question = question.document(text.as_str());
    saved(question, id, file, globals, output).await
}

/// The key in a file: 64 hexadecimal digits. A new file gets a new key, for its owner only.
fn key_of(file: &Path) -> Result<SealingKey, Error> {
    if file.exists() {
        let text = Zeroizing::new(read_text(file)?);
        return SealingKey::parse(&text).map_err(|error| refused(file, &error));
    }
    let key = SealingKey::generate().map_err(|error| refused(file, &error))?;
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file)?;
        file.write_all(key.to_text().as_bytes())
    };
    write().map_err(|source| Error::Unreadable {
        path: file.to_owned(),
        source,
    })?;
    Ok(key)
}

fn purpose(id: &str) -> String {
    format!("export {id}")
}

fn refused(file: &Path, error: &SealError) -> Error {
    Error::StoreKey {
        path: file.to_owned(),
        reason: error.to_string(),
    }
}
