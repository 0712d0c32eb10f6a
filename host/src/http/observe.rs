//! What every answer has in common: an identifier, and a place in the metrics.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use super::endpoint::ENDPOINTS;
use super::rejection;
use crate::service::Service;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Most characters of an identifier that a caller chose.
const LONGEST: usize = 128;

/// Counts the answer, and gives it the identifier of its request.
pub(super) async fn observe(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let id = identifier(&request);
    let path = request.extensions().get::<MatchedPath>().cloned();
    let method = method_of(&request);
    let uri = request.uri().clone();
    let response = next.run(request).await;
    let mut response = rejection::to_problem(response, &uri);
    let path = path.as_ref().map(MatchedPath::as_str);
    // Labels are a closed set: whatever is not an endpoint is one thing.
    let endpoint = ENDPOINTS
        .iter()
        .find(|endpoint| Some(endpoint.path) == path);
    let route = endpoint.map_or("other", |endpoint| endpoint.path);
    let status = response.status().as_u16();
    service.metrics().answered(route, method, status);
    tracing::debug!(
        event = "request_answered",
        request_id = id.to_str().unwrap_or_default(),
        route,
        method,
        status
    );
    response.headers_mut().insert(HEADER, id);
    response
}

fn identifier(request: &Request) -> HeaderValue {
    let given = request.headers().get(&HEADER).filter(|value| {
        let text = value.as_bytes();
        (1..=LONGEST).contains(&text.len()) && text.iter().all(u8::is_ascii_graphic)
    });
    given.cloned().unwrap_or_else(|| {
        let fresh = format!("req_{}", Uuid::now_v7().simple());
        HeaderValue::try_from(fresh).unwrap_or(HeaderValue::from_static("req"))
    })
}

fn method_of(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
