//! Start, reload, stop.

use std::time::Duration;

use connector_testkit::sim::Fault;
use serde_json::json;

use crate::support::{Setup, message, switchboard};

#[test]
fn a_reload_switches_the_connector_without_a_restart() {
    let setup = Setup::new();
    let mut service = setup.serve();
    assert_eq!(service.get("/readyz").json()["connector"], "twilio");
    assert_eq!(
        service.post(&message("111111")).json()["connector"],
        "twilio"
    );
    setup.activate("http", "");
    service.signal("HUP");
    service.wait_for("reloaded");
    let ready = service.get("/readyz").json();
    assert_eq!(
        (&ready["connector"], &ready["generation"]),
        (&json!("http"), &json!(2))
    );
    assert_eq!(service.post(&message("222222")).json()["connector"], "http");
    assert_eq!(
        (setup.twilio.inbox().len(), setup.webhook.inbox().len()),
        (1, 1)
    );
}

#[test]
fn a_reload_with_a_mistake_changes_nothing_and_says_where_it_is() {
    let setup = Setup::new();
    let mut service = setup.serve();
    setup.activate("http", "deadlin = \"1s\"");
    service.signal("HUP");
    let event = service.wait_for("reload_failed");
    let details = event["details"].as_str().unwrap();
    assert!(
        details.contains("switchboard.toml:9:1: messages.deadlin"),
        "{details}"
    );

    setup.activate("http", "");
    setup.write(
        "connectors.d/http.json",
        r#"{"endpoind":"https://hooks.example.com/otp"}"#,
    );
    service.signal("HUP");
    let event = service.wait_for("reload_failed");
    let details = event["details"].as_str().unwrap();
    assert!(
        details.contains("http.json:1:2: /endpoind: unknown key"),
        "{details}"
    );
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
}

#[test]
fn a_message_that_began_before_a_switch_ends_on_its_own_connector() {
    let setup = Setup::new();
    let mut service = setup.serve();
    setup
        .twilio
        .on_next(Fault::new().reply_after(Duration::from_secs(1)));
    setup.activate("http", "");
    let client = service.client();
    std::thread::scope(|scope| {
        let first =
            scope.spawn(move || client.request("POST", "/v1/messages", Some(&message("111111"))));
        setup.twilio.wait_for(1).unwrap();
        service.signal("HUP");
        service.wait_for("reloaded");
        assert_eq!(service.post(&message("222222")).json()["connector"], "http");
        assert_eq!(first.join().unwrap().json()["connector"], "twilio");
    });
    assert_eq!(
        (setup.twilio.inbox().len(), setup.webhook.inbox().len()),
        (1, 1)
    );
}

#[test]
fn stopping_finishes_what_is_in_flight_and_exits_with_zero() {
    let setup = Setup::new();
    let mut service = setup.serve();
    setup
        .twilio
        .on_next(Fault::new().reply_after(Duration::from_secs(1)));
    let client = service.client();
    std::thread::scope(|scope| {
        let last =
            scope.spawn(move || client.request("POST", "/v1/messages", Some(&message("111111"))));
        setup.twilio.wait_for(1).unwrap();
        service.signal("TERM");
        service.wait_for("stopping");
        assert_eq!(last.join().unwrap().status, 200);
    });
    let (code, log) = service.stop();
    assert_eq!(code, Some(0));
    assert!(log.contains("message_sent"), "{log}");
}

#[test]
fn without_an_active_connector_the_service_lives_but_is_not_ready() {
    let setup = Setup::new();
    let text = std::fs::read_to_string(setup.path("switchboard.toml")).unwrap();
    setup.write(
        "switchboard.toml",
        &text.replace("active = \"twilio\"\n", ""),
    );
    let service = setup.serve();
    assert_eq!(service.get("/livez").status, 200);
    let reply = service.get("/readyz");
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (503, &json!("no_active_connector"))
    );
    let reply = service.post(&message("123456"));
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (503, &json!("no_active_connector"))
    );
}

#[test]
fn without_a_certificate_the_service_answers_on_loopback_only() {
    let setup = Setup::new();
    let outcome = switchboard(setup.folder(), &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(outcome.code, 78);
    assert!(
        outcome.stderr.contains("answers on loopback only"),
        "{}",
        outcome.stderr
    );
}
