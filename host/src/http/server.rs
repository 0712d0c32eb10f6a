//! Accepts connections, and lets them end in order.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Time in which the head of a request must arrive, and a TLS handshake must be over.
const HEADER_TIME_LIMIT: Duration = Duration::from_secs(10);

/// Time that messages in flight have when the service stops.
pub(crate) const DRAIN: Duration = Duration::from_secs(30);

/// Where connections come from.
pub(crate) enum Listener {
    /// Plain HTTP.
    Tcp(TcpListener),
    /// HTTP over TLS.
    Tls(TcpListener, TlsAcceptor),
    /// Commands on this machine.
    Unix(UnixListener),
}

/// A connection.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Listener {
    /// The next connection; TLS is still to be negotiated.
    async fn accept(&self) -> io::Result<(Box<dyn Stream>, Option<TlsAcceptor>)> {
        let nodelay = |stream: tokio::net::TcpStream| {
            // Small answers, each waited for.
            let _ = stream.set_nodelay(true);
            Box::new(stream)
        };
        Ok(match self {
            Self::Tcp(listener) => (nodelay(listener.accept().await?.0), None),
            Self::Tls(listener, acceptor) => {
                let stream = nodelay(listener.accept().await?.0);
                (stream, Some(acceptor.clone()))
            }
            Self::Unix(listener) => (Box::new(listener.accept().await?.0), None),
        })
    }
}

/// Serves `router` until `stop` resolves, then lets what is in flight finish.
///
/// A connection that fails is the client's business and not reported.
pub(crate) async fn serve(listener: Listener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let router = Arc::new(router);
    loop {
        let (stream, acceptor) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, most likely: accepting again at once would only spin.
                    tracing::warn!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let router = Router::clone(&router);
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let stream: Box<dyn Stream> = match acceptor {
                None => stream,
                Some(acceptor) => match timeout(HEADER_TIME_LIMIT, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => Box::new(stream),
                    Ok(Err(_)) | Err(_) => return,
                },
            };
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIME_LIMIT)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
            let _ = watcher.watch(connection).await;
        });
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end within 30 seconds");
    }
}
