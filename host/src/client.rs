//! How commands reach the service: over the socket beside its store, or, when none is running, by
//! being the service themselves for one request.

use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustix::fs::{Mode, OFlags};
use serde_json::Value;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::config::Config;
use crate::error::Error;
use crate::exit::Exit;
use crate::failure::facts_of_kind;
use crate::http::{self, Gate};
use crate::service::{ConfigSource, Service};
use crate::storage::beside;

/// What is asked of the service.
pub(crate) struct Ask {
    method: Method,
    path: String,
    document: Option<String>,
    if_match: Option<String>,
}

impl Ask {
    /// A request without a document.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            document: None,
            if_match: None,
        }
    }

    /// The same with a JSON text.
    pub(crate) fn document(mut self, text: impl Into<String>) -> Self {
        self.document = Some(text.into());
        self
    }

    /// The same, to be done only when the config still has this revision.
    pub(crate) fn if_match(mut self, revision: u64) -> Self {
        self.if_match = Some(format!("\"{revision}\""));
        self
    }

    fn request(self) -> Option<Request<Body>> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header(header::HOST, "localhost");
        if let Some(etag) = self.if_match {
            request = request.header(header::IF_MATCH, etag);
        }
        if self.document.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request
            .body(self.document.map_or_else(Body::empty, Body::from))
            .ok()
    }
}

/// What it answered.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// The document; null when there is none.
    pub(crate) document: Value,
}

impl Answer {
    /// The document of a success.
    ///
    /// # Errors
    /// The problem, as an error of the command line.
    pub(crate) fn success(self) -> Result<Value, Error> {
        match self.status {
            200..=299 => Ok(self.document),
            _ => Err(self.error()),
        }
    }

    /// A text of the document.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        text_of(&self.document, pointer)
    }

    /// The exit code that belongs to the answer.
    pub(crate) fn exit(&self) -> Exit {
        if (200..300).contains(&self.status) {
            return Exit::Ok;
        }
        let code = self.text("/code");
        match (connector_api::FailureKind::from_name(code), code) {
            (Some(kind), _) => facts_of_kind(kind).exit,
            (None, "invalid_config") => Exit::BadConfig,
            (None, "connector_not_installed") => Exit::Unavailable,
            (None, _) if self.status == 503 => Exit::TryLater,
            (None, _) => Exit::Failed,
        }
    }

    fn error(self) -> Error {
        let issues = self.document.get("errors").cloned().unwrap_or_default();
        Error::Answered {
            exit: self.exit(),
            code: self.text("/code").to_owned(),
            detail: self.text("/detail").to_owned(),
            issues: serde_json::from_value(issues).unwrap_or_default(),
        }
    }
}

/// A text at a place of a document, or nothing.
pub(crate) fn text_of<'v>(document: &'v Value, pointer: &str) -> &'v str {
    let value = document.pointer(pointer);
    value.and_then(Value::as_str).unwrap_or_default()
}

/// Asks the service, or is the service for this one request when none is running.
///
/// # Errors
/// When neither is possible.
pub(crate) async fn ask(
    source: ConfigSource,
    ask: Ask,
    patience: Duration,
) -> Result<Answer, Error> {
    let config = source.load()?;
    match connect(&config.store.path).await {
        Some(stream) => exchange(stream, ask, patience).await,
        None => alone(source, config, ask).await,
    }
}

/// Whether a service answers.
pub(crate) async fn is_running(config: &Config) -> bool {
    connect(&config.store.path).await.is_some()
}

/// Asks the running service.
///
/// # Errors
/// When none is running.
pub(crate) async fn ask_running(
    config: &Config,
    ask: Ask,
    patience: Duration,
) -> Result<Answer, Error> {
    let socket = beside(&config.store.path, ".sock");
    match connect(&config.store.path).await {
        Some(stream) => exchange(stream, ask, patience).await,
        None => Err(Error::Unavailable(format!(
            "no service answers at `{}`",
            socket.display()
        ))),
    }
}

/// Listens where commands look for the service. Only the owner of the store may connect.
///
/// # Errors
/// What the system said.
pub(crate) fn listen(store: &Path) -> std::io::Result<UnixListener> {
    let socket = beside(store, ".sock");
    // Whoever holds the store is the service; what is left from another one is of no use.
    let _ = std::fs::remove_file(&socket);
    let listener = with_short_path(&socket, std::os::unix::net::UnixListener::bind)?;
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&socket, permissions)?;
    listener.set_nonblocking(true)?;
    UnixListener::from_std(listener)
}

async fn connect(store: &Path) -> Option<UnixStream> {
    let socket = beside(store, ".sock");
    let stream = with_short_path(&socket, |path| {
        std::os::unix::net::UnixStream::connect(path)
    })
    .ok()?;
    stream.set_nonblocking(true).ok()?;
    UnixStream::from_std(stream).ok()
}

/// A socket's path has room for a hundred characters only: the folder is named by its descriptor.
fn with_short_path<T>(
    socket: &Path,
    act: impl FnOnce(PathBuf) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let folder = match socket.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let name = socket.file_name().unwrap_or_default();
    let flags = OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty())?;
    let descriptor = std::os::fd::AsRawFd::as_raw_fd(&folder.as_fd());
    act(Path::new("/proc/self/fd")
        .join(descriptor.to_string())
        .join(name))
}

async fn exchange(stream: UnixStream, ask: Ask, patience: Duration) -> Result<Answer, Error> {
    let unavailable = |what: &str| Error::Unavailable(format!("the service {what}"));
    let exchange = async {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        let response: Response<Incoming> = sender.send_request(ask.request()?).await.ok()?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        Some(answer(status, &body))
    };
    match timeout(patience, exchange).await {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(unavailable(
            "ended the connection; what was asked may have been done",
        )),
        Err(_) => Err(unavailable(
            "did not answer in time; what was asked may have been done",
        )),
    }
}

/// The service, for one request.
async fn alone(source: ConfigSource, config: Config, ask: Ask) -> Result<Answer, Error> {
    let service = Service::open(source, config)?;
    service.restore().await?;
    let router = http::api(service, Gate::Open);
    let request = ask
        .request()
        .ok_or_else(|| Error::Usage("that is no request".to_owned()))?;
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    Ok(answer(
        status,
        &body.map(|body| body.to_bytes()).unwrap_or_default(),
    ))
}

fn answer(status: u16, body: &[u8]) -> Answer {
    Answer {
        status,
        document: serde_json::from_slice(body).unwrap_or_default(),
    }
}
