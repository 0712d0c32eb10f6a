//! `switchboard serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

use super::Globals;
use super::output::Output;
use crate::error::Error;
use crate::exit::Exit;
use crate::http;
use crate::message;
use crate::service::Service;
use crate::telemetry;

/// Runs the service until it is told to stop.
pub(super) async fn run(
    globals: &Globals,
    listen: Option<SocketAddr>,
    output: &Output,
) -> Result<Exit, Error> {
    let mut source = globals.config_source();
    source.overrides.listen = listen;
    let loaded = source.load_with_origins()?;
    let telemetry = &loaded.config.telemetry;
    telemetry::start_logging(
        telemetry.log.as_str(),
        telemetry.log_format,
        output.is_coloured(),
    );
    for assumption in &loaded.assumptions {
        tracing::info!("{assumption}");
    }

    let server = loaded.config.server.clone();
    if !server.listen.ip().is_loopback() {
        let address = server.listen;
        return Err(Error::NotLoopback { address });
    }
    let mut signals = Signals::listen()?;
    let warm_up = tokio::task::spawn_blocking(message::warm_up);
    let service = Service::start(source, loaded.config).await?;
    let api = bind(server.listen).await?;
    let admin = match server.admin_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let _ = warm_up.await;

    let (stop, stopped) = watch::channel(());
    let mut listeners = vec![tokio::spawn(http::serve(
        api,
        http::api(Arc::clone(&service)),
        when_stopped(stopped.clone()),
    ))];
    if let Some(admin) = admin {
        let router = http::admin(Arc::clone(&service));
        listeners.push(tokio::spawn(http::serve(
            admin,
            router,
            when_stopped(stopped),
        )));
    }

    signals.reload_until_stop(&service).await;
    tracing::info!(
        event = "stopping",
        "stopping; messages in flight are finished first"
    );
    service.stop_accepting();
    let _ = stop.send(());
    for listener in listeners {
        let _ = listener.await;
    }
    // A message whose caller has hung up has no connection, and is finished all the same.
    if timeout(http::DRAIN, service.dispatch().drain())
        .await
        .is_err()
    {
        tracing::warn!("some messages did not end within 30 seconds");
    }
    tracing::info!(event = "stopped", "stopped");
    Ok(Exit::Ok)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    let refused = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    tracing::info!(event = "listening", address = %bound, "listening");
    Ok(listener)
}

async fn when_stopped(mut stopped: watch::Receiver<()>) {
    let _ = stopped.changed().await;
}

/// The signals that a service answers to.
struct Signals {
    hang_up: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Error> {
        let on = |kind| {
            signal(kind).map_err(|source| Error::System {
                what: "cannot listen for signals",
                source,
            })
        };
        Ok(Self {
            hang_up: on(SignalKind::hangup())?,
            terminate: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
        })
    }

    /// Reloads on SIGHUP; returns on SIGTERM and SIGINT.
    async fn reload_until_stop(&mut self, service: &Service) {
        loop {
            tokio::select! {
                _ = self.hang_up.recv() => reload(service).await,
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
            }
        }
    }
}

async fn reload(service: &Service) {
    match service.reload().await {
        Ok(()) => tracing::info!(event = "reloaded", "configuration reloaded"),
        Err(error) => {
            let details = error.details().join("; ");
            tracing::error!(
                event = "reload_failed",
                details,
                "configuration not reloaded, everything stays as it was: {error}"
            );
        }
    }
}
