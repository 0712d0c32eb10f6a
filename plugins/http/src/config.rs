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
    /// `{{ip}}`, `{{locale}}`, `{{messageId}}` and the variables of the message, such as `{{code}}`
    /// or, in full, `{{payload.code}}`.
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
    /// whatever its status; a name that is no kind means what the status means.
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

    /// What the schema cannot say.
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |pointer: &str, message: &str| Err(ConfigError::at(pointer, message));
        if authority(&self.endpoint).contains('@') {
            let message = "holds a user name or password; move it to `authorization`";
            return refuse("/endpoint", message);
        }
        if let Some(value) = &self.authorization
            && !is_header_value(value)
        {
            return refuse("/authorization", HEADER_VALUE);
        }
        for (name, value) in &self.headers {
            let pointer = format!("/headers/{}", name.replace('~', "~0").replace('/', "~1"));
            let lower_case = name.to_ascii_lowercase();
            if !is_token(name) {
                return refuse(&pointer, "is no name of a header");
            }
            if TAKEN_HEADERS.contains(&lower_case.as_str()) || lower_case.starts_with("webhook-") {
                let message = "is a header that the connector writes itself; remove it";
                return refuse(&pointer, message);
            }
            if !is_header_value(value) {
                return refuse(&pointer, HEADER_VALUE);
            }
        }
        match (&self.body, self.body_format) {
            (Some(body), _) if !body.is_object() => refuse("/body", "must be an object of fields"),
            (None, BodyFormat::Form) => refuse(
                "/bodyFormat",
                "needs a `body`: the standard fields have no form",
            ),
            _ => Ok(()),
        }
    }

    /// What an operator should know about a config that works.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.endpoint.starts_with("http://") {
            let message = "is plain http: whoever is on the way can read the passcodes";
            findings.push(Finding::at("/endpoint", message));
        }
        if self.authorization.is_none() && self.headers.is_empty() && self.signing_secret.is_none()
        {
            let message = "gets no credential: set `signingSecret` or `authorization`, so that the \
                           receiver can tell who calls";
            findings.push(Finding::at("/endpoint", message));
        }
        findings
    }
}

const HEADER_VALUE: &str = "must be printable ASCII in one line";

/// Host name, port and user of a URL.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// RFC 9110, section 5.6.2.
fn is_token(name: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token_byte)
}

fn is_header_value(value: &Secret<String>) -> bool {
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~' | b'\t');
    value.expose().bytes().all(is_printable)
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
    json!({ "number": "{{to}}", "text": "Your code is {{code}}" })
}

fn headers_example() -> Value {
    json!({ "X-Tenant": "acme" })
}

fn success_example() -> Value {
    json!([202])
}
