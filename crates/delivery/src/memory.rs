//! What a connector asked to keep between messages.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use connector_api::{Keep, Kept};
use zeroize::Zeroizing;

/// One value with an end, in memory only. A generation has one; the next generation starts without.
#[derive(Default)]
pub struct Memory {
    kept: Mutex<Option<(Zeroizing<String>, Instant)>>,
}

impl Memory {
    /// Keeps a value in place of the one before. What is larger or longer than the protocol allows is
    /// not kept, or not that long.
    pub(crate) fn keep(&self, keep: Keep, now: Instant) {
        let until = now + Duration::from_secs(keep.seconds.min(Keep::LONGEST));
        let value = Zeroizing::new(keep.value);
        if value.len() <= Keep::LARGEST {
            *self.slot() = Some((value, until));
        }
    }

    /// The value, while its time lasts.
    pub(crate) fn get(&self, now: Instant) -> Option<Kept> {
        let slot = self.slot();
        let (value, until) = slot.as_ref()?;
        (now < *until).then(|| Kept::new(value.as_str()))
    }

    fn slot(&self) -> MutexGuard<'_, Option<(Zeroizing<String>, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_there_until_its_time_is_over() {
        let memory = Memory::default();
        let now = Instant::now();
        assert_eq!(memory.get(now), None);
        memory.keep(Keep::new("token", 60), now);
        assert_eq!(
            memory.get(now + Duration::from_secs(59)),
            Some(Kept::new("token"))
        );
        assert_eq!(memory.get(now + Duration::from_secs(60)), None);
        memory.keep(Keep::new("x".repeat(Keep::LARGEST + 1), 60), now);
        assert_eq!(memory.get(now), Some(Kept::new("token")));
        memory.keep(Keep::new("other", u64::MAX), now);
        assert_eq!(memory.get(now + Duration::from_secs(Keep::LONGEST)), None);
    }
}
