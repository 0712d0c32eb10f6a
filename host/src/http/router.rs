//! Which path is answered by what; everything else is a problem document.

use std::sync::Arc;

use axum::Router;
use axum::extract::OriginalUri;
use axum::routing::{get, post};

use super::problem::ApiProblem;
use super::{Problem, connectors, health, messages};
use crate::service::Service;

/// The routes of the API.
pub(crate) fn api(service: Arc<Service>) -> Router {
    Router::new()
        .route("/v1/messages", post(messages::post))
        .route("/v1/connectors", get(connectors::list))
        .merge(probes())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(service)
}

/// The routes of the admin listener.
pub(crate) fn admin(service: Arc<Service>) -> Router {
    probes()
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(service)
}

fn probes() -> Router<Arc<Service>> {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
}

async fn not_found(OriginalUri(uri): OriginalUri) -> Problem {
    let detail = "there is nothing at this path; messages go to `POST /v1/messages`";
    Problem::of_api(ApiProblem::NotFound, detail, uri.path())
}

async fn method_not_allowed(OriginalUri(uri): OriginalUri) -> Problem {
    let detail = "use one of the methods that the `Allow` header names";
    Problem::of_api(ApiProblem::MethodNotAllowed, detail, uri.path())
}
