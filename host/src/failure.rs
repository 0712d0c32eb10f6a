//! What each failure kind means to those outside: HTTP status, exit code, may one try again.
//!
//! This is the only table of its kind. Problem documents, exit codes and the errors page read it.

use connector_api::{Failure, FailureKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::Exit;

/// Whether sending the same message again makes sense, and is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Retryable {
    /// It will be refused again until somebody acts.
    No,
    /// Nothing was sent; a later try may succeed.
    Yes,
    /// The message may have been sent; a second one may be a second SMS.
    Unknown,
}

/// What a failure means outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// HTTP status of the problem document.
    pub(crate) status: u16,
    /// Whether to try again.
    pub(crate) retryable: Retryable,
    /// Exit code of the command line.
    pub(crate) exit: Exit,
    /// Title of the problem document.
    pub(crate) title: &'static str,
}

/// The facts of a failure.
pub(crate) fn facts(failure: &Failure) -> Facts {
    let facts = facts_of_kind(failure.kind);
    if !failure.may_have_been_processed {
        return facts;
    }
    let of_connector = is_connectors_fault(failure.kind);
    match facts.retryable {
        Retryable::No => facts,
        Retryable::Yes | Retryable::Unknown => Facts {
            retryable: Retryable::Unknown,
            status: if of_connector { 504 } else { facts.status },
            exit: if of_connector {
                Exit::Failed
            } else {
                facts.exit
            },
            ..facts
        },
    }
}

fn is_connectors_fault(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::ConnectorCrashed
            | FailureKind::ConnectorTimeout
            | FailureKind::ConnectorPanicked
    )
}

/// The facts of a kind when nothing was processed, or when the kind itself leaves that open.
pub(crate) fn facts_of_kind(kind: FailureKind) -> Facts {
    use Retryable::{No, Unknown, Yes};
    let (status, retryable, exit, title) = match kind {
        FailureKind::InvalidRequest => (422, No, Exit::Failed, "The message is invalid"),
        FailureKind::InvalidRecipient => {
            (422, No, Exit::Failed, "The number cannot receive messages")
        }
        FailureKind::UnreachableRecipient => {
            (422, No, Exit::Failed, "The recipient cannot be reached")
        }
        FailureKind::DestinationNotAllowed => (422, No, Exit::Failed, "The country is not enabled"),
        FailureKind::TemplateNotFound => (
            422,
            No,
            Exit::Failed,
            "There is no template for the message",
        ),
        FailureKind::TemplateRejected => {
            (502, No, Exit::Failed, "The provider refused the template")
        }
        FailureKind::ContentRejected => (502, No, Exit::Failed, "The provider refused the text"),
        FailureKind::InvalidSender => (502, No, Exit::Failed, "The provider refused the sender"),
        FailureKind::InvalidCredentials => (
            502,
            No,
            Exit::Failed,
            "The provider refused the credentials",
        ),
        FailureKind::InsufficientBalance => {
            (502, No, Exit::Failed, "The provider account has no balance")
        }
        FailureKind::QuotaExceeded => (
            502,
            No,
            Exit::Failed,
            "A cap of the provider account is used up",
        ),
        FailureKind::FraudBlocked => (
            422,
            No,
            Exit::Failed,
            "The message was blocked as likely fraud",
        ),
        FailureKind::RateLimited => (429, Yes, Exit::TryLater, "Too many messages for now"),
        FailureKind::ProviderUnavailable => {
            (503, Yes, Exit::TryLater, "The provider is unavailable")
        }
        FailureKind::ConnectionFailed => {
            (503, Yes, Exit::TryLater, "The provider cannot be reached")
        }
        FailureKind::EgressDenied => (502, No, Exit::Failed, "The request is not allowed to leave"),
        FailureKind::NoActiveConnector => (503, Yes, Exit::Unavailable, "No connector is active"),
        FailureKind::ConnectorCrashed => (502, Yes, Exit::Failed, "The connector crashed"),
        FailureKind::ConnectorTimeout => (502, Yes, Exit::Failed, "The connector took too long"),
        FailureKind::ConnectorPanicked => (502, Yes, Exit::Failed, "The connector failed"),
        FailureKind::OutcomeUnknown => (
            504,
            Unknown,
            Exit::Failed,
            "Nobody knows whether the message was sent",
        ),
        // The list is open on the wire; what this host does not know is unintelligible.
        FailureKind::Unintelligible | _ => (
            504,
            Unknown,
            Exit::Failed,
            "The provider's reply could not be understood",
        ),
    };
    Facts {
        status,
        retryable,
        exit,
        title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failure: &Failure, status: u16, retryable: Retryable) {
        let facts = facts(failure);
        assert_eq!(
            (facts.status, facts.retryable),
            (status, retryable),
            "{failure}"
        );
    }

    #[test]
    fn a_failure_of_the_connector_is_judged_by_what_may_have_left() {
        let panicked = Failure::new(FailureKind::ConnectorPanicked);
        check(&panicked, 502, Retryable::Yes);
        check(&panicked.may_have_been_processed(), 504, Retryable::Unknown);
    }

    #[test]
    fn what_may_have_been_sent_is_never_called_retryable() {
        for kind in FailureKind::ALL {
            let failure = Failure::new(*kind).may_have_been_processed();
            assert_ne!(facts(&failure).retryable, Retryable::Yes, "{kind}");
        }
    }

    #[test]
    fn statuses_and_exit_codes_agree_with_the_contract() {
        check(
            &Failure::new(FailureKind::InvalidRecipient),
            422,
            Retryable::No,
        );
        check(
            &Failure::new(FailureKind::InvalidCredentials),
            502,
            Retryable::No,
        );
        check(&Failure::new(FailureKind::RateLimited), 429, Retryable::Yes);
        check(
            &Failure::new(FailureKind::OutcomeUnknown),
            504,
            Retryable::Unknown,
        );
        assert_eq!(
            facts_of_kind(FailureKind::NoActiveConnector).exit.code(),
            69
        );
        assert_eq!(facts_of_kind(FailureKind::RateLimited).exit.code(), 75);
    }
}
