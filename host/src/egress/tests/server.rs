//! A server on loopback that follows one script per connection and remembers what it read.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What a connection does next. When nothing is left it closes.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Reads one request, head and body.
    Read,
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Writes these bytes over and over, until nobody listens.
    WriteForever(Vec<u8>),
    /// Writes one byte of these every so often.
    Drip(Vec<u8>, Duration),
    /// Ends its own direction and reads until the peer has closed.
    CloseAndWait,
    /// Reads until the peer has closed.
    Wait,
    /// Closes with a reset instead of an end.
    Reset,
}

impl Act {
    pub(super) fn write(bytes: impl AsRef<[u8]>) -> Self {
        Self::Write(bytes.as_ref().to_vec())
    }

    /// A small reply that leaves the connection open.
    pub(super) fn ok(body: &str) -> Self {
        Self::write(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }
}

/// What has happened on the server.
#[derive(Default)]
struct Log {
    connections: AtomicUsize,
    read: Mutex<Vec<String>>,
    gone: AtomicUsize,
    changed: Notify,
}

pub(super) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// A server whose first connection follows the first script, and so on. The last script is
    /// followed by all later ones.
    pub(super) async fn start(scripts: &[&[Act]]) -> Self {
        Self::start_with(scripts, None).await
    }

    pub(super) async fn start_tls(scripts: &[&[Act]], tls: TlsAcceptor) -> Self {
        Self::start_with(scripts, Some(tls)).await
    }

    /// Reads a request, writes this, closes.
    pub(super) async fn reply(bytes: impl AsRef<[u8]>) -> Self {
        Self::start(&[&[Act::Read, Act::write(bytes)]]).await
    }

    async fn start_with(scripts: &[&[Act]], tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::<Log>::default();
        let scripts: Vec<Vec<Act>> = scripts.iter().map(|script| script.to_vec()).collect();
        let task = tokio::spawn({
            let log = Arc::clone(&log);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let turn = log.connections.fetch_add(1, Ordering::SeqCst);
                    let script = scripts[turn.min(scripts.len() - 1)].clone();
                    tokio::spawn(serve(stream, tls.clone(), script, Arc::clone(&log)));
                }
            }
        });
        Self { address, log, task }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Connections accepted so far.
    pub(super) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// Everything read so far, one entry per request or rest of a connection, empty rests left out.
    pub(super) fn requests(&self) -> Vec<String> {
        self.log.read.lock().unwrap().clone()
    }

    /// Waits for this many requests.
    pub(super) async fn has_read(&self, requests: usize) {
        self.until(|log| log.read.lock().unwrap().len() >= requests)
            .await;
    }

    /// Waits until this many clients have closed their connections.
    pub(super) async fn has_seen_off(&self, clients: usize) {
        self.until(|log| log.gone.load(Ordering::SeqCst) >= clients)
            .await;
    }

    async fn until(&self, holds: impl Fn(&Log) -> bool) {
        loop {
            let changed = self.log.changed.notified();
            if holds(&self.log) {
                return;
            }
            changed.await;
        }
    }
}

async fn serve(stream: TcpStream, tls: Option<TlsAcceptor>, script: Vec<Act>, log: Arc<Log>) {
    if script.iter().any(|act| matches!(act, Act::Reset)) {
        stream.set_zero_linger().unwrap();
    }
    match tls {
        None => play(stream, script, &log).await,
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                play(stream, script, &log).await;
            }
        }
    }
}

async fn play(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: Vec<Act>, log: &Log) {
    for act in script {
        match act {
            Act::Read => match read_request(&mut stream).await {
                Some(request) => log.read.lock().unwrap().push(request),
                None => return,
            },
            Act::Write(bytes) => {
                // A client that has read enough closes; that is not the server's failure.
                let _ = stream.write_all(&bytes).await;
            }
            Act::WriteForever(bytes) => while stream.write_all(&bytes).await.is_ok() {},
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        break;
                    }
                    tokio::time::sleep(pause).await;
                }
            }
            Act::CloseAndWait => {
                let _ = stream.shutdown().await;
                read_rest(&mut stream, log).await;
            }
            Act::Wait => read_rest(&mut stream, log).await,
            Act::Reset => return,
        }
        log.changed.notify_waiters();
    }
}

async fn read_rest(stream: &mut (impl AsyncRead + Unpin), log: &Log) {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    if !rest.is_empty() {
        log.read
            .lock()
            .unwrap()
            .push(String::from_utf8_lossy(&rest).into_owned());
    }
    log.gone.fetch_add(1, Ordering::SeqCst);
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            })
            .unwrap_or(0);
        if body.len() >= length {
            return Some(text);
        }
    }
}
