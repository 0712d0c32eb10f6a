//! The binary as its users meet it: the command line, and the service with real plugins and
//! simulated providers.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in a test a panic is the report"
)]

mod access;
mod authors;
mod connectors;
mod drop_in;
mod evil;
mod faults;
mod idempotency;
mod lifecycle;
mod messages;
mod openapi;
mod operate;
mod plugins;
mod problems;
mod providers;
mod recovery;
mod send;
mod support;
mod sweep;
mod trust;
mod two_exchanges;
