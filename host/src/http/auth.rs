//! Who may do what.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Problem;
use super::problem::ApiProblem;
use crate::keys::{Caller, Scope};
use crate::service::Service;

/// How callers are told apart on a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// By API keys.
    Keys,
    /// Whoever can connect may do everything: the file permissions of the socket are the gate.
    Open,
}

/// What a route demands.
#[derive(Clone)]
pub(super) struct Demand {
    pub(super) service: Arc<Service>,
    pub(super) gate: Gate,
    pub(super) scope: Scope,
}

/// Lets a request pass whose caller may do what the route is for.
pub(super) async fn authorize(
    State(demand): State<Demand>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let credentials = request.headers().get(header::AUTHORIZATION).cloned();
    match caller(&demand, credentials, &path).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn caller(
    demand: &Demand,
    credentials: Option<HeaderValue>,
    path: &str,
) -> Result<Caller, Problem> {
    if demand.gate == Gate::Open {
        return Ok(Caller::local());
    }
    let unauthorized = |detail: &str| Problem::of_api(ApiProblem::Unauthorized, detail, path);
    let Some(value) = credentials else {
        let detail =
            "send `Authorization: Bearer` and an API key; `switchboard key create` makes one";
        return Err(unauthorized(detail));
    };
    let key = value.to_str().ok().and_then(bearer);
    let key = key.ok_or_else(|| unauthorized("`Authorization` is not `Bearer` and an API key"))?;
    let service = &demand.service;
    let caller = service.keys().caller(service.store(), key).await;
    let caller = caller.map_err(|error| Problem::of_error(&error.into(), path))?;
    let caller = caller
        .ok_or_else(|| unauthorized("the API key is not known, or was revoked or mistyped"))?;
    match caller.may(demand.scope) {
        true => Ok(caller),
        false => {
            let detail = format!("the API key needs the scope `{}`", demand.scope);
            Err(Problem::of_api(ApiProblem::Forbidden, detail, path))
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}
