//! Everything a simulator received, in order, and a way to wait for more.

use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::sim::{Received, Verdict};

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub request: Received,
    /// What the provider made of it. Known and recorded before the first byte of the answer.
    pub verdict: Verdict,
    /// What the simulator set out to answer.
    pub answer: Answer,
}

/// What a simulator set out to answer; how much of it arrived is for the client to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status; none when not one byte of a response is sent.
    pub status: Option<u16>,
    /// The beginning of the body.
    pub body: String,
    /// The fault it suffered, in words; empty when there was none.
    pub fault: String,
}

impl Exchange {
    /// One line: method and target, verdict, answer.
    pub fn summary(&self) -> String {
        let Received { method, target, .. } = &self.request;
        let verdict = match &self.verdict {
            Verdict::Accepted(sms) => format!("accepted {}", sms.id),
            Verdict::Rejected { code } => format!("rejected {code}"),
            Verdict::NotAsked => "not asked".to_owned(),
        };
        let status = self
            .answer
            .status
            .map_or("nothing".to_owned(), |status| status.to_string());
        match self.answer.fault.as_str() {
            "" => format!("{method} {target} -> {verdict}, answered {status}"),
            fault => format!("{method} {target} -> {verdict}, answered {status} ({fault})"),
        }
    }
}

/// The masked request and the one-line summary, for people.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.request, self.summary())
    }
}

/// Fewer requests than expected came in time.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("waited {after:?} for {wanted} requests, saw {}: {seen:#?}", seen.len())]
pub struct TimedOut {
    /// How many were expected in all.
    pub wanted: usize,
    /// How long they were waited for.
    pub after: Duration,
    /// What did come, one summary each.
    pub seen: Vec<String>,
}

/// The same as `Display`: this is what `unwrap` shows in a failing test.
impl fmt::Debug for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The list, with a wake-up for async waiters and one for threads.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    exchanges: Mutex<Vec<Exchange>>,
    grown: Condvar,
    count: watch::Sender<usize>,
}

impl Ledger {
    pub(super) fn record(&self, exchange: Exchange) {
        let mut exchanges = self.lock();
        exchanges.push(exchange);
        self.grown.notify_all();
        self.count.send_replace(exchanges.len());
    }

    pub(super) fn snapshot(&self) -> Vec<Exchange> {
        self.lock().clone()
    }

    pub(super) async fn wait_for(
        &self,
        wanted: usize,
        patience: Duration,
    ) -> Result<Vec<Exchange>, TimedOut> {
        let mut count = self.count.subscribe();
        let enough = count.wait_for(|count| *count >= wanted);
        // The sender lives in `self`, so the only way to fail is to run out of time.
        match tokio::time::timeout(patience, enough).await {
            Ok(_) => Ok(self.snapshot()),
            Err(_) => Err(timed_out(&self.lock(), wanted, patience)),
        }
    }

    pub(super) fn wait_for_blocking(
        &self,
        wanted: usize,
        patience: Duration,
    ) -> Result<Vec<Exchange>, TimedOut> {
        let (exchanges, _) = self
            .grown
            .wait_timeout_while(self.lock(), patience, |exchanges| exchanges.len() < wanted)
            .unwrap_or_else(PoisonError::into_inner);
        if exchanges.len() >= wanted {
            Ok(exchanges.clone())
        } else {
            Err(timed_out(&exchanges, wanted, patience))
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn timed_out(seen: &[Exchange], wanted: usize, after: Duration) -> TimedOut {
    TimedOut {
        wanted,
        after,
        seen: seen.iter().map(Exchange::summary).collect(),
    }
}
