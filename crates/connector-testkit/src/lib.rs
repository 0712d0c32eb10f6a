//! What tests of connectors and of the host stand on: providers that run on loopback, and
//! assertions about what was put on the wire.
//!
//! Read this first: [`sim`] starts a provider that *rejects what the real one rejects*, records
//! everything it receives and breaks on command; [`wire`] turns a request into text for golden
//! files; [`libraries`] builds plugins, good and bad; [`conformance`] is the suite that every
//! connector passes.
//!
//! ```
//! use connector_testkit::sim::{Fault, LOOPBACK, Simulator, Twilio};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let twilio = Twilio::new("AC00000000000000000000000000000001", "token");
//! let sim = Simulator::start(twilio, LOOPBACK).await?;
//! sim.on_next(Fault::new().reset_after_bytes(0));
//! // ... send something to `sim.url()` ...
//! assert!(sim.ledger().is_empty());
//! sim.shutdown().await;
//! # Ok::<(), std::io::Error>(())
//! # })?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! This crate is for tests only: it may depend on what the rest of the workspace must not.

pub mod golden;
pub mod libraries;
pub mod sim;
pub mod wire;

#[doc(inline)]
pub use connector_conformance as conformance;
