//! The trait a connector implements.

use connector_api::{Call, ConfigError, Failure, Finding, HttpResponse, Outcome, Step};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{Code, HttpRequest, Info};

/// A connector: how messages are handed to one provider.
///
/// Every function is pure. The same input gives the same output, on any thread.
pub trait Connector: Sized + Send + Sync + 'static {
    /// The operator's settings. Its JSON Schema is published; a config that does not match is
    /// refused before it reaches the connector.
    type Config: DeserializeOwned + JsonSchema;

    /// Who the connector is and which hosts it may reach.
    const INFO: Info;

    /// The provider's error codes, and what they mean.
    const CODES: &'static [Code] = &[];

    /// Makes a connector from a config that matches the schema.
    ///
    /// # Errors
    /// What the schema cannot say. Never quote a value: it may be a secret.
    fn new(config: Self::Config) -> Result<Self, ConfigError>;

    /// Describes the request that hands the message to the provider.
    ///
    /// # Errors
    /// Why there is no such request, for example because no template fits.
    fn request(&self, call: &Call) -> Result<HttpRequest, Failure>;

    /// Reads the provider's reply.
    ///
    /// Success is what the provider documents as success, never "HTTP 2xx". Report what happened;
    /// whether to try again is the host's decision.
    fn outcome(&self, call: &Call, response: &HttpResponse) -> Outcome;

    /// Reads the reply of one exchange among several: another request, or the outcome.
    ///
    /// Only connectors that need more than one exchange per message implement this. `state` is
    /// what came with the last request.
    fn next(&self, call: &Call, response: &HttpResponse, state: Option<&str>) -> Step {
        let _ = state;
        self.outcome(call, response).into()
    }

    /// What an operator should know about a config that is valid.
    fn check(config: &Self::Config) -> Vec<Finding> {
        let _ = config;
        Vec::new()
    }
}
