//! What axum says in plain text about a path or a query becomes a problem document.

use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};

use super::Problem;
use super::problem::ApiProblem;

/// A rejection of an extractor, like a path that is not UTF-8, is answered as everything else is.
pub(super) fn to_problem(response: Response, uri: &Uri) -> Response {
    let is_text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/plain"));
    if !response.status().is_client_error() || !is_text {
        return response;
    }
    let detail = "the path or the query cannot be read";
    Problem::of_api(ApiProblem::MalformedBody, detail, uri.path()).into_response()
}
