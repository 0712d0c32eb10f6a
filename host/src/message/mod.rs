//! From what a caller wrote to a message that cannot be malformed.

mod recipient;
mod request;

pub(crate) use recipient::{parse_recipient, warm_up};
pub(crate) use request::{FieldError, MessageFields, Refusal, parse_message_document};

use uuid::Uuid;

/// A fresh message identifier; later ones sort after earlier ones.
pub(crate) fn fresh_message_id() -> String {
    format!("msg_{}", Uuid::now_v7().simple())
}
