//! `switchboard serve`.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

use super::Globals;
use super::output::Output;
use crate::client;
use crate::error::Error;
use crate::exit::Exit;
use crate::http::{self, Gate, Listener};
use crate::keys::{self, Scope};
use crate::message;
use crate::service::{Service, keep_house, watch_plugins};
use crate::telemetry;
use crate::tls;

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
    let store_path = loaded.config.store.path.clone();
    let acceptor = tls::acceptor(&server)?;
    if acceptor.is_none() && !server.listen.ip().is_loopback() {
        let address = server.listen;
        return Err(Error::NotLoopback { address });
    }
    let mut signals = Signals::listen()?;
    let warm_up = tokio::task::spawn_blocking(message::warm_up);
    let service = Service::open(source, loaded.config)?;
    service.restore().await?;
    first_key(&service, output).await?;

    let (stop, stopped) = watch::channel(());
    let mut listeners = Vec::new();
    let mut serve = |listener, router| {
        let stopped = when_stopped(stopped.clone());
        listeners.push(tokio::spawn(http::serve(listener, router, stopped)));
    };
    let api = http::api(Arc::clone(&service), Gate::Keys);
    let tcp = bind(server.listen).await?;
    serve(listener_of(tcp, acceptor), api);
    serve(
        commands(&store_path)?,
        http::api(Arc::clone(&service), Gate::Open),
    );
    if let Some(address) = server.admin_listen {
        let admin = http::admin(Arc::clone(&service));
        serve(Listener::Tcp(bind(address).await?), admin);
    }
    let _ = warm_up.await;
    let background = [
        tokio::spawn(keep_house(Arc::clone(&service))),
        tokio::spawn(watch_plugins(Arc::clone(&service))),
    ];

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
    background.iter().for_each(tokio::task::JoinHandle::abort);
    let _ = std::fs::remove_file(crate::storage::beside(&store_path, ".sock"));
    tracing::info!(event = "stopped", "stopped");
    Ok(Exit::Ok)
}

/// Nobody could ask anything without a key: when there is none, one is made and printed this once,
/// on standard output, which is no log.
async fn first_key(service: &Service, output: &Output) -> Result<(), Error> {
    if !service.store().keys().await?.is_empty() {
        return Ok(());
    }
    let fresh = keys::create(service.store(), &Scope::ALL).await?;
    let document = json!({
        "id": fresh.id,
        "key": fresh.text.as_str(),
        "scopes": fresh.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>(),
    });
    output.data(&document, || {
        format!(
            "There was no API key. This one permits everything and is shown this once:\n\n    {}\n",
            fresh.text.as_str()
        )
    });
    Ok(())
}

fn listener_of(listener: TcpListener, acceptor: Option<tokio_rustls::TlsAcceptor>) -> Listener {
    match acceptor {
        Some(acceptor) => Listener::Tls(listener, acceptor),
        None => Listener::Tcp(listener),
    }
}

fn commands(store: &Path) -> Result<Listener, Error> {
    let listening = client::listen(store);
    listening
        .map(Listener::Unix)
        .map_err(|source| Error::System {
            what: "cannot listen for commands beside the store",
            source,
        })
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
    /// Only listened to: by default a file that may not grow ends the process.
    _file_size: Signal,
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
            _file_size: on(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?,
        })
    }

    /// Reloads on SIGHUP; returns on SIGTERM and SIGINT.
    async fn reload_until_stop(&mut self, service: &Service) {
        loop {
            tokio::select! {
                _ = self.hang_up.recv() => {
                    // What came of it is in the log: nobody waits for an answer.
                    let _ = service.reload().await;
                }
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
            }
        }
    }
}
