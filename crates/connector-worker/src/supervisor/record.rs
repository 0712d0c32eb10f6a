//! What happened to the processes of a worker, and what follows from that.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// Crashes older than this are forgiven.
const MEMORY: Duration = Duration::from_secs(60);

/// So many in that time, and the connector is left alone for a while.
const TOO_MANY: usize = 10;

/// How long.
pub(super) const QUARANTINE: Duration = Duration::from_secs(30);

/// Time before the second restart in a row; each further one takes twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Longest time before a restart.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Record {
    recent: VecDeque<Instant>,
}

impl Record {
    pub(super) fn note(&mut self, now: Instant) {
        self.recent.push_back(now);
        while self.recent.len() > TOO_MANY {
            self.recent.pop_front();
        }
    }

    pub(super) fn is_quarantined(&self, now: Instant) -> bool {
        let last = self.recent.back();
        self.in_a_row(now) >= TOO_MANY
            && last.is_some_and(|last| now.saturating_duration_since(*last) < QUARANTINE)
    }

    /// When to start the next one; `None` when there is none for now.
    pub(super) fn next_start(&self, now: Instant) -> Option<Instant> {
        if self.is_quarantined(now) {
            return None;
        }
        let last = self.recent.back().copied().unwrap_or(now);
        Some((last + self.wait(now)).max(now))
    }

    fn in_a_row(&self, now: Instant) -> usize {
        let recent = |at: &&Instant| now.saturating_duration_since(**at) < MEMORY;
        self.recent.iter().filter(recent).count()
    }

    /// How long to wait after the last crash.
    fn wait(&self, now: Instant) -> Duration {
        // The first restart is free: it is what a message waits for.
        let doublings = u32::try_from(self.in_a_row(now))
            .unwrap_or(u32::MAX)
            .checked_sub(2);
        doublings.map_or(Duration::ZERO, |doublings| {
            let factor = 2_u32.saturating_pow(doublings.min(16));
            FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
        })
    }
}

/// Up to a quarter of a wait: workers that ended together do not come back together.
pub(super) fn jitter(wait: Duration) -> Duration {
    // The standard library seeds its hash maps at random.
    let chance = RandomState::new().hash_one(()) % 1024;
    wait.mul_f64(chance as f64 / 4096.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_come_later_and_later_and_then_not_at_all() {
        let mut record = Record::default();
        let now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..TOO_MANY {
            let wait = record.next_start(now).unwrap() - now;
            waits.push(wait.as_millis());
            record.note(now);
        }
        assert_eq!(waits, [0, 0, 50, 100, 200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(record.next_start(now), None);
        assert!(record.is_quarantined(now));
        let later = now + QUARANTINE;
        assert_eq!(record.next_start(later), Some(later));
        assert_eq!(record.wait(now + MEMORY), Duration::ZERO);
    }

    #[test]
    fn jitter_is_small_and_not_always_the_same() {
        let wait = Duration::from_millis(800);
        let jitters: Vec<Duration> = (0..64).map(|_| jitter(wait)).collect();
        assert!(jitters.iter().all(|jitter| *jitter < wait / 4));
        assert!(jitters.iter().any(|jitter| Some(jitter) != jitters.first()));
    }
}
