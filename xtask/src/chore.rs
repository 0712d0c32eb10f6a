//! What a chore gives back, and how its failure is shown.

use std::error::Error;
use std::fmt::Display;

/// The result of a chore or of a part of it.
pub(crate) type Chore<T = ()> = Result<T, Failure>;

/// A chore that did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something is not as it must be.
    #[error("{0}")]
    Found(String),
    /// Something could not be done.
    #[error("{what}")]
    Because {
        what: String,
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

/// A failure that has no cause but itself.
pub(crate) fn failed<T>(what: impl Into<String>) -> Chore<T> {
    Err(Failure::Found(what.into()))
}

/// Says what could not be done when something fails.
pub(crate) trait Context<T> {
    /// Wraps the error as the cause of `what`.
    fn context(self, what: impl Display) -> Chore<T>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> Context<T> for Result<T, E> {
    fn context(self, what: impl Display) -> Chore<T> {
        self.map_err(|cause| Failure::Because {
            what: what.to_string(),
            cause: cause.into(),
        })
    }
}

/// Shows a failure with everything that caused it.
pub(crate) fn report(failure: &Failure) {
    eprintln!("error: {failure}");
    let mut cause = failure.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
}
