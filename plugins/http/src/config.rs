//! Settings of an endpoint.

use std::collections::BTreeMap;

use connector_sdk::prelude::*;
use connector_sdk::{Value, json};

/// Settings of one HTTP endpoint that takes messages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "HTTP")]
pub struct Config {
    /// URL that receives the messages. Plain http and private addresses need the host's consent.
    #[schemars(url, regex(pattern = "^https?://"), example = &"https://sms.example.com/otp")]
    pub(crate) endpoint: String,

    /// Value of the `Authorization` header, whole: `Bearer`, a space and a token, for example.
    #[schemars(example = &"Bearer your-token")]
    pub(crate) authorization: Option<Secret<String>>,

    /// HTTP method of the request.
    #[serde(default)]
    #[schemars(example = RequestMethod::Post)]
    pub(crate) method: RequestMethod,

    /// Further headers, by name. Their values count as secrets.
    #[serde(default)]
    #[schemars(schema_with = "headers", example = headers_example())]
    pub(crate) headers: BTreeMap<String, Secret<String>>,

    /// Secret for the signature of Standard Webhooks: `whsec_` and base64.
    #[schemars(example = &"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub(crate) signing_secret: Option<Secret<String>>,

    /// Statuses that mean that the receiver took the message; any 2xx when left out.
    #[schemars(length(min = 1), inner(range(min = 200, max = 599)), example = success_example())]
    pub(crate) success_status: Option<Vec<u16>>,

    /// Fields of the body in place of the standard ones. Texts may hold `{{to}}`, `{{type}}`,
    /// `{{ip}}`, `{{locale}}`, `{{messageId}}` and, after `payload.`, the variables of the message.
    #[serde(default)]
    #[schemars(schema_with = "object", example = body_example())]
    pub(crate) body: Option<Value>,

    /// How the body is written. A form has texts only, no nested fields.
    #[serde(default)]
    #[schemars(example = BodyFormat::Form)]
    pub(crate) body_format: BodyFormat,

    /// Where the receiver's reply says what became of the message, as JSON pointers.
    #[serde(default)]
    pub(crate) response: ResponsePointers,
}

/// Methods of the request.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum RequestMethod {
    #[default]
    Post,
    Put,
    Patch,
}

impl From<RequestMethod> for Method {
    fn from(method: RequestMethod) -> Self {
        match method {
            RequestMethod::Post => Self::Post,
            RequestMethod::Put => Self::Put,
            RequestMethod::Patch => Self::Patch,
        }
    }
}

/// Ways to write the body.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BodyFormat {
    #[default]
    Json,
    Form,
}

/// JSON pointers into the receiver's reply.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(example = ResponsePointers::example())]
pub(crate) struct ResponsePointers {
    /// Identifier of the message. When set, a success without one is not understood; when left
    /// out, `/id` is read if it is there.
    #[schemars(regex(pattern = "^/"), example = &"/message/id")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Name of a failure kind; `/error/class` when left out. A reply that has one is a failure,
    /// whatever its status.
    #[schemars(regex(pattern = "^/"), example = &"/error/class")]
    #[serde(skip_serializing_if = "Option::is_none")]
    error_class: Option<String>,
    /// Seconds to wait after a failure; `/error/retry_after` when left out.
    #[schemars(regex(pattern = "^/"), example = &"/error/retry_after")]
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
}

impl ResponsePointers {
    pub(crate) fn error_class(&self) -> &str {
        self.error_class.as_deref().unwrap_or("/error/class")
    }

    pub(crate) fn retry_after(&self) -> &str {
        self.retry_after.as_deref().unwrap_or("/error/retry_after")
    }

    fn example() -> Self {
        Self {
            id: Some("/message/id".to_owned()),
            ..Self::default()
        }
    }
}

impl Config {
    pub(crate) fn is_success(&self, status: u16) -> bool {
        match &self.success_status {
            Some(statuses) => statuses.contains(&status),
            None => (200..300).contains(&status),
        }
    }

    /// Headers that the connector or the host writes are not the operator's to set.
    pub(crate) fn check_headers(&self) -> Result<(), ConfigError> {
        let taken = |name: &&String| {
            let name = name.to_ascii_lowercase();
            TAKEN_HEADERS.contains(&name.as_str()) || name.starts_with("webhook-")
        };
        match self.headers.keys().find(taken) {
            Some(name) => Err(ConfigError::at(
                format!("/headers/{}", name.replace('~', "~0").replace('/', "~1")),
                "is a header that the connector writes itself; remove it",
            )),
            None => Ok(()),
        }
    }
}

const TAKEN_HEADERS: [&str; 7] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "idempotency-key",
    "transfer-encoding",
];

fn headers(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": "object",
        "additionalProperties": generator.subschema_for::<Secret<String>>(),
    })
}

fn object(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "object", "minProperties": 1 })
}

fn body_example() -> Value {
    json!({ "number": "{{to}}", "text": "Your code is {{payload.code}}" })
}

fn headers_example() -> Value {
    json!({ "X-Tenant": "acme" })
}

fn success_example() -> Value {
    json!([202])
}
