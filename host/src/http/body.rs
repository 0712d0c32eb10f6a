//! Reads the body of a request, within limits.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::Problem;
use super::problem::ApiProblem;

/// Most bytes of a body. A message has a few hundred.
const SIZE_LIMIT: usize = 64 * 1024;

/// Time in which a body must arrive.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The body as JSON text.
///
/// # Errors
/// 415, 413, 408 or 400.
pub(crate) async fn read_json_text(request: Request, path: &str) -> Result<String, Problem> {
    let problem = |problem, detail: &str| Problem::of_api(problem, detail, path);
    if !is_json(&request) {
        let detail = "send the document with `Content-Type: application/json`";
        return Err(problem(ApiProblem::UnsupportedMediaType, detail));
    }
    let body = Limited::<Body>::new(request.into_body(), SIZE_LIMIT);
    let Ok(collected) = timeout(TIME_LIMIT, body.collect()).await else {
        let detail = "the body did not arrive within 10 seconds; send it again";
        return Err(problem(ApiProblem::RequestTimeout, detail));
    };
    let bytes = match collected {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let detail = "a request may have 65536 bytes; send less";
            return Err(problem(ApiProblem::PayloadTooLarge, detail));
        }
        Err(_) => {
            let detail = "the body ended early; send it again";
            return Err(problem(ApiProblem::MalformedBody, detail));
        }
    };
    String::from_utf8(bytes.to_vec())
        .map_err(|_| problem(ApiProblem::MalformedBody, "the body is not UTF-8 text"))
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE);
    let value = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}
