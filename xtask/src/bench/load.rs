//! The load generator.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::chore::{Chore, Context, failed};

/// A body of a message; `{n}` becomes a code of its own.
pub(super) const MESSAGE: &str =
    r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"{n}"}}"#;

/// Who posts what where.
pub(super) struct Load<'l> {
    pub(super) program: &'l Path,
    /// `hyper` or `reqwest`.
    pub(super) client: &'l str,
    pub(super) url: String,
    pub(super) clients: usize,
    pub(super) messages: usize,
    pub(super) content_type: &'l str,
    pub(super) authorization: String,
    pub(super) body: &'l str,
    /// A status other than this is an error.
    pub(super) expected: u16,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Result {
    pub(super) per_second: f64,
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Processor seconds of the generator itself, for 1,000 requests.
    pub(super) cpu: f64,
}

impl Load<'_> {
    /// Posts everything. One request that failed is enough to fail.
    pub(super) fn run(&self) -> Chore<Result> {
        let mut command = Command::new(self.program);
        command
            .arg(self.client)
            .arg(&self.url)
            .args([self.clients.to_string(), self.messages.to_string()])
            .args([self.content_type, &self.authorization, self.body]);
        Result::of(command, self.messages, &self.expected.to_string())
    }
}

impl Result {
    /// What a load generator says. An answer other than the expected one is an error.
    pub(super) fn of(mut generator: Command, messages: usize, expected: &str) -> Chore<Self> {
        let output = generator
            .output()
            .context("cannot run the load generator")?;
        let Ok(document) = serde_json::from_slice::<Value>(&output.stdout) else {
            return failed(format!(
                "the load generator failed: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        };
        let answered = document
            .get("answers")
            .and_then(|answers| answers.get(expected))
            .and_then(Value::as_u64);
        if answered != u64::try_from(messages).ok() {
            return failed(format!(
                "not every request was answered `{expected}`: {document}"
            ));
        }
        let number = |name: &str| {
            document
                .get(name)
                .and_then(Value::as_f64)
                .unwrap_or_default()
        };
        Ok(Self {
            per_second: number("perSecond"),
            p50: number("p50Ms"),
            p99: number("p99Ms"),
            cpu: number("cpuSeconds") / messages as f64 * 1000.0,
        })
    }

    pub(super) fn row(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("messages/s", self.per_second),
            ("p50 ms", self.p50),
            ("p99 ms", self.p99),
        ]
    }
}
