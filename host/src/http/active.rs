//! `/v1/active-connector`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use connector_api::UsageType;
use connector_config::Document;
use serde_json::Value;

use super::Problem;
use super::body::read_json_text;
use super::documents::{ActiveConnector, Change, Stopped};
use super::problem::ApiProblem;
use crate::error::Error;
use crate::service::{Service, Standing};

/// How many changes are shown.
const HISTORY: u32 = 20;

/// What is active, and what was.
pub(super) async fn get(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<ActiveConnector>, Problem> {
    let look = async {
        let mut document = ActiveConnector::new(service.standing().await?);
        let history = service.history(HISTORY).await?;
        document.history = Some(history.into_iter().map(Change::from).collect());
        Ok::<_, Error>(document)
    };
    let document = look
        .await
        .map_err(|error| Problem::of_error(&error, uri.path()))?;
    Ok(Json(document))
}

/// Switches.
pub(super) async fn put(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Json<ActiveConnector>, Problem> {
    let path = request.uri().path().to_owned();
    let text = read_json_text(request, &path).await?;
    let id = connector_of(&text, &path)?;
    // A switch is finished even when whoever asked for it hangs up.
    let switching = tokio::spawn(async move { service.switch(&id).await });
    conclude(switching.await, &path)
}

/// Goes back.
pub(super) async fn rollback(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<ActiveConnector>, Problem> {
    let switching = tokio::spawn(async move { service.rollback().await });
    conclude(switching.await, uri.path())
}

/// Leaves none active.
pub(super) async fn delete(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let force = force_of(&uri)?;
    let deactivated = service.deactivate(force).await;
    deactivated
        .map(stopped)
        .map_err(|error| Problem::of_error(&error, uri.path()))
}

/// Reads the configuration again.
pub(super) async fn reload(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<StatusCode, Problem> {
    let reloaded = tokio::spawn(async move { service.reload().await }).await;
    match reloaded {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT),
        Ok(Err(error)) => Err(Problem::of_error(&error, uri.path())),
        Err(_) => {
            let detail = "the host failed while reloading";
            Err(Problem::of_api(ApiProblem::Internal, detail, uri.path()))
        }
    }
}

/// What stopped working.
pub(super) fn stopped(usage_types: Vec<UsageType>) -> Response {
    Json(Stopped {
        stopped_usage_types: usage_types
            .iter()
            .map(|usage_type| usage_type.name())
            .collect(),
    })
    .into_response()
}

/// Whether the query says `force=true`.
pub(super) fn force_of(uri: &Uri) -> Result<bool, Problem> {
    match uri.query().unwrap_or_default() {
        "" | "force=false" => Ok(false),
        "force=true" => Ok(true),
        _ => {
            let detail = "the only parameter is `force`, which is `true` or `false`";
            Err(Problem::of_api(
                ApiProblem::MalformedBody,
                detail,
                uri.path(),
            ))
        }
    }
}

fn conclude(
    switched: Result<Result<Standing, Error>, tokio::task::JoinError>,
    path: &str,
) -> Result<Json<ActiveConnector>, Problem> {
    match switched {
        Ok(Ok(standing)) => Ok(Json(ActiveConnector::new(standing))),
        Ok(Err(error)) => Err(Problem::of_error(&error, path)),
        Err(_) => {
            let detail = "the host failed while switching";
            Err(Problem::of_api(ApiProblem::Internal, detail, path))
        }
    }
}

/// `{"connector": "twilio"}`.
fn connector_of(text: &str, path: &str) -> Result<String, Problem> {
    let document = Document::parse(text).map_err(|errors| {
        let detail = "the body is not a JSON object; see `errors`";
        Problem::of_api(ApiProblem::MalformedBody, detail, path).with_errors(errors)
    })?;
    let members = document.value().as_object();
    match members.map(|members| (members.len(), members.get("connector"))) {
        Some((1, Some(Value::String(id)))) => Ok(id.clone()),
        _ => {
            let detail = "the body is `{\"connector\": ID}`, with the id of an installed connector";
            Err(Problem::of_api(ApiProblem::InvalidBody, detail, path))
        }
    }
}
