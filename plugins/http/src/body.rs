//! The body of the request.

use connector_sdk::encoding::form_string;
use connector_sdk::prelude::*;
use connector_sdk::{Payload, PayloadError, Value, json, printed, render as fill, to_json};

use crate::config::{BodyFormat, Config};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The document of a config that has no body of its own.
#[derive(Serialize)]
struct Message<'c> {
    to: &'c str,
    #[serde(rename = "type")]
    usage_type: UsageType,
    payload: &'c Payload,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<&'c str>,
}

/// Media type and text of the body.
pub(crate) fn render(config: &Config, call: &Call) -> Result<(&'static str, String), Failure> {
    let Some(template) = &config.body else {
        let message = Message {
            to: call.recipient().e164(),
            usage_type: call.usage_type,
            payload: &call.payload,
            ip: call.ip.as_deref(),
        };
        return Ok((JSON, to_json(&message)));
    };
    let document = filled(template, &variables(call))?;
    match config.body_format {
        BodyFormat::Json => Ok((JSON, to_json(&document))),
        BodyFormat::Form => Ok((FORM, form(&document)?)),
    }
}

/// What the texts of a body may name: the variables of the message, by themselves or below
/// `payload`, and what is known about it, which wins. A value that a message does not have is
/// nothing.
fn variables(call: &Call) -> Payload {
    let mut variables = call.payload.clone();
    variables.insert("to", call.recipient().e164());
    variables.insert("type", call.usage_type.name());
    variables.insert("ip", json!(call.ip));
    if call.locale.is_some() || !variables.contains("locale") {
        variables.insert("locale", json!(call.locale));
    }
    variables.insert("messageId", call.message_id());
    variables.insert("payload", json!(call.payload));
    variables
}

/// The same document with every text filled in; keys stay as they are.
fn filled(template: &Value, variables: &Payload) -> Result<Value, Failure> {
    Ok(match template {
        Value::String(text) => Value::from(fill(text, variables).map_err(|error| {
            Failure::new(FailureKind::InvalidRequest).message(error.to_string())
        })?),
        Value::Array(elements) => elements
            .iter()
            .map(|element| filled(element, variables))
            .collect::<Result<_, _>>()?,
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| Ok((name.clone(), filled(value, variables)?)))
            .collect::<Result<_, Failure>>()?,
        other => other.clone(),
    })
}

/// A flat document as a form.
fn form(document: &Value) -> Result<String, Failure> {
    let fields = document.as_object().into_iter().flatten();
    let pairs = fields.map(|(name, value)| Ok((name, printed(name, Some(value))?)));
    let pairs: Vec<_> = pairs
        .collect::<Result<_, PayloadError>>()
        .map_err(|error| {
            Failure::new(FailureKind::InvalidRequest)
                .message(format!("a form has no nested fields: `{}`", error.variable))
        })?;
    Ok(form_string(pairs))
}
