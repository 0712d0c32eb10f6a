//! Statuses of a message. Reference: <https://developer.vonage.com/en/messaging/sms/guides/troubleshooting-sms>

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    DestinationNotAllowed, InsufficientBalance, InvalidCredentials, InvalidRecipient,
    InvalidRequest, InvalidSender, OutcomeUnknown, RateLimited, UnreachableRecipient,
};

pub(crate) const CODES: &[Code] = &[
    Code::new("1", RateLimited).retry_after(1),
    Code::new("2", InvalidRequest),
    Code::new("3", InvalidRequest),
    Code::new("4", InvalidCredentials),
    Code::new("5", OutcomeUnknown),
    Code::new("6", InvalidRecipient),
    Code::new("7", UnreachableRecipient),
    Code::new("8", InvalidCredentials),
    Code::new("9", InsufficientBalance),
    Code::new("10", RateLimited),
    Code::new("11", InvalidCredentials),
    Code::new("12", InvalidRequest),
    Code::new("14", InvalidCredentials),
    Code::new("15", InvalidSender),
    Code::new("22", InvalidRequest),
    Code::new("23", InvalidRequest),
    Code::new("29", DestinationNotAllowed),
    Code::new("32", InvalidRequest),
    Code::new("33", InvalidRecipient),
];
