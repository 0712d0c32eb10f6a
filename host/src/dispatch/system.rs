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
    fn random_bits(&self) -> u128 {
        let mut bits = [0; 16];
        match getrandom::fill(&mut bits) {
            Ok(()) => u128::from_ne_bytes(bits),
            // Without a random source no nonce is safe to use; this does not happen on Linux.
            Err(error) => panic!("the operating system has no randomness: {error}"),
        }
    }
}
