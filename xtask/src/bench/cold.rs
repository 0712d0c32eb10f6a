//! From the start of the process to the first answered send, with seven plugins installed and configured.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::figures::Figures;
use super::process::Process;
use super::programs::Programs;
use crate::chore::{Chore, Context, failed};
use crate::torture::rig::Rig;

const GROUP: &str = "cold start, seven plugins, twilio active";

const ROUNDS: usize = 9;

const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn measure(programs: &Programs, figures: &mut Figures) -> Chore {
    let mut rig = Rig::set_up(&programs.built, "")?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        rig.kill();
        let begun = Instant::now();
        rig.spawn(&[])?;
        first_answer(&rig, begun)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let middle = times.get(ROUNDS / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    figures.add(
        GROUP,
        "process start to the first answered send",
        &[("p50 ms", middle), ("worst ms", worst)],
    );
    // What it settles down to.
    thread::sleep(Duration::from_secs(2));
    let host = Process(rig.pid().context("the host is gone")?);
    let workers = host.children();
    let of_workers = |memory: fn(Process) -> f64| {
        workers
            .iter()
            .map(|worker| memory(*worker))
            .fold(0.0, f64::max)
    };
    figures.add(
        GROUP,
        "idle memory",
        &[
            ("host MB", host.memory_now()),
            ("worker MB", of_workers(Process::memory_now)),
            ("worker's own MB", of_workers(Process::own_memory)),
        ],
    );
    Ok(())
}

/// Sends until one is answered as sent: before that nobody listens.
fn first_answer(rig: &Rig, begun: Instant) -> Chore {
    let body = json!({ "to": "+14155550100", "type": "SignIn", "payload": { "code": "123456" } });
    let body = body.to_string();
    let mut last = String::new();
    while begun.elapsed() < PATIENCE {
        match rig.client().request("POST", "/v1/messages", None, &body) {
            Ok(answer) if answer.status == 200 => return Ok(()),
            Ok(answer) => last = answer.document.to_string(),
            Err(error) => last = error.to_string(),
        }
        thread::sleep(Duration::from_micros(200));
    }
    failed(format!("no message was sent after the start: {last}"))
}
