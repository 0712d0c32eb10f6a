//! The socket around a provider: reads requests, keeps the ledger, delivers replies and faults.
//!
//! HTTP/1.1 is read and written here byte by byte instead of through a server library. A library
//! exists to make every response whole; half of what a simulator does is to make it not whole:
//! a reset after exactly n bytes, a drip, a close at the very moment a kept-alive connection is
//! used again, bytes that are not HTTP. The reading side is small because `httparse` does the
//! grammar.

mod blocking;
mod body;
mod connection;
mod controls;
mod fault;
mod ledger;
mod plan;
mod reader;
mod script;
mod start;

pub use blocking::BlockingSimulator;
pub use controls::Controls;
pub use fault::Fault;
pub use ledger::{Answer, Exchange, TimedOut};
pub use script::Script;
pub use start::{LOOPBACK, Simulator, SimulatorHandle};
