//! Posts many requests at once and measures: the load generator of `cargo xtask bench`.
//!
//! `load CLIENT URL CONCURRENCY MESSAGES CONTENT_TYPE AUTHORIZATION BODY` prints one JSON line. CLIENT is
//! `hyper` (one connection per task, nothing around it) or `reqwest`; `{n}` in BODY becomes a number of six digits.

#![expect(clippy::print_stdout, reason = "whoever starts it reads the result")]

mod seen;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

use seen::Seen;

type Failed = Box<dyn Error + Send + Sync>;

/// What every request is made of.
struct Plan {
    url: Url,
    content_type: String,
    authorization: String,
    body: String,
    messages: usize,
    next: AtomicUsize,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("an argument is missing");
    let client = next()?;
    let url = Url::parse(&next()?)?;
    let concurrency: usize = next()?.parse()?;
    let plan = Arc::new(Plan {
        url,
        messages: next()?.parse()?,
        content_type: next()?,
        authorization: next()?,
        body: next()?,
        next: AtomicUsize::new(0),
    });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let shared = reqwest::Client::builder().no_proxy().build()?;
    let begun = Instant::now();
    let tasks: Vec<_> = (0..concurrency)
        .map(|_| {
            let (plan, shared, with_hyper) = (Arc::clone(&plan), shared.clone(), client == "hyper");
            tokio::spawn(async move {
                match with_hyper {
                    true => plan.with_hyper().await,
                    false => plan.with_reqwest(&shared).await,
                }
            })
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await??);
    }
    println!("{}", Seen::report(seen, begun.elapsed()));
    Ok(())
}

impl Plan {
    fn take(&self) -> Option<String> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let body = || {
            self.body
                .replace("{n}", &format!("{:06}", number % 1_000_000))
        };
        (number < self.messages).then(body)
    }

    async fn with_hyper(&self) -> Result<Seen, Failed> {
        let mut seen = Seen::default();
        let mut connection = None;
        while let Some(body) = self.take() {
            let begun = Instant::now();
            let mut sender = match connection.take() {
                Some(sender) => sender,
                None => self.connect().await?,
            };
            let request = hyper::Request::post(self.url.path())
                .header("host", self.url.authority())
                .header("content-type", &self.content_type)
                .header("authorization", &self.authorization)
                .body(Full::new(Bytes::from(body)))?;
            match sender.send_request(request).await {
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    answer.into_body().collect().await?;
                    seen.note(begun, status);
                    connection = Some(sender);
                }
                Err(_) => seen.note(begun, "error"),
            }
        }
        Ok(seen)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Failed> {
        let address = self.url.socket_addrs(|| None)?;
        let stream = TcpStream::connect(address.as_slice()).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    async fn with_reqwest(&self, client: &reqwest::Client) -> Result<Seen, Failed> {
        let mut seen = Seen::default();
        while let Some(body) = self.take() {
            let begun = Instant::now();
            let request = client
                .post(self.url.clone())
                .header("content-type", &self.content_type)
                .header("authorization", &self.authorization)
                .body(body);
            match request.send().await {
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    answer.bytes().await?;
                    seen.note(begun, status);
                }
                Err(_) => seen.note(begun, "error"),
            }
        }
        Ok(seen)
    }
}
