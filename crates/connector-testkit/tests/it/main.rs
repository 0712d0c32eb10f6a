//! The simulators over real sockets: every rejection happens, every fault does what it says.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod aliyun;
mod blocking;
mod client;
mod conformance;
mod endings;
mod faults;
mod gatewayapi;
mod http;
mod ledger;
mod requests;
mod signing;
mod smsaero;
mod tencent;
mod twilio;
mod vonage;
