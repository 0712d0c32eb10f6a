//! The classes by which a receiver may name a failure: failure kinds that are its own to report.
//! Those about the host and its plugins are not among them.

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    self, ContentRejected, DestinationNotAllowed, FraudBlocked, InsufficientBalance,
    InvalidCredentials, InvalidRecipient, InvalidRequest, InvalidSender, OutcomeUnknown,
    ProviderUnavailable, QuotaExceeded, RateLimited, TemplateNotFound, TemplateRejected,
    UnreachableRecipient,
};

pub(crate) const CODES: &[Code] = &[
    class(InvalidRequest),
    class(InvalidRecipient),
    class(UnreachableRecipient),
    class(DestinationNotAllowed),
    class(TemplateNotFound),
    class(TemplateRejected),
    class(ContentRejected),
    class(InvalidSender),
    class(InvalidCredentials),
    class(InsufficientBalance),
    class(QuotaExceeded),
    class(FraudBlocked),
    class(RateLimited),
    class(ProviderUnavailable),
    class(OutcomeUnknown),
];

const fn class(kind: FailureKind) -> Code {
    Code::new(kind.name(), kind)
}
