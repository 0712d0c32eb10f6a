//! `POST /v1/messages`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Problem;
use super::body::read_json_text;
use super::problem::ApiProblem;
use crate::dispatch::Report;
use crate::message::{Refusal, parse_message_document};
use crate::service::Service;

/// Seconds after which a caller may come back when the service is full.
const COME_BACK: u64 = 1;

/// A message that the provider accepted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted<'r> {
    id: &'r str,
    status: &'static str,
    connector: Option<&'r str>,
    provider_message_id: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<u32>,
}

impl<'r> Accepted<'r> {
    /// From what became of a message.
    pub(crate) fn new(report: &'r Report, sent: &'r connector_api::Sent) -> Self {
        Self {
            id: &report.message_id,
            status: "sent",
            connector: report.connector.as_deref(),
            provider_message_id: sent.provider_message_id.as_deref(),
            segments: sent.segments,
        }
    }
}

/// Sends one message.
pub(crate) async fn post(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let of_api = |problem, detail: &str| Problem::of_api(problem, detail, &path);
    if !service.is_accepting() {
        let detail = "the service is stopping; send the message to another one, or later";
        return Err(of_api(ApiProblem::ShuttingDown, detail).with_retry_after(COME_BACK));
    }
    let text = read_json_text(request, &path).await?;
    let settings = service.dispatch().settings();
    let message = parse_message_document(&text, settings.default_region.as_deref())
        .map_err(|refusal| problem_of(refusal, &path))?;
    // The message goes on when the caller hangs up: dropping a request half-way would leave its
    // outcome unknown.
    let sending = tokio::spawn({
        let service = Arc::clone(&service);
        async move { service.dispatch().send(message).await }
    });
    let report = match sending.await {
        Ok(Ok(report)) => report,
        Ok(Err(_)) => {
            let detail = "too many messages are in flight; send it again in a second";
            return Err(of_api(ApiProblem::Overloaded, detail).with_retry_after(COME_BACK));
        }
        Err(_) => {
            return Err(of_api(
                ApiProblem::Internal,
                "the host failed while sending",
            ));
        }
    };
    match &report.result {
        Ok(sent) => Ok(Json(Accepted::new(&report, sent)).into_response()),
        Err(failure) => Err(Problem::of_report(&report, failure)),
    }
}

fn problem_of(refusal: Refusal, path: &str) -> Problem {
    match refusal {
        Refusal::Malformed(errors) => {
            let detail = "the body is not a JSON object; see `errors`";
            Problem::of_api(ApiProblem::MalformedBody, detail, path).with_errors(errors)
        }
        Refusal::Invalid(errors) => {
            let detail = "the message is invalid; see `errors`";
            let pointers = errors.iter().map(|error| error.pointer.as_str());
            let problem = Problem::of_message(pointers, detail, path);
            problem.with_errors(errors)
        }
    }
}
