//! One running process: questions go in, answers come out, until it ends.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::Child;
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::time::timeout_at;

use super::CallError;
use crate::frame::{Frame, Kind};
use crate::launch::{Launched, ending};

/// Most questions that wait for their answers; further ones wait for a place.
const IN_FLIGHT: usize = 256;

/// A running process. Whoever waits for an answer waits in `waiting`.
pub(super) struct Process {
    outbox: mpsc::UnboundedSender<Vec<u8>>,
    waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<Vec<u8>>>>>,
    places: Semaphore,
    next: AtomicU64,
    is_alive: Arc<AtomicBool>,
    end: Arc<Notify>,
}

impl Process {
    pub(super) fn run(connector: &str, launched: Launched) -> Arc<Self> {
        let (reader, writer) = launched.socket.into_split();
        let (outbox, frames) = mpsc::unbounded_channel();
        tokio::spawn(write(writer, frames));
        let process = Arc::new(Self {
            outbox,
            waiting: Arc::default(),
            places: Semaphore::new(IN_FLIGHT),
            next: AtomicU64::new(1),
            is_alive: Arc::new(AtomicBool::new(true)),
            end: Arc::new(Notify::new()),
        });
        let listener = Listener {
            connector: connector.to_owned(),
            // Several answers come with one system call.
            reader: BufReader::with_capacity(64 * 1024, reader),
            child: launched.child,
            waiting: Arc::clone(&process.waiting),
            is_alive: Arc::clone(&process.is_alive),
            end: Arc::clone(&process.end),
        };
        tokio::spawn(listener.listen());
        process
    }

    pub(super) async fn ask(
        &self,
        kind: Kind,
        body: &[u8],
        deadline: Instant,
    ) -> Result<Vec<u8>, CallError> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let bytes = Frame::bytes(number, kind, body).map_err(|_| CallError::Crashed)?;
        let (answer, answered) = oneshot::channel();
        let exchange = async {
            let _place = self.places.acquire().await.ok()?;
            lock(&self.waiting).insert(number, answer);
            self.outbox.send(bytes).ok()?;
            // Whoever died before this was noticed leaves nobody who answers.
            if !self.is_alive() {
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

    pub(super) fn is_alive(&self) -> bool {
        self.is_alive.load(Ordering::SeqCst)
    }

    /// Nobody waits for an answer.
    pub(super) fn is_idle(&self) -> bool {
        lock(&self.waiting).is_empty()
    }

    /// Questions so far.
    pub(super) fn asked(&self) -> u64 {
        self.next.load(Ordering::SeqCst)
    }

    pub(super) fn end(&self) {
        self.is_alive.store(false, Ordering::SeqCst);
        self.end.notify_one();
    }
}

/// Writes questions, those that are asked at the same time with one system call. As many wait here as there
/// are places: one that is given up ends the process, and so this. Whoever waits for an answer hears of that from
/// the listener.
async fn write(mut writer: OwnedWriteHalf, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(mut bytes) = frames.recv().await {
        // Whoever else is about to ask does so now.
        tokio::task::yield_now().await;
        while let Ok(frame) = frames.try_recv() {
            bytes.extend(frame);
        }
        if writer.write_all(&bytes).await.is_err() {
            return;
        }
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
    connector: String,
    reader: BufReader<OwnedReadHalf>,
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
                (Kind::Step | Kind::Pong, Some(answer)) => {
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
                connector = self.connector,
                "a worker ended ({how})"
            );
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
