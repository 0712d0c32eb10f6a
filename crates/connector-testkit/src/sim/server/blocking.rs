//! A simulator for programs that are not async: tests that drive a binary, and chores.

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime;
use tokio::sync::oneshot;

use super::controls::Controls;
use super::ledger::{Exchange, TimedOut};
use super::start::{PATIENCE, Simulator};
use crate::sim::Provider;

/// A simulator with a thread and a runtime of its own; dropping it stops all three.
#[derive(Debug)]
pub struct BlockingSimulator<P> {
    controls: Controls<P>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl<P: Provider> BlockingSimulator<P> {
    /// Starts a provider on this address; [`LOOPBACK`](crate::sim::LOOPBACK) picks a free port.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, or the thread cannot be started.
    pub fn start(provider: P, addr: impl Into<SocketAddr>) -> io::Result<Self> {
        let addr = addr.into();
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (started, starting) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = async move {
            let simulator = match Simulator::start(provider, addr).await {
                Ok(simulator) => simulator,
                Err(error) => return started.send(Err(error)).unwrap_or_default(),
            };
            if started.send(Ok(Controls::clone(&simulator))).is_ok() {
                // An error means that the owner is gone, which is the same request.
                let _ = stopped.await;
            }
            simulator.shutdown().await;
        };
        let thread = thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || runtime.block_on(serve))?;
        let controls = starting
            .recv()
            .map_err(|_| io::Error::other("the simulator's thread ended before it started"))??;
        Ok(Self {
            controls,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Waits until this many requests have been received in all, and gives the ledger.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] after ten seconds, naming what did come.
    pub fn wait_for(&self, count: usize) -> Result<Vec<Exchange>, TimedOut> {
        self.wait_for_within(count, PATIENCE)
    }

    /// The same with another patience.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] after that time, naming what did come.
    pub fn wait_for_within(
        &self,
        count: usize,
        patience: Duration,
    ) -> Result<Vec<Exchange>, TimedOut> {
        self.controls
            .shared
            .ledger
            .wait_for_blocking(count, patience)
    }

    /// Stops it; when this returns, the port is closed and connections are gone.
    pub fn shutdown(self) {}
}

impl<P> Deref for BlockingSimulator<P> {
    type Target = Controls<P>;

    fn deref(&self) -> &Controls<P> {
        &self.controls
    }
}

impl<P> Drop for BlockingSimulator<P> {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has already been printed; a drop must not add a second one.
            let _ = thread.join();
        }
    }
}
