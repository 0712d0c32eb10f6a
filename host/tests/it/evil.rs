//! Connectors that mean harm, or are broken. Each hurts its own message only: the host lives on, other
//! connectors' messages see no error, and what became of the culprit's is said honestly.

use std::sync::atomic::{AtomicBool, Ordering};

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
    ("read-environment", "invalid_sender", "not permitted"),
    ("read-memory", "invalid_sender", "not permitted"),
    ("list-files", "invalid_sender", "not permitted"),
    ("write-file", "invalid_sender", "not permitted"),
    ("socket", "invalid_sender", "not permitted"),
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
    for deed in ["create-segv", "create-exit", "create-abort"] {
        let config = json!({ "deed": deed, "token": SECRET }).to_string();
        let path = "/v1/connectors/evil/config";
        let reply = service.request("PUT", path, Some(&config));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (422, &json!("plugin_refused"))
        );
    }
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
}

#[test]
fn an_active_connector_that_keeps_crashing_is_left_alone_and_can_be_switched_away_from() {
    let (_setup, mut service) = setup();
    let config = json!({ "deed": "segv", "token": SECRET }).to_string();
    let path = "/v1/connectors/evil/config";
    assert_eq!(service.request("PUT", path, Some(&config)).status, 200);
    assert_eq!(service.switch("evil").status, 200);
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
    });
    assert_eq!(service.switch("twilio").status, 200);
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
