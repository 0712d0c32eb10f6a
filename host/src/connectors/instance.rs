//! A connector in this process.
//!
//! It runs on the caller's thread and cannot be stopped: a connector that spins holds its thread,
//! one that crashes ends the host. Whoever chooses this trusts the plugin.

use std::time::Instant;

use connector_loader::Instance as Loaded;
use delivery::{BoxFuture, Fault, Instance};

/// An instance whose calls go straight through the plugin boundary.
pub(crate) struct InProcess(pub(crate) Loaded);

impl Instance for InProcess {
    fn start<'a>(&'a self, call: &'a [u8], _: Instant) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async { Ok(self.0.start(call).to_vec()) })
    }

    fn resume<'a>(
        &'a self,
        call: &'a [u8],
        response: &'a [u8],
        state: Option<&'a str>,
        _: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move { Ok(self.0.resume(call, response, state).to_vec()) })
    }
}
