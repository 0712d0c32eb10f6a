//! `/v1/messages`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, OriginalUri, Path, Query, Request, State};
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use store::{Ending, Page, Store};

use super::Problem;
use super::body::read_json_text;
use super::documents::{Message, Messages, SentMessage};
use super::idempotency::{key_of, keyed};
use super::problem::{ApiProblem, COME_BACK};
use crate::dispatch::{Order, Report};
use crate::keys::Caller;
use crate::message::{Refusal, parse_message_document};
use crate::service::Service;

/// Messages of a page, when nobody says.
const PAGE: u32 = 50;

/// Most messages of a page.
const LARGEST_PAGE: u32 = 200;

/// Sends one message.
pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    if !service.is_accepting() {
        let detail = "the service is stopping; send the message to another one, or later";
        let problem = Problem::of_api(ApiProblem::ShuttingDown, detail, &path);
        return Err(problem.with_retry_after(COME_BACK));
    }
    let key = key_of(request.headers(), &path)?;
    let text = read_json_text(request, &path).await?;
    let settings = service.dispatch().settings();
    let message = parse_message_document(&text, settings.default_region.as_deref())
        .map_err(|refusal| problem_of(refusal, &path))?;
    let mut order = Order::new(message, caller.id);
    order.idempotency = key.map(|key| keyed(key, &order.message));
    // The message goes on when the caller hangs up: dropping a request half-way would leave its
    // outcome unknown.
    let sending = tokio::spawn({
        let service = Arc::clone(&service);
        async move { service.dispatch().send(order).await }
    });
    match sending.await {
        Ok(Ok(report)) => answer(&report),
        Ok(Err(refusal)) => Err(Problem::of_refusal(&refusal, &path)),
        Err(_) => {
            let detail = "the host failed while sending";
            Err(Problem::of_api(ApiProblem::Internal, detail, &path))
        }
    }
}

/// What became of a message.
pub(super) fn answer(report: &Report) -> Result<Response, Problem> {
    let mut response = match (&report.ending, Problem::of_report(report)) {
        (Ending::Sent(sent), _) => Json(SentMessage::new(report, sent)).into_response(),
        (_, Some(problem)) => problem.into_response(),
        (_, None) => return Err(Problem::of_api(ApiProblem::Internal, "", "/v1/messages")),
    };
    if report.replayed {
        let replayed = HeaderValue::from_static("true");
        response
            .headers_mut()
            .insert("idempotency-replayed", replayed);
    }
    Ok(response)
}

/// Lists what is on record, newest first.
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Messages>, Problem> {
    let page = page_of(&query)
        .map_err(|detail| Problem::of_api(ApiProblem::MalformedBody, detail, uri.path()))?;
    let limit = page.limit;
    let listed = service.store().messages(page).await;
    let listed = listed.map_err(|error| Problem::of_error(&error.into(), uri.path()))?;
    let is_full = u32::try_from(listed.len()).is_ok_and(|count| count == limit);
    let last = listed.last().map(|message| message.id.clone());
    Ok(Json(Messages {
        next_page_token: last.filter(|_| is_full),
        messages: listed
            .into_iter()
            .map(|message| Message::new(message, None))
            .collect(),
    }))
}

/// One message, with everything that happened to it.
pub(super) async fn get(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Json<Message>, Problem> {
    let found = service.store().message(id).await;
    let found = found.map_err(|error| Problem::of_error(&error.into(), uri.path()))?;
    match found {
        Some((message, history)) => Ok(Json(Message::new(message, Some(history)))),
        None => {
            let detail = "no message has this identifier, or it is too old to be on record";
            Err(Problem::of_api(ApiProblem::NotFound, detail, uri.path()))
        }
    }
}

fn page_of(query: &HashMap<String, String>) -> Result<Page, String> {
    let mut page = Page {
        limit: PAGE,
        ..Page::default()
    };
    for (name, value) in query {
        match name.as_str() {
            "page_token" => page.before = Some(value.clone()),
            "connector" => page.connector = Some(value.clone()),
            "page_size" => {
                let size = value.parse().ok();
                page.limit = size
                    .filter(|size| (1..=LARGEST_PAGE).contains(size))
                    .ok_or_else(|| format!("`page_size` is a number from 1 to {LARGEST_PAGE}"))?;
            }
            "status" => {
                let state = store::State::from_name(value);
                page.state = Some(state.ok_or_else(|| {
                    let names = store::State::ALL.map(store::State::name).join(", ");
                    format!("`status` is one of {names}")
                })?);
            }
            _ => {
                let known = "page_token, page_size, status, connector";
                return Err(format!(
                    "`{}` is no parameter; known are {known}",
                    name.escape_debug()
                ));
            }
        }
    }
    Ok(page)
}

/// Why a message document is refused.
pub(super) fn problem_of(refusal: Refusal, path: &str) -> Problem {
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
