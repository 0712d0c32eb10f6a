//! The documents of the API, as they are written and as the OpenAPI document describes them.

use connector_api::{Failure, Sent};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::connectors::ConnectorStatus;
use crate::dispatch::Report;
use crate::service::Standing;

/// A message that the provider accepted. That is not "delivered".
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentMessage {
    /// Identifier of the message.
    id: String,
    /// Always `sent`.
    status: &'static str,
    /// The connector that it went through.
    connector: Option<String>,
    /// The provider's identifier of it.
    provider_message_id: Option<String>,
    /// Number of SMS segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<u32>,
}

impl SentMessage {
    /// From what became of a message.
    pub(crate) fn new(report: &Report, sent: &Sent) -> Self {
        Self {
            id: report.message_id.clone(),
            status: "sent",
            connector: report.connector.clone(),
            provider_message_id: sent.provider_message_id.clone(),
            segments: sent.segments,
        }
    }
}

/// A message on record. The passcode and the whole number are not.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    /// Its identifier.
    id: String,
    /// `accepted`, `dispatching`, `sent`, `rejected`, `unknown` or `expired`.
    status: &'static str,
    /// Usage type.
    #[serde(rename = "type")]
    usage_type: String,
    /// The number, masked.
    to: String,
    /// Identifier of the API key that sent it.
    caller: String,
    /// The connector that it went through.
    connector: Option<String>,
    /// And which generation of it; 0 is a test.
    generation: Option<u64>,
    /// How many attempts there were.
    attempts: u32,
    /// When it came (RFC 3339).
    accepted_at: String,
    /// When its status changed last (RFC 3339).
    updated_at: String,
    /// The provider's identifier of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_message_id: Option<String>,
    /// Number of SMS segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<u32>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<MessageFailure>,
    /// What happened to it, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    transitions: Option<Vec<Transition>>,
}

/// Why a message failed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(crate) struct MessageFailure {
    /// The failure kind.
    code: &'static str,
    /// One sentence.
    detail: String,
    /// What the provider calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_code: Option<String>,
    /// Whether the provider may have processed it.
    may_have_been_processed: bool,
    /// Seconds to wait before another try.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl From<Failure> for MessageFailure {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.kind.name(),
            detail: failure.message,
            provider_code: failure.provider_code,
            may_have_been_processed: failure.may_have_been_processed,
            retry_after: failure.retry_after,
        }
    }
}

/// A step in the life of a message.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Transition {
    /// When (RFC 3339).
    at: String,
    /// What it became.
    status: &'static str,
    /// In which attempt; 0 before the first.
    attempt: u32,
}

impl Message {
    /// From what is on record.
    pub(crate) fn new(message: store::Message, history: Option<Vec<store::Transition>>) -> Self {
        let sent = message.sent.unwrap_or_default();
        Self {
            id: message.id,
            status: message.state.name(),
            usage_type: message.usage_type,
            to: message.recipient,
            caller: message.caller,
            connector: message.connector,
            generation: message.generation,
            attempts: message.attempts,
            accepted_at: rfc3339(message.accepted_at),
            updated_at: rfc3339(message.updated_at),
            provider_message_id: sent.provider_message_id,
            segments: sent.segments,
            failure: message.failure.map(MessageFailure::from),
            transitions: history.map(|steps| {
                let step = |step: store::Transition| Transition {
                    at: rfc3339(step.at),
                    status: step.state.name(),
                    attempt: step.attempt,
                };
                steps.into_iter().map(step).collect()
            }),
        }
    }
}

/// Messages, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Messages {
    /// This page.
    pub(crate) messages: Vec<Message>,
    /// `page_token` of the next page, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_page_token: Option<String>,
}

/// What is installed, configured and active.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Connectors {
    /// One entry per file of the plugin directory.
    pub(crate) connectors: Vec<ConnectorStatus>,
}

/// A connector.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connector {
    /// Its id.
    pub(crate) id: String,
    /// Its name, for people.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// ABI version it was built with.
    pub(crate) abi: String,
    /// SDK version it was built with.
    pub(crate) sdk: String,
    /// Platform it was built for.
    pub(crate) target: String,
    /// `active`, `configured` or `installed`.
    pub(crate) state: &'static str,
    /// Where its provider is documented.
    pub(crate) docs: Option<String>,
    /// Hosts that it sends to.
    pub(crate) hosts: Vec<String>,
    /// JSON pointers to values of its config whose hosts it sends to.
    pub(crate) hosts_from_config: Vec<String>,
    /// Error codes of the provider that it knows.
    #[schemars(with = "Vec<serde_json::Map<String, Value>>")]
    pub(crate) codes: Vec<connector_api::CodeRow>,
    /// The plugin's file.
    pub(crate) file: String,
    /// SHA-256 of the file.
    pub(crate) digest: String,
    /// Revision of the saved config, which is also its `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision: Option<u64>,
    /// The saved config, with secrets masked.
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub(crate) config: Option<Value>,
}

/// A saved config.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SavedConfig {
    /// The connector.
    pub(crate) connector: String,
    /// Its revision, which is also its `ETag`.
    pub(crate) revision: u64,
    /// What works and may still surprise.
    pub(crate) warnings: Vec<Issue>,
}

/// Something about a value of a config or a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Issue {
    /// JSON pointer to the value; empty for the document as a whole.
    pub(crate) pointer: String,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
    /// What there is to say.
    pub(crate) message: String,
    /// What to write instead, when that can be guessed.
    pub(crate) suggestion: Option<String>,
}

impl From<connector_config::ConfigIssue> for Issue {
    fn from(issue: connector_config::ConfigIssue) -> Self {
        Self {
            pointer: issue.pointer,
            line: issue.line,
            column: issue.column,
            message: issue.message,
            suggestion: issue.suggestion,
        }
    }
}

/// What is active now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ActiveConnector {
    /// The connector; null when none is active.
    pub(crate) connector: Option<String>,
    /// Counts up with every change.
    pub(crate) generation: u64,
    /// The generation that a rollback leads to.
    pub(crate) previous: Option<u64>,
    /// The latest changes, newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history: Option<Vec<Change>>,
}

impl ActiveConnector {
    /// From what is active.
    pub(crate) fn new(standing: Standing) -> Self {
        Self {
            connector: standing.connector,
            generation: standing.generation,
            previous: standing.previous,
            history: None,
        }
    }
}

/// A change of the active connector.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Change {
    /// Its number.
    generation: u64,
    /// The connector; null when none was active.
    connector: Option<String>,
    /// When (RFC 3339).
    at: String,
    /// Why: `switch`, `rollback`, `deactivate`, `plugin_replaced`, `managed_by_file` or `reload`.
    reason: &'static str,
}

impl From<store::Activation> for Change {
    fn from(activation: store::Activation) -> Self {
        Self {
            generation: activation.generation,
            connector: activation.connector,
            at: rfc3339(activation.at),
            reason: activation.reason.name(),
        }
    }
}

/// What stopped working.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stopped {
    /// Usage types that cannot be sent any more.
    pub(crate) stopped_usage_types: Vec<&'static str>,
}

/// An API key that was just made: the only time that its text is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NewKey {
    /// Its identifier.
    pub(crate) id: String,
    /// The key.
    pub(crate) key: String,
    /// What it permits.
    pub(crate) scopes: Vec<&'static str>,
}

impl From<crate::keys::FreshKey> for NewKey {
    fn from(fresh: crate::keys::FreshKey) -> Self {
        Self {
            id: fresh.id,
            key: fresh.text.to_string(),
            scopes: fresh.scopes.iter().map(|scope| scope.name()).collect(),
        }
    }
}

/// The API keys.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeyList {
    /// In the order in which they were made.
    pub(crate) keys: Vec<Key>,
}

/// An API key, without its text.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Key {
    /// Its identifier.
    pub(crate) id: String,
    /// What it permits.
    pub(crate) scopes: Vec<String>,
    /// When it was made (RFC 3339).
    pub(crate) created_at: String,
    /// When it was revoked (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revoked_at: Option<String>,
}

impl From<store::ApiKey> for Key {
    fn from(key: store::ApiKey) -> Self {
        Self {
            id: key.id,
            scopes: key.scopes,
            created_at: rfc3339(key.created_at),
            revoked_at: key.revoked_at.map(rfc3339),
        }
    }
}

/// The process is alive, or ready.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    pub(crate) status: &'static str,
    /// The active connector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connector: Option<String>,
    /// And its generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<u64>,
}

/// A time as RFC 3339 writes it, in UTC.
pub(crate) fn rfc3339(milliseconds: u64) -> String {
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(milliseconds)
        .unwrap_or(Timestamp::MAX)
        .to_string()
}
