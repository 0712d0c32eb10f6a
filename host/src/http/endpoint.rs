//! Every call of the API in one table: the router, the gate and the OpenAPI document are made of it.

use std::sync::Arc;

use axum::routing::{MethodRouter, delete, get, post, put};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::documents::{
    ActiveConnector, Connector, Connectors, Health, KeyList, Message, Messages, NewKey,
    SavedConfig, SentMessage, Stopped,
};
use super::{active, connectors, health, keys, messages, openapi};
use crate::keys::Scope;
use crate::service::Service;

/// A call of the API.
pub(crate) struct Endpoint {
    /// `get`, `post`, `put` or `delete`.
    pub(crate) method: &'static str,
    /// Path, with parameters in braces.
    pub(crate) path: &'static str,
    /// Name of the operation, for generated clients.
    pub(crate) id: &'static str,
    /// What it does.
    pub(crate) summary: &'static str,
    /// What the API key must permit; `None` when no key is needed.
    pub(crate) scope: Option<Scope>,
    /// Parameters beside those of the path: place, name, schema type, meaning.
    pub(crate) parameters: &'static [Parameter],
    /// What is sent.
    pub(crate) body: Option<Shape>,
    /// What a success is.
    pub(crate) success: Success,
    /// HTTP statuses of the problems that belong to it.
    pub(crate) problems: &'static [u16],
    /// Who answers.
    pub(crate) handler: fn() -> MethodRouter<Arc<Service>>,
}

/// A parameter of a call.
pub(crate) struct Parameter {
    /// `query` or `header`.
    pub(crate) place: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its schema, as JSON.
    pub(crate) schema: &'static str,
    /// What it means.
    pub(crate) meaning: &'static str,
}

/// The schema of a document.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// A successful answer.
pub(crate) struct Success {
    /// HTTP status.
    pub(crate) status: u16,
    /// Media type and schema; `None` when there is no body.
    pub(crate) content: Option<(&'static str, Shape)>,
    /// Whether it has an `ETag`.
    pub(crate) etag: bool,
}

const JSON: &str = "application/json";

const fn json(status: u16, shape: Shape) -> Success {
    Success {
        status,
        content: Some((JSON, shape)),
        etag: false,
    }
}

const fn with_etag(success: Success) -> Success {
    Success {
        etag: true,
        ..success
    }
}

const fn other(media_type: &'static str, shape: Shape) -> Success {
    Success {
        status: 200,
        content: Some((media_type, shape)),
        etag: false,
    }
}

const EMPTY: Success = Success {
    status: 204,
    content: None,
    etag: false,
};

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const FORCE: Parameter = Parameter {
    place: "query",
    name: "force",
    schema: r#"{"type":"boolean","default":false}"#,
    meaning: "Do it although messages cannot be sent from then on.",
};

const IF_MATCH: Parameter = Parameter {
    place: "header",
    name: "If-Match",
    schema: r#"{"type":"string","pattern":"^\"[0-9]{1,18}\"$","examples":["\"3\""]}"#,
    meaning: "The `ETag` of the config that was read: refused with 412 when it was changed since.",
};

const IDEMPOTENCY_KEY: Parameter = Parameter {
    place: "header",
    name: "Idempotency-Key",
    schema: r#"{"type":"string","minLength":1,"maxLength":255,"pattern":"^[!-~]+$"}"#,
    meaning: "The same key and message give the same answer for a day, with one SMS.",
};

const PAGING: &[Parameter] = &[
    Parameter {
        place: "query",
        name: "page_token",
        schema: r#"{"type":"string"}"#,
        meaning: "`nextPageToken` of the page before.",
    },
    Parameter {
        place: "query",
        name: "page_size",
        schema: r#"{"type":"integer","minimum":1,"maximum":200,"default":50}"#,
        meaning: "How many messages at most.",
    },
    Parameter {
        place: "query",
        name: "status",
        schema: r#"{"enum":["accepted","dispatching","sent","rejected","unknown","expired"]}"#,
        meaning: "Only messages with this status.",
    },
    Parameter {
        place: "query",
        name: "connector",
        schema: r#"{"type":"string"}"#,
        meaning: "Only messages through this connector.",
    },
];

/// Every call.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "post",
        path: "/v1/messages",
        id: "sendMessage",
        summary: "Send a message through the active connector",
        scope: Some(Scope::MessagesWrite),
        parameters: &[IDEMPOTENCY_KEY],
        body: Some(openapi::message),
        success: json(200, of::<SentMessage>),
        problems: &[400, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504],
        handler: || post(messages::post),
    },
    Endpoint {
        method: "get",
        path: "/v1/messages",
        id: "listMessages",
        summary: "List messages, newest first",
        scope: Some(Scope::MessagesRead),
        parameters: PAGING,
        body: None,
        success: json(200, of::<Messages>),
        problems: &[400, 503],
        handler: || get(messages::list),
    },
    Endpoint {
        method: "get",
        path: "/v1/messages/{id}",
        id: "getMessage",
        summary: "Get a message, with everything that happened to it",
        scope: Some(Scope::MessagesRead),
        parameters: &[],
        body: None,
        success: json(200, of::<Message>),
        problems: &[404, 503],
        handler: || get(messages::get),
    },
    Endpoint {
        method: "get",
        path: "/v1/connectors",
        id: "listConnectors",
        summary: "List what is installed, configured and active",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: None,
        success: json(200, of::<Connectors>),
        problems: &[500, 503],
        handler: || get(connectors::list),
    },
    Endpoint {
        method: "get",
        path: "/v1/connectors/{id}",
        id: "getConnector",
        summary: "Get a connector, with its config, secrets masked",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: None,
        success: with_etag(json(200, of::<Connector>)),
        problems: &[404, 422, 500, 503],
        handler: || get(connectors::get),
    },
    Endpoint {
        method: "get",
        path: "/v1/connectors/{id}/schema",
        id: "getConnectorSchema",
        summary: "Get the JSON Schema of a connector's config",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: None,
        success: other("application/schema+json", openapi::any_object),
        problems: &[404, 422, 500],
        handler: || get(connectors::schema),
    },
    Endpoint {
        method: "post",
        path: "/v1/connectors/{id}/validate",
        id: "validateConfig",
        summary: "Check a config and save nothing",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: Some(openapi::any_object),
        success: EMPTY,
        problems: &[400, 404, 408, 413, 415, 422, 500, 503],
        handler: || post(connectors::validate),
    },
    Endpoint {
        method: "put",
        path: "/v1/connectors/{id}/config",
        id: "configureConnector",
        summary: "Save a config; what is active stays as it is until the next switch",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[IF_MATCH],
        body: Some(openapi::any_object),
        success: with_etag(json(200, of::<SavedConfig>)),
        problems: &[400, 404, 408, 409, 412, 413, 415, 422, 500, 503],
        handler: || put(connectors::configure),
    },
    Endpoint {
        method: "delete",
        path: "/v1/connectors/{id}/config",
        id: "removeConfig",
        summary: "Forget a config",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[FORCE],
        body: None,
        success: json(200, of::<Stopped>),
        problems: &[400, 409, 500, 503],
        handler: || delete(connectors::remove),
    },
    Endpoint {
        method: "post",
        path: "/v1/connectors/{id}/test",
        id: "testConnector",
        summary: "Send a message through a connector, with its saved config or one that is not saved",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[],
        body: Some(openapi::test),
        success: json(200, of::<SentMessage>),
        problems: &[400, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504],
        handler: || post(connectors::test),
    },
    Endpoint {
        method: "get",
        path: "/v1/active-connector",
        id: "getActiveConnector",
        summary: "Get what is active, and what was",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: None,
        success: json(200, of::<ActiveConnector>),
        problems: &[500, 503],
        handler: || get(active::get),
    },
    Endpoint {
        method: "put",
        path: "/v1/active-connector",
        id: "switchConnector",
        summary: "Switch to a connector with its saved config",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[],
        body: Some(openapi::switch),
        success: json(200, of::<ActiveConnector>),
        problems: &[400, 404, 408, 409, 413, 415, 422, 500, 503],
        handler: || put(active::put),
    },
    Endpoint {
        method: "post",
        path: "/v1/active-connector/rollback",
        id: "rollBackConnector",
        summary: "Go back to what was active before the last switch",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[],
        body: None,
        success: json(200, of::<ActiveConnector>),
        problems: &[404, 409, 422, 500, 503],
        handler: || post(active::rollback),
    },
    Endpoint {
        method: "delete",
        path: "/v1/active-connector",
        id: "deactivateConnector",
        summary: "Leave no connector active",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[FORCE],
        body: None,
        success: json(200, of::<Stopped>),
        problems: &[400, 409, 500, 503],
        handler: || delete(active::delete),
    },
    Endpoint {
        method: "post",
        path: "/v1/reload",
        id: "reload",
        summary: "Read the configuration again, all or nothing",
        scope: Some(Scope::ConnectorsWrite),
        parameters: &[],
        body: None,
        success: EMPTY,
        problems: &[404, 422, 500, 503],
        handler: || post(active::reload),
    },
    Endpoint {
        method: "get",
        path: "/v1/keys",
        id: "listKeys",
        summary: "List the API keys",
        scope: Some(Scope::KeysWrite),
        parameters: &[],
        body: None,
        success: json(200, of::<KeyList>),
        problems: &[503],
        handler: || get(keys::list),
    },
    Endpoint {
        method: "post",
        path: "/v1/keys",
        id: "createKey",
        summary: "Make an API key; the answer is the only place where it is shown",
        scope: Some(Scope::KeysWrite),
        parameters: &[],
        body: Some(openapi::scopes),
        success: json(201, of::<NewKey>),
        problems: &[400, 408, 413, 415, 422, 503],
        handler: || post(keys::create),
    },
    Endpoint {
        method: "delete",
        path: "/v1/keys/{id}",
        id: "revokeKey",
        summary: "Revoke an API key",
        scope: Some(Scope::KeysWrite),
        parameters: &[],
        body: None,
        success: EMPTY,
        problems: &[404, 503],
        handler: || delete(keys::revoke),
    },
    Endpoint {
        method: "get",
        path: "/livez",
        id: "getLiveness",
        summary: "Whether the process is alive",
        scope: None,
        parameters: &[],
        body: None,
        success: json(200, of::<Health>),
        problems: &[],
        handler: || get(health::live),
    },
    Endpoint {
        method: "get",
        path: "/readyz",
        id: "getReadiness",
        summary: "Whether messages are taken and can be sent",
        scope: None,
        parameters: &[],
        body: None,
        success: json(200, of::<Health>),
        problems: &[503],
        handler: || get(health::ready),
    },
    Endpoint {
        method: "get",
        path: "/metrics",
        id: "getMetrics",
        summary: "What is measured, for Prometheus; the admin listener wants no key",
        scope: Some(Scope::ConnectorsRead),
        parameters: &[],
        body: None,
        success: other("application/openmetrics-text", openapi::text),
        problems: &[],
        handler: || get(health::metrics),
    },
    Endpoint {
        method: "get",
        path: "/openapi.json",
        id: "getOpenapi",
        summary: "This document",
        scope: None,
        parameters: &[],
        body: None,
        success: json(200, openapi::any_object),
        problems: &[],
        handler: || get(openapi::get),
    },
];
