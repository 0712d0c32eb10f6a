//! `GET /livez`, `GET /readyz` and `GET /metrics`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use connector_api::{Failure, FailureKind};

use super::Problem;
use super::documents::Health;
use super::problem::ApiProblem;
use crate::service::Service;

/// The process is alive.
pub(super) async fn live() -> Json<Health> {
    Json(Health {
        status: "ok",
        connector: None,
        generation: None,
    })
}

/// Messages are taken, and there is a connector to send them through.
pub(super) async fn ready(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<Health>, Problem> {
    if !service.is_accepting() {
        let detail = "the service is stopping";
        return Err(Problem::of_api(
            ApiProblem::ShuttingDown,
            detail,
            uri.path(),
        ));
    }
    match service.dispatch().registry().active() {
        Some(generation) if !generation.instance.is_available() => {
            let detail = "switch to another connector, or wait: it is left alone for 30 seconds";
            Err(Problem::of_api(ApiProblem::Quarantined, detail, uri.path()))
        }
        Some(generation) => Ok(Json(Health {
            status: "ok",
            connector: Some(generation.connector.clone()),
            generation: Some(generation.number),
        })),
        None => {
            let failure = Failure::new(FailureKind::NoActiveConnector);
            Err(Problem::of_failure(&failure, uri.path()))
        }
    }
}

/// What is measured, for Prometheus.
pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Response {
    let active = service.dispatch().registry().active();
    let is_available = active.is_some_and(|active| active.instance.is_available());
    let statistics = service.store().statistics();
    let page = service.metrics().render(statistics, is_available);
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, content_type)], page).into_response()
}
