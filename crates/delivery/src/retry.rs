//! Whether a failed attempt may be repeated, and when.

use std::time::Duration;

use connector_api::{Failure, FailureKind};

/// What to do with an attempt whose outcome nobody knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnUnknown {
    /// Report it. The provider may have sent the message.
    #[default]
    Fail,
    /// Try again, and risk that the message arrives twice: the operator's explicit choice.
    Retry,
}

/// Rules for repeating attempts.
#[derive(Debug, Clone, Copy)]
pub struct RetryRules {
    /// Most attempts after the first.
    pub most: u32,
    /// Upper bound of the first wait; it doubles with every attempt.
    pub base: Duration,
    /// Upper bound of every wait.
    pub cap: Duration,
    /// What to do when the outcome is unknown.
    pub on_unknown: OnUnknown,
}

impl Default for RetryRules {
    fn default() -> Self {
        Self {
            most: 2,
            base: Duration::from_millis(250),
            cap: Duration::from_secs(2),
            on_unknown: OnUnknown::Fail,
        }
    }
}

impl RetryRules {
    /// The wait before the next attempt; `None` when there must not be one.
    ///
    /// `attempt` is the number of the attempt that failed, `remaining` the time until the
    /// deadline, `chance` a random number.
    pub(crate) fn wait(
        &self,
        failure: &Failure,
        attempt: u32,
        remaining: Duration,
        chance: u128,
    ) -> Option<Duration> {
        if attempt > self.most || !self.allows(failure) {
            return None;
        }
        let wait = match failure.retry_after {
            Some(seconds) => Duration::from_secs(seconds),
            None => self.jitter(attempt, chance),
        };
        (wait < remaining).then_some(wait)
    }

    fn allows(&self, failure: &Failure) -> bool {
        if failure.may_have_been_processed {
            return self.on_unknown == OnUnknown::Retry && failure.kind.leaves_outcome_open();
        }
        matches!(
            failure.kind,
            FailureKind::RateLimited
                | FailureKind::ProviderUnavailable
                | FailureKind::ConnectionFailed
                | FailureKind::ConnectorCrashed
        )
    }

    /// Full jitter: anything from nothing to the bound, so that clients do not march in step.
    fn jitter(&self, attempt: u32, chance: u128) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let bound = self.base.saturating_mul(doubled).min(self.cap);
        let nanoseconds = chance % bound.as_nanos().max(1);
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LONG: Duration = Duration::from_secs(60);

    fn wait(failure: &Failure, attempt: u32) -> Option<Duration> {
        RetryRules::default().wait(failure, attempt, LONG, 7)
    }

    #[test]
    fn only_what_proves_that_nothing_was_processed_is_repeated() {
        let repeated = |kind: &&FailureKind| wait(&Failure::new(**kind), 1).is_some();
        let kinds: Vec<_> = FailureKind::ALL
            .iter()
            .filter(repeated)
            .map(|k| k.name())
            .collect();
        assert_eq!(
            kinds,
            [
                "rate_limited",
                "provider_unavailable",
                "connection_failed",
                "connector_crashed"
            ]
        );
        for kind in FailureKind::ALL {
            assert_eq!(
                wait(&Failure::new(*kind).may_have_been_processed(), 1),
                None,
                "{kind}"
            );
        }
    }

    #[test]
    fn an_unknown_outcome_is_repeated_only_by_explicit_choice() {
        let rules = RetryRules {
            on_unknown: OnUnknown::Retry,
            ..RetryRules::default()
        };
        let unknown = Failure::new(FailureKind::OutcomeUnknown);
        assert!(rules.wait(&unknown, 1, LONG, 7).is_some());
        assert_eq!(wait(&unknown, 1), None);
        let refused = Failure::new(FailureKind::InvalidSender);
        assert_eq!(rules.wait(&refused, 1, LONG, 7), None);
    }

    #[test]
    fn retry_after_is_honoured_inside_the_deadline_and_twice_at_most() {
        let limited = Failure::new(FailureKind::RateLimited).retry_after(3);
        assert_eq!(wait(&limited, 1), Some(Duration::from_secs(3)));
        assert_eq!(wait(&limited, 2), Some(Duration::from_secs(3)));
        assert_eq!(wait(&limited, 3), None);
        let late = Failure::new(FailureKind::RateLimited).retry_after(60);
        assert_eq!(wait(&late, 1), None);
    }

    proptest! {
        #[test]
        fn waits_stay_below_their_bound(attempt in 1_u32..3, chance: u128) {
            let failure = Failure::new(FailureKind::ConnectionFailed);
            let wait = RetryRules::default().wait(&failure, attempt, LONG, chance).unwrap();
            prop_assert!(wait < Duration::from_millis(250 * u64::from(attempt)));
        }
    }
}
