//! What the connector makes of configs.

use connector_config::{ConfigSchema, Document};
use serde_json::{Value, json};

use crate::exchange::instance;
use crate::{Subject, Verdict};

pub(crate) fn examples_work(subject: &Subject<'_>) -> Verdict {
    let checked = schema(subject).and_then(|schema| {
        for config in &subject.configs.all {
            if let Some(issue) = issues(&schema, config)?.first() {
                return Err(format!("{}: {}", issue.pointer, issue.message));
            }
            instance(subject.library, config).map(drop)?;
        }
        Ok(())
    });
    Verdict::of(checked)
}

pub(crate) fn unknown_keys(subject: &Subject<'_>) -> Verdict {
    let checked = schema(subject).and_then(|schema| {
        let mut config = subject.configs.base.clone();
        let Some(fields) = config.as_object_mut() else {
            return Err("the config is no object".to_owned());
        };
        let Some(known) = fields.keys().max_by_key(|key| key.len()).cloned() else {
            return Err("the config has no key".to_owned());
        };
        let value = fields.remove(&known).unwrap_or_default();
        let misspelt = format!("{known}s");
        fields.insert(misspelt.clone(), value);
        fields.insert("zzzUnknown".to_owned(), json!(1));
        let issues = issues(&schema, &config)?;
        let find = |key: &str| {
            issues
                .iter()
                .find(|issue| issue.pointer == format!("/{key}"))
        };
        match (find(&misspelt), find("zzzUnknown")) {
            (Some(issue), Some(_))
                if issue
                    .suggestion
                    .as_deref()
                    .is_some_and(|s| s.contains(&known)) =>
            {
                Ok(())
            }
            (Some(_), Some(_)) => Err(format!("`{misspelt}` is not recognised as `{known}`")),
            _ => Err("an unknown key is accepted".to_owned()),
        }
    });
    Verdict::of(checked)
}

pub(crate) fn garbage(subject: &Subject<'_>) -> Verdict {
    for config in [
        &b""[..],
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"{\"a\":",
        b"\"text\"",
    ] {
        match subject.library.create(config) {
            Ok(_) => return Verdict::Failed(format!("it accepts {}", config.escape_ascii())),
            Err(error) if error.contains("panicked") => {
                return Verdict::Failed(format!("{error}, on {}", config.escape_ascii()));
            }
            Err(_) => {}
        }
    }
    Verdict::Passed
}

fn schema(subject: &Subject<'_>) -> Result<ConfigSchema, String> {
    ConfigSchema::compile(&subject.library.info().config_schema).map_err(|error| error.to_string())
}

fn issues(
    schema: &ConfigSchema,
    config: &Value,
) -> Result<Vec<connector_config::ConfigIssue>, String> {
    let document =
        Document::from_value(config).map_err(|_| "the config is no document".to_owned())?;
    Ok(schema.check(&document))
}
