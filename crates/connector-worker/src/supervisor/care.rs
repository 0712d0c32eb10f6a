//! Looks after a worker between messages: is it there, does it answer, has it grown?
//!
//! A process that ended is replaced before a message has to wait for that; one that no longer answers is
//! ended; one that has grown or has answered for long makes room for a fresh one, while what it is
//! working on comes to its end.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::process::Process;
use super::{CallError, Core};
use crate::frame::Kind;
use crate::statm::Statm;

/// How often to look.
const BEAT: Duration = Duration::from_secs(2);

/// An idle worker answers at once; one that takes this long is stuck.
const IDLE: Duration = Duration::from_secs(2);

/// One that is asked something has a deadline for that, which is shorter.
const BUSY: Duration = Duration::from_secs(120);

/// A connector needs a few megabytes.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;

/// What leaks too little to be seen stays small.
const MOST_QUESTIONS: u64 = 1_000_000;

/// Looks after a worker for as long as somebody holds it.
pub(super) async fn look_after(core: Weak<Core>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let Some(core) = core.upgrade() else {
            return;
        };
        core.beat().await;
    }
}

impl Core {
    async fn beat(&self) {
        let now = Instant::now();
        // One that cannot be started is on record by then.
        let Ok(process) = self.running(now + IDLE).await else {
            return;
        };
        let patience = if process.is_idle() { IDLE } else { BUSY };
        let Ok(answer) = process.ask(Kind::Ping, &[], now + patience).await else {
            self.leave(&process, CallError::TimedOut);
            return;
        };
        let memory = Statm::parse(&String::from_utf8_lossy(&answer)).resident;
        if process.asked() > MOST_QUESTIONS || memory > MOST_MEMORY {
            self.replace(&process, memory).await;
        }
    }

    /// Puts a fresh process in the place of one that did nothing wrong.
    async fn replace(&self, old: &Arc<Process>, memory: u64) {
        let _starting = self.starting.lock().await;
        // What cannot be replaced goes on: growing is no reason to fail messages.
        let Some(fresh) = self.launch().await else {
            return;
        };
        self.set_current(Some(fresh));
        self.launcher
            .observer
            .recycled(&self.id, old.asked(), memory);
    }
}
