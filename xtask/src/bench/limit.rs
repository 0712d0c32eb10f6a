//! The limit: what the wire and the libraries allow, with nothing of ours in between.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use connector_testkit::sim::BlockingSimulator;
use connector_testkit::sim::LOOPBACK;

use super::Options;
use super::figures::Figures;
use super::load::{Load, MESSAGE, Result};
use super::process::Process;
use super::programs::Programs;
use crate::chore::{Chore, Context, failed};
use crate::simulate::{Credentials, Kind};

const GROUP: &str = "limit, 64 clients";

/// Clients at once.
pub(super) const CLIENTS: usize = 64;

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
        let seen = bare(programs, client, &simulator.url(), options.messages)?;
        let mut row = seen.row();
        row.push(("cpu s/1000", seen.cpu));
        figures.add(GROUP, &format!("bare {client} client"), &row);
    }
    let proxy = Proxy::start(programs, &simulator.url())?;
    // Connections are made, allocators grow.
    proxy.post(programs, options.messages)?;
    let (seen, cpu) = proxy.post(programs, options.messages)?;
    let mut row = seen.row();
    row.extend([
        ("cpu s/1000", cpu),
        ("peak MB", proxy.process().peak_memory()),
    ]);
    figures.add(GROUP, "minimal axum -> reqwest proxy", &row);
    Ok(())
}

/// The requests of the connector, posted by a client and nothing else.
pub(super) fn bare(
    programs: &Programs,
    client: &str,
    origin: &str,
    messages: usize,
) -> Chore<Result> {
    let load = Load {
        program: &programs.load,
        client,
        url: format!("{origin}{PATH}"),
        clients: CLIENTS,
        messages,
        content_type: "application/x-www-form-urlencoded",
        authorization: BASIC.to_owned(),
        body: FORM,
        expected: 201,
    };
    load.run()
}

/// The minimal proxy; it ends with its owner.
pub(super) struct Proxy {
    child: Child,
    address: String,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Both fail for a process that has ended, and that is all that is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Proxy {
    /// Starts one that sends to this origin.
    pub(super) fn start(programs: &Programs, origin: &str) -> Chore<Self> {
        let child = Command::new(&programs.proxy)
            .arg(origin)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the bare proxy")?;
        let mut proxy = Self {
            child,
            address: String::new(),
        };
        if let Some(output) = proxy.child.stdout.take() {
            BufReader::new(output)
                .read_line(&mut proxy.address)
                .context("the bare proxy says nothing")?;
        }
        match proxy.address.trim() {
            "" => failed("the bare proxy does not start"),
            _ => Ok(proxy),
        }
    }

    fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Posts messages to it. Gives its processor seconds for 1,000 of them, too.
    pub(super) fn post(&self, programs: &Programs, messages: usize) -> Chore<(Result, f64)> {
        let load = Load {
            program: &programs.load,
            client: "hyper",
            url: format!("http://{}/v1/messages", self.address.trim()),
            clients: CLIENTS,
            messages,
            content_type: "application/json",
            authorization: String::new(),
            body: MESSAGE,
            expected: 200,
        };
        self.process().cpu_for(messages, || load.run())
    }
}
