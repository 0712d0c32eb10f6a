//! A world made of values: a scripted connector, a scripted wire, a clock that only jumps.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use connector_api::{
    Exchange, HttpRequest, HttpResponse, Keep, Method, Outcome, Payload, Recipient, Step, UsageType,
};
use tokio::task::yield_now;

use crate::{
    BoxFuture, Clock, Disposition, Driver, Entropy, Fault, Generation, Instance, Journal, Memory,
    Message, NotRecorded, OnUnknown, Reach, RetryRules, Wire, WireError,
};

pub(crate) fn message() -> Message {
    Message {
        id: "msg_1".to_owned(),
        recipient: Recipient::new("1", "4155550100", Some("US")),
        usage_type: UsageType::SignIn,
        payload: Payload::with_code("123456"),
        locale: None,
        ip: None,
    }
}

/// What a scripted connector does with a document.
pub(crate) type Answer = Result<Vec<u8>, Fault>;

pub(crate) fn asks() -> Answer {
    step(&Step::Exchange(send()))
}

/// Fetches something first.
pub(crate) fn prepares() -> Answer {
    let mut exchange = send();
    exchange.prepares = true;
    step(&Step::Exchange(exchange))
}

/// Sends, and has the host keep a value.
pub(crate) fn asks_to_keep(value: &str, seconds: u64) -> Answer {
    let mut exchange = send();
    exchange.keep = Some(Keep::new(value, seconds));
    step(&Step::Exchange(exchange))
}

fn send() -> Exchange {
    Exchange::new(HttpRequest::new(Method::Post, "https://api.example/send"))
}

pub(crate) fn concludes(outcome: impl Into<Outcome>) -> Answer {
    step(&Step::Outcome(outcome.into()))
}

fn step(step: &Step) -> Answer {
    Ok(serde_json::to_vec(step).unwrap())
}

/// Plays scripts, and keeps what happened.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) starts: Mutex<VecDeque<Answer>>,
    pub(crate) resumes: Mutex<VecDeque<Answer>>,
    pub(crate) responses: Mutex<VecDeque<Result<HttpResponse, WireError>>>,
    pub(crate) calls: Mutex<Vec<serde_json::Value>>,
    pub(crate) waits: Mutex<Vec<Duration>>,
    /// Attempts on record, each with the number of responses that were still to come.
    pub(crate) records: Mutex<Vec<(u32, usize)>>,
    /// The first attempt that cannot be recorded.
    pub(crate) full_from: Option<u32>,
    /// What was begun and what ended, in order.
    pub(crate) events: Mutex<Vec<&'static str>>,
    pub(crate) elapsed: AtomicU64,
    pub(crate) chance: AtomicU64,
}

impl World {
    pub(crate) fn start(self, answer: Answer) -> Self {
        self.starts.lock().unwrap().push_back(answer);
        self
    }

    pub(crate) fn response(self, response: Result<HttpResponse, WireError>) -> Self {
        self.responses.lock().unwrap().push_back(response);
        self
    }

    pub(crate) fn resume(self, answer: Answer) -> Self {
        self.resumes.lock().unwrap().push_back(answer);
        self
    }

    /// Drives one message with a deadline of 15 seconds; every attempt can be recorded.
    pub(crate) fn drive(self, on_unknown: OnUnknown) -> (Disposition, Arc<Self>) {
        let (driven, world) = self.try_drive(on_unknown);
        (driven.unwrap(), world)
    }

    /// Drives one message with a deadline of 15 seconds.
    pub(crate) fn try_drive(
        self,
        on_unknown: OnUnknown,
    ) -> (Result<Disposition, NotRecorded>, Arc<Self>) {
        let world = Arc::new(self);
        let generation = Generation {
            connector: "acme".to_owned(),
            number: 1,
            digest: "0".to_owned(),
            instance: world.clone(),
            reach: Reach::default(),
            secrets: vec!["s3cret".to_owned().into()],
            kept: Memory::default(),
        };
        let driver = Driver {
            wire: world.as_ref(),
            journal: world.as_ref(),
            clock: world.as_ref(),
            entropy: world.as_ref(),
            rules: RetryRules {
                on_unknown,
                ..RetryRules::default()
            },
        };
        let deadline = world.now() + Duration::from_secs(15);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let driven = runtime.block_on(driver.drive(&generation, &message(), deadline));
        (driven, world)
    }

    fn note(&self, event: &'static str) {
        self.events.lock().unwrap().push(event);
    }

    fn next<T>(queue: &Mutex<VecDeque<T>>) -> T {
        let next = queue.lock().unwrap().pop_front();
        next.expect("the script has no more of these: something was done too often")
    }
}

impl Instance for World {
    fn start<'a>(&'a self, call: &'a [u8], _: Instant) -> BoxFuture<'a, Answer> {
        self.calls
            .lock()
            .unwrap()
            .push(serde_json::from_slice(call).unwrap());
        Box::pin(async {
            self.note("asked");
            yield_now().await;
            self.note("answered");
            Self::next(&self.starts)
        })
    }

    fn resume<'a>(
        &'a self,
        _: &'a [u8],
        _: &'a [u8],
        _: Option<&'a str>,
        _: Instant,
    ) -> BoxFuture<'a, Answer> {
        Box::pin(async { Self::next(&self.resumes) })
    }
}

impl Wire for World {
    fn exchange<'a>(
        &'a self,
        _: HttpRequest,
        _: &'a Reach,
        _: Instant,
    ) -> BoxFuture<'a, Result<HttpResponse, WireError>> {
        self.note("left");
        Box::pin(async { Self::next(&self.responses) })
    }
}

impl Journal for World {
    fn record<'a>(
        &'a self,
        _: &'a Message,
        _: &'a Generation,
        attempt: u32,
    ) -> BoxFuture<'a, Result<(), NotRecorded>> {
        if self.full_from.is_some_and(|first| attempt >= first) {
            return Box::pin(async { Err(NotRecorded) });
        }
        let left = self.responses.lock().unwrap().len();
        self.records.lock().unwrap().push((attempt, left));
        Box::pin(async {
            self.note("recording");
            yield_now().await;
            yield_now().await;
            self.note("recorded");
            Ok(())
        })
    }
}

impl Clock for World {
    fn now(&self) -> Instant {
        static EPOCH: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        let epoch = *EPOCH.get_or_init(Instant::now);
        epoch + Duration::from_nanos(self.elapsed.load(Ordering::SeqCst))
    }

    fn unix_seconds(&self) -> u64 {
        1_700_000_000
    }

    fn sleep<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        self.waits.lock().unwrap().push(duration);
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap();
        self.elapsed.fetch_add(nanoseconds, Ordering::SeqCst);
        Box::pin(async {})
    }
}

impl Entropy for World {
    fn random_bits(&self) -> u128 {
        u128::from(self.chance.fetch_add(1, Ordering::SeqCst))
    }
}
