//! Keeps a worker alive: starts another one when it ends, later and later when it keeps ending, and
//! not at all for a while when that does not help.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::Child;
use tokio::sync::{Notify, oneshot};
use tokio::time::{sleep_until, timeout_at};
use zeroize::Zeroizing;

use crate::frame::{Frame, Kind, join_resume};
use crate::launch::{Launched, Launcher, ending};
use crate::plugin::create;

/// Crashes older than this are forgiven.
const MEMORY: Duration = Duration::from_secs(60);

/// So many in that time, and the connector is left alone for a while.
const TOO_MANY: usize = 10;

/// How long.
const QUARANTINE: Duration = Duration::from_secs(30);

/// Time before the second restart in a row; each further one takes twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Longest time before a restart.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

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

/// How a worker is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// Times that its process ended by itself or was ended because of it.
    pub crashes: u64,
    /// It ends too often, and is not started for now.
    pub is_quarantined: bool,
}

/// A worker and its supervisor.
pub struct Worker {
    id: String,
    launcher: Launcher,
    plugin: Arc<File>,
    config: Zeroizing<Vec<u8>>,
    process: tokio::sync::Mutex<Option<Arc<Process>>>,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    crashes: u64,
    recent: VecDeque<Instant>,
}

/// A running process. Whoever waits for an answer waits in `waiting`.
struct Process {
    writer: tokio::sync::Mutex<OwnedWriteHalf>,
    waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<Vec<u8>>>>>,
    next: AtomicU64,
    is_alive: Arc<AtomicBool>,
    end: Arc<Notify>,
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
        Self {
            id,
            launcher,
            plugin,
            config,
            process: tokio::sync::Mutex::new(Some(process)),
            record: Mutex::default(),
        }
    }

    /// The first step of a call. When the process ends, nothing of it has left the host, and a
    /// fresh one is asked once more.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn start(&self, call: &[u8], deadline: Instant) -> Result<Vec<u8>, CallError> {
        match self.call(Kind::Start, call, deadline).await {
            Err(CallError::Crashed) => self.call(Kind::Start, call, deadline).await,
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
        self.call(Kind::Resume, &body, deadline).await
    }

    /// How it is doing.
    pub fn health(&self) -> Health {
        let record = self.record();
        Health {
            crashes: record.crashes,
            is_quarantined: record.is_quarantined(Instant::now()),
        }
    }

    async fn call(&self, kind: Kind, body: &[u8], deadline: Instant) -> Result<Vec<u8>, CallError> {
        let process = self.running(deadline).await?;
        let answer = process.ask(kind, body, deadline).await;
        if let Err(error) = answer {
            // Whether it crashed or spins: nothing more is asked of it.
            process.end();
            self.forget(&process, error).await;
        }
        answer
    }

    /// The process, started when there is none.
    async fn running(&self, deadline: Instant) -> Result<Arc<Process>, CallError> {
        let mut slot = self.process.lock().await;
        if let Some(process) = &*slot
            && process.is_alive.load(Ordering::SeqCst)
        {
            return Ok(Arc::clone(process));
        }
        if let Some(ended) = slot.take() {
            drop(ended);
            self.note_crash(CallError::Crashed);
        }
        let at = self.record().next_start(Instant::now());
        let at = at.ok_or(CallError::Crashed)?;
        if at > deadline {
            return Err(CallError::Crashed);
        }
        sleep_until(at.into()).await;
        let launch = async {
            let mut launched = self.launcher.launch(&self.plugin).await.ok()?;
            create(&mut launched, &self.config).await.ok()?;
            Some(Process::run(&self.id, launched))
        };
        match timeout_at(deadline.into(), launch).await {
            Ok(Some(process)) => {
                *slot = Some(Arc::clone(&process));
                Ok(process)
            }
            Ok(None) | Err(_) => {
                self.note_crash(CallError::Crashed);
                Err(CallError::Crashed)
            }
        }
    }

    /// Leaves a process that failed behind; the first who noticed counts it.
    async fn forget(&self, failed: &Arc<Process>, error: CallError) {
        let mut slot = self.process.lock().await;
        if slot
            .as_ref()
            .is_some_and(|process| Arc::ptr_eq(process, failed))
        {
            *slot = None;
            self.note_crash(error);
        }
    }

    fn note_crash(&self, error: CallError) {
        let quarantined = {
            let mut record = self.record();
            record.note(Instant::now());
            record.is_quarantined(Instant::now())
        };
        tracing::error!(
            event = "connector_crashed",
            connector = self.id,
            "a worker was lost: {error}"
        );
        if quarantined {
            tracing::error!(
                event = "connector_quarantined",
                connector = self.id,
                "it ends too often, and is left alone for 30 seconds"
            );
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    fn note(&mut self, now: Instant) {
        self.crashes += 1;
        self.recent.push_back(now);
        while self.recent.len() > TOO_MANY {
            self.recent.pop_front();
        }
    }

    fn in_a_row(&self, now: Instant) -> usize {
        let recent = |at: &&Instant| now.saturating_duration_since(**at) < MEMORY;
        self.recent.iter().filter(recent).count()
    }

    fn is_quarantined(&self, now: Instant) -> bool {
        let last = self.recent.back();
        self.in_a_row(now) >= TOO_MANY
            && last.is_some_and(|last| now.saturating_duration_since(*last) < QUARANTINE)
    }

    /// When to start the next one; `None` when there is none for now.
    fn next_start(&self, now: Instant) -> Option<Instant> {
        if self.is_quarantined(now) {
            return None;
        }
        let last = self.recent.back().copied().unwrap_or(now);
        Some((last + self.wait(now)).max(now))
    }

    /// How long to wait after the last crash.
    fn wait(&self, now: Instant) -> Duration {
        // The first restart is free: it is what a message waits for.
        let doublings = u32::try_from(self.in_a_row(now))
            .unwrap_or(u32::MAX)
            .checked_sub(2);
        doublings.map_or(Duration::ZERO, |doublings| {
            let factor = 2_u32.saturating_pow(doublings.min(16));
            FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
        })
    }
}

impl Process {
    fn run(id: &str, launched: Launched) -> Arc<Self> {
        let (reader, writer) = launched.socket.into_split();
        let process = Arc::new(Self {
            writer: tokio::sync::Mutex::new(writer),
            waiting: Arc::default(),
            next: AtomicU64::new(1),
            is_alive: Arc::new(AtomicBool::new(true)),
            end: Arc::new(Notify::new()),
        });
        let listener = Listener {
            id: id.to_owned(),
            reader,
            child: launched.child,
            waiting: Arc::clone(&process.waiting),
            is_alive: Arc::clone(&process.is_alive),
            end: Arc::clone(&process.end),
        };
        tokio::spawn(listener.listen());
        process
    }

    async fn ask(&self, kind: Kind, body: &[u8], deadline: Instant) -> Result<Vec<u8>, CallError> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let frame = Frame {
            number,
            kind,
            body: body.to_vec(),
        };
        let bytes = frame.encode().map_err(|_| CallError::Crashed)?;
        let (answer, answered) = oneshot::channel();
        lock(&self.waiting).insert(number, answer);
        let exchange = async {
            self.writer.lock().await.write_all(&bytes).await.ok()?;
            // Whoever died before this was noticed leaves nobody who answers.
            if !self.is_alive.load(Ordering::SeqCst) {
                return None;
            }
            answered.await.ok()
        };
        let answer = timeout_at(deadline.into(), exchange).await;
        lock(&self.waiting).remove(&number);
        match answer {
            Ok(Some(step)) => Ok(step),
            Ok(None) => Err(CallError::Crashed),
            Err(_) => Err(CallError::TimedOut),
        }
    }

    fn end(&self) {
        self.is_alive.store(false, Ordering::SeqCst);
        self.end.notify_one();
    }
}

/// Nobody needs it any more.
impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Hands answers to those who wait, until the process ends.
struct Listener {
    id: String,
    reader: OwnedReadHalf,
    child: Child,
    waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<Vec<u8>>>>>,
    is_alive: Arc<AtomicBool>,
    end: Arc<Notify>,
}

impl Listener {
    async fn listen(mut self) {
        let wanted = loop {
            let frame = tokio::select! {
                frame = Frame::receive(&mut self.reader) => frame,
                () = self.end.notified() => break true,
            };
            let Ok(frame) = frame else {
                break false;
            };
            let answer = lock(&self.waiting).remove(&frame.number);
            match (frame.kind, answer) {
                (Kind::Step, Some(answer)) => {
                    // Whoever asked may have given up.
                    let _ = answer.send(frame.body);
                }
                // An answer that nobody asked for, or to one whose time is over.
                _ => break false,
            }
        };
        self.is_alive.store(false, Ordering::SeqCst);
        // Fails for a process that has ended, and that is all that is wanted.
        let _ = self.child.start_kill();
        lock(&self.waiting).clear();
        let how = ending(&mut self.child).await;
        if !wanted {
            tracing::warn!(
                event = "worker_ended",
                connector = self.id,
                "a worker ended ({how})"
            );
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_come_later_and_later_and_then_not_at_all() {
        let mut record = Record::default();
        let now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..TOO_MANY {
            let wait = record.next_start(now).unwrap() - now;
            waits.push(wait.as_millis());
            record.note(now);
        }
        assert_eq!(waits, [0, 0, 50, 100, 200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(record.next_start(now), None);
        assert!(record.is_quarantined(now));
        let later = now + QUARANTINE;
        assert_eq!(record.next_start(later), Some(later));
        assert_eq!(record.wait(now + MEMORY), Duration::ZERO);
    }
}
