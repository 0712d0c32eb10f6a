//! `GET /livez` and `GET /readyz`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, State};
use connector_api::{Failure, FailureKind};
use serde_json::{Value, json};

use super::Problem;
use super::problem::ApiProblem;
use crate::service::Service;

/// The process is alive.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Messages are taken, and there is a connector to send them through.
pub(crate) async fn ready(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<Value>, Problem> {
    if !service.is_accepting() {
        let detail = "the service is stopping";
        return Err(Problem::of_api(
            ApiProblem::ShuttingDown,
            detail,
            uri.path(),
        ));
    }
    match service.dispatch().registry().active() {
        Some(generation) => Ok(Json(json!({
            "status": "ok",
            "connector": generation.connector,
            "generation": generation.number,
        }))),
        None => {
            let failure = Failure::new(FailureKind::NoActiveConnector);
            Err(Problem::of_failure(&failure, uri.path()))
        }
    }
}
