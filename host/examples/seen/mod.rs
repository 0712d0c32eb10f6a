//! What a load generator saw, and how it says so.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What one task saw.
#[derive(Default)]
pub(crate) struct Seen {
    times: Vec<Duration>,
    /// How often each answer came.
    answers: BTreeMap<String, usize>,
}

impl Seen {
    /// One more answer.
    pub(crate) fn note(&mut self, begun: Instant, answer: impl ToString) {
        self.times.push(begun.elapsed());
        *self.answers.entry(answer.to_string()).or_default() += 1;
    }

    /// All that several tasks saw, in one document.
    pub(crate) fn report(tasks: Vec<Self>, elapsed: Duration) -> Value {
        let mut all = Self::default();
        for seen in tasks {
            all.times.extend(seen.times);
            for (answer, count) in seen.answers {
                *all.answers.entry(answer).or_default() += count;
            }
        }
        all.times.sort_unstable();
        let at = |percent: f64| {
            let index = (all.times.len() as f64 * percent / 100.0) as usize;
            let time = all.times.get(index).or(all.times.last());
            time.map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        json!({
            "perSecond": all.times.len() as f64 / elapsed.as_secs_f64(),
            "p50Ms": at(50.0),
            "p99Ms": at(99.0),
            "answers": all.answers,
            "cpuSeconds": cpu_seconds(),
        })
    }
}

/// Processor time of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / rustix::param::clock_ticks_per_second() as f64
}
