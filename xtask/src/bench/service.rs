//! The whole service: HTTP in, key checked, idempotency key on record, message on disk, connector in a worker,
//! HTTP out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use connector_testkit::sim::Fault;

use super::Options;
use super::figures::Figures;
use super::limit;
use super::load::{Load, MESSAGE, Result};
use super::process::Process;
use super::programs::Programs;
use crate::chore::{Chore, Context, failed};
use crate::torture::rig::{Rig, Setup, switch};

const GROUP: &str = "service";

/// Clients at once.
const CLIENTS: [usize; 4] = [1, 16, 64, 256];

/// How fast a provider answers that is not on loopback.
const PROVIDER: Duration = Duration::from_millis(50);

pub(super) fn measure(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    for (number, connector) in [(0, "twilio"), (1, "http")] {
        let rig = Rig::set_up(&programs.built, "")?;
        switch(&mut rig.client(), number)?;
        for clients in CLIENTS {
            let name = format!("{connector}, worker, {clients} clients");
            let messages = if clients == 1 {
                options.messages / 10
            } else {
                options.messages
            };
            send(programs, &rig, &name, clients, messages, figures)?;
        }
    }
    store_in_memory(programs, options, figures)?;
    slow_provider(programs, options, figures)?;
    switches(programs, options, figures)?;
    Ok(())
}

/// What is left of the store when its disk costs nothing.
fn store_in_memory(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    let setup = Setup {
        plugins: "isolation = \"in-process\"",
        folder: Some("/dev/shm"),
        ..Setup::default()
    };
    let rig = Rig::set_up_as(&programs.built, &setup)?;
    let name = "twilio, in process, store in memory, 64 clients";
    send(programs, &rig, name, 64, options.messages, figures)
}

fn slow_provider(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    let rig = Rig::set_up(&programs.built, "")?;
    for simulator in &rig.simulators {
        simulator.on_every(Fault::new().reply_after(PROVIDER));
    }
    let messages = options.messages / 4;
    let name = "twilio, worker, 64 clients, provider 50 ms";
    send(programs, &rig, name, limit::CLIENTS, messages, figures)?;
    let Some(provider) = rig.simulators.first() else {
        return failed("there is no simulator");
    };
    let alone = limit::bare(programs, "reqwest", &provider.url(), messages)?;
    let name = "the same provider, bare reqwest client";
    figures.add(GROUP, name, &alone.row());
    Ok(())
}

/// A switch every 100 milliseconds, between two connectors.
fn switches(programs: &Programs, options: &Options, figures: &mut Figures) -> Chore {
    let rig = Rig::set_up(&programs.built, "")?;
    let over = AtomicBool::new(false);
    let mut client = rig.client();
    thread::scope(|scope| {
        let switching = scope.spawn(|| -> Chore<Vec<Duration>> {
            let mut times = Vec::new();
            while !over.load(Ordering::SeqCst) {
                let begun = std::time::Instant::now();
                switch(&mut client, times.len() + 1)?;
                times.push(begun.elapsed());
                thread::sleep(Duration::from_millis(100));
            }
            Ok(times)
        });
        let name = "a switch every 100 ms, worker, 64 clients";
        let sent = send(programs, &rig, name, 64, options.messages, figures);
        over.store(true, Ordering::SeqCst);
        let times = switching.join();
        sent?;
        let Ok(times) = times else {
            return failed("whoever switches failed");
        };
        let mut times = times?;
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        let values = [
            ("p50 ms", middle.as_secs_f64() * 1000.0),
            ("count", times.len() as f64),
        ];
        figures.add(GROUP, "the switches themselves", &values);
        Ok(())
    })
}

/// One measurement, after a warm-up.
pub(super) fn send(
    programs: &Programs,
    rig: &Rig,
    name: &str,
    clients: usize,
    messages: usize,
    figures: &mut Figures,
) -> Chore {
    let host = Process(rig.pid().context("the host is gone")?);
    post(programs, rig, clients, messages / 10)?;
    let commits = commits(rig)?;
    let (seen, cpu) = host.cpu_for(messages, || post(programs, rig, clients, messages))?;
    let mut row = seen.row();
    let workers = host.children().into_iter().map(Process::own_memory);
    row.extend([
        ("cpu s/1000", cpu),
        (
            "fsyncs/message",
            (self::commits(rig)? - commits) / messages as f64,
        ),
        ("peak MB", host.peak_memory()),
        ("worker MB", workers.fold(0.0, f64::max)),
    ]);
    figures.add(GROUP, name, &row);
    Ok(())
}

pub(super) fn post(
    programs: &Programs,
    rig: &Rig,
    clients: usize,
    messages: usize,
) -> Chore<Result> {
    let load = Load {
        program: &programs.load,
        client: "hyper",
        url: format!("http://{}/v1/messages", rig.port.address),
        clients,
        messages: messages.max(clients),
        content_type: "application/json",
        authorization: format!("Bearer {}", rig.key),
        body: MESSAGE,
        expected: 200,
    };
    load.run()
}

/// Commits of the store so far; each is one write to the disk.
fn commits(rig: &Rig) -> Chore<f64> {
    rig.metric("switchboard_store_commits")
}
