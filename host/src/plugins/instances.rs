//! A connector with a config, as `delivery` asks it.
//!
//! `connector_cost.rs` and `delivery_load.rs` in `host/examples` measure exactly these.

use std::time::Instant;

use connector_loader::Instance as Loaded;
use connector_worker::{CallError, Worker};
use delivery::{BoxFuture, Fault, Instance};

/// For the allocator of a worker, which has one thread and reads its plugin once: what is free goes back to
/// the system at once, and a worker is a megabyte smaller.
pub(super) const WORKER_ENVIRONMENT: &[(&str, &str)] = &[(
    "_RJEM_MALLOC_CONF",
    "narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0",
)];

/// A connector in this process.
///
/// It runs on the caller's thread and cannot be stopped: a connector that spins holds its thread,
/// one that crashes ends the host. Whoever chooses this trusts the plugin.
pub(super) struct InProcess(pub(super) Loaded);

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

/// A connector in a process of its own.
pub(super) struct InWorker(pub(super) Worker);

impl Instance for InWorker {
    fn start<'a>(
        &'a self,
        call: &'a [u8],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move { self.0.start(call, deadline).await.map_err(fault) })
    }

    fn resume<'a>(
        &'a self,
        call: &'a [u8],
        response: &'a [u8],
        state: Option<&'a str>,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Vec<u8>, Fault>> {
        Box::pin(async move {
            let step = self.0.resume(call, response, state, deadline).await;
            step.map_err(fault)
        })
    }

    fn is_available(&self) -> bool {
        !self.0.is_quarantined()
    }
}

fn fault(error: CallError) -> Fault {
    match error {
        CallError::TimedOut => Fault::TimedOut,
        _ => Fault::Crashed,
    }
}
