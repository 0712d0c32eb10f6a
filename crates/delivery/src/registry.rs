//! Which connector is active.

use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwapOption;
use zeroize::Zeroizing;

use crate::{Instance, Memory, Message, Reach, Redactor};

/// One connector with one config, from the moment it was switched to.
pub struct Generation {
    /// The connector's id.
    pub connector: String,
    /// Counts up with every switch.
    pub number: u64,
    /// Identifies the code: a digest of the plugin.
    pub digest: String,
    /// The connector itself.
    pub instance: Arc<dyn Instance>,
    /// Where it may send.
    pub reach: Reach,
    /// Secrets of its config, which no text that leaves the host may contain.
    pub secrets: Vec<Zeroizing<String>>,
    /// What it asked to keep between messages.
    pub kept: Memory,
}

impl Generation {
    /// Knows what must not be shown about a message that goes through it.
    pub(crate) fn redactor(&self, message: &Message, now: Instant) -> Redactor {
        let kept = self
            .kept
            .get(now)
            .map(|kept| kept.as_str().to_owned().into());
        let secrets: Vec<_> = self.secrets.iter().cloned().chain(kept).collect();
        Redactor::new(message, &secrets)
    }
}

/// The active connector. Reading it is one atomic load; switching it is one atomic store.
///
/// A message reads the registry once and keeps what it got, so a switch affects later messages
/// only.
#[derive(Default)]
pub struct Registry {
    active: ArcSwapOption<Generation>,
}

impl Registry {
    /// The active generation, if there is one.
    pub fn active(&self) -> Option<Arc<Generation>> {
        self.active.load_full()
    }

    /// Makes a generation the active one and returns the one before.
    pub fn switch(&self, generation: Generation) -> Option<Arc<Generation>> {
        self.active.swap(Some(Arc::new(generation)))
    }

    /// Leaves no connector active and returns the one that was.
    pub fn deactivate(&self) -> Option<Arc<Generation>> {
        self.active.swap(None)
    }
}
