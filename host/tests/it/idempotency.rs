//! `Idempotency-Key`: one POST at the provider, whatever the caller repeats.

use std::time::Duration;

use connector_testkit::sim::Fault;
use serde_json::json;

use crate::support::{Client, Reply, Setup, message};

fn send(client: Client, key: &str, body: &str) -> Reply {
    client.request_with(
        "POST",
        "/v1/messages",
        Some(body),
        &[("Idempotency-Key", key)],
    )
}

#[test]
fn the_same_key_and_message_give_the_same_answer_and_one_sms() {
    let setup = Setup::new();
    let service = setup.serve();
    let first = send(service.client(), "k1", &message("123456"));
    assert_eq!(
        (first.status, first.header("idempotency-replayed")),
        (200, None)
    );
    let again = send(service.client(), "\"k1\"", &message("123456"));
    assert_eq!((again.status, again.json()), (200, first.json()));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let other = send(service.client(), "k1", &message("654321"));
    assert_eq!(
        (other.status, &other.json()["code"]),
        (422, &json!("idempotency_key_reused"))
    );
    assert_eq!(setup.twilio.ledger().len(), 1);
}

#[test]
fn a_failure_is_replayed_too() {
    let setup = Setup::new();
    let service = setup.serve();
    setup.twilio.on_next(Fault::new().reply(503, ""));
    let first = send(service.client(), "k1", &message("123456"));
    let again = send(service.client(), "k1", &message("123456"));
    assert_eq!(
        (first.status, &first.json()["code"]),
        (504, &json!("outcome_unknown"))
    );
    assert_eq!((again.status, again.json()), (504, first.json()));
    assert_eq!(setup.twilio.ledger().len(), 1);
}

#[test]
fn what_was_refused_is_not_remembered() {
    let setup = Setup::new();
    let service = setup.serve();
    let wrong = send(
        service.client(),
        "k1",
        r#"{"to":"1","type":"SignIn","payload":{}}"#,
    );
    assert_eq!(wrong.status, 422);
    assert_eq!(send(service.client(), "k1", &message("123456")).status, 200);
    for key in ["", "é", &"k".repeat(256)] {
        assert_eq!(
            send(service.client(), key, &message("123456")).status,
            400,
            "{key}"
        );
    }
}

#[test]
fn of_64_at_once_one_is_sent() {
    let setup = Setup::new();
    let service = setup.serve();
    setup
        .twilio
        .on_every(Fault::new().reply_after(Duration::from_millis(300)));
    let client = service.client();
    let answers: Vec<Reply> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..64)
            .map(|_| scope.spawn(move || send(client, "k1", &message("123456"))))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    assert_eq!(setup.twilio.ledger().len(), 1);
    let mut sent = answers.iter().filter(|answer| answer.status == 200);
    let first = sent.next().unwrap().json();
    assert!(sent.all(|answer| answer.json() == first));
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (409, &json!("idempotency_running"))
        );
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert_eq!(send(client, "k1", &message("123456")).json(), first);
}
