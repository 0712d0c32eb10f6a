//! What a provider's code or an HTTP status means.

use connector_api::{Failure, FailureKind};

/// One row of a connector's code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, as the provider writes it.
    pub code: &'static str,
    /// What it means.
    pub kind: FailureKind,
    /// Seconds to wait, where the provider's documentation tells.
    pub retry_after: Option<u64>,
    /// Whether the provider had taken the message when it failed.
    pub processed: bool,
}

impl Code {
    /// A code and its meaning.
    pub const fn new(code: &'static str, kind: FailureKind) -> Self {
        Self {
            code,
            kind,
            retry_after: None,
            processed: false,
        }
    }

    /// The same row with the time after which the provider takes messages again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same row for a code that a provider gives after it took the message: the host does not
    /// try again by itself.
    #[must_use]
    pub const fn processed(mut self) -> Self {
        self.processed = true;
        self
    }

    /// The row of a code, if the table has it.
    pub fn find(table: &'static [Self], code: &str) -> Option<&'static Self> {
        table.iter().find(|row| row.code == code)
    }

    /// The failure that this row describes.
    pub fn failure(&self) -> Failure {
        let failure = Failure::new(self.kind)
            .provider_code(self.code)
            .retry_after(self.retry_after);
        if self.processed {
            failure.may_have_been_processed()
        } else {
            failure
        }
    }
}

/// The failure that an HTTP status describes when nothing in the reply says more.
///
/// A 5xx or 408 leaves open what became of the message. A 2xx is no verdict by itself: what calls
/// this with one has a reply that it could not read.
pub fn failure_of_status(status: u16) -> Failure {
    let kind = match status {
        401 | 403 => FailureKind::InvalidCredentials,
        402 => FailureKind::InsufficientBalance,
        408 => FailureKind::OutcomeUnknown,
        429 => FailureKind::RateLimited,
        300..=499 => FailureKind::InvalidRequest,
        500..=599 => FailureKind::OutcomeUnknown,
        _ => FailureKind::Unintelligible,
    };
    match kind {
        FailureKind::Unintelligible => Failure::new(kind),
        _ => Failure::new(kind).message(format!("{} (HTTP {status})", kind.sentence())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_error_leaves_the_outcome_open_and_a_refusal_does_not() {
        assert!(failure_of_status(503).may_have_been_processed);
        assert!(failure_of_status(200).may_have_been_processed);
        assert!(!failure_of_status(400).may_have_been_processed);
        assert!(!failure_of_status(429).may_have_been_processed);
    }
}
