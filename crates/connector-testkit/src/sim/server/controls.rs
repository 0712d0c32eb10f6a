//! What a test holds on to: the address, the ledger, the faults, the provider itself.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fault::Fault;
use super::ledger::{Answer, Exchange, Ledger};
use super::plan::{Plan, plan, reply_to};
use super::script::Script;
use crate::sim::{Provider, Received, Sms, Verdict};

/// The controls of a running simulator. Clones control the same one.
#[derive(Debug)]
pub struct Controls<P> {
    addr: SocketAddr,
    pub(super) shared: Arc<Shared<P>>,
}

impl<P> Clone for Controls<P> {
    fn clone(&self) -> Self {
        Self {
            addr: self.addr,
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<P: Provider> Controls<P> {
    pub(super) fn new(provider: P, addr: SocketAddr) -> Self {
        let shared = Arc::new(Shared {
            provider: Mutex::new(provider),
            faults: Mutex::new(Script::default()),
            ledger: Ledger::default(),
        });
        Self { addr, shared }
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address as a URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The provider, to change what it accepts and how it fails. Requests wait while it is held.
    pub fn provider(&self) -> MutexGuard<'_, P> {
        lock(&self.shared.provider)
    }

    /// Plans a fault for one more request. Requests take theirs in the order of their first byte.
    pub fn on_next(&self, fault: Fault) {
        lock(&self.shared.faults).next(fault);
    }

    /// Sets the fault of every request that has none of its own.
    pub fn on_every(&self, fault: Fault) {
        lock(&self.shared.faults).always(fault);
    }

    /// Forgets all faults not yet used.
    pub fn recover(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Everything received so far, in order.
    pub fn ledger(&self) -> Vec<Exchange> {
        self.shared.ledger.snapshot()
    }

    /// The messages a real provider would have put on the air so far, in order, whether or not
    /// the sender learned of it.
    pub fn inbox(&self) -> Vec<Sms> {
        let accepted = |exchange: Exchange| match exchange.verdict {
            Verdict::Accepted(sms) => Some(sms),
            Verdict::Rejected { .. } | Verdict::NotAsked => None,
        };
        self.ledger().into_iter().filter_map(accepted).collect()
    }
}

/// What the connections of one simulator share.
#[derive(Debug)]
pub(super) struct Shared<P> {
    provider: Mutex<P>,
    faults: Mutex<Script<Fault>>,
    pub(super) ledger: Ledger,
}

impl<P: Provider> Shared<P> {
    pub(super) fn next_fault(&self) -> Fault {
        lock(&self.faults).take().unwrap_or_default()
    }

    /// Gets the provider's verdict, records it and says what to answer.
    pub(super) fn answer(&self, request: Received, fault: &Fault) -> Plan {
        // Held until the record is made: the ledger has the order in which the provider judged.
        let mut provider = lock(&self.provider);
        let reply = reply_to(&mut *provider, &request, fault);
        let (plan, answer) = plan(&reply, fault, &request);
        self.ledger.record(Exchange {
            request,
            verdict: reply.verdict,
            answer,
        });
        plan
    }

    /// Records a request that was cut off, or was not HTTP.
    pub(super) fn record_incomplete(&self, request: Received, fault: &Fault) {
        let (status, fault) = match fault.request_limit {
            Some(_) => (None, fault.to_string()),
            None => (Some(400), "incomplete or malformed request".to_owned()),
        };
        self.ledger.record(Exchange {
            request,
            verdict: Verdict::NotAsked,
            answer: Answer {
                status,
                body: String::new(),
                fault,
            },
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
