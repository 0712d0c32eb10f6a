//! The contract.

use std::future::Future;
use std::pin::Pin;

use crate::{
    Acceptance, Activation, ApiKey, Conclusion, Dispatch, Message, NewActivation, NewMessage, Page,
    SavedConfig, StoreError, Transition,
};

/// What a method gives.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Durable memory. When a method returns, what it wrote is on disk; when it fails, nothing is.
pub trait Store: Send + Sync {
    /// Accepts a message, unless its idempotency key says that it is already known. It is put on
    /// record with its first attempt, or not at all.
    fn accept(&self, message: NewMessage, first: Dispatch) -> Reply<'_, Acceptance>;

    /// Records that a later attempt may leave.
    fn dispatch(&self, dispatch: Dispatch) -> Reply<'_, ()>;

    /// Records how a message ended. The first ending of a message counts.
    fn conclude(&self, conclusion: Conclusion) -> Reply<'_, ()>;

    /// A message and its transitions.
    fn message(&self, id: String) -> Reply<'_, Option<(Message, Vec<Transition>)>>;

    /// Messages, newest first.
    fn messages(&self, page: Page) -> Reply<'_, Vec<Message>>;

    /// Settles what a crash left behind: what was dispatched becomes unknown. Gives the number of
    /// messages.
    fn recover(&self, now: u64) -> Reply<'_, u64>;

    /// Forgets final messages from before one time, and idempotency keys from before another.
    /// Gives the number of messages.
    fn forget(&self, messages_before: u64, keys_before: u64) -> Reply<'_, u64>;

    /// The saved configs.
    fn configs(&self) -> Reply<'_, Vec<SavedConfig>>;

    /// The saved config of a connector.
    fn config(&self, connector: String) -> Reply<'_, Option<SavedConfig>>;

    /// Saves a config and gives its revision. With `expected`, only when that is the revision of
    /// the saved one (0: when none is saved).
    fn save_config(&self, config: SavedConfig, expected: Option<u64>) -> Reply<'_, u64>;

    /// Removes the saved config of a connector. Gives whether there was one.
    fn remove_config(&self, connector: String) -> Reply<'_, bool>;

    /// Records a change of the active connector and gives its generation.
    fn activate(&self, activation: NewActivation) -> Reply<'_, u64>;

    /// The change that counts now.
    fn activation(&self) -> Reply<'_, Option<Activation>>;

    /// An earlier change.
    fn activation_of(&self, generation: u64) -> Reply<'_, Option<Activation>>;

    /// The latest changes, newest first, without their configs.
    fn activations(&self, limit: u32) -> Reply<'_, Vec<Activation>>;

    /// Keeps an API key.
    fn create_key(&self, key: ApiKey) -> Reply<'_, ()>;

    /// The API keys.
    fn keys(&self) -> Reply<'_, Vec<ApiKey>>;

    /// The API key of this identifier.
    fn key(&self, id: String) -> Reply<'_, Option<ApiKey>>;

    /// Revokes an API key. Gives whether there was one that was not revoked.
    fn revoke_key(&self, id: String, at: u64) -> Reply<'_, bool>;
}
