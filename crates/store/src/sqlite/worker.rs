//! A thread with a connection, and the work that waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::queue::Queue;
use super::{Fault, of_sqlite};
use crate::{Reply, StoreError};

/// Most pieces of work in one transaction: enough to share a disk write, few enough to answer soon.
const MOST_PER_COMMIT: usize = 256;

/// How long the first of them waits for the others, when there were others last time.
const LONGEST_WAIT: Duration = Duration::from_micros(300);

/// Whether the work of a thread needs transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

/// How much work writing was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Pieces of work that were written.
    pub writes: u64,
    /// Transactions, each with one write to the disk.
    pub commits: u64,
}

/// A thread with a connection.
pub(super) struct Worker {
    jobs: Arc<Queue<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

/// The thread finishes what it was given and closes the file.
impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs.close();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to finish.
            let _ = thread.join();
        }
    }
}

#[derive(Default)]
struct Counters {
    writes: AtomicU64,
    commits: AtomicU64,
}

impl Worker {
    pub(super) fn start(
        connection: Connection,
        path: &Path,
        mode: Mode,
    ) -> Result<Self, StoreError> {
        let jobs = Arc::new(Queue::new());
        let counters = Arc::new(Counters::default());
        let name = match mode {
            Mode::Read => "store-read",
            Mode::Write => "store-write",
        };
        let desk = Desk {
            connection,
            path: path.to_owned(),
            jobs: Arc::clone(&jobs),
            counters: Arc::clone(&counters),
        };
        let work = move || match mode {
            Mode::Read => desk.read(),
            Mode::Write => desk.write(),
        };
        let started = thread::Builder::new().name(name.to_owned()).spawn(work);
        let thread = started.map_err(|error| StoreError::Open {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            jobs,
            thread: Some(thread),
            counters,
        })
    }

    /// Has the thread do a piece of work.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Reply<'_, T> {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Piece {
            work,
            result: None,
            answer,
        });
        // A job that is not taken is dropped, and what it would have answered is closed.
        self.jobs.push(job);
        Box::pin(async move { answered.await.map_err(|_| StoreError::Closed)? })
    }

    pub(super) fn statistics(&self) -> Statistics {
        Statistics {
            writes: self.counters.writes.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }
}

/// A piece of work, whatever it gives.
trait Job: Send {
    /// Does it; what an earlier time gave is forgotten. Gives whether it succeeded.
    fn run(&mut self, connection: &Connection, path: &Path) -> bool;

    /// Answers: with what it gave, or with the error of the transaction it was in.
    fn answer(self: Box<Self>, transaction: Result<(), StoreError>);
}

struct Piece<T, W> {
    work: W,
    result: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Job for Piece<T, W>
where
    T: Send,
    W: Fn(&Connection) -> Result<T, Fault> + Send,
{
    fn run(&mut self, connection: &Connection, path: &Path) -> bool {
        self.result = Some((self.work)(connection).map_err(|fault| fault.at(path)));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, transaction: Result<(), StoreError>) {
        let result = match transaction {
            Ok(()) => self.result.unwrap_or(Err(StoreError::Closed)),
            // What the work itself found out says more, and stands either way.
            Err(error) => match self.result {
                Some(Err(own)) => Err(own),
                _ => Err(error),
            },
        };
        // Nobody may be waiting any more; the work is done all the same.
        let _ = self.answer.send(result);
    }
}

/// Where the thread sits.
struct Desk {
    connection: Connection,
    path: PathBuf,
    jobs: Arc<Queue<Box<dyn Job>>>,
    counters: Arc<Counters>,
}

/// Whoever waits is told, also when the thread panics.
impl Drop for Desk {
    fn drop(&mut self) {
        self.jobs.abandon();
    }
}

impl Desk {
    fn read(self) {
        loop {
            let jobs = self.jobs.take(1, Duration::ZERO, 1);
            if jobs.is_empty() {
                return;
            }
            for mut job in jobs {
                job.run(&self.connection, &self.path);
                job.answer(Ok(()));
            }
        }
    }

    /// Takes all that waits into one transaction, and answers when it is on disk.
    ///
    /// The first piece waits for others while that is worth it: as many as last time are likely to be on
    /// their way, and a disk write that is shared by more costs each of them less.
    fn write(self) {
        let mut expected = 1;
        loop {
            let mut batch = self.jobs.take(expected, LONGEST_WAIT, MOST_PER_COMMIT);
            if batch.is_empty() {
                return;
            }
            expected = batch.len();
            let written = self.commit(&mut batch);
            if written.is_ok() {
                let count = u64::try_from(batch.len()).unwrap_or_default();
                self.counters.writes.fetch_add(count, Ordering::Relaxed);
                self.counters.commits.fetch_add(1, Ordering::Relaxed);
            }
            for job in batch {
                job.answer(written.clone());
            }
        }
    }

    /// One transaction. Nearly always every piece of work succeeds, and nothing has to keep them
    /// apart; when one fails, all are done again, so that each can be undone alone.
    fn commit(&self, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE")?;
        let mut jobs = batch.iter_mut();
        if !jobs.all(|job| job.run(&self.connection, &self.path)) {
            self.give_up();
            self.execute("BEGIN IMMEDIATE")?;
            self.run_apart(batch).inspect_err(|_| self.give_up())?;
        }
        self.execute("COMMIT").inspect_err(|_| self.give_up())
    }

    fn run_apart(&self, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        for job in batch {
            self.execute("SAVEPOINT work")?;
            let succeeded = job.run(&self.connection, &self.path);
            // When the disk is full SQLite gives up the whole transaction by itself.
            if self.connection.is_autocommit() {
                return Err(StoreError::Unavailable {
                    reason: "the transaction was given up".to_owned(),
                });
            }
            if !succeeded {
                self.execute("ROLLBACK TO work")?;
            }
            self.execute("RELEASE work")?;
        }
        Ok(())
    }

    /// A statement that is prepared once.
    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        let statement = self.connection.prepare_cached(sql);
        let executed = statement.and_then(|mut statement| statement.execute([]));
        executed
            .map(drop)
            .map_err(|error| of_sqlite(&error, &self.path))
    }

    fn give_up(&self) {
        if !self.connection.is_autocommit() {
            // It was not committed: there is nothing left to save.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_that_panics_leaves_nobody_waiting() {
        for mode in [Mode::Read, Mode::Write] {
            let connection = Connection::open_in_memory().unwrap();
            let worker = Worker::start(connection, Path::new("store"), mode).unwrap();
            let broken = worker.run::<()>(|_| panic!("a bug"));
            let behind = worker.run(|_| Ok(()));
            assert!(matches!(broken.await, Err(StoreError::Closed)), "{mode:?}");
            assert!(matches!(behind.await, Err(StoreError::Closed)), "{mode:?}");
            let later = worker.run(|_| Ok(()));
            assert!(matches!(later.await, Err(StoreError::Closed)), "{mode:?}");
        }
    }
}
