//! Keeps a worker alive: starts another process when one ends, later and later when they keep ending,
//! and not at all for a while when that does not help.

mod care;
mod process;
mod record;

use std::fs::File;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;
use tokio::time::{sleep_until, timeout_at};
use zeroize::Zeroizing;

use crate::frame::{Kind, join_resume};
use crate::launch::{Launched, Launcher};
use crate::plugin::create;
use process::{Process, lock};
use record::{QUARANTINE, Record, jitter};

/// A connector that gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// Its process ended, or is not started again for now.
    #[error("the connector crashed")]
    Crashed,
    /// The deadline passed; its process was ended.
    #[error("the connector did not answer in time")]
    TimedOut,
}

/// Is told what becomes of workers.
pub trait Observer: Send + Sync {
    /// A process ended by itself, or was ended because it did not answer.
    fn crashed(&self, connector: &str, error: CallError);

    /// It happens too often: the connector is left alone for this long.
    fn quarantined(&self, connector: &str, lasts: Duration);

    /// A process that had answered for long, or had grown, was replaced by a fresh one.
    fn recycled(&self, connector: &str, questions: u64, memory: u64);
}

/// Nobody.
impl Observer for () {
    fn crashed(&self, _: &str, _: CallError) {}
    fn quarantined(&self, _: &str, _: Duration) {}
    fn recycled(&self, _: &str, _: u64, _: u64) {}
}

/// A worker and its supervisor.
pub struct Worker {
    core: Arc<Core>,
    care: AbortHandle,
}

/// What the worker and those who look after it share.
struct Core {
    id: String,
    launcher: Launcher,
    plugin: Arc<File>,
    config: Zeroizing<Vec<u8>>,
    current: Mutex<Option<Arc<Process>>>,
    /// Held by whoever starts a process: one at a time.
    starting: tokio::sync::Mutex<()>,
    record: Mutex<Record>,
}

impl Worker {
    pub(crate) fn supervise(
        id: String,
        launcher: Launcher,
        plugin: Arc<File>,
        config: Zeroizing<Vec<u8>>,
        launched: Launched,
    ) -> Self {
        let process = Process::run(&id, launched);
        let core = Arc::new(Core {
            id,
            launcher,
            plugin,
            config,
            current: Mutex::new(Some(process)),
            starting: tokio::sync::Mutex::default(),
            record: Mutex::default(),
        });
        let care = tokio::spawn(care::look_after(Arc::downgrade(&core)));
        Self {
            core,
            care: care.abort_handle(),
        }
    }

    /// The first step of a call. When the process ends, nothing of it has left the host, and a
    /// fresh one is asked once more.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn start(&self, call: &[u8], deadline: Instant) -> Result<Vec<u8>, CallError> {
        match self.core.call(Kind::Start, call, deadline).await {
            Err(CallError::Crashed) => self.core.call(Kind::Start, call, deadline).await,
            answered => answered,
        }
    }

    /// The next step of a call.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn resume(
        &self,
        call: &[u8],
        response: &[u8],
        state: Option<&str>,
        deadline: Instant,
    ) -> Result<Vec<u8>, CallError> {
        let body = join_resume(call, response, state);
        self.core.call(Kind::Resume, &body, deadline).await
    }

    /// Whether it ended too often, and is not started for now.
    pub fn is_quarantined(&self) -> bool {
        lock(&self.core.record).is_quarantined(Instant::now())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.care.abort();
    }
}

impl Core {
    async fn call(&self, kind: Kind, body: &[u8], deadline: Instant) -> Result<Vec<u8>, CallError> {
        let process = self.running(deadline).await?;
        let answer = process.ask(kind, body, deadline).await;
        if let Err(error) = answer {
            // Whether it crashed or spins: nothing more is asked of it.
            self.leave(&process, error);
        }
        answer
    }

    /// The process, started when there is none.
    async fn running(&self, deadline: Instant) -> Result<Arc<Process>, CallError> {
        if let Some(process) = self.current() {
            return Ok(process);
        }
        let starting = timeout_at(deadline.into(), self.starting.lock()).await;
        let _starting = starting.map_err(|_| CallError::Crashed)?;
        // Whoever held the lock before may have started one.
        if let Some(process) = self.current() {
            return Ok(process);
        }
        let now = Instant::now();
        let at = lock(&self.record).next_start(now);
        let at = at.ok_or(CallError::Crashed)?;
        let at = at + jitter(at - now);
        if at > deadline {
            return Err(CallError::Crashed);
        }
        sleep_until(at.into()).await;
        match timeout_at(deadline.into(), self.launch()).await {
            Ok(Some(process)) => {
                self.set_current(Some(Arc::clone(&process)));
                Ok(process)
            }
            Ok(None) | Err(_) => {
                self.note_crash(CallError::Crashed);
                Err(CallError::Crashed)
            }
        }
    }

    /// A fresh process with an instance.
    async fn launch(&self) -> Option<Arc<Process>> {
        let mut launched = self.launcher.launch(&self.plugin).await.ok()?;
        create(&mut launched, &self.config).await.ok()?;
        Some(Process::run(&self.id, launched))
    }

    /// The process that is asked now, if it is alive.
    fn current(&self) -> Option<Arc<Process>> {
        let mut current = lock(&self.current);
        let process = current.as_ref()?;
        if process.is_alive() {
            return Some(Arc::clone(process));
        }
        *current = None;
        drop(current);
        self.note_crash(CallError::Crashed);
        None
    }

    fn set_current(&self, process: Option<Arc<Process>>) {
        *lock(&self.current) = process;
    }

    /// Ends a process that failed; the first who noticed counts it.
    fn leave(&self, failed: &Arc<Process>, error: CallError) {
        failed.end();
        let mut current = lock(&self.current);
        let is_current = current
            .as_ref()
            .is_some_and(|process| Arc::ptr_eq(process, failed));
        if is_current {
            *current = None;
            drop(current);
            self.note_crash(error);
        }
    }

    fn note_crash(&self, error: CallError) {
        let quarantined = {
            let mut record = lock(&self.record);
            record.note(Instant::now());
            record.is_quarantined(Instant::now())
        };
        let observer = &self.launcher.observer;
        observer.crashed(&self.id, error);
        if quarantined {
            observer.quarantined(&self.id, QUARANTINE);
        }
    }
}
