//! The limit: what the wire and the libraries allow, with nothing of ours in between.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use connector_testkit::sim::BlockingSimulator;
use connector_testkit::sim::LOOPBACK;

use super::Options;
use super::figures::Figures;
use super::load::{Load, MESSAGE};
use super::process::Process;
use super::programs::Programs;
use crate::chore::{Chore, Context, failed};
use crate::simulate::{Credentials, Kind};

/// The group of rows that others compare themselves with.
pub(super) const GROUP: &str = "limit, 64 clients";

const CLIENTS: usize = 64;

/// The request that the connector twilio makes.
const PATH: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";
const FORM: &str = "To=%2B14155550100&MessagingServiceSid=MG00000000000000000000000000000001&Body={n}+is+your+code+to+sign+in.";
const BASIC: &str =
    "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpzaW11bGF0ZWQtYXV0aC10b2tlbg==";

pub(super) fn measure(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    let twilio = Kind::Twilio.simulated(&Credentials::default(), None)?;
    let simulator =
        BlockingSimulator::start(twilio.provider, LOOPBACK).context("cannot start a simulator")?;
    for client in ["hyper", "reqwest"] {
        let load = Load {
            program: &programs.load,
            client,
            url: format!("{}{PATH}", simulator.url()),
            clients: CLIENTS,
            messages: options.messages,
            content_type: "application/x-www-form-urlencoded",
            authorization: BASIC.to_owned(),
            body: FORM,
            expected: 201,
        };
        let seen = load.run()?;
        let mut row = seen.row();
        row.push(("cpu s/1000", seen.cpu));
        figures.add(GROUP, &format!("bare {client} client"), &row);
    }
    let (proxy, address) = start(programs, &simulator.url())?;
    let process = Process(proxy.0.id());
    let load = Load {
        program: &programs.load,
        client: "hyper",
        url: format!("http://{address}/v1/messages"),
        clients: CLIENTS,
        messages: options.messages,
        content_type: "application/json",
        authorization: String::new(),
        body: MESSAGE,
        expected: 200,
    };
    // Connections are made, allocators grow.
    load.run()?;
    let before = process.cpu();
    let seen = load.run()?;
    let cpu = (process.cpu() - before) / options.messages as f64 * 1000.0;
    let mut row = seen.row();
    row.extend([("cpu s/1000", cpu), ("peak MB", process.peak_memory())]);
    figures.add(GROUP, "minimal axum -> reqwest proxy", &row);
    Ok(())
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

fn start(programs: &Programs, origin: &str) -> Chore<(Running, String)> {
    let mut child = Command::new(&programs.proxy)
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
    match line.trim() {
        "" => failed("the bare proxy does not start"),
        address => Ok((running, address.to_owned())),
    }
}
