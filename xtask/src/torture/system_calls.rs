//! Killed at a system call, then at the next one, through a short script of sends.

use std::path::Path;

use super::Built;
use super::joined::{Counts, join};
use super::load::{Told, send};
use super::rig::Rig;
use crate::chore::{Chore, failed};

/// What writes to the store, and to the network.
pub(super) const CALLS: &[&str] = &["pwrite64", "fdatasync", "writev", "write", "connect"];

/// Messages of the script.
const MESSAGES: usize = 3;

/// A call that happens more often than this is not the store's or the network's.
const MOST: usize = 400;

/// Runs the script again and again, killed at each `stride`-th call, until it survives.
pub(super) fn run(built: &Built, strace: &Path, call: &str, stride: usize) -> Chore<Counts> {
    let mut sum = Counts::default();
    for (moments, number) in (1..=MOST).step_by(stride.max(1)).enumerate() {
        let (counts, was_killed) = killed_at(built, strace, call, number)?;
        sum = sum.and(&counts);
        if !was_killed && moments == 0 {
            return failed(format!("{call} is never made, so nothing was tried"));
        }
        if !was_killed {
            sum.remark = format!("{moments} moments");
            return Ok(sum);
        }
    }
    failed(format!(
        "{call} happens more than {MOST} times in a short script"
    ))
}

/// One life that ends at a call, and one after it.
fn killed_at(built: &Built, strace: &Path, call: &str, number: usize) -> Chore<(Counts, bool)> {
    let mut rig = Rig::set_up(built, "deadline = \"3s\"")?;
    rig.kill();
    let inject = format!("inject={call}:signal=KILL:when={number}");
    let trace = format!("trace={call}");
    let strace = strace.to_string_lossy();
    let under = [
        &strace,
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    let started = rig.start(&under)?.is_some();
    let mut client = rig.client();
    let codes: Vec<String> = (0..MESSAGES).map(|number| format!("{number:08}")).collect();
    let mut first_life = 0;
    if started {
        for code in &codes {
            if rig.has_ended()? || !answered(&mut rig, code) {
                break;
            }
            first_life += 1;
        }
    }
    let survived = started && first_life == codes.len() && !rig.has_ended()?;
    rig.kill();
    if rig.start(&[])?.is_none() {
        return failed(format!("the host did not start again: {}", rig.log_text()));
    }
    // Clients come back with their keys.
    let told: Vec<Told> = codes.iter().map(|code| send(&mut client, code)).collect();
    Ok((join(&rig, &told, false)?, !survived))
}

/// Whether a client got any answer to its first try.
fn answered(rig: &mut Rig, code: &str) -> bool {
    let body = format!(r#"{{"to":"+14155550100","type":"SignIn","payload":{{"code":"{code}"}}}}"#);
    let key = format!("key-{code}");
    let answer = rig
        .client()
        .request("POST", "/v1/messages", Some(&key), &body);
    answer.is_ok()
}
