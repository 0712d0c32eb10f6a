//! How each clause is checked.

pub(super) mod configs;
pub(super) mod identity;
pub(super) mod replies;
pub(super) mod requests;
pub(super) mod running;
