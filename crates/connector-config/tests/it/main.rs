//! A realistic config, its mistakes, and what its operator is told about them.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a panic in a test is its report"
)]

mod alternatives;
mod properties;
mod schemas;
mod secrets;
mod sms;
mod strict_json;
mod support;
