//! A connector that crashes with every message, thousands of times in the life of one host, while
//! another connector serves.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use connector_testkit::libraries::{Fixture, fixture};
use serde_json::json;

use super::Built;
use super::rig::Rig;
use crate::chore::{Chore, Context, failed};

/// Who sends through the connector that crashes, at the same time.
const CLIENTS: usize = 16;

/// What a host may have grown by in the end.
const GROWTH: f64 = 5.0 * 1024.0 * 1024.0;

/// Descriptors come and go with workers that are being started.
const DESCRIPTORS: f64 = 64.0;

/// Crashes of one message, at least: the process that was asked, the one that was asked again, and the
/// one of the second attempt.
const EACH: usize = 3;

/// What was seen.
pub(super) struct Seen {
    crashes: f64,
    others: usize,
    growth: f64,
    descriptors: f64,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            crashes,
            others,
            growth,
            descriptors,
        } = self;
        let kib = growth / 1024.0;
        write!(
            f,
            "{crashes} worker crashes, {others} other messages without an error, host grew by {kib:.0} KiB and {descriptors} descriptors"
        )
    }
}

pub(super) fn run(built: &Built, crashes: usize) -> Chore<Seen> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let with_evil = Built {
        program: built.program.clone(),
        plugins: folder.path().to_owned(),
    };
    for name in ["twilio.so", "http.so"] {
        fs::copy(built.plugins.join(name), folder.path().join(name))
            .context(format!("cannot copy `{name}`"))?;
    }
    fs::copy(fixture(Fixture::Evil), folder.path().join("evil.so"))
        .context("cannot copy `evil.so`")?;
    let rig = Rig::set_up(&with_evil, "")?;
    // What is allocated once is not growth.
    crash(&rig, crashes / 10 + CLIENTS)?;
    let before = Sizes::read(&rig)?;
    let others = crash(&rig, crashes)?;
    let after = Sizes::read(&rig)?;
    let seen = Seen {
        crashes: after.crashes - before.crashes,
        others,
        growth: after.memory - before.memory,
        descriptors: after.descriptors - before.descriptors,
    };
    let enough = seen.crashes >= crashes as f64;
    if !enough || seen.growth > GROWTH || seen.descriptors > DESCRIPTORS {
        return failed(format!("{seen}"));
    }
    Ok(seen)
}

/// Lets workers crash that often, and gives how many other messages were sent meanwhile.
fn crash(rig: &Rig, crashes: usize) -> Chore<usize> {
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let body = json!({
        "to": "+14155550100",
        "config": { "deed": "segv", "token": "s3cret" },
    });
    let body = body.to_string();
    let crashing = || -> Result<(), String> {
        let mut client = rig.client();
        while next.fetch_add(EACH, Ordering::SeqCst) < crashes {
            let answer = client.request("POST", "/v1/connectors/evil/test", None, &body);
            let answer = answer.map_err(|error| format!("the host does not answer: {error}"))?;
            if answer.text("code") != "connector_crashed" {
                return Err(format!("not a crash: {}", answer.document));
            }
        }
        Ok(())
    };
    let other = || -> Result<usize, String> {
        let mut client = rig.client();
        let mut sent = 0;
        let body = r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"123456"}}"#;
        while !over.load(Ordering::SeqCst) {
            let answer = client.request("POST", "/v1/messages", None, body);
            let answer = answer.map_err(|error| format!("another message: {error}"))?;
            if answer.status != 200 {
                return Err(format!("another message: {}", answer.document));
            }
            sent += 1;
        }
        Ok(sent)
    };
    thread::scope(|scope| {
        let others = scope.spawn(other);
        let crashing: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(crashing)).collect();
        let ended: Result<(), String> = crashing
            .into_iter()
            .try_for_each(|client| client.join().unwrap_or(Err("a client failed".to_owned())));
        over.store(true, Ordering::SeqCst);
        let others = others.join().unwrap_or(Err("a client failed".to_owned()));
        match ended.and(others) {
            Ok(sent) => Ok(sent),
            Err(error) => failed(error),
        }
    })
}

/// What the host says of itself.
struct Sizes {
    crashes: f64,
    memory: f64,
    descriptors: f64,
}

impl Sizes {
    fn read(rig: &Rig) -> Chore<Self> {
        Ok(Self {
            crashes: rig.metric("switchboard_worker_crashes_total{connector=\"evil\"}")?,
            memory: rig.metric("switchboard_process_resident_memory_bytes")?,
            descriptors: rig.metric("switchboard_process_open_fds")?,
        })
    }
}
