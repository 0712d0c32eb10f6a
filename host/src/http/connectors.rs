//! `GET /v1/connectors`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Problem;
use super::problem::ApiProblem;
use crate::connectors::ConnectorStatus;
use crate::service::Service;

/// The installed plugins.
#[derive(Serialize)]
struct Connectors {
    connectors: Vec<ConnectorStatus>,
}

/// Lists what is installed, configured and active.
pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    // Inspecting reads every file of the directory.
    let listed = tokio::task::spawn_blocking(move || service.connectors()).await;
    match listed {
        Ok(Ok(connectors)) => Ok(Json(Connectors { connectors }).into_response()),
        Ok(Err(error)) => Err(Problem::of_api(
            ApiProblem::Internal,
            error.to_string(),
            uri.path(),
        )),
        Err(_) => Err(Problem::of_api(
            ApiProblem::Internal,
            "the host failed",
            uri.path(),
        )),
    }
}
