//! Posts many requests at once and measures: the load generator of `cargo xtask bench`.
//!
//! `load CLIENT URL CONCURRENCY MESSAGES CONTENT_TYPE AUTHORIZATION BODY` prints one JSON line. CLIENT is
//! `hyper` (one connection per task, nothing around it) or `reqwest`; `{n}` in BODY becomes a number of six digits.

#![expect(clippy::print_stdout, reason = "whoever starts it reads the result")]

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use url::Url;

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

/// What one task saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
    errors: usize,
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
    let mut all = Seen::default();
    for task in tasks {
        let seen = task.await??;
        all.times.extend(seen.times);
        all.errors += seen.errors;
        for (status, count) in seen.statuses {
            *all.statuses.entry(status).or_default() += count;
        }
    }
    let elapsed = begun.elapsed().as_secs_f64();
    all.times.sort_unstable();
    let at = |percent: f64| {
        let index = (all.times.len() as f64 * percent / 100.0) as usize;
        let time = all.times.get(index).or(all.times.last());
        time.map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    let result = json!({
        "perSecond": all.times.len() as f64 / elapsed,
        "p50Ms": at(50.0),
        "p99Ms": at(99.0),
        "statuses": all.statuses,
        "errors": all.errors,
        "cpuSeconds": cpu_seconds(),
    });
    println!("{result}");
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
                Err(_) => seen.errors += 1,
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
                Err(_) => seen.errors += 1,
            }
        }
        Ok(seen)
    }
}

impl Seen {
    fn note(&mut self, begun: Instant, status: u16) {
        self.times.push(begun.elapsed());
        *self.statuses.entry(status).or_default() += 1;
    }
}

/// Processor time of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / rustix::param::clock_ticks_per_second() as f64
}
