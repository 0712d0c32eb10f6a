//! `switchboard connector configure`, `test`, `switch`, `rollback`, `deactivate` and `remove`: calls
//! of the API.

use std::path::Path;
use std::time::Duration;

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::cli::Globals;
use crate::cli::output::Output;
use crate::client::{Answer, Ask, ask, text_of};
use crate::error::Error;
use crate::exit::Exit;
use crate::service::read_text;

/// How long a change may take: a plugin is loaded, and a message may be on its way.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn configure(
    id: &str,
    file: &Path,
    if_match: Option<u64>,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let mut question =
        Ask::new(Method::PUT, format!("/v1/connectors/{id}/config")).document(read_text(file)?);
    if let Some(revision) = if_match {
        question = question.if_match(revision);
    }
    saved(question, id, file, globals, output).await
}

/// Has a config saved that came from a file.
pub(super) async fn saved(
    question: Ask,
    id: &str,
    file: &Path,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let answer = asked(question, globals).await?;
    let Some(document) = said(answer, id, file, output)? else {
        return Ok(Exit::BadConfig);
    };
    output.data(&document, || {
        format!("saved; `switchboard connector switch {id}` puts it to use")
    });
    Ok(Exit::Ok)
}

pub(super) async fn switch(id: &str, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let document = json!({ "connector": id }).to_string();
    let question = Ask::new(Method::PUT, "/v1/active-connector").document(document);
    standing(question, globals, output).await
}

pub(super) async fn rollback(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let question = Ask::new(Method::POST, "/v1/active-connector/rollback");
    standing(question, globals, output).await
}

pub(super) async fn deactivate(
    force: bool,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let path = format!("/v1/active-connector?force={force}");
    stopped(
        Ask::new(Method::DELETE, path),
        "deactivated",
        globals,
        output,
    )
    .await
}

pub(super) async fn remove(
    id: &str,
    force: bool,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let path = format!("/v1/connectors/{id}/config?force={force}");
    stopped(Ask::new(Method::DELETE, path), "removed", globals, output).await
}

/// What a test sends.
pub(super) struct Test<'t> {
    pub(super) to: &'t str,
    pub(super) config: Option<&'t Path>,
    pub(super) usage_type: Option<&'t str>,
    pub(super) locale: Option<&'t str>,
}

pub(super) async fn test(
    id: &str,
    test: &Test<'_>,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let mut document = Map::from_iter([("to".to_owned(), json!(test.to))]);
    for (name, value) in [("type", test.usage_type), ("locale", test.locale)] {
        document.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    if let Some(file) = test.config {
        let text = read_text(file)?;
        let config: Value = serde_json::from_str(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::Usage(format!(
                "`{}` is not JSON (line {line}, column {column})",
                file.display()
            ))
        })?;
        document.insert("config".to_owned(), config);
    }
    let text = Value::Object(document).to_string();
    let question = Ask::new(Method::POST, format!("/v1/connectors/{id}/test")).document(text);
    let answer = asked(question, globals).await?;
    if output.is_json() {
        output.data(&answer.document, String::new);
        return Ok(answer.exit());
    }
    let document = answer.success()?;
    output.data(&document, || {
        let provider_id = text_of(&document, "/providerMessageId");
        format!("sent through {id}, provider message {provider_id}")
    });
    Ok(Exit::Ok)
}

async fn asked(question: Ask, globals: &Globals) -> Result<Answer, Error> {
    ask(globals.config_source(), question, PATIENCE).await
}

/// The document of a success; for programs, a config that is wrong is data as well, and `None`.
fn said(answer: Answer, id: &str, file: &Path, output: &Output) -> Result<Option<Value>, Error> {
    if answer.exit() == Exit::BadConfig && output.is_json() {
        output.data(&answer.document, String::new);
        return Ok(None);
    }
    match answer.success() {
        Ok(document) => Ok(Some(document)),
        Err(Error::Answered {
            issues,
            exit: Exit::BadConfig,
            ..
        }) if !issues.is_empty() => Err(Error::ConnectorConfig {
            connector: id.to_owned(),
            source_name: file.display().to_string(),
            issues,
        }),
        Err(error) => Err(error),
    }
}

async fn standing(question: Ask, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let answer = asked(question, globals).await?;
    if answer.status >= 400 && output.is_json() {
        output.data(&answer.document, String::new);
        return Ok(answer.exit());
    }
    let document = answer.success()?;
    output.data(&document, || {
        format!(
            "connector {} is active, generation {}",
            text_of(&document, "/connector"),
            document.get("generation").unwrap_or(&Value::Null)
        )
    });
    Ok(Exit::Ok)
}

async fn stopped(
    question: Ask,
    done: &str,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let answer = asked(question, globals).await?;
    if answer.status >= 400 && output.is_json() {
        output.data(&answer.document, String::new);
        return Ok(answer.exit());
    }
    let document = answer.success()?;
    output.data(&document, || {
        let stopped = document.get("stoppedUsageTypes").and_then(Value::as_array);
        let names = stopped.into_iter().flatten().filter_map(Value::as_str);
        let names: Vec<&str> = names.collect();
        match names.as_slice() {
            [] => done.to_owned(),
            names => format!(
                "{done}; these messages cannot be sent now: {}",
                names.join(", ")
            ),
        }
    });
    Ok(Exit::Ok)
}
