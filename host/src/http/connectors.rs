//! `/v1/connectors`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connector_config::Document;
use serde_json::{Map, Value};

use super::Problem;
use super::active::{force_of, stopped};
use super::body::read_json_text;
use super::documents::{Connector, Connectors, SavedConfig};
use super::messages::answer;
use super::problem::ApiProblem;
use crate::connectors::{State as ConnectorState, masked};
use crate::error::Error;
use crate::keys::Caller;
use crate::message::MessageFields;
use crate::service::{Service, TestError, TestMessage};

/// The passcode of a test message.
const TEST_CODE: &str = "123456";

/// Lists what is installed, configured and active.
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<Connectors>, Problem> {
    let connectors = service.connectors().await;
    let connectors = connectors.map_err(|error| Problem::of_error(&error, uri.path()))?;
    Ok(Json(Connectors { connectors }))
}

/// One connector, with its config.
pub(super) async fn get(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let connector = describe(&service, &id).await;
    let connector = connector.map_err(|error| Problem::of_error(&error, uri.path()))?;
    let revision = connector.revision;
    let mut response = Json(connector).into_response();
    if let Some(revision) = revision {
        response.headers_mut().insert(header::ETAG, etag(revision));
    }
    Ok(response)
}

async fn describe(service: &Service, id: &str) -> Result<Connector, Error> {
    let plugin = service.plugins().load(id).await?;
    let saved = service.saved_config(id).await?;
    let active = service.dispatch().registry().active();
    let is_active = active.is_some_and(|active| active.connector == id);
    let info = plugin.info();
    let config = match &saved {
        Some(saved) => Some(masked(&plugin, &saved.text)?),
        None => None,
    };
    let state = match (is_active, &saved) {
        (true, _) => ConnectorState::Active,
        (false, Some(_)) => ConnectorState::Configured,
        (false, None) => ConnectorState::Installed,
    };
    Ok(Connector {
        id: id.to_owned(),
        name: info.name.clone(),
        version: info.metadata.version.clone(),
        abi: info.metadata.abi.clone(),
        sdk: info.metadata.sdk.clone(),
        target: info.metadata.target.clone(),
        state: state.name(),
        docs: info.docs.clone(),
        hosts: info.metadata.hosts.clone(),
        hosts_from_config: info.metadata.hosts_from_config.clone(),
        codes: info.codes.clone(),
        file: plugin.path().display().to_string(),
        digest: plugin.digest().to_string(),
        revision: saved
            .map(|saved| saved.revision)
            .filter(|revision| *revision > 0),
        config,
    })
}

/// The JSON Schema of a connector's config.
pub(super) async fn schema(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let plugin = service.plugins().load(&id).await;
    let plugin = plugin.map_err(|error| Problem::of_error(&error, uri.path()))?;
    let schema = plugin.info().config_schema.to_string();
    let content_type = [(header::CONTENT_TYPE, "application/schema+json")];
    Ok((content_type, schema).into_response())
}

/// Checks a config and saves nothing.
pub(super) async fn validate(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let path = request.uri().path().to_owned();
    let text = read_json_text(request, &path).await?;
    let checked = service.validate(&id, &text).await;
    let checked = checked.map_err(|error| Problem::of_error(&error, &path))?;
    if checked.errors.is_empty() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let error = Error::ConnectorConfig {
        connector: id,
        source_name: "config".to_owned(),
        issues: checked.errors,
    };
    Err(Problem::of_error(&error, &path))
}

/// Saves a config. What is active stays as it is until the next switch.
pub(super) async fn configure(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let expected = expected_revision(request.headers(), &path)?;
    let text = read_json_text(request, &path).await?;
    let saved = service.configure(&id, &text, expected).await;
    let saved = saved.map_err(|error| Problem::of_error(&error, &path))?;
    let document = SavedConfig {
        connector: id,
        revision: saved.revision,
        warnings: saved.warnings.into_iter().map(Into::into).collect(),
    };
    let headers = [(header::ETAG, etag(saved.revision))];
    Ok((headers, Json(document)).into_response())
}

/// Forgets a config.
pub(super) async fn remove(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let force = force_of(&uri)?;
    let removed = service.remove(&id, force).await;
    removed
        .map(stopped)
        .map_err(|error| Problem::of_error(&error, uri.path()))
}

/// Sends a message through a connector, with the saved config or with one that is not saved.
pub(super) async fn test(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let text = read_json_text(request, &path).await?;
    let test = parse_test(&text, caller.id, &path)?;
    let testing = tokio::spawn(async move { service.test(&id, test).await });
    match testing.await {
        Ok(Ok(report)) => answer(&report),
        Ok(Err(error)) => Err(problem_of(error, &path)),
        Err(_) => {
            let detail = "the host failed while sending";
            Err(Problem::of_api(ApiProblem::Internal, detail, &path))
        }
    }
}

fn problem_of(error: TestError, path: &str) -> Problem {
    match error {
        TestError::Config(error) => Problem::of_error(&error, path),
        TestError::Refused(refusal) => Problem::of_refusal(&refusal, path),
        TestError::Fields(errors) => {
            let pointers = errors.iter().map(|error| error.pointer);
            let sentence = |error: &crate::message::FieldError| {
                format!("`{}` {}", error.pointer, error.message)
            };
            let detail: Vec<String> = errors.iter().map(sentence).collect();
            Problem::of_message(pointers, detail.join("; "), path)
        }
    }
}

/// `{"to", "config"?, "type"?, "locale"?, "payload"?}`.
fn parse_test(text: &str, caller: String, path: &str) -> Result<TestMessage, Problem> {
    let document = Document::parse(text).map_err(|errors| {
        let detail = "the body is not a JSON object; see `errors`";
        Problem::of_api(ApiProblem::MalformedBody, detail, path).with_errors(errors)
    })?;
    let mut fields = MessageFields {
        usage_type: "Generic".to_owned(),
        payload: Map::from_iter([("code".to_owned(), TEST_CODE.into())]),
        ..MessageFields::default()
    };
    let mut config = None;
    let mut issues = Vec::new();
    let empty = Map::new();
    for (name, value) in document.value().as_object().unwrap_or(&empty) {
        match (name.as_str(), value) {
            ("to", Value::String(text)) => fields.to.clone_from(text),
            ("type", Value::String(text)) => fields.usage_type.clone_from(text),
            ("locale", Value::String(text)) => fields.locale = Some(text.clone()),
            ("payload", Value::Object(variables)) => fields.payload.clone_from(variables),
            ("config", Value::Object(_)) => config = Some(value.to_string()),
            ("type" | "locale" | "payload" | "config", Value::Null) => {}
            ("to" | "type" | "locale", _) => {
                issues.push(document.issue(&format!("/{name}"), "must be a string"));
            }
            ("payload" | "config", _) => {
                issues.push(document.issue(&format!("/{name}"), "must be an object"));
            }
            _ => {
                let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                let known = "`to`, `config`, `type`, `locale`, `payload`";
                let message = format!("is not a field of a test; known are {known}");
                issues.push(document.issue(&pointer, message));
            }
        }
    }
    if !issues.is_empty() {
        let detail = "the test is invalid; see `errors`";
        return Err(Problem::of_api(ApiProblem::InvalidBody, detail, path).with_errors(issues));
    }
    Ok(TestMessage {
        fields,
        config,
        caller,
    })
}

/// The revision that `If-Match` demands; 0 for `If-None-Match: *`, which demands that there is none.
fn expected_revision(headers: &HeaderMap, path: &str) -> Result<Option<u64>, Problem> {
    let text = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.to_str().unwrap_or(""))
    };
    let revision = |etag: &str| {
        let digits = etag.trim().strip_prefix('"')?.strip_suffix('"')?;
        digits.parse().ok()
    };
    let malformed = |detail: &str| Problem::of_api(ApiProblem::MalformedBody, detail, path);
    match (text(header::IF_MATCH), text(header::IF_NONE_MATCH)) {
        (None, None) => Ok(None),
        (None, Some("*")) => Ok(Some(0)),
        (Some(etag), None) => revision(etag).map(Some).ok_or_else(|| {
            malformed("`If-Match` is the `ETag` of the config that was read, like \"3\"")
        }),
        _ => Err(malformed(
            "use `If-Match` with an `ETag`, or `If-None-Match: *`",
        )),
    }
}

fn etag(revision: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
