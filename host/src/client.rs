//! Talks to a running service, for commands that need one.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::error::Error;

/// Posts a document to the service and gives its answer: status and document.
///
/// # Errors
/// When no service answers, or what answers is no service.
pub(crate) async fn post(
    service: SocketAddr,
    path: &str,
    document: &Value,
    deadline: Duration,
) -> Result<(u16, Value), Error> {
    let exchange = exchange(service, path, document);
    match timeout(deadline, exchange).await {
        Ok(Some((status, Some(reply)))) => Ok((status, reply)),
        Ok(Some((_, None))) => Err(Error::Unavailable(format!(
            "what answers at {service} is not a switchboard service"
        ))),
        Ok(None) => Err(Error::Unavailable(format!(
            "no service answers at {service}"
        ))),
        Err(_) => Err(Error::Unavailable(format!(
            "the service at {service} did not answer in time; the message may have been sent"
        ))),
    }
}

async fn exchange(
    service: SocketAddr,
    path: &str,
    document: &Value,
) -> Option<(u16, Option<Value>)> {
    let stream = TcpStream::connect(service).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let request = Request::post(path)
        .header(header::HOST, service.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(document.to_string()))
        .ok()?;
    let response = sender.send_request(request).await.ok()?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.ok()?.to_bytes();
    Some((status, serde_json::from_slice(&body).ok()))
}
