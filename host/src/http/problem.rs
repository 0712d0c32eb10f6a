//! Problem documents (RFC 9457): every answer that is not a success.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connector_api::{Failure, FailureKind};
use connector_config::ConfigIssue;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Ending, StoreError};

use crate::dispatch::{Refusal, Report};
use crate::error::Error;
use crate::failure::{Retryable, facts};

/// Where each code is explained.
const ERRORS_PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/errors.md");

/// Seconds after which a caller may come back when the service is busy.
pub(crate) const COME_BACK: u64 = 1;

/// A problem document (RFC 9457).
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// Where the code is explained.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem it is, for people.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened, and what to do.
    detail: String,
    /// Path of the request, or of the message.
    instance: String,
    /// What kind of problem it is, for programs.
    code: &'static str,
    /// Whether the same request may be sent again.
    retryable: Retryable,
    /// The connector that had a say.
    #[serde(skip_serializing_if = "Option::is_none")]
    connector: Option<String>,
    /// What the provider calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_code: Option<String>,
    /// The message that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// Seconds to wait before another try.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// What is wrong, with places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<super::documents::Issue>")]
    errors: Vec<ConfigIssue>,
}

macro_rules! api_problems {
    ($($(#[doc = $doc:literal])+ $Variant:ident $status:ident $code:literal $title:literal $retryable:ident,)+) => {
        /// Problems of the API itself, as opposed to those of sending.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum ApiProblem { $($(#[doc = $doc])+ $Variant),+ }

        impl ApiProblem {
            /// Every problem, in the order in which documents list them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// Status, code, title, whether to try again.
            pub(crate) const fn facts(self) -> (StatusCode, &'static str, &'static str, Retryable) {
                match self {
                    $(Self::$Variant => (StatusCode::$status, $code, $title, Retryable::$retryable)),+
                }
            }
        }
    };
}

api_problems! {
    /// The body is not a JSON object, or a header or parameter makes no sense.
    MalformedBody BAD_REQUEST "invalid_request" "The request is malformed" No,
    /// The fields of the body are wrong.
    InvalidBody UNPROCESSABLE_ENTITY "invalid_request" "The request is invalid" No,
    /// There is no key, or none that is known.
    Unauthorized UNAUTHORIZED "unauthorized" "The request needs an API key" No,
    /// The key does not permit it.
    Forbidden FORBIDDEN "forbidden" "The API key does not permit this" No,
    /// There is nothing at this path.
    NotFound NOT_FOUND "not_found" "There is nothing here" No,
    /// No plugin provides the connector.
    NotInstalled NOT_FOUND "connector_not_installed" "The connector is not installed" No,
    /// The connector has no config.
    NotConfigured CONFLICT "connector_not_configured" "The connector is not configured" No,
    /// A config is wrong.
    InvalidConfig UNPROCESSABLE_ENTITY "invalid_config" "The config is not valid" No,
    /// The plugin's file cannot be used.
    PluginRefused UNPROCESSABLE_ENTITY "plugin_refused" "The plugin cannot be used" No,
    /// Files are the truth about connectors.
    ManagedByFile CONFLICT "managed_by_file" "Connectors are managed by files" No,
    /// Messages could not be sent from then on.
    NeedsForce CONFLICT "needs_force" "The connector is active" No,
    /// Nothing was active before.
    NothingToRollBack CONFLICT "nothing_to_roll_back" "There is nothing to go back to" No,
    /// Nothing is active.
    NothingActive CONFLICT "nothing_active" "No connector is active" No,
    /// Somebody else changed it.
    RevisionConflict PRECONDITION_FAILED "revision_conflict" "The config was changed in the meantime" No,
    /// The key was used for another message.
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency_key_reused" "The idempotency key belongs to another message" No,
    /// The same message is on its way.
    IdempotencyRunning CONFLICT "idempotency_running" "The same message is on its way" Yes,
    /// The deadline passed before anything was sent.
    Expired SERVICE_UNAVAILABLE "expired" "The message expired before it was sent" Yes,
    /// The method is not for this path.
    MethodNotAllowed METHOD_NOT_ALLOWED "method_not_allowed" "The method is not allowed here" No,
    /// The body did not arrive in time.
    RequestTimeout REQUEST_TIMEOUT "request_timeout" "The request did not arrive in time" Yes,
    /// The body is too large.
    PayloadTooLarge PAYLOAD_TOO_LARGE "payload_too_large" "The request is too large" No,
    /// The body is not JSON.
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The request is not JSON" No,
    /// Too many messages are in flight.
    Overloaded SERVICE_UNAVAILABLE "overloaded" "Too many messages are in flight" Yes,
    /// The active connector crashes too often, and is left alone for a while.
    Quarantined SERVICE_UNAVAILABLE "connector_quarantined" "The active connector keeps crashing" Yes,
    /// The service is stopping.
    ShuttingDown SERVICE_UNAVAILABLE "shutting_down" "The service is stopping" Yes,
    /// What must be on record could not be recorded.
    StorageUnavailable SERVICE_UNAVAILABLE "storage_unavailable" "The store cannot be written to" Yes,
    /// A fault of the host itself.
    Internal INTERNAL_SERVER_ERROR "internal" "The service failed" Unknown,
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

    /// What became of a message that was not sent; `None` when it was.
    pub(crate) fn of_report(report: &Report) -> Option<Self> {
        let instance = || format!("/v1/messages/{}", report.message_id);
        let problem = match &report.ending {
            Ending::Sent(_) => return None,
            Ending::Rejected(failure) | Ending::Unknown(failure) => {
                Self::of_failure(failure, &instance())
            }
            Ending::Expired => {
                let detail = "it could not be recorded before anything was sent; send it again";
                Self::of_api(ApiProblem::Expired, detail, &instance())
            }
        };
        Some(Self {
            connector: report.connector.clone(),
            message_id: Some(report.message_id.clone()),
            ..problem
        })
    }

    /// A message that was not accepted.
    pub(crate) fn of_refusal(refusal: &Refusal, path: &str) -> Self {
        let of_api = |problem, detail: &str| Self::of_api(problem, detail, path);
        match refusal {
            Refusal::Overloaded => {
                let detail = "too many messages are in flight; send it again in a second";
                of_api(ApiProblem::Overloaded, detail).with_retry_after(COME_BACK)
            }
            Refusal::NoActiveConnector => {
                Self::of_failure(&Failure::new(FailureKind::NoActiveConnector), path)
            }
            Refusal::Running => {
                let detail = "a message with this idempotency key is on its way; ask again";
                of_api(ApiProblem::IdempotencyRunning, detail).with_retry_after(COME_BACK)
            }
            Refusal::OtherRequest => {
                let detail = "another message was sent with this idempotency key; use a new one";
                of_api(ApiProblem::IdempotencyKeyReused, detail)
            }
            Refusal::NotRecorded(error) => {
                let detail = format!("nothing was sent: {error}");
                of_api(ApiProblem::StorageUnavailable, &detail).with_retry_after(COME_BACK)
            }
            Refusal::EndNotRecorded(error) => Self {
                retryable: Retryable::Unknown,
                ..of_api(
                    ApiProblem::StorageUnavailable,
                    &format!("the message may have been sent: {error}"),
                )
            },
        }
    }

    /// An error of the host.
    pub(crate) fn of_error(error: &Error, path: &str) -> Self {
        let problem = match error {
            Error::NotInstalled { .. } => ApiProblem::NotInstalled,
            Error::NotConfigured { .. } => ApiProblem::NotConfigured,
            Error::ConnectorConfig { .. } | Error::HostConfig(_) => ApiProblem::InvalidConfig,
            Error::Load(_)
            | Error::Probe { .. }
            | Error::Unusable { .. }
            | Error::Sandbox { .. }
            | Error::Schema { .. } => ApiProblem::PluginRefused,
            Error::ManagedByFile { .. } => ApiProblem::ManagedByFile,
            Error::NeedsForce { .. } => ApiProblem::NeedsForce,
            Error::NothingToRollBack => ApiProblem::NothingToRollBack,
            Error::NothingActive => ApiProblem::NothingActive,
            Error::Store(StoreError::Conflict { .. }) => ApiProblem::RevisionConflict,
            Error::Store(StoreError::Unavailable { .. } | StoreError::Closed) => {
                ApiProblem::StorageUnavailable
            }
            _ => ApiProblem::Internal,
        };
        let detail = match error.hint() {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        };
        let errors = match error {
            Error::ConnectorConfig { issues, .. } => issues.clone(),
            _ => Vec::new(),
        };
        Self::of_api(problem, detail, path).with_errors(errors)
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
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
