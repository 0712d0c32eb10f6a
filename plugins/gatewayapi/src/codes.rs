//! Error codes. Reference: <https://gatewayapi.com/docs/errors/>
//!
//! The complete table could not be read; the codes below are those that are documented elsewhere.
//! Codes that are not here are told apart by their family, see `reply.rs`. Rows marked
//! *unverified* come from third parties.

use connector_sdk::Code;
use connector_sdk::FailureKind::{
    ContentRejected, InsufficientBalance, InvalidCredentials, InvalidRecipient, InvalidSender,
    OutcomeUnknown, UnreachableRecipient,
};

pub(crate) const CODES: &[Code] = &[
    Code::new("0x0229", InvalidCredentials),
    Code::new("0x0213", InvalidCredentials), // the address of the caller is not allowed
    Code::new("0x0216", InsufficientBalance),
    Code::new("0x1092", InsufficientBalance),
    Code::new("0x0215", UnreachableRecipient), // unverified
    Code::new("0x1904", ContentRejected),      // unverified
    Code::new("0x1905", InvalidSender),
    Code::new("0x1010", InvalidRecipient), // unverified
    Code::new("0x0002", OutcomeUnknown),   // unverified
];
