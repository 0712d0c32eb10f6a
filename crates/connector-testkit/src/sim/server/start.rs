//! Starting and stopping a simulator inside an async program.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::connection::serve;
use super::controls::{Controls, Shared};
use super::ledger::{Exchange, TimedOut};
use crate::sim::Provider;

/// A free port on loopback.
pub const LOOPBACK: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// How long `wait_for` waits: far longer than any healthy test needs.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// A pause after a failed `accept`, which has nearly always run out of file descriptors.
const BREATH: Duration = Duration::from_millis(10);

/// Where simulators come from.
#[derive(Debug)]
pub struct Simulator;

impl Simulator {
    /// Starts a provider on this address; [`LOOPBACK`] picks a free port.
    ///
    /// # Errors
    ///
    /// The address cannot be bound.
    pub async fn start<P: Provider>(
        provider: P,
        addr: impl Into<SocketAddr>,
    ) -> io::Result<SimulatorHandle<P>> {
        let listener = TcpListener::bind(addr.into()).await?;
        let controls = Controls::new(provider, listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(run(listener, Arc::clone(&controls.shared), stopped));
        Ok(SimulatorHandle {
            controls,
            stop,
            task,
        })
    }
}

/// A running simulator; dropping it closes its port and all its connections.
#[derive(Debug)]
pub struct SimulatorHandle<P> {
    controls: Controls<P>,
    /// Never sent through: that it is gone is the signal.
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl<P: Provider> SimulatorHandle<P> {
    /// Waits until this many requests have been received in all, and gives the ledger.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] after ten seconds, naming what did come.
    pub async fn wait_for(&self, count: usize) -> Result<Vec<Exchange>, TimedOut> {
        self.wait_for_within(count, PATIENCE).await
    }

    /// The same with another patience.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] after that time, naming what did come.
    pub async fn wait_for_within(
        &self,
        count: usize,
        patience: Duration,
    ) -> Result<Vec<Exchange>, TimedOut> {
        self.controls.shared.ledger.wait_for(count, patience).await
    }

    /// Stops it; when this returns, the port is closed and connections are gone.
    pub async fn shutdown(self) {
        drop(self.stop);
        // A panic in the task has already been printed.
        let _ = self.task.await;
    }
}

impl<P> Deref for SimulatorHandle<P> {
    type Target = Controls<P>;

    fn deref(&self) -> &Controls<P> {
        &self.controls
    }
}

/// Serves until the other end of `stopped` is gone; then ends every connection.
async fn run<P: Provider>(
    listener: TcpListener,
    shared: Arc<Shared<P>>,
    stopped: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    tokio::select! {
        _ = stopped => {}
        () = accept(&listener, &shared, &mut connections) => {}
    }
    drop(listener);
    connections.shutdown().await;
}

async fn accept<P: Provider>(
    listener: &TcpListener,
    shared: &Arc<Shared<P>>,
    connections: &mut JoinSet<io::Result<()>>,
) {
    for number in 1.. {
        let stream = loop {
            match listener.accept().await {
                Ok((stream, _)) => break stream,
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        };
        // How a connection ends is the client's to judge; an error here is part of the test.
        connections.spawn(serve(stream, number, Arc::clone(shared)));
        while connections.try_join_next().is_some() {}
    }
}
