//! `bench`: what the service costs beside the least that a sender can do, in the same run.
//!
//! The bare proxy (`host/examples/bare_proxy.rs`) takes a message, makes the same request to the same
//! simulator and answers: no plugin, no store, no policy. Clients, simulator and service share the
//! machine, so the numbers are for comparing, not for boasting.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use crate::chore::{Chore, Context, failed};
use crate::torture;
use crate::torture::client::Client;
use crate::torture::rig::Rig;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Messages per measurement.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    messages: usize,
    /// Clients that send at the same time.
    #[arg(long, value_name = "N", default_value_t = 64)]
    clients: usize,
    /// Print JSON in place of a table.
    #[arg(long)]
    json: bool,
}

/// What was measured.
struct Measured {
    per_second: f64,
    median: Duration,
    slowest_percent: Duration,
}

/// Measures both, and compares.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Chore {
    let built = torture::build(workspace, false)?;
    let proxy = build_proxy(workspace)?;
    let rig = Rig::set_up(&built, "")?;
    let bare = {
        let origin = rig.simulators.first().map(|simulator| simulator.url());
        let (_proxy, address) = start(&proxy, &origin.unwrap_or_default())?;
        measure(address, "", options)?
    };
    let before = commits(&rig)?;
    let served = measure(rig.address, &rig.key, options)?;
    let commits = commits(&rig)? - before;
    let each = commits / (options.messages + warm_up(options)) as f64;
    report(&bare, &served, each, options);
    Ok(())
}

fn build_proxy(workspace: &Workspace) -> Chore<PathBuf> {
    let args = [
        "build",
        "--locked",
        "--release",
        "--package",
        "switchboard",
        "--example",
        "bare_proxy",
    ];
    workspace.cargo(args).build()?.program("bare_proxy")
}

/// A process that ends with its owner.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail for a process that has ended, and that is all that is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(program: &PathBuf, origin: &str) -> Chore<(Running, SocketAddr)> {
    let mut child = Command::new(program)
        .arg(origin)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the bare proxy")?;
    let mut line = String::new();
    if let Some(output) = child.stdout.take() {
        BufReader::new(output)
            .read_line(&mut line)
            .context("the bare proxy says nothing")?;
    }
    let running = Running(child);
    match line.trim().parse() {
        Ok(address) => Ok((running, address)),
        Err(_) => failed(format!("the bare proxy says `{line}`")),
    }
}

fn warm_up(options: &Options) -> usize {
    options.messages / 10
}

fn measure(address: SocketAddr, key: &str, options: &Options) -> Chore<Measured> {
    send(address, key, warm_up(options), options.clients)?;
    let begun = Instant::now();
    let mut times = send(address, key, options.messages, options.clients)?;
    let elapsed = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |percent: usize| {
        times
            .get(times.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    Ok(Measured {
        per_second: times.len() as f64 / elapsed,
        median: at(50),
        slowest_percent: at(99),
    })
}

/// Sends so many messages; gives the time that each took.
fn send(address: SocketAddr, key: &str, messages: usize, clients: usize) -> Chore<Vec<Duration>> {
    let next = AtomicUsize::new(0);
    let one = || -> Result<Vec<Duration>, String> {
        let mut client = Client::new(address, key);
        let mut times = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= messages {
                return Ok(times);
            }
            let body = format!(
                r#"{{"to":"+14155550100","type":"SignIn","payload":{{"code":"{number:06}"}}}}"#
            );
            let begun = Instant::now();
            let answer = client.request("POST", "/v1/messages", None, &body);
            let answer = answer.map_err(|error| format!("a message got no answer: {error}"))?;
            if answer.status != 200 {
                return Err(format!(
                    "a message was answered {}: {}",
                    answer.status, answer.document
                ));
            }
            times.push(begun.elapsed());
        }
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..clients).map(|_| scope.spawn(one)).collect();
        let mut all = Vec::with_capacity(messages);
        for client in clients {
            match client.join() {
                Ok(Ok(times)) => all.extend(times),
                Ok(Err(error)) => return failed(error),
                Err(_) => return failed("a client failed"),
            }
        }
        Ok(all)
    })
}

/// Commits of the store so far, from the service's metrics.
fn commits(rig: &Rig) -> Chore<f64> {
    let page = rig
        .client()
        .text("/metrics")
        .context("the metrics cannot be read")?;
    let line = page
        .lines()
        .find(|line| line.starts_with("switchboard_store_commits "));
    let value = line.and_then(|line| line.split(' ').nth(1)?.parse().ok());
    value.map_or_else(|| failed("the metrics have no commits"), Ok)
}

fn report(bare: &Measured, served: &Measured, commits: f64, options: &Options) {
    let ratio = served.per_second / bare.per_second;
    let row = |measured: &Measured| {
        json!({
            "messagesPerSecond": measured.per_second.round(),
            "medianMs": measured.median.as_secs_f64() * 1000.0,
            "p99Ms": measured.slowest_percent.as_secs_f64() * 1000.0,
        })
    };
    if options.json {
        let document = json!({
            "messages": options.messages, "clients": options.clients,
            "bareProxy": row(bare), "switchboard": row(served),
            "ratio": ratio, "commitsPerMessage": commits,
        });
        println!("{document:#}");
        return;
    }
    println!(
        "\n{} messages, {} clients at once\n",
        options.messages, options.clients
    );
    println!(
        "{:<28} {:>12} {:>12} {:>12}",
        "", "messages/s", "median", "p99"
    );
    for (name, measured) in [
        ("bare axum -> reqwest proxy", bare),
        ("switchboard, store on", served),
    ] {
        println!(
            "{name:<28} {:>12.0} {:>9.2} ms {:>9.2} ms",
            measured.per_second,
            measured.median.as_secs_f64() * 1000.0,
            measured.slowest_percent.as_secs_f64() * 1000.0,
        );
    }
    println!("\nratio {ratio:.2}; commits of the store per message {commits:.3}");
}
