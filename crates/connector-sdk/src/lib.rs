//! What a connector author imports.
//!
//! Read this first: a connector is two pure functions. [`Connector::request`] describes the HTTP
//! request that sends a message, [`Connector::outcome`] reads the provider's reply. The host does
//! everything else: it makes the request, keeps deadlines, retries where that is safe, masks
//! secrets, logs and measures. A connector has no socket, clock, randomness, thread or logger;
//! `call.now` and `call.nonce` are inputs, so a test can check a request to the byte.
//!
//! ```
//! use connector_sdk::prelude::*;
//!
//! /// Settings of one Acme account.
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! pub struct Config {
//!     /// Account identifier, from the Acme console.
//!     #[schemars(length(min = 1), example = &"acme-42")]
//!     account: String,
//!     /// API token.
//!     token: Secret<String>,
//!     /// Message texts by usage type.
//!     templates: TextTemplates,
//! }
//!
//! pub struct Acme {
//!     config: Config,
//! }
//!
//! impl Connector for Acme {
//!     type Config = Config;
//!
//!     const INFO: Info = Info::new("acme", "Acme SMS").hosts(&["api.acme.example"]);
//!
//!     const CODES: &[Code] = &[
//!         Code::new("21211", FailureKind::InvalidRecipient),
//!         Code::new("20003", FailureKind::InvalidCredentials),
//!         Code::new("20429", FailureKind::RateLimited),
//!     ];
//!
//!     fn new(config: Config) -> Result<Self, ConfigError> {
//!         Ok(Self { config })
//!     }
//!
//!     fn request(&self, call: &Call) -> Result<HttpRequest, Failure> {
//!         Ok(HttpRequest::post("https://api.acme.example/v1/messages")
//!             .basic_auth(&self.config.account, &self.config.token)
//!             .form([
//!                 ("to", call.recipient().e164()),
//!                 ("text", &self.config.templates.render(call)?),
//!             ]))
//!     }
//!
//!     fn outcome(&self, _call: &Call, response: &HttpResponse) -> Outcome {
//!         let reply = response.json();
//!         match response.status {
//!             200..=299 => reply.sent("/id"),
//!             _ => reply.failed("/error/code", Self::CODES),
//!         }
//!     }
//! }
//!
//! connector_sdk::export_connector!(Acme);
//!
//! # fn main() {
//! let acme: Acme = testing::connector(r#"{
//!     "account": "acme-42",
//!     "token": "t0ken",
//!     "templates": [{"usageType": "Generic", "content": "Your code is {{code}}"}]
//! }"#);
//! let request = acme.request(&testing::call()).unwrap().into_wire();
//! assert_eq!(request.body, "to=%2B14155550100&text=Your+code+is+123456");
//!
//! let refused = HttpResponse::new(400, r#"{"error":{"code":21211}}"#);
//! let outcome = acme.outcome(&testing::call(), &refused);
//! assert_eq!(testing::summary(&outcome), "failed: invalid_recipient (21211)");
//! # }
//! ```
//!
//! Build it as a `cdylib`; the file that comes out is the plugin.

mod advice;
mod codes;
mod connector;
pub mod encoding;
mod entry;
mod guard;
mod info;
mod provider_templates;
mod reply;
mod request;
pub mod schema;
mod secret;
mod segments;
pub mod sign;
mod template;
mod templates;
pub mod testing;
pub mod time;

pub mod prelude;

pub use codes::{Code, failure_of_status};
pub use connector::Connector;
pub use info::Info;
pub use provider_templates::{
    CodesByDestination, Parameters, ProviderTemplate, ProviderTemplates, TemplateCode, Variables,
};
pub use reply::{ReadJson, Reply};
pub use request::HttpRequest;
pub use secret::Secret;
pub use segments::{Encoding, Segments, needs_unicode, segments};
pub use template::render;
pub use templates::{TextTemplate, TextTemplates, choose};

pub use connector_api::{
    Call, ConfigError, Exchange, Failure, FailureKind, Finding, Header, HttpResponse, Keep, Kept,
    Method, Outcome, Payload, PayloadError, Recipient, Sent, Step, UsageType, printed,
};

pub use serde_json::{Value, json};

/// A document as JSON text, its fields in the order in which they are declared.
///
/// # Panics
/// When `document` cannot be JSON, for example a map whose keys are not strings.
pub fn to_json(document: &impl serde::Serialize) -> String {
    match serde_json::to_string(document) {
        Ok(text) => text,
        Err(error) => panic!("the document cannot be JSON: {error}"),
    }
}

/// Version of this SDK.
pub const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The blocks of the authors' cookbook are compiled and run like those in here.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/authors/cookbook.md")]
struct Cookbook;

/// What [`export_connector!`] expands to; not an interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::entry::{Entry, Export};
    pub use connector_abi::{Identity, export_module, metadata_bytes, metadata_len};
}
