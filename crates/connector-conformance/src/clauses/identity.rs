//! Who the connector is.

use serde_json::Value;

use crate::{Subject, Verdict};

pub(crate) fn file_name(subject: &Subject<'_>) -> Verdict {
    let id = subject.library.info().metadata.id.as_str();
    let stem = subject
        .path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let built = format!("libconnector_{}", id.replace('-', "_"));
    Verdict::of(match stem == id || stem == built {
        true => Ok(()),
        false => Err(format!("the file is named `{stem}`, the connector `{id}`")),
    })
}

pub(crate) fn schema_is_documented(subject: &Subject<'_>) -> Verdict {
    let schema = &subject.library.info().config_schema;
    Verdict::of(documented("", schema))
}

/// Every property of every object in a schema.
fn documented(at: &str, schema: &Value) -> Result<(), String> {
    if let Some(items) = schema.get("items") {
        documented(&format!("{at}/items"), items)?;
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Ok(());
    };
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Err(format!("the object at `{at}/` takes unknown keys"));
    }
    for (name, property) in properties {
        let at = format!("{at}/{name}");
        for part in ["title", "description", "examples"] {
            if property.get(part).is_none() {
                return Err(format!("`{at}` has no {part}"));
            }
        }
        documented(&at, property)?;
    }
    Ok(())
}

pub(crate) fn reach(subject: &Subject<'_>) -> Verdict {
    let info = subject.library.info();
    if info.metadata.hosts.is_empty() && info.metadata.hosts_from_config.is_empty() {
        return Verdict::Failed("it declares no host".to_owned());
    }
    let plain = |host: &&String| {
        host.contains('.')
            && host.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
            })
    };
    Verdict::of(match info.metadata.hosts.iter().find(|host| !plain(host)) {
        Some(host) => Err(format!("`{host}` is no plain host name")),
        None => Ok(()),
    })
}
