//! What is stored. Times are milliseconds since the Unix epoch.

use std::fmt;

use connector_api::{Failure, Sent};
use zeroize::Zeroizing;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is known, and nothing has been done with it. Part of a history: a message is put on record
    /// with its first attempt.
    Accepted,
    /// An attempt is being made, and may have reached the provider.
    Dispatching,
    /// The provider accepted it. That is not "delivered".
    Sent,
    /// It was not sent, and it is known why.
    Rejected,
    /// Nobody knows whether it was sent.
    Unknown,
    /// It was not sent, and its next attempt could not be recorded.
    Expired,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Accepted,
        Self::Dispatching,
        Self::Sent,
        Self::Rejected,
        Self::Unknown,
        Self::Expired,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Dispatching => "dispatching",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing more will happen to the message.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Accepted | Self::Dispatching)
    }
}

/// A message that is not on record yet.
pub struct NewMessage {
    /// Its identifier; later ones sort after earlier ones.
    pub id: String,
    /// When it came.
    pub accepted_at: u64,
    /// Why the code is sent.
    pub usage_type: String,
    /// The masked number.
    pub recipient: String,
    /// Who asked: the identifier of an API key, or a name for callers without one.
    pub caller: String,
    /// The caller's key for this message, if there is one.
    pub idempotency: Option<IdempotencyKey>,
}

/// A caller's promise that two requests are the same.
pub struct IdempotencyKey {
    /// What the caller wrote.
    pub key: String,
    /// What the caller sent, in a form in which equal requests are equal. Only a keyed hash of it
    /// is stored.
    pub request: Zeroizing<Vec<u8>>,
}

/// What became of an attempt to accept a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Acceptance {
    /// It is on disk.
    Accepted,
    /// The key was used for the same request, which is final: this is what became of it.
    Replayed(Box<Message>),
    /// The key was used for the same request, which is not final yet.
    Running,
    /// The key was used for another request.
    OtherRequest,
}

/// An attempt: from here on it may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// The message.
    pub id: String,
    /// Counts from 1.
    pub attempt: u32,
    /// Through what.
    pub connector: String,
    /// And which generation of it.
    pub generation: u64,
    /// When.
    pub at: u64,
}

/// How a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The provider accepted it.
    Sent(Sent),
    /// It was not sent.
    Rejected(Failure),
    /// It may have been sent.
    Unknown(Failure),
    /// It was not sent, and its next attempt could not be recorded.
    Expired,
}

impl Ending {
    /// The state that it leads to.
    pub const fn state(&self) -> State {
        match self {
            Self::Sent(_) => State::Sent,
            Self::Rejected(_) => State::Rejected,
            Self::Unknown(_) => State::Unknown,
            Self::Expired => State::Expired,
        }
    }
}

/// What is recorded when a message ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The message.
    pub id: String,
    /// When.
    pub at: u64,
    /// How many attempts there were.
    pub attempts: u32,
    /// Through what, when a connector had a say.
    pub connector: Option<String>,
    /// And which generation of it.
    pub generation: Option<u64>,
    /// How it ended.
    pub ending: Ending,
}

/// A message as it is on record. The passcode and the whole number are not.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its identifier.
    pub id: String,
    /// Where it stands.
    pub state: State,
    /// Why the code was sent.
    pub usage_type: String,
    /// The masked number.
    pub recipient: String,
    /// Who asked.
    pub caller: String,
    /// When it came.
    pub accepted_at: u64,
    /// When its state changed last.
    pub updated_at: u64,
    /// How many attempts there were.
    pub attempts: u32,
    /// Through what, once it was dispatched.
    pub connector: Option<String>,
    /// And which generation of it.
    pub generation: Option<u64>,
    /// What the provider said, when it accepted it.
    pub sent: Option<Sent>,
    /// Why it failed, when it did.
    pub failure: Option<Failure>,
}

/// One step in the life of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// When.
    pub at: u64,
    /// What it became.
    pub state: State,
    /// In which attempt; 0 before the first.
    pub attempt: u32,
}

/// Which messages to list: the newest that are older than `before`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Identifier of the last message of the page before.
    pub before: Option<String>,
    /// How many at most.
    pub limit: u32,
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those through this connector.
    pub connector: Option<String>,
}

/// A connector's config as it was saved.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedConfig {
    /// The connector.
    pub connector: String,
    /// Counts up with every save.
    pub revision: u64,
    /// When it was saved.
    pub saved_at: u64,
    /// The JSON text, with its secrets.
    pub text: Zeroizing<String>,
}

/// Shows no text: secrets are in it.
impl fmt::Debug for SavedConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedConfig")
            .field("connector", &self.connector)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Why the active connector changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivationReason {
    /// An operator switched.
    Switch,
    /// An operator went back.
    Rollback,
    /// An operator switched it off.
    Deactivate,
    /// The plugin's file was replaced.
    PluginReplaced,
    /// The host's own file says so.
    ManagedByFile,
    /// The configuration was read again.
    Reload,
}

impl ActivationReason {
    const ALL: [Self; 6] = [
        Self::Switch,
        Self::Rollback,
        Self::Deactivate,
        Self::PluginReplaced,
        Self::ManagedByFile,
        Self::Reload,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::Rollback => "rollback",
            Self::Deactivate => "deactivate",
            Self::PluginReplaced => "plugin_replaced",
            Self::ManagedByFile => "managed_by_file",
            Self::Reload => "reload",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// A change of the active connector that is to be recorded.
#[derive(Clone)]
pub struct NewActivation {
    /// The connector; none when nothing is active from now on.
    pub connector: Option<String>,
    /// Its config, with its secrets.
    pub config: Option<Zeroizing<String>>,
    /// When.
    pub at: u64,
    /// Why.
    pub reason: ActivationReason,
    /// The generation that a rollback from this one leads to.
    pub previous: Option<u64>,
}

/// A change of the active connector. The newest is the one that counts.
#[derive(Clone, PartialEq, Eq)]
pub struct Activation {
    /// Counts up with every change.
    pub generation: u64,
    /// The connector; none when nothing was active.
    pub connector: Option<String>,
    /// Its config, with its secrets.
    pub config: Option<Zeroizing<String>>,
    /// When.
    pub at: u64,
    /// Why.
    pub reason: ActivationReason,
    /// The generation that a rollback from this one leads to.
    pub previous: Option<u64>,
}

/// Shows no config: secrets are in it.
impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Activation")
            .field("generation", &self.generation)
            .field("connector", &self.connector)
            .field("reason", &self.reason)
            .field("previous", &self.previous)
            .finish_non_exhaustive()
    }
}

/// An API key, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identifier, which is part of the key.
    pub id: String,
    /// SHA-256 of its secret part.
    pub hash: [u8; 32],
    /// What it permits.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: u64,
    /// When it was revoked, if it was.
    pub revoked_at: Option<u64>,
}
