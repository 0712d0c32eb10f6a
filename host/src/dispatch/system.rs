//! Time and chance of the operating system.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use delivery::{BoxFuture, Clock, Entropy};

/// The operating system.
pub(super) struct System;

impl Clock for System {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn unix_seconds(&self) -> u64 {
        // A clock before 1970 is a clock that was never set.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }

    fn sleep<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Entropy for System {
    /// From a generator that the operating system seeds: a system call for each would be most of their cost.
    fn random_bits(&self) -> u128 {
        rand::random()
    }
}
