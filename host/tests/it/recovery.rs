//! What a crash leaves behind, and what is made of it.

use connector_testkit::sim::Fault;
use serde_json::json;

use crate::support::{Client, Setup, message};

/// Digits that nothing else has by chance.
const CODE: &str = "739150264871";

/// The states of its history.
fn steps(record: &serde_json::Value) -> Vec<&str> {
    let transitions = record["transitions"].as_array().unwrap().iter();
    transitions
        .map(|step| step["status"].as_str().unwrap())
        .collect()
}

/// The only message on record.
fn only(service: &crate::support::Service) -> serde_json::Value {
    let listed = service.get("/v1/messages").json();
    assert_eq!(listed["messages"].as_array().unwrap().len(), 1, "{listed}");
    let id = listed["messages"][0]["id"].as_str().unwrap().to_owned();
    service.get(&format!("/v1/messages/{id}")).json()
}

#[test]
fn what_was_dispatched_is_unknown_after_a_crash_and_never_sent_again() {
    let setup = Setup::new();
    let service = setup.serve();
    setup.twilio.on_next(Fault::new().never_answer());
    let client = service.client();
    let waiting = std::thread::spawn(move || {
        // The connection ends with the process.
        std::panic::catch_unwind(|| {
            client.request_with(
                "POST",
                "/v1/messages",
                Some(&message(CODE)),
                &[("Idempotency-Key", "k1")],
            )
        })
    });
    setup.twilio.wait_for(1).unwrap();
    service.kill();
    assert!(waiting.join().unwrap().is_err());
    // A message on its way is on record; its code and its number are not, in whatever form.
    for name in ["switchboard.db", "switchboard.db-wal"] {
        let bytes = std::fs::read(setup.path(name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(CODE) && !text.contains("4155550100"),
            "{name}"
        );
    }
    let mut service = setup.serve();
    let record = only(&service);
    assert_eq!(record["status"], "unknown", "{record}");
    assert_eq!(record["failure"]["mayHaveBeenProcessed"], true);
    assert_eq!(steps(&record), ["accepted", "dispatching", "unknown"]);
    // Whoever repeats it with its key is told, and nothing is sent again.
    let with_its_key = Client {
        key: client.key,
        ..service.client()
    };
    let again = with_its_key.request_with(
        "POST",
        "/v1/messages",
        Some(&message(CODE)),
        &[("Idempotency-Key", "k1")],
    );
    assert_eq!(
        (again.status, &again.json()["code"]),
        (504, &json!("outcome_unknown"))
    );
    assert_eq!(setup.twilio.ledger().len(), 1);
    assert_eq!(service.post(&message("654321")).status, 200);
    service.wait_for("message_sent");
}

#[test]
fn what_a_connector_refuses_is_on_record_and_nothing_leaves() {
    let setup = Setup::new();
    let service = setup.serve();
    let refused = service.post(r#"{"to":"+14155550100","type":"SignIn","payload":{"code":{}}}"#);
    assert_eq!(
        refused.json()["code"],
        "invalid_request",
        "{}",
        refused.body
    );
    let record = only(&service);
    assert_eq!(record["status"], "rejected", "{record}");
    assert_eq!(record["attempts"], 1);
    assert_eq!(steps(&record), ["accepted", "dispatching", "rejected"]);
    assert!(setup.twilio.ledger().is_empty());
}

#[test]
fn a_second_service_cannot_take_the_store_of_a_running_one() {
    let setup = Setup::new();
    let _service = setup.serve();
    let outcome = crate::support::switchboard(setup.folder(), &["-c", "switchboard.toml", "serve"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("another service is running on it"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_store_without_its_key_is_refused_with_what_to_do() {
    let setup = Setup::new();
    setup.serve().stop();
    std::fs::remove_file(setup.path("switchboard.db.key")).unwrap();
    let outcome = crate::support::switchboard(setup.folder(), &["-c", "switchboard.toml", "serve"]);
    assert_eq!(outcome.code, 78);
    assert!(
        outcome.stderr.contains("put the key back"),
        "{}",
        outcome.stderr
    );
}
