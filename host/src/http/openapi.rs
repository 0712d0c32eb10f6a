//! The OpenAPI 3.1 document, made of the table of calls.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::Problem;
use super::endpoint::{ENDPOINTS, Endpoint, Parameter};
use crate::keys::Scope;
use connector_api::UsageType;

const COMPONENTS: &str = "/components/schemas";

/// Serves it.
pub(super) async fn get() -> Response {
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, document().to_string()).into_response()
}

/// The document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| {
            settings.definitions_path = COMPONENTS.into();
            settings.meta_schema = None;
        });
    let mut generator = settings.into_generator();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in ENDPOINTS {
        let operation = operation(endpoint, &mut generator);
        let path = paths.entry(endpoint.path).or_default();
        path.insert(endpoint.method.to_owned(), operation);
    }
    generator.subschema_for::<Problem>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Switchboard",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Sends one-time passcodes by SMS through the active connector.",
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/", "description": "Where this document is served." }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": format!("An API key. Scopes: {}.", Scope::names()),
                },
            },
        },
    })
}

fn operation(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let success = &endpoint.success;
    let mut answer = json!({ "description": endpoint.summary });
    if let (Some((media_type, shape)), Some(answer)) = (success.content, answer.as_object_mut()) {
        let schema = shape(generator);
        answer.insert(
            "content".to_owned(),
            json!({ media_type: { "schema": schema } }),
        );
    }
    if let (true, Some(answer)) = (success.etag, answer.as_object_mut()) {
        let etag =
            json!({ "description": "Revision of the config.", "schema": { "type": "string" } });
        answer.insert("headers".to_owned(), json!({ "ETag": etag }));
    }
    responses.insert(success.status.to_string(), answer);
    let gate: &[u16] = match endpoint.scope {
        Some(_) => &[401, 403],
        None => &[],
    };
    for status in gate.iter().chain(endpoint.problems) {
        responses.insert(status.to_string(), problem(*status));
    }
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "responses": responses,
    });
    let Some(members) = operation.as_object_mut() else {
        return operation;
    };
    let of_path = path_parameters(endpoint.path);
    let parameters: Vec<Value> = of_path
        .chain(endpoint.parameters.iter().map(parameter))
        .collect();
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(shape) = endpoint.body {
        let schema = shape(generator);
        let content = json!({ "application/json": { "schema": schema } });
        let body = json!({ "required": true, "content": content });
        members.insert("requestBody".to_owned(), body);
    }
    if let Some(scope) = endpoint.scope {
        members.insert("security".to_owned(), json!([{ "key": [] }]));
        let description = format!("Needs the scope `{scope}`.");
        members.insert("description".to_owned(), description.into());
    }
    operation
}

fn problem(status: u16) -> Value {
    let status = axum::http::StatusCode::from_u16(status);
    let reason = status.ok().and_then(|status| status.canonical_reason());
    json!({
        "description": format!("A problem: {}.", reason.unwrap_or("see its code")),
        "content": {
            "application/problem+json": { "schema": { "$ref": format!("#{COMPONENTS}/Problem") } },
        },
    })
}

/// The parameters that a path names in braces.
fn path_parameters(path: &str) -> impl Iterator<Item = Value> {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let example = match path.starts_with("/v1/connectors/") {
        true => "twilio",
        false => "01a1fc5e0d7173709888c773411923c9",
    };
    names.map(move |name| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]+$", "examples": [example] },
        })
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema: Value = serde_json::from_str(parameter.schema).unwrap_or_default();
    json!({
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.meaning,
        "schema": schema,
    })
}

/// A message.
pub(super) fn message(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "required": ["to", "type", "payload"],
        "additionalProperties": false,
        "properties": {
            "to": number(),
            "type": usage_type(),
            "payload": payload(),
            "ip": {
                "type": ["string", "null"],
                "description": "Address of the person who asked for the code.",
                "examples": ["203.0.113.7"],
            },
            "locale": locale(),
        },
    })
}

/// A test.
pub(super) fn test(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "required": ["to"],
        "additionalProperties": false,
        "properties": {
            "to": number(),
            "config": {
                "type": ["object", "null"],
                "description": "A config that is not saved; without it, the saved one.",
            },
            "type": { "anyOf": [usage_type(), { "type": "null" }], "default": "Generic" },
            "payload": { "anyOf": [payload(), { "type": "null" }] },
            "locale": locale(),
        },
    })
}

/// A switch.
pub(super) fn switch(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "required": ["connector"],
        "additionalProperties": false,
        "properties": {
            "connector": {
                "type": "string",
                "description": "Id of an installed and configured connector.",
                "examples": ["twilio"],
            },
        },
    })
}

/// Scopes of a new key.
pub(super) fn scopes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "required": ["scopes"],
        "additionalProperties": false,
        "properties": {
            "scopes": {
                "type": "array",
                "minItems": 1,
                "description": "What the key permits.",
                "items": { "enum": Scope::ALL.map(Scope::name) },
            },
        },
    })
}

/// A document that is described elsewhere: by the schema of a connector, or by its own standard.
pub(super) fn any_object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// Text.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

fn number() -> Value {
    json!({
        "type": "string",
        "description": "Phone number in E.164, or the same digits without the plus sign.",
        "examples": ["+14155550100"],
    })
}

fn usage_type() -> Value {
    json!({
        "enum": UsageType::ALL.map(UsageType::name),
        "description": "Why the code is sent.",
    })
}

fn payload() -> Value {
    json!({
        "type": "object",
        "description": "Variables of the text; `code` is the passcode.",
        "examples": [{ "code": "123456" }],
    })
}

fn locale() -> Value {
    json!({
        "type": ["string", "null"],
        "description": "Language of the text, as a BCP 47 tag.",
        "examples": ["fr"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ApiProblem;

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(reference)) = members.get("$ref") {
                        found.push(reference.clone());
                    }
                    members
                        .values()
                        .for_each(|member| references(member, found));
                }
                Value::Array(elements) => elements
                    .iter()
                    .for_each(|element| references(element, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_response_has_a_description_and_every_schema_a_type() {
        let document = document();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let description = response["description"].as_str().unwrap_or_default();
                    assert!(!description.is_empty(), "{method} {path} {status}");
                }
            }
        }
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            assert_eq!(schema["type"], "object", "{name}");
            for (field, schema) in schema["properties"].as_object().unwrap() {
                assert!(schema["description"].is_string(), "{name}.{field}");
            }
        }
    }

    #[test]
    fn every_status_of_a_problem_belongs_to_some_call() {
        let listed = |status: u16| {
            let always = [401, 403, 404, 405].contains(&status);
            always
                || ENDPOINTS
                    .iter()
                    .any(|endpoint| endpoint.problems.contains(&status))
        };
        for problem in ApiProblem::ALL {
            let (status, code, ..) = problem.facts();
            assert!(listed(status.as_u16()), "{code}");
        }
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let mut names: Vec<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ENDPOINTS.len());
    }
}
