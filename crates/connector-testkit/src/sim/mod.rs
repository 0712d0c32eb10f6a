//! Provider simulators: a real socket on loopback, the provider's own checks, faults on command.
//!
//! | part | what it does |
//! |---|---|
//! | [`Provider`] | one provider's rules, pure: a [`Received`] request in, a [`Reply`] with a [`Verdict`] out |
//! | [`Simulator`], [`BlockingSimulator`] | the socket around it, for async tests and for everything else |
//! | [`Exchange`] | one line of the ledger: what came, what the provider thought of it, what was answered |
//! | [`Fault`] | how the next reply, or all of them, are damaged on their way out |
//! | [`Script`] | what is planned for the next requests; faults and provider failures both use it |
//!
//! # Adding a provider
//!
//! 1. `sim/<id>.rs`, with a struct that holds the credentials it accepts. A folder `sim/<id>/`
//!    beside it takes the table of errors and the checks when the file grows past 200 lines.
//! 2. `impl Provider`: a chain of small checks, each giving the provider's own refusal, in the
//!    provider's order; then the failure that a test asked for; then success. Failures a test can
//!    ask for are a [`Script`] of what can go wrong, set by `fail_next` and `fail_with`.
//! 3. Re-export it below; `tests/it/<id>.rs` proves every rejection over a socket.
//!
//! A provider never touches a socket or a clock: time is [`Received::received_at`]. The whole
//! pattern, for a provider with one parameter:
//!
//! ```
//! use connector_testkit::sim::{Provider, Received, Reply, Script, Sms, Verdict};
//! use serde_json::{Value, json};
//!
//! #[derive(Default)]
//! struct Acme {
//!     failures: Script<u32>,
//! }
//!
//! impl Acme {
//!     fn fail_next(&mut self, code: u32) {
//!         self.failures.next(code);
//!     }
//! }
//!
//! fn recipient(request: &Received) -> Result<String, u32> {
//!     let document = request.json().ok_or(10_u32)?;
//!     let to = document.get("to").and_then(Value::as_str).ok_or(11_u32)?;
//!     Ok(to.to_owned())
//! }
//!
//! impl Provider for Acme {
//!     fn verdict(&mut self, request: &Received) -> Reply {
//!         let judged = recipient(request).and_then(|to| self.failures.take().map_or(Ok(to), Err));
//!         match judged {
//!             Ok(to) => {
//!                 let sms = Sms { id: "1".to_owned(), to, text: String::new() };
//!                 Reply::json(200, &json!({"id": 1}), Verdict::Accepted(sms))
//!             }
//!             Err(code) => Reply::json(400, &json!({"code": code}), Verdict::rejected(code)),
//!         }
//!     }
//! }
//!
//! let mut acme = Acme::default();
//! let send = Received::new("POST", "/send").with_body(r#"{"to":"+14155550100"}"#);
//! assert_eq!(acme.verdict(&send).status, 200);
//! acme.fail_next(77);
//! assert_eq!(acme.verdict(&send).verdict, Verdict::rejected(77));
//! ```

mod aliyun;
mod canonical;
mod courier;
mod gatewayapi;
mod http;
mod provider;
mod received;
mod segments;
mod server;
mod smsaero;
mod tencent;
mod twilio;
mod vonage;

pub use aliyun::{Aliyun, AliyunFailure};
pub use courier::Courier;
pub use gatewayapi::{GatewayApi, GatewayApiFailure};
pub use http::{HttpFailure, HttpReceiver};
pub use provider::{Provider, Reply, Sms, Verdict};
pub use received::Received;
pub use server::{
    Answer, BlockingSimulator, Controls, Exchange, Fault, LOOPBACK, Script, Simulator,
    SimulatorHandle, TimedOut,
};
pub use smsaero::{SmsAero, SmsAeroFailure};
pub use tencent::{Tencent, TencentFailure};
pub use twilio::{Region, Twilio, TwilioFailure};
pub use vonage::{Vonage, VonageFailure};
