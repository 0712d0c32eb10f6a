//! `/v1/keys`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, OriginalUri, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use connector_config::Document;
use serde_json::Value;
use store::Store;

use super::Problem;
use super::body::read_json_text;
use super::documents::{Key, KeyList, NewKey};
use super::problem::ApiProblem;
use crate::keys::{self, Caller, Scope};
use crate::service::Service;
use crate::storage::now;

/// Makes a key. Nobody can give what they do not have.
pub(super) async fn create(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let text = read_json_text(request, &path).await?;
    let scopes = scopes_of(&text, &path)?;
    if let Some(scope) = scopes.iter().find(|scope| !caller.may(**scope)) {
        let detail = format!("a key without `{scope}` cannot make one that has it");
        return Err(Problem::of_api(ApiProblem::Forbidden, detail, &path));
    }
    let fresh = keys::create(service.store(), &scopes).await;
    let fresh = fresh.map_err(|error| Problem::of_error(&error.into(), &path))?;
    Ok((StatusCode::CREATED, Json(NewKey::from(fresh))).into_response())
}

/// Lists the keys.
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<KeyList>, Problem> {
    let keys = service.store().keys().await;
    let keys = keys.map_err(|error| Problem::of_error(&error.into(), uri.path()))?;
    Ok(Json(KeyList {
        keys: keys.into_iter().map(Key::from).collect(),
    }))
}

/// Revokes a key.
pub(super) async fn revoke(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let revoked = service.store().revoke_key(id, now()).await;
    service.keys().forget();
    match revoked {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => {
            let detail = "no key has this identifier, or it was revoked before";
            Err(Problem::of_api(ApiProblem::NotFound, detail, uri.path()))
        }
        Err(error) => Err(Problem::of_error(&error.into(), uri.path())),
    }
}

/// `{"scopes": ["messages:write"]}`.
fn scopes_of(text: &str, path: &str) -> Result<Vec<Scope>, Problem> {
    let document = Document::parse(text).map_err(|errors| {
        let detail = "the body is not a JSON object; see `errors`";
        Problem::of_api(ApiProblem::MalformedBody, detail, path).with_errors(errors)
    })?;
    let scope = |value: &Value| value.as_str().and_then(Scope::from_name);
    let members = document.value().as_object();
    let listed = members
        .filter(|members| members.len() == 1)
        .and_then(|members| members.get("scopes")?.as_array());
    let scopes: Option<Vec<Scope>> = listed.and_then(|listed| listed.iter().map(scope).collect());
    match scopes {
        Some(mut scopes) if !scopes.is_empty() => {
            scopes.sort_unstable();
            scopes.dedup();
            Ok(scopes)
        }
        _ => {
            let detail = format!(
                "the body is `{{\"scopes\": [...]}}` with some of {}",
                Scope::names()
            );
            Err(Problem::of_api(ApiProblem::InvalidBody, detail, path))
        }
    }
}
