//! Clients that send, each message with a code and an idempotency key of its own.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::Client;

/// How long a client goes on asking about one message.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// What a client was told about its message in the end.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The code of the message.
    pub(super) code: String,
    /// HTTP status; 0 when there was no answer at all.
    pub(super) status: u16,
    /// The code of the problem, when it was one.
    pub(super) problem: String,
    /// The identifier of the message, as far as it was told.
    pub(super) id: String,
}

/// What decides how much is sent.
pub(super) struct Load {
    next: AtomicUsize,
    most: usize,
    stop: AtomicBool,
}

impl Load {
    /// So many messages.
    pub(super) fn of(most: usize) -> Self {
        Self {
            next: AtomicUsize::new(0),
            most,
            stop: AtomicBool::new(false),
        }
    }

    /// How many were begun.
    pub(super) fn begun(&self) -> usize {
        self.next.load(Ordering::SeqCst).min(self.most)
    }

    /// No more are begun.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Whether all were begun.
    pub(super) fn is_over(&self) -> bool {
        self.stop.load(Ordering::SeqCst) || self.next.load(Ordering::SeqCst) >= self.most
    }

    /// Sends until it is over.
    pub(super) fn send_all(&self, client: &mut Client) -> Vec<Told> {
        let mut told = Vec::new();
        while !self.stop.load(Ordering::SeqCst) {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.most {
                break;
            }
            told.push(send(client, &format!("{number:08}")));
        }
        told
    }
}

/// Sends one message, as a careful client does: with a key, and again with the same key as long as
/// nothing definite is known.
pub(super) fn send(client: &mut Client, code: &str) -> Told {
    let body = format!(r#"{{"to":"+14155550100","type":"SignIn","payload":{{"code":"{code}"}}}}"#);
    let key = format!("key-{code}");
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = client.request("POST", "/v1/messages", Some(&key), &body);
        let told = answer.map(|answer| Told {
            code: code.to_owned(),
            status: answer.status,
            problem: answer.text("code").to_owned(),
            id: match answer.text("id") {
                "" => answer.text("messageId").to_owned(),
                id => id.to_owned(),
            },
        });
        let again = [
            "idempotency_running",
            "shutting_down",
            "storage_unavailable",
        ];
        match told {
            Ok(told) if !again.contains(&told.problem.as_str()) => return told,
            _ if Instant::now() < until => thread::sleep(PAUSE),
            Ok(told) => return told,
            Err(_) => {
                return Told {
                    code: code.to_owned(),
                    status: 0,
                    problem: String::new(),
                    id: String::new(),
                };
            }
        }
    }
}
