//! Problem documents (RFC 9457): every answer that is not a success.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connector_api::{Failure, FailureKind};
use connector_config::ConfigIssue;
use serde::Serialize;

use crate::dispatch::Report;
use crate::failure::{Retryable, facts};

/// Where each code is explained.
const ERRORS_PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/errors.md");

/// A problem document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// Where the code is explained.
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
    instance: String,
    code: &'static str,
    retryable: Retryable,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ConfigIssue>,
}

/// Problems of the API itself, as opposed to those of sending.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ApiProblem {
    /// The body is not a JSON object.
    MalformedBody,
    /// The fields of the body are wrong.
    InvalidBody,
    /// There is nothing at this path.
    NotFound,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The body did not arrive in time.
    RequestTimeout,
    /// The body is too large.
    PayloadTooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// Too many messages are in flight.
    Overloaded,
    /// The service is stopping.
    ShuttingDown,
    /// A fault of the host itself.
    Internal,
}

impl ApiProblem {
    /// Every problem with a code of its own, in the order in which documents list them.
    pub(crate) const ALL: [Self; 8] = [
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::Overloaded,
        Self::ShuttingDown,
        Self::Internal,
    ];

    /// Status, code, title, whether to try again.
    pub(crate) fn facts(self) -> (StatusCode, &'static str, &'static str, Retryable) {
        use Retryable::{No, Yes};
        let invalid = FailureKind::InvalidRequest.name();
        match self {
            Self::MalformedBody => (
                StatusCode::BAD_REQUEST,
                invalid,
                "The request is malformed",
                No,
            ),
            Self::InvalidBody => (
                StatusCode::UNPROCESSABLE_ENTITY,
                invalid,
                "The request is invalid",
                No,
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not_found",
                "There is nothing here",
                No,
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "The method is not allowed here",
                No,
            ),
            Self::RequestTimeout => (
                StatusCode::REQUEST_TIMEOUT,
                "request_timeout",
                "The request did not arrive in time",
                Yes,
            ),
            Self::PayloadTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                "The request is too large",
                No,
            ),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The request is not JSON",
                No,
            ),
            Self::Overloaded => (
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "Too many messages are in flight",
                Yes,
            ),
            Self::ShuttingDown => (
                StatusCode::SERVICE_UNAVAILABLE,
                "shutting_down",
                "The service is stopping",
                Yes,
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "The service failed",
                Retryable::Unknown,
            ),
        }
    }
}

impl Problem {
    /// A problem of the API. `detail` says what to do, `instance` is the path of the request.
    pub(crate) fn of_api(problem: ApiProblem, detail: impl Into<String>, instance: &str) -> Self {
        let (status, code, title, retryable) = problem.facts();
        Self {
            kind: format!("{ERRORS_PAGE}#{code}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            instance: instance.to_owned(),
            code,
            retryable,
            connector: None,
            provider_code: None,
            message_id: None,
            retry_after: None,
            errors: Vec::new(),
        }
    }

    /// A message whose fields are wrong, by their JSON pointers. Where the number alone is at fault
    /// it is the recipient who is invalid, not the request.
    pub(crate) fn of_message<'p>(
        mut pointers: impl Iterator<Item = &'p str>,
        detail: impl Into<String>,
        instance: &str,
    ) -> Self {
        let problem = Self::of_api(ApiProblem::InvalidBody, detail, instance);
        match pointers.all(|pointer| pointer == "/to") {
            true => problem.with_code(FailureKind::InvalidRecipient),
            false => problem,
        }
    }

    /// A failure of sending.
    pub(crate) fn of_failure(failure: &Failure, instance: &str) -> Self {
        let facts = facts(failure);
        let code = failure.kind.name();
        Self {
            kind: format!("{ERRORS_PAGE}#{code}"),
            title: facts.title,
            status: facts.status,
            detail: failure.message.clone(),
            instance: instance.to_owned(),
            code,
            retryable: facts.retryable,
            connector: None,
            provider_code: failure.provider_code.clone(),
            message_id: None,
            retry_after: failure.retry_after,
            errors: Vec::new(),
        }
    }

    /// The failure of a message that went through a connector.
    pub(crate) fn of_report(report: &Report, failure: &Failure) -> Self {
        let instance = format!("/v1/messages/{}", report.message_id);
        Self {
            connector: report.connector.clone(),
            message_id: Some(report.message_id.clone()),
            ..Self::of_failure(failure, &instance)
        }
    }

    /// Adds what is wrong, place by place.
    pub(crate) fn with_errors(mut self, errors: Vec<ConfigIssue>) -> Self {
        self.errors = errors;
        self
    }

    fn with_code(mut self, kind: FailureKind) -> Self {
        self.code = kind.name();
        self.kind = format!("{ERRORS_PAGE}#{}", self.code);
        self
    }

    /// Adds the seconds to wait.
    pub(crate) fn with_retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Plain data with string keys: encoding cannot fail.
        let document = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, document).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
