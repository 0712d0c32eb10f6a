//! Connectors that mean harm, or are broken. Each hurts its own message only: the host lives on, other
//! connectors' messages see no error, and what became of the culprit's is said honestly.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use connector_testkit::libraries::{Fixture, fixture};
use serde_json::{Value, json};

use crate::support::{NUMBER, Service, Setup, message};

const SECRET: &str = "s3cret-of-evil";

/// What a deed leads to: the failure kind, and a word of the connector's own report.
const DEEDS: &[(&str, &str, &str)] = &[
    ("segv", "connector_crashed", ""),
    ("abort", "connector_crashed", ""),
    ("exit", "connector_crashed", ""),
    ("stack-overflow", "connector_crashed", ""),
    ("leak", "connector_crashed", ""),
    ("close", "connector_crashed", ""),
    // Writing it down takes longer than the deadline on a slow machine.
    ("huge", "connector_crashed|connector_timeout", ""),
    ("other-number", "connector_crashed", ""),
    ("spin", "connector_timeout", ""),
    ("block", "connector_timeout", ""),
    ("late", "connector_timeout", ""),
    ("fork", "invalid_sender", "not permitted"),
    ("thread", "invalid_sender", "not permitted"),
    ("exec", "invalid_sender", "not permitted"),
    ("read-passwd", "invalid_sender", "not permitted"),
    ("read-store", "invalid_sender", "not permitted"),
    ("read-environment", "invalid_sender", "not permitted"),
    ("read-memory", "invalid_sender", "not permitted"),
    ("list-files", "invalid_sender", "not permitted"),
    ("write-file", "invalid_sender", "not permitted"),
    ("socket", "invalid_sender", "not permitted"),
    ("udp", "invalid_sender", "not permitted"),
    ("mount", "invalid_sender", "not permitted"),
    ("tgkill", "invalid_sender", "not permitted"),
    ("outlive", "invalid_sender", "not permitted"),
    ("ptrace", "invalid_sender", "not permitted"),
    ("kill", "invalid_sender", "not permitted"),
    ("mmap", "invalid_sender", "Cannot allocate memory"),
    (
        "descriptors",
        "invalid_sender",
        "0 descriptors, then Operation not permitted",
    ),
];

/// What happens after the request has left: nobody knows what became of the message.
const AFTER: &[(&str, &str)] = &[
    ("outcome-segv", "connector_crashed"),
    ("outcome-exit", "connector_crashed"),
    ("outcome-spin", "connector_timeout"),
    ("outcome-block", "connector_timeout"),
    ("outcome-other-number", "connector_crashed"),
];

fn setup() -> (Setup, Service) {
    let setup = Setup::managed_by_store();
    setup.configure_host("deadline = \"1500ms\"");
    std::fs::copy(fixture(Fixture::Evil), setup.path("plugins/evil.so")).unwrap();
    let service = setup.serve_with_configs();
    (setup, service)
}

/// Says that it is over when it goes away.
struct End<'e>(&'e AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn test_of(deed: &str) -> String {
    json!({ "to": NUMBER, "config": { "deed": deed, "token": SECRET } }).to_string()
}

fn commit(service: &Service, deed: &str) -> Value {
    let reply = service.request("POST", "/v1/connectors/evil/test", Some(&test_of(deed)));
    reply.json()
}

#[test]
fn every_deed_hurts_its_own_message_only() {
    let (setup, service) = setup();
    let client = service.client();
    let pid = service.pid();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // However this ends, the others end, too.
        let _end = End(&over);
        let others = scope.spawn(|| {
            let mut sent = 0;
            while !over.load(Ordering::SeqCst) {
                let reply = client.request("POST", "/v1/messages", Some(&message("111111")));
                assert_eq!(reply.status, 200, "another message: {}", reply.body);
                sent += 1;
            }
            sent
        });
        for (deed, kind, word) in DEEDS {
            let problem = commit(&service, deed);
            let code = problem["code"].as_str().unwrap_or_default();
            assert!(
                kind.split('|').any(|kind| kind == code),
                "{deed}: {problem}"
            );
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(word), "{deed}: {detail}");
            assert_ne!(
                problem["retryable"], "unknown",
                "{deed}: nothing has left: {problem}"
            );
        }
        let requests = setup.webhook.ledger().len();
        assert_eq!(requests, 0, "none of them has made a request");
        for (deed, kind) in AFTER {
            let problem = commit(&service, deed);
            assert_eq!(problem["code"], *kind, "{deed}: {problem}");
            assert_eq!(
                (&problem["retryable"], &problem["status"]),
                (&json!("unknown"), &json!(504))
            );
        }
        // One request each: what may have been sent is never sent again.
        assert_eq!(setup.webhook.ledger().len(), AFTER.len());
        over.store(true, Ordering::SeqCst);
        assert!(others.join().unwrap() > 0, "others sent nothing");
    });
    assert_eq!(service.pid(), pid);
    assert!(!std::path::Path::new("/tmp/evil").exists());
    let (code, log) = service.stop();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("connector_crashed") && log.contains("\"evil\""),
        "{log}"
    );
    assert!(!log.contains(SECRET), "{log}");
}

#[test]
fn what_it_prints_and_forges_reaches_nobody_else() {
    let (setup, service) = setup();
    let printed = commit(&service, "print");
    assert_eq!(printed["status"], "sent", "{printed}");
    // A forged answer to its own question is its own answer; the second one ends it.
    let forged = commit(&service, "two-replies");
    assert_eq!(forged["code"], "invalid_sender", "{forged}");
    assert_eq!(service.post(&message("123456")).status, 200);
    assert_eq!(setup.webhook.ledger().len(), 1);
    let (_, log) = service.stop();
    assert!(!log.contains(SECRET), "{log}");
}

#[test]
fn a_connector_that_cannot_be_made_is_refused_and_changes_nothing() {
    let (_setup, service) = setup();
    for (deed, kind, word) in DEEDS {
        let config = json!({ "deed": format!("create-{deed}"), "token": SECRET }).to_string();
        let path = "/v1/connectors/evil/config";
        let reply = service.request("PUT", path, Some(&config));
        let problem = reply.json();
        let (expected, word) = match *kind {
            "invalid_sender" => ("invalid_config", *word),
            // Its report is larger than anything a worker may say.
            _ if *deed == "huge" => ("plugin_refused", ""),
            // Late is in time for whoever asks what a config is worth.
            _ if *deed == "late" => continue,
            _ => ("plugin_refused", ""),
        };
        assert_eq!(
            (reply.status, &problem["code"]),
            (422, &json!(expected)),
            "{deed}: {problem}"
        );
        assert!(problem.to_string().contains(word), "{deed}: {problem}");
        assert!(!problem.to_string().contains(SECRET), "{deed}: {problem}");
    }
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
}

#[test]
fn an_active_connector_that_keeps_crashing_is_left_alone_and_can_be_switched_away_from() {
    let (_setup, mut service) = active("segv");
    let client = service.client();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _end = End(&over);
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let reply = client.request("POST", "/v1/messages", Some(&message("123456")));
                assert_eq!(reply.json()["code"], "connector_crashed", "{}", reply.body);
            }
        });
        service.wait_for("connector_quarantined");
        let listed = service.get("/v1/connectors").json();
        let active = listed["connectors"].as_array().unwrap();
        let active = active.iter().find(|one| one["active"] == true).unwrap();
        assert_eq!(
            (&active["id"], &active["quarantined"]),
            (&json!("evil"), &json!(true))
        );
        assert_eq!(
            service.get("/readyz").json()["code"],
            "connector_quarantined"
        );
        let page = service.get("/metrics").body;
        assert!(
            page.contains("switchboard_active_connector_available 0"),
            "{page}"
        );
    });
    assert_eq!(service.get("/readyz").status, 503);
    assert_eq!(service.switch("twilio").status, 200);
    assert_eq!(service.get("/readyz").status, 200);
    assert_eq!(service.post(&message("123456")).status, 200);
}

#[test]
fn a_library_that_dies_when_it_is_opened_takes_nobody_with_it() {
    let (setup, service) = setup();
    let file = setup.path("plugins/dies-on-load.so");
    std::fs::copy(fixture(Fixture::DiesOnLoad), file).unwrap();
    let reply = service.switch("dies-on-load");
    assert_ne!(reply.status, 200);
    let reply = service.get("/v1/connectors/dies-on-load/schema");
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (422, &json!("plugin_refused"))
    );
    assert_eq!(service.post(&message("123456")).status, 200);
}

#[test]
fn even_while_a_library_is_opened_files_network_and_processes_are_closed() {
    let (_setup, service) = setup();
    let problem = commit(&service, "loaded");
    let report = problem["detail"].as_str().unwrap();
    assert!(report.contains("refused: 13; went through:"), "{report}");
}

/// A service with the evil connector active.
fn active(deed: &str) -> (Setup, Service) {
    let (setup, service) = setup();
    let config = json!({ "deed": deed, "token": SECRET }).to_string();
    let path = "/v1/connectors/evil/config";
    assert_eq!(service.request("PUT", path, Some(&config)).status, 200);
    assert_eq!(service.switch("evil").status, 200);
    (setup, service)
}

#[test]
fn one_that_hoards_memory_makes_room_for_a_fresh_process_and_no_message_notices() {
    let (_setup, mut service) = active("hoard");
    let client = service.client();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _end = End(&over);
        scope.spawn(|| {
            // Ten of eight megabytes each are enough, and far from all that it may have.
            for _ in 0..10 {
                let reply = client.request("POST", "/v1/messages", Some(&message("123456")));
                assert_eq!(reply.status, 200, "{}", reply.body);
            }
        });
        let recycled = service.wait_for("worker_recycled");
        assert_eq!(recycled["connector"], "evil");
    });
    assert_eq!(service.post(&message("123456")).status, 200);
    let (_, log) = service.stop();
    assert!(!log.contains("connector_crashed"), "{log}");
}

/// The worker of a service, once those of earlier generations are gone.
fn worker_of(service: &Service) -> i32 {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        match children_of(service.pid()).as_slice() {
            [worker] => return *worker,
            children => assert!(Instant::now() < until, "{children:?}"),
        }
        std::thread::yield_now();
    }
}

fn children_of(parent: i32) -> Vec<i32> {
    let is_child = |pid: &i32| {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = format!("PPid:\t{parent}");
        status.lines().any(|other| other == line)
    };
    let entries = std::fs::read_dir("/proc").unwrap();
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(is_child).collect()
}

#[test]
fn a_worker_that_ends_or_hangs_between_messages_is_replaced_before_one_notices() {
    let (_setup, mut service) = active("nothing");
    for signal in [rustix::process::Signal::KILL, rustix::process::Signal::STOP] {
        let pid = rustix::process::Pid::from_raw(worker_of(&service)).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
        service.wait_for("connector_crashed");
        let reply = service.post(&message("123456"));
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_ne!(worker_of(&service), pid.as_raw_nonzero().get());
    }
    let page = service.get("/metrics").body;
    let crashes = "switchboard_worker_crashes_total{connector=\"evil\"} 2";
    assert!(page.contains(crashes), "{page}");
}

#[test]
fn no_secret_is_in_an_argument_an_environment_or_a_core_file() {
    let (_setup, service) = active("nothing");
    assert_eq!(service.post(&message("123456")).status, 200);
    let read =
        |pid: i32, name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap();
    let worker = worker_of(&service);
    assert_eq!(read(worker, "cmdline"), "switchboard\0__worker\0");
    // How its allocator behaves, and nothing of the host's.
    let environment = read(worker, "environ");
    let variables: Vec<&str> = environment.split_terminator('\0').collect();
    assert!(
        matches!(variables.as_slice(), [one] if one.starts_with("_RJEM_MALLOC_CONF=")),
        "{variables:?}"
    );
    for pid in [service.pid(), worker] {
        assert!(!read(pid, "cmdline").contains(SECRET));
        let limits = read(pid, "limits");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let core: Vec<&str> = core.unwrap().split_whitespace().collect();
        assert_eq!(core.get(4..6), Some(&["0", "0"][..]), "{core:?}");
    }
}
