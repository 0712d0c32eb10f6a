//! Metrics, in the text format of OpenMetrics.
//!
//! Names, types and labels are in [`Metric`], and nowhere else: the registry, the documentation and
//! the tests read them there. Labels are closed sets (connectors are bounded by what is installed);
//! nothing personal is ever one.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use connector_worker::Statm;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric as Registered, Registry};
use store::Statistics;

/// Upper bounds of the buckets for the time a message takes, in seconds.
const SECONDS: [f64; 11] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0];

macro_rules! metrics {
    ($($Variant:ident $name:literal $kind:literal [$($label:literal),*] $help:literal;)+) => {
        /// Everything that is measured.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Metric { $(#[doc = $help] $Variant),+ }

        impl Metric {
            /// Every metric, in the order of the documentation.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// Its name without the prefix and without the suffix of its type.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$Variant => $name),+ }
            }

            /// `counter`, `gauge` or `histogram`.
            pub(crate) const fn kind(self) -> &'static str {
                match self { $(Self::$Variant => $kind),+ }
            }

            /// Names of its labels.
            pub(crate) const fn labels(self) -> &'static [&'static str] {
                match self { $(Self::$Variant => &[$($label),*]),+ }
            }

            /// What it says.
            pub(crate) const fn help(self) -> &'static str {
                match self { $(Self::$Variant => $help),+ }
            }
        }
    };
}

metrics! {
    Messages "messages" "counter" ["connector", "usage_type", "state", "kind"]
        "Messages that came to their end, by final state and failure kind";
    MessageSeconds "message_duration_seconds" "histogram" ["connector"]
        "Time from the acceptance of a message to its final state";
    Refusals "message_refusals" "counter" ["reason"]
        "Messages that were refused before they were accepted";
    Attempts "attempts" "counter" ["connector"]
        "Attempts to hand a message to a provider";
    InFlight "messages_in_flight" "gauge" []
        "Messages on their way now";
    Switches "switches" "counter" ["reason"]
        "Changes of the active connector";
    Generation "active_generation" "gauge" []
        "Number of the active generation, 0 when no connector is active";
    WorkerCrashes "worker_crashes" "counter" ["connector"]
        "Processes of connectors that ended by themselves, or did not answer and were ended";
    Quarantines "connector_quarantines" "counter" ["connector"]
        "Times that a connector crashed too often and was left alone for a while";
    Available "active_connector_available" "gauge" []
        "1 when there is an active connector and it is not left alone, 0 otherwise";
    Recycled "workers_recycled" "counter" ["connector"]
        "Processes of connectors that were replaced because they had grown or had answered for long";
    Memory "process_resident_memory_bytes" "gauge" []
        "Memory of the host process";
    Descriptors "process_open_fds" "gauge" []
        "Open file descriptors of the host process";
    Requests "http_requests" "counter" ["route", "method", "status"]
        "Answered requests of the HTTP API";
    StoreWrites "store_writes" "gauge" []
        "Pieces of work that were written to the store since the start";
    StoreCommits "store_commits" "gauge" []
        "Transactions that they took, each with one write to the disk";
}

/// Prefix of every name.
pub(crate) const PREFIX: &str = "switchboard";

/// Labels of a message that ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageLabels {
    connector: String,
    usage_type: &'static str,
    state: &'static str,
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectorLabels {
    connector: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReasonLabels {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: &'static str,
    method: &'static str,
    status: u16,
}

/// A message that came to its end, as far as metrics want to know.
pub(crate) struct Ended<'e> {
    /// Through what; empty when no connector had a say.
    pub(crate) connector: &'e str,
    /// Why the code was sent.
    pub(crate) usage_type: &'static str,
    /// How it ended.
    pub(crate) state: &'static str,
    /// Why, when it failed.
    pub(crate) kind: &'static str,
    /// How many attempts it took.
    pub(crate) attempts: u32,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

/// What is measured, and its values.
pub(crate) struct Metrics {
    registry: Registry,
    messages: Family<MessageLabels, Counter>,
    seconds: Family<ConnectorLabels, Histogram>,
    refusals: Family<ReasonLabels, Counter>,
    attempts: Family<ConnectorLabels, Counter>,
    in_flight: Gauge,
    switches: Family<ReasonLabels, Counter>,
    generation: Gauge<u64, AtomicU64>,
    worker_crashes: Family<ConnectorLabels, Counter>,
    quarantines: Family<ConnectorLabels, Counter>,
    recycled: Family<ConnectorLabels, Counter>,
    available: Gauge<u64, AtomicU64>,
    memory: Gauge<u64, AtomicU64>,
    descriptors: Gauge<u64, AtomicU64>,
    requests: Family<RequestLabels, Counter>,
    writes: Gauge<u64, AtomicU64>,
    commits: Gauge<u64, AtomicU64>,
}

impl Metrics {
    /// All at zero.
    pub(crate) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix(PREFIX);
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let seconds = Family::new_with_constructor(histogram);
        Arc::new(Self {
            messages: register(&mut registry, Metric::Messages, Family::default()),
            seconds: register(&mut registry, Metric::MessageSeconds, seconds),
            refusals: register(&mut registry, Metric::Refusals, Family::default()),
            attempts: register(&mut registry, Metric::Attempts, Family::default()),
            in_flight: register(&mut registry, Metric::InFlight, Gauge::default()),
            switches: register(&mut registry, Metric::Switches, Family::default()),
            generation: register(&mut registry, Metric::Generation, Gauge::default()),
            worker_crashes: register(&mut registry, Metric::WorkerCrashes, Family::default()),
            quarantines: register(&mut registry, Metric::Quarantines, Family::default()),
            available: register(&mut registry, Metric::Available, Gauge::default()),
            recycled: register(&mut registry, Metric::Recycled, Family::default()),
            memory: register(&mut registry, Metric::Memory, Gauge::default()),
            descriptors: register(&mut registry, Metric::Descriptors, Gauge::default()),
            requests: register(&mut registry, Metric::Requests, Family::default()),
            writes: register(&mut registry, Metric::StoreWrites, Gauge::default()),
            commits: register(&mut registry, Metric::StoreCommits, Gauge::default()),
            registry,
        })
    }

    /// A message came to its end.
    pub(crate) fn ended(&self, ended: &Ended<'_>) {
        let connector = ended.connector.to_owned();
        self.messages
            .get_or_create(&MessageLabels {
                connector: connector.clone(),
                usage_type: ended.usage_type,
                state: ended.state,
                kind: ended.kind,
            })
            .inc();
        let labels = ConnectorLabels { connector };
        self.attempts
            .get_or_create(&labels)
            .inc_by(u64::from(ended.attempts));
        self.seconds
            .get_or_create(&labels)
            .observe(ended.elapsed.as_secs_f64());
    }

    /// A message was refused before it was accepted.
    pub(crate) fn refused(&self, reason: &'static str) {
        self.refusals.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// So many messages more, or fewer, are on their way.
    pub(crate) fn in_flight(&self, change: i64) {
        self.in_flight.inc_by(change);
    }

    /// The active connector changed.
    pub(crate) fn switched(&self, reason: &'static str, generation: u64) {
        self.switches.get_or_create(&ReasonLabels { reason }).inc();
        self.generation.set(generation);
    }

    /// This generation is active since before the start.
    pub(crate) fn restored(&self, generation: u64) {
        self.generation.set(generation);
    }

    /// A process of a connector was lost.
    pub(crate) fn worker_crashed(&self, connector: &str) {
        self.worker_crashes.get_or_create(&of(connector)).inc();
    }

    /// A connector is left alone for a while.
    pub(crate) fn quarantined(&self, connector: &str) {
        self.quarantines.get_or_create(&of(connector)).inc();
    }

    /// A process of a connector was replaced.
    pub(crate) fn recycled(&self, connector: &str) {
        self.recycled.get_or_create(&of(connector)).inc();
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: &'static str, method: &'static str, status: u16) {
        let labels = RequestLabels {
            route,
            method,
            status,
        };
        self.requests.get_or_create(&labels).inc();
    }

    /// The values now.
    pub(crate) fn render(&self, store: Statistics, is_available: bool) -> String {
        self.available.set(is_available.into());
        let process = OfProcess::read();
        self.memory.set(process.memory);
        self.descriptors.set(process.descriptors);
        self.writes.set(store.writes);
        self.commits.set(store.commits);
        let mut page = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut page, &self.registry);
        page
    }
}

/// What the system says of this process; zero where it does not.
#[derive(Default)]
struct OfProcess {
    memory: u64,
    descriptors: u64,
}

impl OfProcess {
    fn read() -> Self {
        let open = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        Self {
            memory: Statm::own().resident,
            descriptors: u64::try_from(open).unwrap_or_default(),
        }
    }
}

fn of(connector: &str) -> ConnectorLabels {
    ConnectorLabels {
        connector: connector.to_owned(),
    }
}

fn register<M: Registered + Clone>(registry: &mut Registry, metric: Metric, value: M) -> M {
    registry.register(metric.name(), metric.help(), value.clone());
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with a value of everything: what has none is left out.
    fn page() -> String {
        let metrics = Metrics::new();
        metrics.ended(&Ended {
            connector: "twilio",
            usage_type: "SignIn",
            state: "sent",
            kind: "",
            attempts: 2,
            elapsed: Duration::from_millis(30),
        });
        metrics.refused("overloaded");
        metrics.switched("switch", 3);
        metrics.worker_crashed("twilio");
        metrics.quarantined("twilio");
        metrics.recycled("twilio");
        metrics.answered("/v1/messages", "POST", 200);
        metrics.render(Statistics::default(), true)
    }

    #[test]
    fn every_metric_is_registered_under_its_name_and_type() {
        let page = page();
        for metric in Metric::ALL {
            let line = format!("# TYPE {PREFIX}_{} {}", metric.name(), metric.kind());
            assert!(page.lines().any(|other| other == line), "{line}\n{page}");
        }
        let lines = page.lines().filter(|line| line.starts_with("# TYPE"));
        assert_eq!(lines.count(), Metric::ALL.len());
    }

    #[test]
    fn the_labels_are_those_of_the_documentation() {
        let page = page();
        for metric in Metric::ALL {
            let name = format!("{PREFIX}_{}", metric.name());
            let of_it = |line: &&str| {
                line.starts_with(&format!("{name}_")) || line.starts_with(&format!("{name}{{"))
            };
            for label in metric.labels() {
                let line = page.lines().find(of_it).unwrap();
                assert!(line.contains(&format!("{label}=")), "{label} in {line}");
            }
        }
        assert!(
            page.contains("switchboard_attempts_total{connector=\"twilio\"} 2"),
            "{page}"
        );
    }
}
