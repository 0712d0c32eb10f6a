//! Routes; whatever is not one is a problem document.

use std::sync::Arc;

use axum::Router;
use axum::extract::OriginalUri;
use axum::middleware::from_fn_with_state;

use super::Problem;
use super::auth::{Demand, Gate, authorize};
use super::endpoint::{ENDPOINTS, Endpoint};
use super::observe::observe;
use super::problem::ApiProblem;
use crate::service::Service;

/// The routes of the API.
pub(crate) fn api(service: Arc<Service>, gate: Gate) -> Router {
    router(service, gate, |_| true)
}

/// The routes of the admin listener: health and metrics, without a key.
pub(crate) fn admin(service: Arc<Service>) -> Router {
    let is_for_operators = |endpoint: &Endpoint| !endpoint.path.starts_with("/v1/");
    router(service, Gate::Open, is_for_operators)
}

fn router(service: Arc<Service>, gate: Gate, wanted: impl Fn(&Endpoint) -> bool) -> Router {
    let mut router = Router::new();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| wanted(endpoint)) {
        let mut route = (endpoint.handler)();
        if let Some(scope) = endpoint.scope {
            let demand = Demand {
                service: Arc::clone(&service),
                gate,
                scope,
            };
            route = route.route_layer(from_fn_with_state(demand, authorize));
        }
        router = router.route(endpoint.path, route);
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}

async fn not_found(OriginalUri(uri): OriginalUri) -> Problem {
    let detail = "there is nothing at this path; `/openapi.json` lists all there are";
    Problem::of_api(ApiProblem::NotFound, detail, uri.path())
}

async fn method_not_allowed(OriginalUri(uri): OriginalUri) -> Problem {
    let detail = "use one of the methods that the `Allow` header names";
    Problem::of_api(ApiProblem::MethodNotAllowed, detail, uri.path())
}
